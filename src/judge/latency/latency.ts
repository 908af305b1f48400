import type { Cell } from '../../metrics/timeline/cell.ts';
import type { Latency } from '../../result/result.ts';
import { minimumSamples } from '../../stats/distributions/binomial.ts';

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
