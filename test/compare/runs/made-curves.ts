import type { RunCurves } from '../../../src/compare/runs/curves.ts';
import { Histogram } from '../../../src/metrics/histogram/histogram.ts';

/** The curves of a run of two minutes in windows of 2 s, with latencies from 1 ms to 1 s, times `slower`. */
export function curves(id: string, slower = 1): RunCurves {
  const histogram = new Histogram(5);
  for (let i = 1; i <= 1000; i++) histogram.record((i / 1000) * slower, 3);
  const column = (value: number) => Array.from({ length: 60 }, (_, i) => value * (1 + (i % 5) / 50));
  return {
    id,
    bin: 2,
    requests: column(25),
    p50: column(0.5 * slower),
    p95: column(0.95 * slower),
    latencies: histogram.encode(),
  };
}
