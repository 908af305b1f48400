import { nextTrial, trialIsOver } from '../../capacity/trials/next-trial.ts';
import { loadOf, type TrialAsk } from '../../capacity/trials/trial.ts';
import { trialVerdict } from '../../capacity/trials/trial-verdict.ts';
import type { TrialsCourse } from '../../judge/search/trials/course.ts';
import type { EngineLine, Hello } from '../../metrics/lines/lines.ts';
import { Splice } from '../../metrics/timeline/splice.ts';
import { planTrial } from '../../plan/search-plan.ts';
import { searchedLine, trialLine } from '../../report/terminal/search-progress.ts';
import type { SearchRun } from '../../result/record.ts';
import type { Recording } from '../recording.ts';
import { type Driver, REPORTING } from './driver.ts';

/**
 * Seconds that a trial's plan is longer than the trial may be: it is ended once it is known, two seconds late, that it
 * is over.
 */
const SPARE = 15;
/** Seconds of a hold beside its load: k6's start and end, and what is known late. */
const AROUND_HOLD = 8;

/** What carries out a search by trials. */
export interface Trying {
  readonly record: SearchRun;
  /** An observer of the recording. */
  readonly course: TrialsCourse;
  readonly say: (text: string) => void;
  /** Seconds since the command began. */
  readonly elapsed: () => number;
}

/**
 * A search by trials: one k6 after the other, each ended as soon as its trial has told what it can, their lines in one
 * record.
 */
export class TrialsDriver implements Driver {
  over: string | undefined;
  readonly #trying: Trying;
  readonly #recording: Recording;
  readonly #splice = new Splice();
  #trial = -1;
  #ask: TrialAsk | undefined;
  /** The second at which the trial under way was over; undefined as long as it is not. */
  #to: number | undefined;
  /** When the first engine's greeting came, in seconds since the command began. */
  #greeted: number | undefined;

  constructor(trying: Trying, recording: Recording) {
    this.#trying = trying;
    this.#recording = recording;
  }

  async next(): ReturnType<Driver['next']> {
    const { record, course, elapsed, say } = this.#trying;
    const { timeline } = this.#recording;
    const next = nextTrial(course.settings, course.runs);
    const late =
      !next.done &&
      next.trial.phase === 'confirm' &&
      elapsed() + next.trial.mostSeconds + AROUND_HOLD > record.search.budget - REPORTING;
    if (next.done || late) {
      const { reason } = course.outcome(next.done ? undefined : 'budget');
      await this.#recording.put({ t: 'searched', s: timeline.lastSecond, reason, elapsed: elapsed() });
      this.over = searchedLine(reason);
      say(this.over);
      return undefined;
    }
    this.#trial += 1;
    this.#ask = next.trial;
    this.#to = undefined;
    return planTrial(record.plan, next.trial.rate, next.trial.mostSeconds + SPARE);
  }

  began(): void {}

  async take(line: EngineLine): ReturnType<Driver['take']> {
    const ask = this.#ask;
    if (line.t === 'hello' && ask) {
      const offset = this.#offset(this.#recording.timeline.hello);
      this.#splice.next(offset);
      await this.#recording.put({ t: 'trial', s: offset, trial: this.#trial, ask });
    }
    return this.#splice.take(line);
  }

  wish(line: EngineLine): ReturnType<Driver['wish']> {
    if (line.t !== 'gen' || this.#to !== undefined) return undefined;
    const { current } = this.#trying.course;
    if (!current || current.batches.length === 0 || !this.#isOver(current)) return undefined;
    this.#to = Math.round(current.at + loadOf(current));
    return { end: 'plan' };
  }

  landed(): void {}

  async ended(whole: boolean): Promise<boolean> {
    if (!whole) return false;
    const { course } = this.#trying;
    const { lastSecond } = this.#recording.timeline;
    await this.#recording.put({ t: 'tried', s: lastSecond, trial: this.#trial, to: this.#to ?? course.knownTo });
    this.#sayTrial();
    return true;
  }

  lastLines(): ReturnType<Driver['lastLines']> {
    const end = this.#splice.end(this.#recording.timeline.lastSecond);
    return end ? [end] : [];
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /**
   * Over by itself, or because the time is used up that there was for the search; a drain cut short would look like a
   * failed one.
   */
  #isOver(current: NonNullable<TrialsCourse['current']>): boolean {
    const { settings, runs } = this.#trying.course;
    if (trialIsOver(settings, runs, current)) return true;
    const { phase } = current.ask;
    return phase !== 'confirm' && phase !== 'drain' && current.at + loadOf(current) >= settings.budget;
  }

  /** The second of the record at which an engine whose greeting comes now has its second 0, by the steady clock. */
  #offset(hello: Hello | undefined): number {
    const { elapsed } = this.#trying;
    this.#greeted ??= elapsed();
    return hello ? Math.max(this.#recording.timeline.lastSecond + 1, Math.round(elapsed() - this.#greeted)) : 0;
  }

  #sayTrial(): void {
    const { course, record, elapsed, say } = this.#trying;
    const { trials, settings } = course;
    const { run, doubt } = trials.at(-1)!;
    say(
      trialLine({
        run,
        verdict: trialVerdict(settings.objectives, run).verdict,
        doubt,
        latest: course.intervalAfter(trials.length),
        left: Math.max(0, record.search.budget - elapsed()),
        objectives: settings.objectives,
      }),
    );
  }
}
