import type { StopRule } from '../config/stop-when.ts';
import type { Location } from '../errors.ts';
import { killSwitch } from '../judge/watch/kill-switch.ts';
import { overCeiling } from '../judge/watch/over-ceiling.ts';
import type { Halt } from '../k6/local/exit.ts';
import type { TimelineLine } from '../metrics/lines/lines.ts';
import type { Ceilings, SentCeiling } from '../plan/ceilings.ts';
import type { Plan } from '../plan/plan.ts';

/** What the project forbids a run to do or to go on with. */
export interface GuardRails {
  readonly ceilings: Ceilings;
  readonly stopWhen: readonly StopRule[];
  /** Where the project states the latter. */
  readonly stopWhenAt: Location | undefined;
}

/**
 * Begins to watch the lines of one engine, whose scenario began at `offset`: why its load must end now, once it must.
 */
export type Guards = (offset: () => number) => (line: TimelineLine) => Halt | undefined;

/** The guard rails as they hold for a plan, whichever engine carries it out. */
export function guardsOf({ ceilings, stopWhen, stopWhenAt }: GuardRails, plan: Plan, sent: SentCeiling): Guards {
  return (offset) => {
    const over = overCeiling(ceilings, sent);
    const kill = killSwitch({ rules: stopWhen, stated: stopWhenAt, plan, offset });
    return (line) => {
      const exceeded = over(line);
      const killed = kill(line);
      if (exceeded !== undefined) return { endedBy: 'guard-rail', text: exceeded };
      return killed === undefined ? undefined : { endedBy: 'kill-switch', text: killed };
    };
  };
}
