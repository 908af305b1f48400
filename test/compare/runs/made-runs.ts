import type { EndpointResult, Result } from '../../../src/result/result.ts';
import { chance } from '../../capacity/simulator/draws.ts';
import { measured } from '../../fixtures/measured.ts';

interface Made {
  /** Latencies of the run and of /orders, times this. */
  readonly slower?: number;
  /** The share of requests that fail, in the mean. */
  readonly failed?: number;
  /** So many requests for each one that ended are never answered. */
  readonly unanswered?: number;
  readonly seed?: number;
  /** The standard deviation between runs, as a share. */
  readonly noise?: number;
  /** What a run says of its own standard errors, as a share; absent: nothing. */
  readonly error?: number;
}

const ONE = measured({ stages: [{ rate: 200, zone: 'met' }] });

/** Runs of one stage and two endpoints, that differ by 1 % among themselves. */
export function runs(
  count: number,
  { slower = 1, failed = 0, unanswered = 0, seed = 1, noise = 0.01, error }: Made = {},
): Result[] {
  const { normal } = chance(seed);
  const vary = (value: number) => value * (1 + noise * normal());
  return Array.from({ length: count }, (_, at): Result => {
    const made = { ...ONE, run: { ...ONE.run, id: `run-${seed}-${at}` } };
    const stage = { ...made.stages[0]! };
    delete stage.errors;
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
          ...stage,
          counts: true,
          requests: 100_000,
          failed: bad,
          ...(unanswered > 0 ? { unanswered: 100_000 * unanswered } : {}),
          throughput: vary(100),
          latency: latencyOf(slower),
          ...(error === undefined
            ? {}
            : {
                errors: {
                  p50: 0.02 * error,
                  p95: 0.1 * error,
                  p99: 0.2 * error,
                  failed: 0.001 * error,
                  throughput: 100 * error,
                },
              }),
        },
      ],
      endpoints: [endpoint('/orders', slower, bad), endpoint('/health', 1, 0)],
    };
  });
}

/** What monitors read of a run: so many usages, and as much traffic of which nobody knows which way is worse. */
export interface Watching {
  readonly series?: number;
  /** What the first usage, and the first traffic, are times. */
  readonly usage?: number;
  readonly traffic?: number;
  readonly seed?: number;
  readonly noise?: number;
  /** Runs, by their place, in which the monitor said nothing. */
  readonly silent?: (at: number) => boolean;
}

/** The same runs with a monitor, whose readings differ by 2 % among themselves. */
export function watchedRuns(
  made: readonly Result[],
  { series = 6, usage = 1, traffic = 1, seed = 7, noise = 0.02, silent = () => false }: Watching = {},
): Result[] {
  const { normal } = chance(seed);
  return made.map((result, at): Result => {
    const stage = result.stages[0]!.name;
    const reading = (metric: string, unit: 'ratio' | 'bytes', level: number) => {
      const mean = level * (1 + noise * normal());
      return { metric, tags: {}, unit, stages: silent(at) ? [] : [{ stage, readings: 60, mean, peak: 1.3 * mean }] };
    };
    const each = Array.from({ length: series }, (_, i) => i);
    return {
      ...result,
      monitors: [
        {
          monitor: 'machine',
          every: 1,
          stages: [{ stage, seconds: 60, unread: silent(at) ? 60 : 0, whole: !silent(at) }],
          series: [
            ...each.map((i) => reading(`usage_${i}`, 'ratio', i === 0 ? 0.4 * usage : 0.4)),
            ...each.map((i) => reading(`traffic_${i}`, 'bytes', i === 0 ? 1e6 * traffic : 1e6)),
          ],
        },
      ],
    };
  });
}
