import type { Cell } from '../metrics/timeline/cell.ts';
import type { Objective } from '../objectives/objective.ts';
import { quantileOf } from '../objectives/stat.ts';
import { lowerIsBetter } from '../objectives/zone.ts';
import { minimumSamples, normalQuantile, percentileRanks, wilsonInterval } from '../stats/distributions/binomial.ts';
import { interpolatedQuantile } from '../stats/interpolated-quantile.ts';

const CONFIDENCE = 0.95;
const NEVER_SENT = 'at least: it lies among the requests that were never sent';

/** What was measured for an objective over some span; `actual` null = no data, with the reason in `note`. */
export interface Measured {
  readonly actual: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly samples: number;
  readonly note: string | null;
  /**
   * Whether the value, or only the upper end of its interval, lies among the requests that were never sent. Such a
   * value is at least what stands in `actual`, and bad.
   */
  readonly beyond?: 'actual' | 'upper';
}

export interface SpanSample {
  readonly all: Cell | undefined;
  /** The counted part of a ratio. */
  readonly part: Cell | undefined;
  /** Length of the span in seconds, for rates. */
  readonly seconds: number;
  /** Requests that were due and never sent because the target held every user: they count as bad. */
  readonly lost: number;
}

/** That nothing can be said, and why. */
export function noData(note: string, samples = 0): Measured {
  return { actual: null, lower: null, upper: null, samples, note };
}

/** The value of an objective's measure with its 95 % interval. Pure. */
export function measureOf(objective: Objective, sample: SpanSample): Measured {
  const { measure } = objective;
  const { all } = sample;
  if (!all || (all.count === 0 && !countsNothing(measure.kind, all)))
    return sample.lost > 0
      ? onlyLost(objective, sample.lost)
      : noData(measure.kind === 'monitor' ? 'no monitor measured it' : 'no sample of this metric');
  if (measure.kind === 'ratio') return ratioOf(objective, sample, all);
  const quantile = quantileOf(measure.stat);
  if (quantile !== undefined && objective.source === 'k6') return percentileOfK6(all, quantile);
  if (quantile !== undefined) return percentileOf(all, quantile, sample.lost);
  return aggregateOf(measure.stat, all, sample);
}

/**
 * A counter that nobody added to stands at 0, where somebody knows that (slo/missing/absent.ts); a share of nothing is no
 * share.
 */
function countsNothing(kind: Objective['measure']['kind'], { type }: Cell): boolean {
  return kind !== 'ratio' && type === 'counter';
}

/** Nothing was answered, and something was due: bad, though nobody can say how bad. */
function onlyLost(objective: Objective, lost: number): Measured {
  const { measure } = objective;
  if (measure.kind === 'ratio') return proportion(lowerIsBetter(objective) ? lost : 0, lost);
  const quantile = quantileOf(measure.stat);
  const least = quantile === undefined ? 1 : minimumSamples(quantile);
  return lost < least ? noData(tooFew(lost, least), lost) : { ...noData(NEVER_SENT, lost), beyond: 'actual' };
}

function tooFew(n: number, least: number): string {
  return `too few samples: ${n}, and this percentile needs ${least}`;
}

/** Requests counted good or bad over all; what was due and never sent is bad. Interval: Wilson. */
function ratioOf(objective: Objective, sample: SpanSample, all: Cell): Measured {
  const counted = sample.part?.count ?? 0;
  return proportion(lowerIsBetter(objective) ? counted + sample.lost : counted, all.count + sample.lost);
}

function proportion(k: number, n: number): Measured {
  const { low, high } = wilsonInterval(k, n, CONFIDENCE);
  return { actual: k / n, lower: low, upper: high, samples: n, note: null };
}

/** A percentile as k6 computes it for a threshold of the script: of any sample, with a note where that is too small. */
function percentileOfK6(cell: Cell, quantile: number): Measured {
  const measured = percentileOf(cell, quantile, 0);
  if (cell.type !== 'trend') return measured;
  const n = cell.count;
  const actual = interpolatedQuantile(n, quantile, (rank) => cell.atRank(rank) ?? cell.max) ?? null;
  return { ...measured, ...intervalOf(cell, quantile), actual };
}

function intervalOf(cell: Cell, quantile: number): Pick<Measured, 'lower' | 'upper'> {
  const ranks = percentileRanks(cell.count, quantile, CONFIDENCE);
  const at = (r: number | undefined) => (r === undefined ? null : (cell.atRank(r) ?? null));
  return { lower: at(ranks.lower), upper: at(ranks.upper) };
}

/** A percentile by rank with its order-statistic interval; refused below the sample that supports it. */
function percentileOf(cell: Cell, quantile: number, lost: number): Measured {
  if (cell.type !== 'trend') return noData(`a percentile needs a Trend, this metric is a ${cell.type}`, cell.count);
  const n = cell.count + lost;
  const least = minimumSamples(quantile);
  const few = tooFew(n, least);
  if (n < least) return noData(few, n);
  const rank = Math.max(1, Math.ceil(quantile * n - 1e-9));
  const ranks = percentileRanks(n, quantile, CONFIDENCE);
  const at = (r: number | undefined) => (r === undefined ? null : (cell.atRank(r) ?? null));
  const measured = { lower: at(ranks.lower), upper: at(ranks.upper), samples: n };
  if (rank > cell.count) return { ...measured, actual: cell.max, note: NEVER_SENT, beyond: 'actual' };
  const reaches = ranks.upper !== undefined && ranks.upper > cell.count;
  return {
    ...measured,
    actual: at(rank),
    note: null,
    ...(reaches ? { beyond: 'upper' as const } : {}),
  };
}

function aggregateOf(stat: string, cell: Cell, { seconds, lost }: SpanSample): Measured {
  const exact = (actual: number | undefined): Measured =>
    actual === undefined || !Number.isFinite(actual)
      ? noData(`${stat} is not defined for a ${cell.type}`, cell.count)
      : { actual, lower: null, upper: null, samples: cell.count, note: cell.count === 0 ? 'nobody added to it' : null };
  switch (stat) {
    case 'avg':
      return cell.type === 'trend' ? meanOf(cell) : exact(undefined);
    case 'min':
      return exact(cell.min);
    case 'max':
      return lost > 0 ? { ...exact(cell.max), note: NEVER_SENT, beyond: 'actual' } : exact(cell.max);
    case 'value':
      return exact(cell.last);
    case 'count':
      return exact(cell.type === 'counter' ? cell.sum : cell.count);
    default:
      if (cell.type === 'rate') return proportion(cell.sum + lost, cell.count + lost);
      if (seconds <= 0) return noData('the span has no length', cell.count);
      return exact((cell.type === 'counter' ? cell.sum : cell.count) / seconds);
  }
}

/** Mean with its normal interval; the variance is that of the bucket middles (relative error below 0.4 %). */
function meanOf(cell: Cell): Measured {
  const mean = cell.sum / cell.count;
  if (cell.count < 30) return { actual: mean, lower: null, upper: null, samples: cell.count, note: null };
  const half = (normalQuantile((1 + CONFIDENCE) / 2) * cell.deviation) / Math.sqrt(cell.count);
  return { actual: mean, lower: mean - half, upper: mean + half, samples: cell.count, note: null };
}
