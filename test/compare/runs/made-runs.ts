import type { EndpointResult, Result } from '../../../src/result/result.ts';
import { chance } from '../../capacity/simulator/draws.ts';
import { measured } from '../../fixtures/measured.ts';

interface Made {
  /** Latencies of the run and of /orders, times this. */
  readonly slower?: number;
  /** The share of requests that fail, in the mean. */
  readonly failed?: number;
  readonly seed?: number;
  /** The standard deviation between runs, as a share. */
  readonly noise?: number;
}

/** Runs of one stage and two endpoints, that differ by 1 % among themselves. */
export function runs(count: number, { slower = 1, failed = 0, seed = 1, noise = 0.01 }: Made = {}): Result[] {
  const { normal } = chance(seed);
  const vary = (value: number) => value * (1 + noise * normal());
  return Array.from({ length: count }, (_, at): Result => {
    const made = measured({ id: `run-${seed}-${at}`, stages: [{ rate: 100, zone: 'met' }] });
    const bad = Math.round(vary(100_000 * failed));
    const latencyOf = (times: number) => ({
      ...made.stages[0]!.latency,
      count: 100_000,
      p50: vary(0.02 * times),
      p95: vary(0.1 * times),
      p99: vary(0.2 * times),
    });
    const endpoint = (name: string, times: number, lost: number): EndpointResult => ({
      name,
      method: 'GET',
      requests: 50_000,
      failed: lost,
      throughput: vary(50),
      latency: latencyOf(times),
    });
    return {
      ...made,
      stages: [
        {
          ...made.stages[0]!,
          counts: true,
          requests: 100_000,
          failed: bad,
          throughput: vary(100),
          latency: latencyOf(slower),
        },
      ],
      endpoints: [endpoint('/orders', slower, bad), endpoint('/health', 1, 0)],
    };
  });
}
