import { describe, expect, test } from 'vitest';
import { comparisonSeries } from '../../../src/compare/runs/curves.ts';
import { curves } from './made-curves.ts';

describe('comparisonSeries', () => {
  test('each side is the median of its runs, in every window and at every percentile that enough requests reach', () => {
    const before = [1, 1.1, 4].map((slower, i) => curves(`before-${i}`, slower));
    const series = comparisonSeries(before, [curves('after', 2)])!;
    expect(series).toMatchObject({ bin: 2, windows: 60, before: { runs: 3 }, after: { runs: 1 } });
    expect(series.before.p95[0]).toBeCloseTo(0.95 * 1.1, 6);
    const at = (share: number) => series.percentiles.findIndex((one) => Math.abs(one - share) < 1e-6);
    expect(series.after.latency[at(0.9)]! / 1.8).toBeCloseTo(1, 1);
    expect(series.before.latency[at(0.9)]! / 0.99).toBeCloseTo(1, 1);
    // 3,000 requests support a p99.9, and nothing beyond.
    expect(series.after.latency[at(0.999)]).not.toBeNull();
    expect(series.after.latency[at(0.9999)]).toBeNull();
  });

  test('runs of other windows, and shorter ones, change nothing of the others', () => {
    const odd = { ...curves('odd', 9), bin: 5 };
    const short = { ...curves('short'), p95: [9], p50: [9], requests: [9] };
    const series = comparisonSeries([curves('a'), odd, curves('b'), short], [curves('c')])!;
    expect(series.before.runs).toBe(3);
    expect(series.before.p95[59]).toBe(curves('a').p95[59]);
    expect(comparisonSeries([odd], [curves('a'), curves('b')])).toBeUndefined();
    expect(comparisonSeries([], [curves('a')])).toBeUndefined();
  });
});
