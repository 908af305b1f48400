import * as z from 'zod';
import { holm } from '../../stats/comparison/holm.ts';
import { ComparedMetric, ComparisonVerdict, isLost, type MetricSides, unknownMetric } from './compared-metric.ts';
import { type Difference, isOtherMachine, Likeness, likenessOf } from './likeness.ts';
import { outlyingRuns } from './outlying-runs.ts';
import type { RunFigures } from './run-figures.ts';
import { type MetricFamily, metricFamily, metricLabel } from './run-metrics.ts';
import { isWatchedEnough } from './watched-verdict.ts';

/** Runs of two versions held against each other, as `loadkit compare --json` prints it. */
export const Comparison = z.strictObject({
  version: z.literal(1),
  /** `runs`, each on its own; `pair`: neighbouring runs of both versions, the first of each side a pair, and so on. */
  design: z.enum(['runs', 'pair']),
  verdict: ComparisonVerdict,
  /** Why the verdict is not what the metrics say. */
  reasons: z.array(z.string()),
  /** What makes a shift of a few per cent doubtful, and changes no verdict: an update of the kernel. */
  cautions: z.array(z.string()),
  /** Ids. */
  before: z.array(z.string()),
  after: z.array(z.string()),
  /** How many blocks of each side were invalid, so that they are not among these; absent of runs that were made before. */
  invalid: z.strictObject({ before: z.number(), after: z.number() }).optional(),
  differs: Likeness,
  metrics: z.array(ComparedMetric),
});
export type Comparison = z.infer<typeof Comparison>;

/** How runs of two versions were made, and so what of their difference is chance. */
export interface Design {
  readonly name: Comparison['design'];
  /** The p of a metric before any correction; undefined where it cannot be tested. */
  readonly pOf: (sides: MetricSides) => number | undefined;
  /** The verdict on a metric, given its corrected p and how many metrics share the correction. */
  readonly compared: (sides: MetricSides, pValue: number | undefined, family: number) => ComparedMetric;
  /** The verdicts on what monitors read, all series of which enough runs have readings together. */
  readonly watched: (series: readonly MetricSides[]) => readonly ComparedMetric[];
}

const EXIT_CODES: Readonly<Record<ComparisonVerdict, number>> = {
  regression: 4,
  inconclusive: 5,
  improvement: 0,
  'no-change': 0,
};

/** The exit code of a command that compares. */
export function comparisonExitCode({ verdict }: Pick<Comparison, 'verdict'>): number {
  return EXIT_CODES[verdict];
}

/**
 * Runs after held against runs before, metric by metric; p is corrected by Holm over the metrics of the run, and over
 * those of its endpoints; what monitors read has an error of its own, so that it takes no power from these. Where there are reasons to find nothing, nothing is found; a difference between machines is
 * one.
 */
export function comparisonBy(
  design: Design,
  before: readonly RunFigures[],
  after: readonly RunFigures[],
  doubts: readonly string[] = [],
): Comparison {
  const differs = likenessOf(before, after);
  const sides = metricSides(before, after);
  const inFamily = (family: MetricFamily) => sides.filter((one) => metricFamily(one) === family);
  const judged = [
    ...judgedTogether(design, inFamily('run')),
    ...judgedTogether(design, inFamily('endpoint')),
    ...watchedTogether(design, inFamily('watched')),
  ];
  const reasons = [...doubts, ...(differs.machine.some(isOtherMachine) ? [OTHER_MACHINE] : [])];
  const metrics = reasons.length > 0 ? judged.map(unsettled) : judged;
  const [idsBefore, idsAfter] = [before, after].map((runs) => runs.map(({ id }) => id)) as [string[], string[]];
  return {
    version: 1,
    design: design.name,
    verdict: reasons.length > 0 ? 'inconclusive' : verdictOf(metrics),
    reasons,
    cautions: differs.machine.filter((one) => !isOtherMachine(one)).map(kernelCaution),
    before: idsBefore,
    after: idsAfter,
    differs,
    metrics,
  };
}

const OTHER_MACHINE =
  'the runs were made on different machines, between which one and the same service differs by 10 to 30 %';

function kernelCaution({ before, after }: Difference): string {
  return `the kernel is another (${before.join(', ')} before, ${after.join(', ')} after): a shift of a few per cent may be its`;
}

function unsettled(metric: ComparedMetric): ComparedMetric {
  return metric.verdict === 'not-judged' ? metric : { ...metric, verdict: 'inconclusive' };
}

/**
 * The verdict of all metrics. A regression of any of them decides; then what keeps the comparison open; then an
 * improvement.
 */
