import { join } from 'node:path';
import { nextTrial, trialIsOver } from '../capacity/trials/next-trial.ts';
import { loadOf, type TrialAsk } from '../capacity/trials/trial.ts';
import { trialVerdict } from '../capacity/trials/trial-verdict.ts';
import { layoutOf } from '../judge/layout.ts';
import type { TrialsCourse } from '../judge/trials-course.ts';
import { nameOf } from '../k6/blocked.ts';
import type { Exceptions } from '../k6/exceptions.ts';
import type { Halt } from '../k6/exit.ts';
import { SILENCE } from '../k6/last-words.ts';
import type { Ended } from '../k6/launch.ts';
import type { EngineRun } from '../k6/run.ts';
import { BLOCKED } from '../metrics/blocked.ts';
import type { TimelineLine } from '../metrics/frame.ts';
import { Splice } from '../metrics/splice.ts';
import { Timeline } from '../metrics/timeline.ts';
import type { Plan } from '../plan/plan.ts';
import { planTrial } from '../plan/search-plan.ts';
import type { Redactor } from '../redact.ts';
import { searchedLine, trialLine } from '../report/search-lines.ts';
import type { RunRecord } from '../result/record.ts';
import { FILES } from '../store/runs.ts';
import { TimelineWriter } from '../store/timeline-file.ts';
import { closeRecord } from './close-record.ts';
import { exceptionTexts } from './exception-texts.ts';
import { guardOf } from './guard.ts';
import type { Guards } from './guards.ts';
import { keeper } from './keeper.ts';
import { lineRedactor } from './redact-record.ts';
import type { Progress, Stop } from './request.ts';
import type { RunClock } from './run-clock.ts';
import { askedBy, stopEngine } from './stopping.ts';

/** Seconds that a trial's plan is longer than the trial may be: it is ended once it is known, two seconds late, that it is over. */
const SPARE = 15;
/** Seconds of a hold beside its load: k6's start and end, and what is known late. */
const AROUND_HOLD = 8;
/** Seconds of the budget that are kept for the judging and the reports. */
const REPORTING = 8;
/** How k6 ends after the signal by which loadkit stops it. */
const INTERRUPTED = 105;

export interface TrialsMeasuring {
  readonly record: RunRecord;
  readonly folder: string;
  readonly course: TrialsCourse;
  readonly clock: RunClock;
  readonly stop: Stop;
  readonly tell: (progress: Progress) => void;
  readonly redact: Redactor;
  /** Seconds that k6 may take beside its load (guard.ts). */
  readonly around: number;
  /** The guard rails of the project; they see every line. */
  readonly guards: Guards;
  /** Starts k6 with the plan of a trial. */
  readonly start: (plan: Plan) => Promise<EngineRun>;
  /** Seconds since the command began. */
  readonly elapsed: () => number;
}

/**
 * Carries out a search by trials: one k6 after the other, each ended as soon as its trial has told what it can, their lines in
 * one record. Ended by the search, by a wish to stop, or by a k6 that does not end as it was told. Whatever happens, the
 * record is closed.
 */
export async function measureTrials(measuring: TrialsMeasuring): Promise<Timeline> {
  const { record, folder, course, clock, stop, tell, elapsed } = measuring;
  const timeline = new Timeline(layoutOf(record));
  const writer = new TimelineWriter(join(folder, FILES.timeline));
  const splice = new Splice();
  const exceptions: Exceptions[] = [];
  const blocked = new Set<string>();
  const greetings = {};
  let engine: EngineRun | undefined;
  const keeping = keeper(writer, () => engine?.interrupt(), tell);
  const put = async (line: TimelineLine) => {
    timeline.add(line);
    course.add(line);
    await keeping.keep(line);
  };
  const { budget } = record.search!;
  let over = false;
  let halted: Halt | null = null;
  let last: Ended = { code: INTERRUPTED, signal: null };
  let killed: string | null = null;
  for (let trial = 0; !over; trial++) {
    const next = nextTrial(course.settings, course.runs);
    const late = !next.done && next.trial.phase === 'confirm' && elapsed() + holdOf(next.trial) > budget - REPORTING;
    if (stop.wish.aborted || keeping.unwritten !== null) {
      over = true;
    } else if (next.done || late) {
      const reason = course.outcome(next.done ? undefined : 'budget').reason;
      await put({ t: 'searched', s: timeline.lastSecond, reason, elapsed: elapsed() });
      over = true;
      halted = { endedBy: 'plan', text: searchedLine(reason) };
      tell({ kind: 'note', text: halted.text });
    } else {
      engine = undefined;
      const plan = planTrial(record.plan, next.trial.rate, next.trial.mostSeconds + SPARE);
      const started = await measuring.start(plan).catch((error: unknown) => {
        // Before the first trial nothing was sent: that is told as an error of the command.
        if (trial === 0) throw error;
        keeping.refuse(error);
      });
      if (!started) continue;
      engine = started;
      const tried = await runTrial({ ...measuring, engine, trial, ask: next.trial, timeline, splice, greetings, put });
      exceptions.push(engine.exceptions());
      for (const address of engine.blocked()) blocked.add(nameOf(address));
      last = tried.end;
      halted = tried.halted;
      killed = tried.killed;
      if (tried.whole) sayTrial(measuring);
      over = !tried.whole;
    }
  }
  const end = splice.end(timeline.lastSecond);
  if (end) await put(end);
  for (const text of exceptionTexts(exceptions))
    await put({ t: 'event', s: timeline.lastSecond, kind: 'exception', text });
  for (const text of blocked) await put({ t: 'event', s: timeline.lastSecond, kind: BLOCKED, text });
  const words = engine?.lastWords() ?? SILENCE;
  const ending = { ...last, asked: askedBy(stop), halted, killed, words };
  await closeRecord({ writer, keeper: keeping, timeline, put, clock, end: ending });
  return timeline;
}

