import * as z from 'zod';
import { selectorKey } from '../../metrics/selector.ts';
import { UnitSchema } from '../../objectives/objective.ts';
import type { Latency, Result, StageResult } from '../../result/result.ts';
import type { StageErrors } from '../../result/stage-errors.ts';
import { betterWay } from './better-way.ts';

/** A figure by which runs are held against each other. */
export const RunMetric = z.strictObject({
  /** `mean` and `peak` are of the readings of a monitor. */
  name: z.enum(['p50', 'p95', 'p99', 'failed', 'throughput', 'capacity', 'mean', 'peak']),
  /** The stage that it is of; null where the run has one that counts, or it is of the whole run. */
  stage: z.string().nullable(),
  /** Method and name. */
  endpoint: z.string().nullable(),
  /** Of which readings; absent of what the engine measured. */
  watched: z
    .strictObject({ monitor: z.string(), reading: z.string(), tags: z.record(z.string(), z.string()) })
    .optional(),
  unit: UnitSchema,
  /** Null: nobody knows which way is worse. */
  better: z.enum(['lower', 'higher']).nullable(),
  /** Null where the run has too few samples for it, or its monitor a gap. */
  value: z.number().nullable(),
});
export type RunMetric = z.infer<typeof RunMetric>;

/** What shares a correction for many tests: metrics of the run, those of its endpoints, readings of monitors. */
export type MetricFamily = 'run' | 'endpoint' | 'watched';

/** The family of a metric. */
export function metricFamily({ endpoint, watched }: Pick<RunMetric, 'endpoint' | 'watched'>): MetricFamily {
  if (watched) return 'watched';
  return endpoint === null ? 'run' : 'endpoint';
}

/** What names a metric: no two of a run have the same. */
type Named = Pick<RunMetric, 'name' | 'stage' | 'endpoint' | 'watched'>;

/**
 * A metric as people name it: `p95`; of an endpoint or a stage `GET /orders p95`; of a monitor `machine
 * disk_usage{mountpoint:/data} mean`.
 */
export function metricLabel({ name, stage, endpoint, watched }: Named): string {
  const reading = watched && [
    watched.monitor,
    selectorKey({ metric: watched.reading, where: watched.tags, exact: true }),
  ];
  return [endpoint ?? stage, ...(reading ?? []), name].filter((part) => part !== null).join(' ');
}

const DIGITS = 5;

/**
 * The figures of a run: of every stage that counts p50, p95 and p99 of the latency, the share of requests that failed
 * and throughput; of every endpoint p95 and failed; what monitors read. Of a capacity search, whose loads are its own
 * choice, the capacity.
 */
export function metricsOf(result: Result): readonly RunMetric[] {
  return [...allOf(result), ...watchedMetrics(result)].map((metric) => ({ ...metric, value: rounded(metric.value) }));
}

/**
 * To the digits that matter, on both sides alike: histograms are exact to 0.1 %, and a baseline keeps no more. What was
 * equal before stays equal.
 */
function rounded(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(DIGITS));
}

/** The mean of every series that monitors read, by stage, and its peak where that is what runs out. */
function watchedMetrics(result: Result): RunMetric[] {
  const { kind, monitors = [], stages } = result;
  if (kind === 'search') return [];
  const counted = stages.filter(({ counts }) => counts);
  const nameOf = (stage: string | null) => (counted.length > 1 ? stage : null);
  return monitors.flatMap((one) =>
    one.series.flatMap(({ metric, tags, unit, stages: read }) => {
      const better = betterWay(metric, result.objectives);
      return read.flatMap(({ stage, mean, peak }): RunMetric[] => {
        const whole = one.stages.find((part) => part.stage === stage)?.whole ?? false;
        const watched = { monitor: one.monitor, reading: metric, tags };
        const of = { stage: nameOf(stage), endpoint: null, watched, unit, better };
        return [
          { ...of, name: 'mean', value: whole ? mean : null },
          ...(better === 'lower' && RUNS_OUT.has(unit)
            ? [{ ...of, name: 'peak' as const, value: whole ? peak : null }]
            : []),
        ];
      });
    }),
  );
}

