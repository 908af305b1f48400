import type { Selector } from '../../metrics/selector.ts';
import type { Cell } from '../../metrics/timeline/cell.ts';
import type { Timeline } from '../../metrics/timeline/timeline.ts';
import type { Latency } from '../../result/result.ts';
import type { StageErrors } from '../../result/stage-errors.ts';
import { countAbove } from '../../slo/settling/limit-course.ts';
import { errorOfRatio, type RatioPart, ratioOverBlocks } from '../../stats/blocks.ts';
import { minimumSamples } from '../../stats/distributions/binomial.ts';
import { FAILURES, REQUESTS, SUCCESSES } from '../layout.ts';

/** The latency line of a table; a percentile that the sample cannot support is null. */
export function latencyOf(cell: Cell | undefined): Latency {
  const count = cell?.count ?? 0;
  const at = (quantile: number) => (count >= minimumSamples(quantile) ? (cell?.quantile(quantile) ?? null) : null);
  return {
    count,
    mean: cell?.mean ?? null,
    p50: at(0.5),
    p90: at(0.9),
    p95: at(0.95),
    p99: at(0.99),
    max: count > 0 ? (cell?.max ?? null) : null,
  };
}

/**
 * Standard errors of what the timeline's windows first..next show, by blocks of them. Of a percentile that of the share
 * beyond it, read off the pooled samples (R. S. Woodruff, J. Am. Stat. Assoc. 47 (1952)).
 */
export function errorsByBlocks(timeline: Timeline, first: number, next: number): StageErrors {
  const { bin } = timeline.layout;
  const cells = (selector: Selector) => {
    const windows = timeline.windows(selector);
    return Array.from({ length: Math.max(0, next - first) }, (_, i) => windows[first + i]);
  };
  const errorOf = (pieces: readonly RatioPart[]) => {
    const found = ratioOverBlocks(pieces);
    return found ? errorOfRatio(found) : null;
  };
  const successes = cells(SUCCESSES);
  const pooled = successes.find((cell) => cell !== undefined)?.emptyCopy();
  for (const cell of successes) if (cell) pooled?.merge(cell);
  const ofQuantile = (q: number) => {
    if (!pooled || pooled.count < minimumSamples(q)) return null;
    const limit = { op: '<=', value: pooled.quantile(q) ?? 0 } as const;
    const share = errorOf(successes.map((cell) => ({ part: countAbove(cell, limit), whole: cell?.count ?? 0 })));
    if (share === null) return null;
    const at = (quantile: number) => pooled.quantile(Math.min(1, Math.max(0, quantile))) ?? 0;
    return (at(q + share) - at(q - share)) / 2;
  };
  return {
    p50: ofQuantile(0.5),
    p95: ofQuantile(0.95),
    p99: ofQuantile(0.99),
    failed: errorOf(cells(FAILURES).map((cell) => ({ part: cell?.sum ?? 0, whole: cell?.count ?? 0 }))),
    throughput: errorOf(cells(REQUESTS).map((cell) => ({ part: cell?.sum ?? 0, whole: bin }))),
  };
}
