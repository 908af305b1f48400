import * as z from 'zod';
import type { Latency, Result, StageResult } from '../../result/result.ts';

/** A figure by which runs are held against each other. */
export const RunMetric = z.strictObject({
  name: z.enum(['p50', 'p95', 'p99', 'failed', 'throughput', 'capacity']),
  /** The stage that it is of; null where the run has one that counts, or it is of the whole run. */
  stage: z.string().nullable(),
  /** Method and name. */
  endpoint: z.string().nullable(),
  unit: z.enum(['seconds', 'ratio', 'per second']),
  better: z.enum(['lower', 'higher']),
  /** Null where the run has too few samples for it. */
  value: z.number().nullable(),
});
export type RunMetric = z.infer<typeof RunMetric>;

/** What shares a correction for many tests: metrics of the run, and those of its endpoints. */
export type MetricFamily = 'run' | 'endpoint';

/** The family of a metric. */
export function metricFamily({ endpoint }: Pick<RunMetric, 'endpoint'>): MetricFamily {
  return endpoint === null ? 'run' : 'endpoint';
}

/** A metric as people name it: `p95`; of an endpoint or a stage `GET /orders p95`. */
export function metricLabel({ name, stage, endpoint }: Pick<RunMetric, 'name' | 'stage' | 'endpoint'>): string {
  return [endpoint ?? stage, name].filter((part) => part !== null).join(' ');
}

const DIGITS = 5;

/**
 * The figures of a run: of every stage that counts p50, p95 and p99 of the latency, the share of requests that failed
 * and throughput; of every endpoint p95 and failed. Of a capacity search, whose loads are its own choice, the capacity.
 */
export function metricsOf(result: Result): readonly RunMetric[] {
  return allOf(result).map((metric) => ({ ...metric, value: rounded(metric.value) }));
}

/**
 * To the digits that matter, on both sides alike: histograms are exact to 0.1 %, and a baseline keeps no more. What was
 * equal before stays equal.
 */
function rounded(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(DIGITS));
}

function allOf(result: Result): readonly RunMetric[] {
  if (result.kind === 'search') return [capacityOf(result)];
  const stages = result.stages.filter(({ counts }) => counts);
  return [
    ...stages.flatMap((stage) => ofStage(stage, stages.length === 1 ? null : stage.name)),
    ...result.endpoints.flatMap(({ method, name, latency, requests, failed }) => {
      const endpoint = `${method} ${name}`;
      return [percentile('p95', latency, null, endpoint), failedShare(requests, failed, null, endpoint)];
    }),
  ];
}

function ofStage({ latency, requests, failed, throughput }: StageResult, stage: string | null): RunMetric[] {
  return [
    ...(['p50', 'p95', 'p99'] as const).map((name) => percentile(name, latency, stage, null)),
    failedShare(requests, failed, stage, null),
    { name: 'throughput', stage, endpoint: null, unit: 'per second', better: 'higher', value: throughput },
  ];
}

function percentile(
  name: 'p50' | 'p95' | 'p99',
  latency: Latency,
  stage: string | null,
  endpoint: string | null,
): RunMetric {
  return { name, stage, endpoint, unit: 'seconds', better: 'lower', value: latency[name] };
}

function failedShare(requests: number, failed: number, stage: string | null, endpoint: string | null): RunMetric {
  const value = requests > 0 ? failed / requests : null;
  return { name: 'failed', stage, endpoint, unit: 'ratio', better: 'lower', value };
}

function capacityOf({ estimates }: Result): RunMetric {
  const value = estimates.maxSustainableLoad?.value ?? null;
  return { name: 'capacity', stage: null, endpoint: null, unit: 'per second', better: 'higher', value };
}
