import { percentileRanks } from '../../src/stats/distributions/binomial.ts';

/** What a measure must not exceed, or must reach. */
export interface Bar {
  readonly op: '<=' | '>=';
  readonly value: number;
}

/** One measure with all its samples, in the order in which they were taken; ratios are paired before they come here. */
export interface Finding {
  readonly measure: string;
  readonly unit: 'ratio' | 'µs' | 'ms' | 's' | 'MB' | 'none';
  readonly samples: readonly number[];
  /** Absent: shown for comparison, judged by nobody. */
  readonly bar?: Bar;
}

export interface Summary {
  readonly median: number;
  /** At least 95 % interval of the median by order statistics; the extremes where the samples are too few for one. */
  readonly low: number;
  readonly high: number;
}

const CONFIDENCE = 0.95;

/** The median of some samples with its interval. Throws RangeError without samples. */
export function summaryOf(samples: readonly number[]): Summary {
  if (samples.length === 0) throw new RangeError('no samples to summarise');
  const sorted = [...samples].sort((a, b) => a - b);
  const { lower = 1, upper = sorted.length } = percentileRanks(sorted.length, 0.5, CONFIDENCE);
  const half = sorted.length / 2;
  const median = (sorted[Math.ceil(half) - 1]! + sorted[Math.floor(half)]!) / 2;
  return { median, low: sorted[lower - 1]!, high: sorted[upper - 1]! };
}

/** `ok`; `ok?` when only the interval reaches the bar; `missed` when not even that does; `–` without a bar. */
export type Verdict = 'ok' | 'ok?' | 'missed' | '–';

/** A bar is missed when the whole interval of the median lies beyond it: less may be the noise of a shared machine. */
export function verdictOf({ samples, bar }: Finding): Verdict {
  if (!bar) return '–';
  const { median, low, high } = summaryOf(samples);
  const holds = (value: number) => (bar.op === '<=' ? value <= bar.value : value >= bar.value);
  if (holds(median)) return 'ok';
  return holds(bar.op === '<=' ? low : high) ? 'ok?' : 'missed';
}

/** a/b, pair by pair. */
export function ratios(a: readonly number[], b: readonly number[]): number[] {
  if (a.length !== b.length) throw new RangeError(`${a.length} and ${b.length} samples are no pairs`);
  return a.map((value, i) => value / b[i]!);
}
