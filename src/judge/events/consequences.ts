import type { EventResult } from '../../result/events.ts';

/** What a monitor notices so soon after a command is what the command did, seconds. */
const DONE_BY = 60;
/** What several monitors notice so soon one after the other is one thing. */
const TOGETHER = 10;

/**
 * The events that stand for themselves: not what is noticed of a command that was run shortly before, and of several
 * notices of one thing the first. `events`: in the order of time. Pure.
 */
export function ofThemselves<E extends Pick<EventResult, 'second' | 'noticed' | 'done'>>(events: readonly E[]): E[] {
  let [command, notice] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  return events.filter(({ second, noticed, done }) => {
    if (noticed === false && done) command = second;
    if (noticed !== true) return true;
    const follows = second - command <= DONE_BY || second - notice <= TOGETHER;
    notice = second;
    return !follows;
  });
}
