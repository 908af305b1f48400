import { UserError } from '../errors.ts';
import { notAllowed } from '../k6/blocked.ts';
import type { Measured } from './measure.ts';

/**
 * Refuses a run whose every connection the allow-list blocked: no byte left this machine, and there is nothing to judge.
 * UserError (6). Where something was sent besides, the result says what was blocked.
 */
export function refuseBlocked({ blocked, timeline }: Measured, folder: string): void {
  if (blocked.length === 0 || (timeline.total({ metric: 'data_sent', where: {} })?.sum ?? 0) > 0) return;
  throw new UserError(
    blocked.map((each) => ({
      what: `the script sent nothing: ${notAllowed(each)}`,
      where: { file: folder },
    })),
    6,
  );
}
