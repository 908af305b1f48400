import * as z from 'zod';
import { fisherExact } from '../../stats/comparison/fisher-exact.ts';
import { hodgesLehmann, type Shift } from '../../stats/comparison/hodges-lehmann.ts';
import { mannWhitney } from '../../stats/comparison/mann-whitney.ts';
import { valuesNeeded } from '../../stats/comparison/sensitivity.ts';
import { median, pooledDeviation } from '../../stats/moments.ts';
import { WANTED } from '../samples.ts';
import { heldByOutliers } from './outlying-runs.ts';
import { metricFamily, RunMetric } from './run-metrics.ts';

export const ComparisonVerdict = z.enum(['regression', 'improvement', 'no-change', 'inconclusive']);
export type ComparisonVerdict = z.infer<typeof ComparisonVerdict>;

/**
 * What becomes of one metric: `not-judged` where a side never had data enough for it, `changed` where nobody knows which
 * way is worse. Such metrics decide nothing, and are told.
 */
export const MetricVerdict = z.enum([...ComparisonVerdict.options, 'changed', 'not-judged']);
export type MetricVerdict = z.infer<typeof MetricVerdict>;

/** A metric on both sides, a value of each run; null of one that has none. */
export interface MetricSides extends Omit<RunMetric, 'value'> {
  readonly before: readonly (number | null)[];
  readonly after: readonly (number | null)[];
  /** How sure each value is within its run, a standard error; null of one that does not say. Absent: none does. */
  readonly errors?: { readonly before: readonly (number | null)[]; readonly after: readonly (number | null)[] };
}

const SideFacts = z.strictObject({
  /** How many runs have it. */
  runs: z.number(),
  median: z.number().nullable(),
  /** Of each run, in the order of the comparison's ids. */
  values: z.array(z.number().nullable()),
});
const ShiftFacts = z.strictObject({
  value: z.number(),
  lower: z.number().nullable(),
  upper: z.number().nullable(),
}) satisfies z.ZodType<Shift>;

/** What became of a metric. */
export const ComparedMetric = RunMetric.omit({ value: true }).extend({
  before: SideFacts,
  after: SideFacts,
  /** By how much the runs after lie above those before; null where a side has no value. */
  shift: ShiftFacts.nullable(),
  /** The shift as a share of the median before; null where that is 0. */
  relative: z.number().nullable(),
  /** Of the test over runs or pairs, corrected by Holm over all metrics of its family; null where it was not tested. */
  pValue: z.number().nullable(),
  /** A shift below it is no matter. */
  floor: z.number().nullable(),
  verdict: MetricVerdict,
  /**
   * `tolerance`: the runs are too few for a test, and the verdict rests on intervals from blocks of each run and on a wide
   * floor: weaker, since no single run knows what runs differ by. Absent: by the test.
   */
  basis: z.literal('tolerance').optional(),
  /** How many more runs on each side would show a shift as large as the floor with 90 %; null where nobody can say. */
  runsNeeded: z.strictObject({ before: z.number(), after: z.number() }).nullable(),
});
export type ComparedMetric = z.infer<typeof ComparedMetric>;

/** What is known of a metric before it is judged: how many runs have it, and their medians. */
export function bothSides({ before, after, errors: _, ...metric }: MetricSides) {
  const facts = (values: readonly (number | null)[]) => {
    const known = valuesIn(values);
    return { runs: known.length, median: known.length > 0 ? median(known) : null, values: [...values] };
  };
  return { ...metric, before: facts(before), after: facts(after) };
}

/** A metric of which a side has no value, or too few: `not-judged` of what never had data enough on both sides. */
export function unknownMetric(sides: MetricSides): ComparedMetric {
  const both = bothSides(sides);
  const told = metricFamily(sides) === 'run' || isLost(both, []) ? 'inconclusive' : 'not-judged';
  return { ...both, shift: null, relative: null, pValue: null, floor: null, verdict: told, runsNeeded: null };
}

/** A metric, and how many runs of each side have it. */
type Had = Pick<ComparedMetric, 'name' | 'stage' | 'endpoint' | 'before' | 'after'>;

/** They need a sample that supports them: of a rare endpoint one run has it, and the next has not. */
const PERCENTILES: ReadonlySet<Had['name']> = new Set(['p50', 'p95', 'p99']);

