import type { Interval } from '../../../capacity/search/interval.ts';
import { type EndReason, intervalOf } from '../../../capacity/search/outcome.ts';
import { plannedObjective, tightestLimit } from '../../../capacity/search/settings.ts';
import type { RecordLine } from '../../../capacity/search-lines.ts';
import { crossingEstimate } from '../../../capacity/trials/crossing-estimate.ts';
import { judgedTrials } from '../../../capacity/trials/judged-trial.ts';
import { nextTrial, outcomeSoFar } from '../../../capacity/trials/next-trial.ts';
import type { TrialRun, TrialSettings } from '../../../capacity/trials/trial.ts';
import type { TrialsOutcome } from '../../../capacity/trials/trials-outcome.ts';
import type { Series } from '../../../metrics/lines/lines.ts';
import { SOURCE } from '../../../metrics/timeline/splice.ts';
import type { Timeline } from '../../../metrics/timeline/timeline.ts';
import type { SearchPlan } from '../../../result/capacity.ts';
import type { SearchRun } from '../../../result/record.ts';
import type { Asking, Course } from '../course.ts';
import type { Findings } from '../findings.ts';
import { trialsFindings } from './findings.ts';
import { TrialFold, type TrialQuestion } from './trial-fold.ts';
import type { CourseTrial, TrialsSearch } from './trials-search.ts';

/** The course of a search by trials: the trials, one after the other, and how it ended. */
export class TrialsCourse implements Course, TrialsSearch {
  readonly method = 'trials';
  readonly settings: TrialSettings;
  ended: EndReason | undefined;
  elapsed: number | undefined;
  private readonly question: TrialQuestion;
  private readonly folds: TrialFold[] = [];
  /** Trials that came to their end change no more. */
  private readonly over: CourseTrial[] = [];
  private readonly series = new Map<number, Series>();
  private cores = 1;

  constructor({ plan, search, provenance }: SearchRun) {
    this.settings = trialSettings(search);
    this.question = {
      objectives: search.objectives,
      requests: plan.requestsPerIteration ?? 1,
      tightest: tightestLimit(this.settings),
      hostsTarget: provenance.machine.hostsTarget,
    };
  }

  add(line: RecordLine | undefined): void {
    // What watches the target numbers its series by itself.
    if (line && 'source' in line && line.source !== SOURCE) return;
    const fold = this.folds.at(-1);
    switch (line?.t) {
      case 'hello':
        if ('cores' in line) this.cores = line.cores;
        break;
      case 'series':
        this.series.set(line.id, line);
        break;
      case 'trial':
        this.folds.push(new TrialFold(line.ask, this.question));
        break;
      case 'mark':
        if (fold) fold.begun ??= line.at;
        break;
      case 'frame':
        fold?.addFrame(line, this.series);
        break;
      case 'gen':
        fold?.addGenerator(line);
        break;
      case 'tried':
        fold?.close(line.to);
        break;
      case 'searched':
        this.ended = line.reason;
        this.elapsed = line.elapsed;
        break;
    }
  }

  /** The trial that is under way, or was the last. */
  get current(): TrialRun | undefined {
    return this.folds.at(-1)?.run(this.cores);
  }

  /** The second up to which everything of the last trial is known. */
  get knownTo(): number {
    return this.folds.at(-1)?.known ?? 0;
  }

  get trials(): readonly CourseTrial[] {
    const { folds, over, cores } = this;
    // The last one's late lines may still come.
    for (const fold of folds.slice(over.length, -1)) over.push(courseTrial(fold, cores));
    return [...over, ...folds.slice(over.length).map((fold) => courseTrial(fold, cores))];
  }

  get runs(): readonly TrialRun[] {
    return this.trials.filter(({ fold }) => fold.to !== undefined).map(({ run }) => run);
  }

  intervalAfter(count: number): Interval | undefined {
    const { settings, runs } = this;
    const before = runs.slice(0, count).filter(({ ask }) => ask.phase !== 'confirm');
    const estimate = crossingEstimate(settings, judgedTrials(settings.objectives, before));
    return estimate && intervalOf(estimate.x, estimate.halfWidth);
  }

  get load(): number {
    return this.folds.reduce((sum, { load }) => sum + load, 0);
  }

  get asking(): Asking | undefined {
    const ask = this.folds.at(-1)?.ask;
    const estimates = this.folds.flatMap((_, i) => this.intervalAfter(i + 1) ?? []);
    return ask && { phase: ask.phase, rate: ask.rate, estimates };
  }

  /** What the trials tell; of a search that was ended from outside, for `reason`, what they tell so far. */
  outcome(reason: EndReason = this.ended ?? 'stopped'): TrialsOutcome {
    const { settings, runs } = this;
    const next = nextTrial(settings, runs);
    return next.done ? next.outcome : outcomeSoFar(settings, runs, reason);
  }

  findings(timeline: Timeline): Findings {
    return trialsFindings(this, this.question.requests, timeline);
  }
}

function courseTrial(fold: TrialFold, cores: number): CourseTrial {
  const run = fold.run(cores);
  return { fold, run, doubt: run.valid ? undefined : fold.doubt(cores) };
}

/** The settings of a search by trials as it was planned. */
function trialSettings({ objectives, startRate, maxRate, precision, loadBudget, confirm }: SearchPlan): TrialSettings {
  return {
    objectives: objectives.map(plannedObjective),
    startRate,
    maxRate,
    precision,
    budget: loadBudget,
    confirmSeconds: confirm,
  };
}
