import { whenAborted } from '../host/heeding.ts';
import { type Halt, INTERRUPTED } from '../k6/local/exit.ts';
import type { Ended } from '../k6/local/launch.ts';
import type { EngineRun } from '../k6/local/run.ts';
import { PLANNED_STOP } from '../metrics/events.ts';
import type { Plan } from '../plan/plan.ts';
import type { Driver } from './drivers/driver.ts';
import { type Guard, guardOf } from './guard.ts';
import type { Guards } from './guards.ts';
import type { Lag } from './lag.ts';
import type { Progress } from './observer.ts';
import type { Recording } from './recording.ts';
import { type Stop, stopEngine } from './stop.ts';

/** What every engine of a run is attended with. */
export interface Attendance {
  readonly recording: Recording;
  readonly driver: Driver;
  readonly stop: Stop;
  readonly tell: (progress: Progress) => void;
  /** Seconds that k6 may take beside its load (guard.ts). */
  readonly around: number;
  /** The guard rails of the project; they see every line. */
  readonly guards: Guards;
  readonly lag: Lag;
  /** Is told when an engine says that it began, by the wall clock (ISO 8601). */
  readonly greeted: (start: string) => void;
}

/** How an engine came to its end. */
export interface Attended {
  readonly end: Ended;
  /** Why loadkit ended the load of the run. */
  readonly halted: Halt | null;
  /** Why it was killed. */
  readonly killed: string | null;
  /** Whether it ended by itself, or as the driver wished. */
  readonly whole: boolean;
}

/**
 * Reads one engine's lines to their end into the record. Its load ends with its plan, as the driver wishes, by a guard
 * rail, by a wish to stop (a later one kills it), or when the disk refuses the record; an engine that does not end is
 * killed.
 */
export async function attend(engine: EngineRun, plan: Plan, attendance: Attendance): Promise<Attended> {
  const { recording, driver, stop, tell, lag, greeted } = attendance;
  const guard = guardOf(engine, attendance.around);
  guard.within(plan.duration);
  const off = [stopEngine(stop, engine, guard), whenAborted(recording.refused, () => endLoad(engine, guard))];
  let begun: number | undefined;
  const rails = attendance.guards(() => begun ?? 0);
  let halted: Halt | null = null;
  let planEnded = false;
  for await (const line of engine.lines) {
    if (!line) {
      recording.unreadable();
      continue;
    }
    if (line.t === 'hello') greeted(line.start);
    if (line.t === 'mark') begun ??= line.at;
    const kept = await driver.take(line);
    if (kept) await lag.during(recording.put(kept));
    const railed = rails(line);
    const wish = driver.wish(line);
    if (stop.wish.aborted || halted !== null) continue;
    halted = railed ?? (wish?.end === 'run' ? { endedBy: 'plan', text: wish.text } : null);
    if (halted) {
      await recording.note(halted.endedBy === 'plan' ? PLANNED_STOP : halted.endedBy, halted.text);
      tell({ kind: 'note', text: halted.text });
      endLoad(engine, guard);
    } else if (wish && !planEnded) {
      planEnded = true;
      endLoad(engine, guard);
    }
  }
  driver.landed();
  const end = await engine.done;
  guard.release();
  for (const each of off) each();
  const asWished = end.code === 0 || (planEnded && end.code === INTERRUPTED);
  const whole = asWished && halted === null && !stop.wish.aborted;
  return { end, halted, killed: guard.killed, whole };
}

function endLoad(engine: EngineRun, guard: Guard): void {
  engine.interrupt();
  guard.within(0);
}