/** Units of what is there in a given amount, or is waited for: of these the peak matters, too. */
const RUNS_OUT: ReadonlySet<RunMetric['unit']> = new Set(['ratio', 'seconds', 'bytes']);

function allOf(result: Result): readonly RunMetric[] {
  if (result.kind === 'search') return [capacityOf(result)];
  const stages = result.stages.filter(({ counts }) => counts);
  return [
    ...stages.flatMap((stage) => ofStage(stage, stages.length === 1 ? null : stage.name)),
    ...result.endpoints.flatMap(({ method, name, latency, requests, failed }) => {
      const endpoint = `${method} ${name}`;
      return [percentile('p95', latency, null, endpoint), failedShare({ requests, failed }, null, endpoint)];
    }),
  ];
}

function ofStage(result: StageResult, stage: string | null): RunMetric[] {
  const { latency, throughput } = result;
  return [
    ...(['p50', 'p95', 'p99'] as const).map((name) => percentile(name, latency, stage, null)),
    failedShare(result, stage, null),
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

/** What became of requests. Of one that was never answered nobody knows the endpoint. */
type Fates = Pick<StageResult, 'requests' | 'failed' | 'unanswered'>;

/**
 * The share of requests that failed; null where none began. What was never answered failed as well: k6 counts it neither
 * as a request nor as a failure.
 */
export function shareFailed({ requests, failed, unanswered = 0 }: Fates): number | null {
  const begun = requests + unanswered;
  return begun > 0 ? (failed + unanswered) / begun : null;
}

function failedShare(fates: Fates, stage: string | null, endpoint: string | null): RunMetric {
  return { name: 'failed', stage, endpoint, unit: 'ratio', better: 'lower', value: shareFailed(fates) };
}

function capacityOf({ estimates }: Result): RunMetric {
  const value = estimates.maxSustainableLoad?.value ?? null;
  return { name: 'capacity', stage: null, endpoint: null, unit: 'per second', better: 'higher', value };
}

/**
 * How sure the figures of a run are within it: standard errors by blocks of each stage that counts, by the metric's label.
 * An endpoint's are taken to be those of the stage, as many times larger as its requests are fewer; only where one stage
 * counts, whose requests they share. Of a search nothing.
 */
export function errorsWithin(result: Result): Readonly<Record<string, number>> {
  const stages = result.stages.filter(({ counts }) => counts);
  const only = stages.length === 1 ? stages[0] : undefined;
  const found = stages.flatMap((stage) =>
    Object.entries(errorsOfStage(stage)).map(
      ([metric, error]) => [only ? metric : `${stage.name} ${metric}`, error] as const,
    ),
  );
  const { p95 = null, failed = null } = only?.errors ?? {};
  const ofEndpoints = result.endpoints.flatMap(({ method, name, requests, latency }) => {
    const larger = only && requests > 0 ? Math.sqrt(Math.max(1, only.requests / requests)) : null;
    const of = `${method} ${name}`;
    const relative =
      p95 !== null && only?.latency.p95 && latency.p95 !== null ? (p95 * latency.p95) / only.latency.p95 : null;
    return [
      [`${of} p95`, larger === null || relative === null ? null : relative * larger] as const,
      [`${of} failed`, larger === null || failed === null ? null : failed * larger] as const,
    ];
  });
  const known = [...found, ...ofEndpoints].flatMap(([label, error]) =>
    error === null ? [] : [[label, rounded(error)!] as const],
  );
  return Object.fromEntries(known);
}

/** The blocks hold what ended. Of what was never answered only the number is known: its error is that of a count. */
function errorsOfStage({ errors, requests, unanswered = 0 }: StageResult): Partial<StageErrors> {
  if (!errors || errors.failed === null || unanswered === 0) return errors ?? {};
  return { ...errors, failed: Math.hypot(errors.failed, Math.sqrt(unanswered) / (requests + unanswered)) };
}