/**
 * Whether most runs before have a value, and most after have none, or half of them where all before had one: an endpoint
 * that nobody reaches is no faster. A percentile is lost only where that is no chance by Fisher's exact test, where all
 * runs before have it and none after, or where the share of failures is lost as well, which needs a single request.
 * `among`: the metrics that it is compared with.
 */
export function isLost(metric: Had, among: readonly Had[]): boolean {
  if (!isMissing(metric)) return false;
  if (!PERCENTILES.has(metric.name)) return true;
  const { before, after, stage, endpoint } = metric;
  const counts = ({ runs, values }: Had['before']) => [runs, values.length - runs] as const;
  const gone = before.runs === before.values.length && after.runs === 0;
  if (gone || fisherExact(counts(before), counts(after)) < WANTED.alpha) return true;
  return among.some(
    (one) => one.name === 'failed' && one.stage === stage && one.endpoint === endpoint && isMissing(one),
  );
}

function isMissing({ before, after }: Had): boolean {
  const known = ({ runs, values }: ComparedMetric['before']) => runs / values.length;
  return known(before) > 0.5 && (known(after) < 0.5 || known(after) <= known(before) / 2);
}

/** The values of the runs that have one. */
export function valuesIn(values: readonly (number | null)[]): number[] {
  return values.filter((value) => value !== null);
}

/** Shares of the median before, and of all requests, that are no matter. */
const LEAST_SHARE = 0.03;
export const LEAST_FAILED = 0.001;
/** What runs of one version differ by among themselves is no matter either: twice their median deviation. */
const DEVIATIONS = 2;

/** The p of a metric before any correction; undefined where a side has fewer than two values. */
export function pOf(sides: MetricSides): number | undefined {
  const [before, after] = [valuesIn(sides.before), valuesIn(sides.after)];
  return Math.min(before.length, after.length) < 2 ? undefined : mannWhitney(before, after).pValue;
}

/** The verdict on a metric, given its corrected p and how many metrics share the correction. */
export function comparedMetric(sides: MetricSides, pValue: number | undefined, family: number): ComparedMetric {
  const [before, after] = [valuesIn(sides.before), valuesIn(sides.after)];
  if (before.length === 0 || after.length === 0) return unknownMetric(sides);
  const middle = median(before);
  const floor = floorOf(before, middle, sides.name);
  const shift = hodgesLehmann(before, after);
  const verdict = heldByOutliers(verdictOf(shift, pValue, floor, sides.better), sides, floor);
  return {
    ...bothSides(sides),
    shift,
    relative: middle === 0 ? null : shift.value / Math.abs(middle),
    pValue: pValue ?? null,
    floor,
    verdict,
    runsNeeded: verdict === 'inconclusive' ? neededFor(floor, before, after, family) : null,
  };
}

/** The shift below which a metric is no matter, given the values before and their median. */
export function floorOf(before: readonly number[], middle: number, name: RunMetric['name']): number {
  const deviation = median(before.map((value) => Math.abs(value - middle)));
  const least = name === 'failed' ? LEAST_FAILED : LEAST_SHARE * Math.abs(middle);
  return Math.max(least, DEVIATIONS * deviation);
}

function verdictOf(
  { value, lower, upper }: Shift,
  pValue: number | undefined,
  floor: number,
  better: RunMetric['better'],
): ComparisonVerdict {
  if (pValue !== undefined && pValue < WANTED.alpha && Math.abs(value) > floor)
    return value > 0 === (better === 'higher') ? 'improvement' : 'regression';
  if (lower !== null && upper !== null && lower >= -floor && upper <= floor) return 'no-change';
  return 'inconclusive';
}

function neededFor(
  floor: number,
  before: readonly number[],
  after: readonly number[],
  family: number,
): ComparedMetric['runsNeeded'] {
  const scatter = pooledDeviation(before, after);
  if (!(scatter > 0)) return null;
  const each = valuesNeeded(floor / scatter, { ...WANTED, alpha: WANTED.alpha / family });
  if (each === undefined) return null;
  return { before: Math.max(0, each - before.length), after: Math.max(0, each - after.length) };
}
