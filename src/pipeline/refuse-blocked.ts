import { UserError } from '../errors.ts';
import type { Measured } from './measure.ts';

/**
 * Refuses a run whose every connection the allow-list blocked: no byte left this machine, and there is nothing to judge.
 * UserError (6). Where something was sent besides, the result says what was blocked.
 */
export function refuseBlocked({ blocked, timeline }: Measured, folder: string): void {
  if (blocked.length === 0 || (timeline.total({ metric: 'data_sent', where: {} })?.sum ?? 0) > 0) return;
  throw new UserError(
    blocked.map((each) => ({
      what: `nothing was sent: the script only asks for what is not allowed, ${each.host}`,
      where: { file: folder },
      why: 'it is neither this machine nor on the allow-list',
      next: `if you may load it, add to loadkit.config.yaml:  safety: { allow: ["${hostIn(each.host)}"] }`,
    })),
    6,
  );
}

/** A host without its port. */
function hostIn(host: string): string {
  return URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname.replace(/^\[(.*)\]$/, '$1') : host;
}
