import { UserError } from '../../errors.ts';
import { BLOCKED } from '../../metrics/events.ts';
import type { Timeline } from '../../metrics/timeline/timeline.ts';

/** k6's `error_code` of a request whose address is blocked (lib/netext/httpext/error_codes.go). */
const OF_BLOCKED = '1110';

/**
 * Refuses a run whose every connection the allow-list blocked: no byte left this machine, and there is nothing to
 * judge. UserError (6). Where something was sent or asked for besides, though nobody was there, the result says what
 * was blocked.
 */
export function refuseBlocked(timeline: Timeline, folder: string): void {
  const blocked = timeline.events.filter(({ kind }) => kind === BLOCKED);
  const sum = (metric: string, where = {}) => timeline.total({ metric, where })?.sum ?? 0;
  const others = sum('http_reqs') - sum('http_reqs', { error_code: OF_BLOCKED });
  const sent = sum('data_sent') + sum('browser_data_received');
  if (blocked.length === 0 || sent > 0 || others > 0) return;
  throw new UserError(
    blocked.map(({ text }) => ({
      what: `nothing was sent: the script only asks for what is not allowed, ${text}`,
      where: { file: folder },
      why: 'it is neither this machine nor on the allow-list',
      next: `if you may load it, add to loadkit.config.yaml:  safety: { allow: ["${hostIn(text)}"] }`,
    })),
    6,
  );
}

/** The host of `shop.example.org:8443 (93.184.216.34)`. */
function hostIn(text: string): string {
  const [host = text] = text.split(' ');
  return URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname.replace(/^\[(.*)\]$/, '$1') : host;
}
