import { judgedOfTrial, loadOf, steadyBatches, type TrialBatch } from '../../../capacity/trials/trial.ts';
import { trialVerdict } from '../../../capacity/trials/trial-verdict.ts';
import { Cell } from '../../../metrics/timeline/cell.ts';
import type { LoadPoint, Probe } from '../../../result/capacity.ts';
import { minimumSamples } from '../../../stats/distributions/binomial.ts';
import { byRate, probeOf } from '../probes.ts';
import type { CourseTrial, TrialsSearch } from './trials-search.ts';

/** What counts of a trial: its steady part, or all of one that has none. */
interface Counted {
  readonly trial: CourseTrial;
  readonly batches: readonly TrialBatch[];
  readonly seconds: number;
  readonly times: Cell;
}

/** The trials of a search as probes of the result, one that was cut short included. */
export function probesOf(search: TrialsSearch): Probe[] {
  const { trials } = search;
  const begun = trials[0]?.run.at ?? 0;
  return trials
    .filter(({ fold }) => fold.begun !== undefined)
    .map((trial, at) => {
      const { fold, run, doubt } = trial;
      return probeOf(pointOf([countedOf(trial)]), {
        phase: run.ask.phase,
        at: run.at - begun,
        seconds: fold.load,
        rate: run.ask.rate,
        estimate: search.intervalAfter(at + 1),
        valid: run.valid,
        note: doubt ?? (fold.to === undefined ? 'cut short: not used' : null),
        objectives: search.settings.objectives.length,
      });
    });
}

/** The valid trials under load, those at about one rate taken together. */
export function loadPoints(search: TrialsSearch): LoadPoint[] {
  return groupsOf(search.trials.filter(shown)).flatMap((group) => pointOf(group.map(countedOf)) ?? []);
}

/** Those of the points that may stand for a steady state: nothing piled up. */
export function steadyPoints(search: TrialsSearch): LoadPoint[] {
  const steady = search.trials.filter((trial) => {
    const { why } = trialVerdict(search.settings.objectives, trial.run);
    return shown(trial) && (why === undefined || why === 'objective');
  });
  return groupsOf(steady).flatMap((group) => pointOf(group.map(countedOf)) ?? []);
}

function shown({ fold, run }: CourseTrial): boolean {
  return run.valid && fold.to !== undefined && run.ask.phase !== 'drain';
}

function groupsOf(trials: readonly CourseTrial[]): CourseTrial[][] {
  return byRate(trials, ({ run }) => run.ask.rate);
}

function countedOf(trial: CourseTrial): Counted {
  const { fold, run } = trial;
  const steady = steadyBatches(run);
  const batches = steady.length > 0 ? steady : run.batches;
  const seconds = loadOf({ batches });
  const from = run.at + (batches[0]?.at ?? 0);
  return { trial, batches, seconds, times: fold.times(from, from + seconds) };
}

/** Some trials together; undefined where nothing finished. */
function pointOf(group: readonly Counted[]): LoadPoint | undefined {
  const batches = group.flatMap((counted) => counted.batches);
  const sum = (of: (batch: TrialBatch) => number) => batches.reduce((total, batch) => total + of(batch), 0);
  const seconds = sum((batch) => batch.seconds);
  const finished = sum((batch) => batch.finished);
  if (seconds <= 0 || finished === 0) return undefined;
  const ended = finished + sum(({ dropped }) => dropped);
  const times = new Cell('trend');
  for (const counted of group) times.merge(counted.times);
  const at = (quantile: number) =>
    times.count >= minimumSamples(quantile) ? (times.quantile(quantile) ?? null) : null;
  const { bad: objectives } = batches[0]!;
  const of = (objective: number) => sum((batch) => batch.bad[objective]!);
  const judged = (objective: number) => sum((batch) => judgedOfTrial(batch, objective));
  const bad = objectives.map((_, at) => of(at) / Math.max(1, judged(at)));
  const badOfAll = objectives.map((_, at) => of(at) / Math.max(ended, judged(at)));
  const achieved = finished / seconds;
  return {
    rate: group.reduce((total, { trial, seconds: own }) => total + trial.run.ask.rate * own, 0) / seconds,
    seconds,
    achieved,
    goodput: achieved * (1 - Math.max(0, ...badOfAll)),
    concurrency: sum((batch) => batch.inFlight * batch.seconds) / seconds,
    mean: times.mean ?? 0,
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    bad,
  };
}
