import { type IndexRange, lengthOf, type TimedSeries } from './series.ts';

/** After how long a series comes back to where it was: a garbage collector's sawtooth, a daily wave. */
export interface Period {
  readonly seconds: number;
  /** The autocorrelation at that lag, 0 to 1. */
  readonly strength: number;
}

/** Bins in which the series is looked at, at most: a period shorter than two of them needs no long blocks. */
const MOST_BINS = 400;
const LEAST_BINS = 16;
/** Below this autocorrelation a series has no period: independent noise reaches 0.3 now and then. */
const LEAST_STRENGTH = 0.35;
/** The first peak as high as this share of the highest is the period; the highest may be one of its multiples. */
const NEARLY = 0.8;

/**
 * The period of a part of a series: the first high peak of the autocorrelation of what lies about its straight line,
 * behind the first lag at which it is negative. Undefined where there is none up to half of the part.
 */
export function periodOf(series: TimedSeries, part: IndexRange): Period | undefined {
  const bins = Math.min(MOST_BINS, part.end - part.from);
  if (bins < LEAST_BINS) return undefined;
  const about = aboutLine(series, part, bins);
  const found = about && correlations(about);
  const negative = found?.findIndex((strength) => strength < 0) ?? -1;
  if (found === undefined || negative === -1) return undefined;
  const highest = found.reduce((best, strength, lag) => (lag >= negative ? Math.max(best, strength) : best), 0);
  if (highest < LEAST_STRENGTH) return undefined;
  const lag = found.findIndex(
    (strength, at) =>
      at >= negative && strength >= NEARLY * highest && strength >= found[at - 1]! && strength >= (found[at + 1] ?? 0),
  );
  return { seconds: (lag * lengthOf(series, part)) / bins, strength: found[lag]! };
}

/** The means of bins of equal length less their straight line; NaN where a bin is empty. Undefined where all are on it. */
function aboutLine({ times, values }: TimedSeries, { from, end }: IndexRange, bins: number): Float64Array | undefined {
  const [first, length] = [times[from]!, times[end - 1]! - times[from]!];
  const [sums, counts] = [new Float64Array(bins), new Float64Array(bins)];
  const base = values[from]!;
  for (let at = from; at < end; at++) {
    const bin = Math.min(bins - 1, Math.floor(((times[at]! - first) / length) * bins));
    sums[bin]! += values[at]! - base;
    counts[bin]! += 1;
  }
  const means = sums.map((sum, bin) => sum / counts[bin]!);
  let [n, meanX, meanY] = [0, 0, 0];
  for (const [bin, y] of means.entries()) {
    if (Number.isNaN(y)) continue;
    n += 1;
    meanX += (bin - meanX) / n;
    meanY += (y - meanY) / n;
  }
  let [spread, product, height] = [0, 0, 0];
  for (const [bin, y] of means.entries()) {
    if (Number.isNaN(y)) continue;
    spread += (bin - meanX) ** 2;
    product += (bin - meanX) * (y - meanY);
    height += (y - meanY) ** 2;
  }
  const slope = product / spread;
  const rest = means.map((y, bin) => y - meanY - slope * (bin - meanX));
  const left = rest.reduce((sum, y) => (Number.isNaN(y) ? sum : sum + y ** 2), 0);
  return left > ROUNDING * height ? rest : undefined;
}

/** What remains of a straight line is rounding, and may look like anything. */
const ROUNDING = 1e-20;

/** Autocorrelation by lag, over the pairs of bins that exist: 1 at 0, up to half of the bins. */
function correlations(values: Float64Array): readonly number[] {
  let [power, n] = [0, 0];
  for (const value of values) if (!Number.isNaN(value)) [power, n] = [power + value ** 2, n + 1];
  return Array.from({ length: (values.length >> 1) + 1 }, (_, lag) => {
    let [sum, pairs] = [0, 0];
    for (let at = lag; at < values.length; at++) {
      const product = values[at]! * values[at - lag]!;
      if (!Number.isNaN(product)) [sum, pairs] = [sum + product, pairs + 1];
    }
    return pairs === 0 ? 0 : (sum * n) / pairs / power;
  });
}
