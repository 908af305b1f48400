import { join } from 'node:path';
import type { SearchCourse } from '../judge/course.ts';
import { layoutOf } from '../judge/layout.ts';
import { nameOf } from '../k6/blocked.ts';
import type { Halt } from '../k6/exit.ts';
import type { EngineRun } from '../k6/run.ts';
import { BLOCKED } from '../metrics/blocked.ts';
import type { EarlierLine, TimelineLine } from '../metrics/frame.ts';
import { PLANNED_STOP } from '../metrics/planned-stop.ts';
import { Timeline } from '../metrics/timeline.ts';
import type { Redactor } from '../redact.ts';
import type { RunRecord } from '../result/record.ts';
import { FILES } from '../store/runs.ts';
import { TimelineWriter } from '../store/timeline-file.ts';
import { closeRecord } from './close-record.ts';
import { exceptionTexts } from './exception-texts.ts';
import { guardOf } from './guard.ts';
import type { Guards } from './guards.ts';
import { keeper } from './keeper.ts';
import { Lag } from './lag.ts';
import { liveStates } from './live-state.ts';
import type { Pilot, PilotInput } from './pilot.ts';
import { plannedEnd } from './planned-end.ts';
import { lineRedactor } from './redact-record.ts';
import type { Progress, Stop } from './request.ts';
import type { RunClock } from './run-clock.ts';
import { askedBy, stopEngine } from './stopping.ts';

const SPEAK_SECONDS = { live: 1, plain: 10 };

export interface Measuring {
  readonly record: RunRecord;
  readonly folder: string;
  readonly engine: EngineRun;
  readonly clock: RunClock;
  readonly stop: Stop;
  readonly tell: (progress: Progress) => void;
  readonly speak: 'live' | 'plain';
  readonly redact: Redactor;
  /** Seconds that k6 may take beside its load (guard.ts). */
  readonly around: number;
  /** The guard rails of the project; they see every line. */
  readonly guards: Guards;
  /** Of a capacity search: its course, the lines of the search that it goes on from, and who steers. */
  readonly search?: SearchMeasuring | undefined;
}

export interface SearchMeasuring {
  readonly course: SearchCourse;
  readonly earlier: readonly EarlierLine[];
  readonly steer: (tools: Pick<PilotInput, 'setRate' | 'keep' | 'second'>) => Pilot;
}

/**
 * Lets the engine run to its end, writing every line to the record as it comes and folding it into a timeline. A first
 * wish to stop interrupts k6 once (teardown runs), a later one kills it; a profile that looks for a break is ended once it is
 * found, a search when it is over, every run by a guard rail. Whatever happens, the record is closed.
 */
export async function measure(measuring: Measuring): Promise<Timeline> {
  const { record, folder, engine, clock, stop, tell, speak, redact, around, search } = measuring;
  const timeline = new Timeline(layoutOf(record));
  const writer = new TimelineWriter(join(folder, FILES.timeline));
  const guard = guardOf(engine, around);
  guard.within(record.plan.duration);
  const deaf = stopEngine(stop, engine, guard);
  const keeping = keeper(
    writer,
    () => {
      engine.interrupt();
      guard.within(0);
    },
    tell,
  );
  const { keep } = keeping;
  const put = async (line: TimelineLine) => {
    timeline.add(line);
    await keep(line);
  };
  const note = (kind: string, text: string) => put({ t: 'event', s: timeline.lastSecond, kind, text });
  for (const line of search?.earlier ?? []) {
    search?.course.add(line);
    await keep(line);
  }
  const pilot = search ? search.steer(toolsOf(engine, keep, timeline)) : plannedEnd(record, timeline);
  const live = liveStates(record, timeline);
  const lag = new Lag(() => clock.elapsed());
  const guards = measuring.guards(() => timeline.offset);
  let halted: Halt | null = null;
  const redacted = lineRedactor(record.objectives, redact);
  let spoken = 0;
  for await (const raw of engine.lines) {
    const line = raw && redacted(raw);
    timeline.add(line);
    search?.course.add(line);
    if (!line) continue;
    if (line.t === 'hello') clock.greeted(line.start);
    await lag.during(keep({ ...line, engine: 0 }));
    pilot.see(line);
    const due: Halt | undefined = guards(line) ?? plannedHalt(pilot);
    if (due && halted === null && !stop.wish.aborted) {
      halted = due;
      await note(due.endedBy === 'plan' ? PLANNED_STOP : due.endedBy, due.text);
      tell({ kind: 'note', text: due.text });
      engine.interrupt();
      guard.within(0);
    }
    if (line.t !== 'gen' || search || line.s - spoken < SPEAK_SECONDS[speak]) continue;
    spoken = line.s;
    tell({ kind: 'live', state: live() });
  }
  pilot.land();
  const ended = await engine.done;
  guard.release();
  deaf();
  for (const text of exceptionTexts([engine.exceptions()])) await note('exception', text);
  const late = lag.end();
  if (late !== undefined) await note('reader', late);
  for (const blocked of engine.blocked()) await note(BLOCKED, nameOf(blocked));
  const end = { ...ended, asked: askedBy(stop), halted, killed: guard.killed, words: engine.lastWords() };
  await closeRecord({ writer, keeper: keeping, timeline, put, clock, end });
  return timeline;
}

function plannedHalt(pilot: Pilot): Halt | undefined {
  const text = pilot.ending();
  return text === undefined ? undefined : { endedBy: 'plan', text };
}

/** What a search steers with. Lines are handed to the record at once, in order; who writes does not wait. */
function toolsOf(
  engine: EngineRun,
  keep: (line: TimelineLine) => Promise<void>,
  timeline: Timeline,
): Pick<PilotInput, 'setRate' | 'keep' | 'second'> {
  return {
    setRate: (rate) => engine.setRate(rate),
    keep: (line) => void keep(line).catch(() => undefined),
    second: () => timeline.lastSecond,
  };
}
