import { hodgesLehmann, type Shift } from '../../stats/comparison/hodges-lehmann.ts';
import { mannWhitney } from '../../stats/comparison/mann-whitney.ts';
import { valuesNeeded } from '../../stats/comparison/sensitivity.ts';
import { median, pooledDeviation } from '../../stats/moments.ts';
import type { RunMetric } from './run-metrics.ts';

export type ComparisonVerdict = 'regression' | 'improvement' | 'no-change' | 'inconclusive';

/** A metric on both sides, a value of each run that has one. */
export interface MetricSides extends Omit<RunMetric, 'value'> {
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/** What became of a metric. */
export interface ComparedMetric extends Omit<RunMetric, 'value'> {
  readonly before: { readonly runs: number; readonly median: number | null };
  readonly after: { readonly runs: number; readonly median: number | null };
  /** By how much the runs after lie above those before; null where a side has no value. */
  readonly shift: Shift | null;
  /** The shift as a share of the median before; null where that is 0. */
  readonly relative: number | null;
  /** Of the Mann-Whitney test, corrected by Holm over all metrics of its family; null where it was not tested. */
  readonly pValue: number | null;
  /** A shift below it is no matter. */
  readonly floor: number | null;
  readonly verdict: ComparisonVerdict;
  /** How many more runs on each side would show a shift as large as the floor with 90 %; null where nobody can say. */
  readonly runsNeeded: { readonly before: number; readonly after: number } | null;
}

const ALPHA = 0.05;
const POWER = 0.9;
/** Shares of the median before, and of all requests, that are no matter. */
const LEAST_SHARE = 0.03;
const LEAST_FAILED = 0.001;
/** What runs of one version differ by among themselves is no matter either: twice their median deviation. */
const DEVIATIONS = 2;

/** The p of a metric before any correction; undefined where a side has fewer than two values. */
export function pOf({ before, after }: MetricSides): number | undefined {
  return Math.min(before.length, after.length) < 2 ? undefined : mannWhitney(before, after).pValue;
}

/** The verdict on a metric, given its corrected p and how many metrics share the correction. */
export function comparedMetric(sides: MetricSides, pValue: number | undefined, family: number): ComparedMetric {
  const { before, after, ...metric } = sides;
  const facts = (values: readonly number[]) => ({
    runs: values.length,
    median: values.length > 0 ? median(values) : null,
  });
  const both = { ...metric, before: facts(before), after: facts(after) };
  if (before.length === 0 || after.length === 0)
    return {
      ...both,
      shift: null,
      relative: null,
      pValue: null,
      floor: null,
      verdict: 'inconclusive',
      runsNeeded: null,
    };
  const middle = median(before);
  const floor = floorOf(before, middle, metric.name);
  const shift = hodgesLehmann(before, after);
  const verdict = verdictOf(shift, pValue, floor, metric.better);
  const runsNeeded = verdict === 'inconclusive' ? neededFor(floor, before, after, family) : null;
  return {
    ...both,
    shift,
    relative: middle === 0 ? null : shift.value / Math.abs(middle),
    pValue: pValue ?? null,
    floor,
    verdict,
    runsNeeded,
  };
}

function floorOf(before: readonly number[], middle: number, name: RunMetric['name']): number {
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
  if (pValue !== undefined && pValue < ALPHA && Math.abs(value) > floor)
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
  const each = valuesNeeded(floor / scatter, { alpha: ALPHA / family, power: POWER });
  if (each === undefined) return null;
  return { before: Math.max(0, each - before.length), after: Math.max(0, each - after.length) };
}
