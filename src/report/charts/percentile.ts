import type { Tick } from './axes.ts';

/** Where the percentile of a share of requests stands on an axis of percentiles: p90 at 1, p99 at 2, p99.9 at 3. */
export function ninesOf(share: number): number {
  return -Math.log10(1 - share);
}

/** The percentile at a place of that axis: `p99.9`. */
export function percentileAt(nines: number): string {
  const percent = 100 * (1 - 10 ** -nines);
  return `p${Number(percent.toFixed(Math.max(1, Math.ceil(nines))))}`;
}

const NAMED = [0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 0.9999];

/** The percentiles with a name that lie in a part of the axis. */
export function percentileTicks(from: number, to: number): Tick[] {
  return NAMED.map((share) => ({ at: ninesOf(share), label: `p${Number((100 * share).toFixed(2))}` })).filter(
    ({ at }) => at >= from && at <= to + 1e-9,
  );
}