function holdOf({ mostSeconds }: TrialAsk): number {
  return mostSeconds + AROUND_HOLD;
}

interface RunningTrial extends TrialsMeasuring {
  readonly engine: EngineRun;
  readonly trial: number;
  readonly ask: TrialAsk;
  readonly timeline: Timeline;
  readonly splice: Splice;
  /** When the first engine's greeting came, in seconds since the command began. */
  readonly greetings: { first?: number };
  readonly put: (line: TimelineLine) => Promise<void>;
}

interface Tried {
  readonly end: Ended;
  /** Unless its k6 ended otherwise than it was told, or a guard rail ended it. */
  readonly whole: boolean;
  readonly halted: Halt | null;
  /** Why its k6 was killed. */
  readonly killed: string | null;
}

/** One trial, to its end. */
async function runTrial(running: RunningTrial): Promise<Tried> {
  const { engine, trial, ask, course, timeline, splice, put, redact, stop } = running;
  const guard = guardOf(engine, running.around);
  guard.within(ask.mostSeconds + SPARE);
  const deaf = stopEngine(stop, engine, guard);
  const guards = running.guards(() => 0);
  const redacted = lineRedactor(running.record.objectives, redact);
  let to: number | undefined;
  let halted: Halt | null = null;
  for await (const raw of engine.lines) {
    const line = raw && redacted(raw);
    if (!line) {
      timeline.add(undefined);
      continue;
    }
    if (line.t === 'hello') {
      const offset = offsetOf(running);
      if (offset === 0) running.clock.greeted(line.start);
      splice.next(offset);
      await put({ t: 'trial', s: offset, trial, ask });
    }
    const spliced = splice.take(line);
    if (spliced) await put(spliced);
    const due = guards(line);
    if (due && halted === null && !stop.wish.aborted) {
      halted = due;
      await put({ t: 'event', s: timeline.lastSecond, kind: due.endedBy, text: due.text });
      running.tell({ kind: 'note', text: due.text });
      engine.interrupt();
      guard.within(0);
    }
    if (halted !== null) continue;
    if (line.t !== 'gen' || to !== undefined || stop.wish.aborted) continue;
    const current = course.current;
    if (!current || current.batches.length === 0 || !isOver(course, current)) continue;
    to = Math.round(current.at + loadOf(current));
    engine.interrupt();
    guard.within(0);
  }
  const end = await engine.done;
  guard.release();
  deaf();
  const { killed } = guard;
  const asTold = to !== undefined ? end.code === INTERRUPTED || end.code === 0 : end.code === 0;
  if (stop.wish.aborted || halted !== null || !asTold) return { end, whole: false, halted, killed };
  await put({ t: 'tried', s: timeline.lastSecond, trial, to: to ?? course.knownTo });
  return { end, whole: true, halted, killed };
}

/** Over by itself, or because the time is used up that there was for the search; a drain cut short would look like a failed one. */
function isOver(course: TrialsCourse, current: NonNullable<TrialsCourse['current']>): boolean {
  const { settings } = course;
  if (trialIsOver(settings, course.runs, current)) return true;
  const { phase } = current.ask;
  return phase !== 'confirm' && phase !== 'drain' && current.at + loadOf(current) >= settings.budget;
}

/** The second of the record at which an engine whose greeting comes now has its second 0, by the steady clock. */
function offsetOf({ timeline: { hello, lastSecond }, greetings, elapsed }: RunningTrial): number {
  greetings.first ??= elapsed();
  return hello ? Math.max(lastSecond + 1, Math.round(elapsed() - greetings.first)) : 0;
}

function sayTrial({ course, tell, record, elapsed }: TrialsMeasuring): void {
  const { trials, settings } = course;
  const { run, doubt } = trials.at(-1)!;
  const text = trialLine({
    run,
    verdict: trialVerdict(settings.objectives, run).verdict,
    doubt,
    latest: course.intervalAfter(trials.length),
    left: Math.max(0, record.search!.budget - elapsed()),
    objectives: settings.objectives,
  });
  tell({ kind: 'note', text });
}