function verdictOf(metrics: readonly ComparedMetric[]): ComparisonVerdict {
  const some = (verdict: ComparedMetric['verdict']) => metrics.some((metric) => metric.verdict === verdict);
  const settled = metrics.some((metric) => !isWatched(metric) && SETTLED.includes(metric.verdict));
  if (some('regression')) return 'regression';
  if (openMetrics(metrics).length > 0 || !settled) return 'inconclusive';
  return some('improvement') ? 'improvement' : 'no-change';
}

const SETTLED: readonly ComparedMetric['verdict'][] = ['improvement', 'no-change'];

/**
 * The inconclusive metrics that keep the whole comparison open: those of the run; of an endpoint what is lost, and what
 * looks worse by more than the floor without being shown; of monitors those that are lost as a whole. Other endpoints that scatter too much for an answer are told,
 * and decide nothing. Where the run has no metrics of its own, all of its endpoints stand for it.
 */
export function openMetrics(metrics: readonly ComparedMetric[]): readonly ComparedMetric[] {
  const ofRun = metrics.some((metric) => metricFamily(metric) === 'run');
  return metrics.filter(
    (metric) =>
      metric.verdict === 'inconclusive' &&
      (isWatched(metric)
        ? lostMonitors(metrics).includes(metric.watched!.monitor)
        : !ofRun || metricFamily(metric) === 'run' || isLost(metric, metrics) || looksWorse(metric)),
  );
}

function isWatched(metric: ComparedMetric): boolean {
  return metricFamily(metric) === 'watched';
}

/**
 * Monitors that read something in most runs before and nothing in most after. A single series may come and go, with a
 * pod or a table; one that nobody reads any more hides whatever it would have shown.
 */
export function lostMonitors(metrics: readonly ComparedMetric[]): string[] {
  const names = [...new Set(metrics.flatMap(({ watched }) => (watched ? [watched.monitor] : [])))];
  return names.filter((name) => {
    const own = metrics.filter(({ watched }) => watched?.monitor === name);
    const known = own.filter(({ before }) => before.runs / before.values.length > 0.5);
    return known.length > 0 && own.every(({ after }) => after.runs / after.values.length < 0.5);
  });
}

function looksWorse(metric: ComparedMetric): boolean {
  return movedForWorse(metric) || outlyingAfter(metric).length > 0;
}

function movedForWorse({ shift, floor, better }: ComparedMetric): boolean {
  if (shift === null || floor === null) return false;
  return (better === 'lower' ? shift.value : -shift.value) > floor;
}

/** The places of the runs after that stand out for the worse, of a metric of requests; none where most are worse. */
export function outlyingAfter(metric: ComparedMetric): readonly number[] {
  const { name, better, floor, before, after } = metric;
  if (floor === null || metric.watched || movedForWorse(metric)) return [];
  return outlyingRuns({ name, better, before: before.values, after: after.values }, floor);
}

function watchedTogether(design: Design, family: readonly MetricSides[]): ComparedMetric[] {
  const enough = family.filter(isWatchedEnough);
  const judged = new Map(design.watched(enough).map((metric, at) => [enough[at]!, metric]));
  return family.map((sides) => judged.get(sides) ?? unknownMetric(sides));
}

function judgedTogether(design: Design, family: readonly MetricSides[]): ComparedMetric[] {
  const tested = family.map(design.pOf);
  const known = tested.filter((p) => p !== undefined);
  const adjusted = holm(known);
  let next = 0;
  const judged = family.map((sides, at) =>
    design.compared(sides, tested[at] === undefined ? undefined : adjusted[next++], Math.max(1, known.length)),
  );
  return judged.map((metric) =>
    isLost(metric, judged) && SETTLED.includes(metric.verdict) ? unsettled(metric) : metric,
  );
}

/**
 * The metrics of all runs, those in which at least one has a value. A reading in another unit is another metric: its
 * numbers say nothing of those before. Which way one is better the newest run says that knows:
 * an objective on a reading may have come since the baseline was made.
 */
export function metricSides(before: readonly RunFigures[], after: readonly RunFigures[]): readonly MetricSides[] {
  type Values = { before: (number | null)[]; after: (number | null)[] };
  const found = new Map<string, MetricSides & Values & { errors: Values }>();
  const none = (): Values => ({ before: before.map(() => null), after: after.map(() => null) });
  for (const [side, runs] of [
    ['before', before],
    ['after', after],
  ] as const) {
    for (const [at, run] of runs.entries()) {
      for (const { value, ...metric } of run.metrics) {
        const key = JSON.stringify([metric.name, metric.stage, metric.endpoint, metric.watched ?? null, metric.unit]);
        const known = found.get(key) ?? { ...metric, ...none(), errors: none() };
        const sides = { ...known, better: metric.better ?? known.better };
        sides[side][at] = value;
        sides.errors[side][at] = run.errors?.[metricLabel(metric)] ?? null;
        found.set(key, sides);
      }
    }
  }
  return [...found.values()].filter((sides) => [...sides.before, ...sides.after].some((value) => value !== null));
}
