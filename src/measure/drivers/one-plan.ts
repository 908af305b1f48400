import type { RecordLine } from '../../capacity/search-lines.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Driver } from './driver.ts';

/** Looks at a run while it goes on, line by line. */
export interface Pilot {
  /** A line that was read, once it is folded. Never waits. */
  see(line: RecordLine): void;
  /** Why the load should end now, once it should. */
  ending(): string | undefined;
  /** The lines have come to their end: nothing is decided any more. */
  land(): void;
}

/** The driver of a run with one plan, whose end a pilot may wish for. */
export function onePlan(plan: Plan, pilot: Pilot, more: Partial<Pick<Driver, 'began' | 'close'>> = {}): Driver {
  let begun = false;
  return {
    over: undefined,
    next() {
      const next = begun ? undefined : plan;
      begun = true;
      return Promise.resolve(next);
    },
    began: () => undefined,
    take: (line) => Promise.resolve({ ...line, source: 0 }),
    wish(line) {
      pilot.see(line);
      const text = pilot.ending();
      return text === undefined ? undefined : { end: 'run', text };
    },
    landed: () => pilot.land(),
    ended: () => Promise.resolve(false),
    lastLines: () => [],
    close: () => Promise.resolve(),
    ...more,
  };
}
