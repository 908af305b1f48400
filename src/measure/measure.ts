import type { RecordLine } from '../capacity/search-lines.ts';
import { formatWhere } from '../errors.ts';
import { whenAborted } from '../host/heeding.ts';
import { INTERRUPTED } from '../k6/local/exit.ts';
import type { EngineRun } from '../k6/local/run.ts';
import { nameOf } from '../k6/log/blocked.ts';
import type { Exceptions } from '../k6/log/exceptions.ts';
import { SILENCE } from '../k6/log/last-words.ts';
import { BLOCKED } from '../metrics/events.ts';
import type { Timeline } from '../metrics/timeline/timeline.ts';
import type { Monitor } from '../monitor/monitor.ts';
import { Watch } from '../monitor/watch.ts';
import type { Plan } from '../plan/plan.ts';
import type { RunRecord } from '../result/record.ts';
import { type Attendance, type Attended, attend } from './attend.ts';
import type { Driver } from './drivers/driver.ts';
import { Lag } from './lag.ts';
import { type Audience, Recording } from './recording.ts';
import type { RunClock } from './run-clock.ts';
import { type EventsToRun, RunEvents } from './run-events.ts';
import { askedBy } from './stop.ts';

export interface Measuring extends Audience, Pick<Attendance, 'stop' | 'tell' | 'around' | 'guards'> {
  readonly record: RunRecord;
  readonly folder: string;
  readonly clock: RunClock;
  /** Starts an engine with a plan. */
  readonly start: (plan: Plan) => Promise<EngineRun>;
  readonly driverOf: (recording: Recording) => Driver;
  /** What watches the target beside the load. */
  readonly monitors: readonly Monitor[];
  /** What is done to the target meanwhile. */
  readonly events: EventsToRun;
}

/** Nothing was started. */
const UNSTARTED: Attended = { end: { code: INTERRUPTED, signal: null }, halted: null, killed: null, whole: true };

/**
 * Carries out a run: the driver's plans one after the other, each by an engine of its own, all their lines in one
 * record. Whatever happens, the record is closed. Throws only where the first engine cannot be started: nothing was
 * sent then.
 */
export async function measure(measuring: Measuring): Promise<Timeline> {
  const { record, folder, clock, stop, tell, start } = measuring;
  const beside = {
    put: (line: RecordLine) => recording.put(line),
    say: (text: string) => tell({ kind: 'note', text }),
    redact: measuring.redact,
    elapsed: () => clock.elapsed(),
  };
  const events = new RunEvents(measuring.events, beside);
  const { observers, redact } = measuring;
  const recording = new Recording(record, folder, { redact, observers: [...observers, events] });
  recording.refused.addEventListener('abort', () =>
    tell({ kind: 'note', text: `the record cannot be written, stopping: ${recording.refused.reason}` }),
  );
  const driver = measuring.driverOf(recording);
  const lag = new Lag(() => clock.elapsed());
  const engines: EngineRun[] = [];
  const watch = new Watch(measuring.monitors, { ...beside, note: (kind, text) => recording.note(kind, text) });
  const offs = [stop.wish, recording.refused].map((signal) => whenAborted(signal, () => void events.end()));
  const greeted = (text: string) => {
    if (engines.length === 1) clock.greeted(text);
    watch.begin(text);
    events.greeted();
  };
  let last = UNSTARTED;
  try {
    for (let goesOn = true; goesOn && !stop.wish.aborted && !recording.refused.aborted; ) {
      const plan = await driver.next();
      if (!plan) break;
      const engine = await start(plan).catch((error: unknown) => {
        if (engines.length === 0) throw error;
        recording.refuse(error);
      });
      if (!engine) break;
      engines.push(engine);
      driver.began(engine);
      last = await attend(engine, plan, { ...measuring, recording, driver, lag, greeted });
      goesOn = await driver.ended(last.whole);
    }
  } catch (error) {
    if (engines.length === 0) await recording.abandon();
    throw error;
  } finally {
    for (const off of offs) off();
    await events.end();
    await watch.end();
    lag.end();
    await driver.close();
  }
  for (const line of driver.lastLines()) await recording.put(line);
  await tellOf(engines, lag, recording);
  const halted = last.halted ?? (driver.over === undefined ? null : { endedBy: 'plan', text: driver.over });
  const words = engines.at(-1)?.lastWords() ?? SILENCE;
  const { end, killed } = last;
  await recording.close({ ...end, asked: askedBy(stop), halted, killed, words }, clock);
  return recording.timeline;
}

/** What the engines threw and refused to connect to, and whether loadkit kept up with them. */
async function tellOf(engines: readonly EngineRun[], lag: Lag, recording: Recording): Promise<void> {
  const exceptions: Exceptions[] = engines.map((engine) => engine.exceptions());
  for (const text of exceptionTexts(exceptions)) await recording.note('exception', text);
  const late = lag.end();
  if (late !== undefined) await recording.note('reader', late);
  const blocked = new Set(engines.flatMap((engine) => engine.blocked().map(nameOf)));
  for (const address of blocked) await recording.note(BLOCKED, address);
}

/** What a script threw, as the record keeps it; that of several engines is added. */
function exceptionTexts(all: readonly Exceptions[]): string[] {
  const counts = new Map<string, number>();
  for (const { count, message, where } of all.flatMap(({ distinct }) => distinct)) {
    const text = [formatWhere(where), message].filter(Boolean).join(': ');
    counts.set(text, (counts.get(text) ?? 0) + count);
  }
  const texts = [...counts].map(([text, count]) => `${count} × ${text}`);
  const others = all.reduce((sum, one) => sum + one.others, 0);
  return others > 0 ? [...texts, `${others} × other exceptions, see k6.log`] : texts;
}
