import { parseDuration } from '../units/duration.ts';

/**
 * The highest iteration rate (per second) that the arrival-rate executors of a plain script's options may reach together; 0
 * when it has none. Pure.
 */
export function scriptRate(options: Readonly<Record<string, unknown>>): number {
  const scenarios = Object.values((options['scenarios'] ?? {}) as Record<string, Record<string, unknown>>);
  return scenarios.reduce((sum, scenario) => sum + peakOf(scenario), 0);
}

function peakOf(scenario: Record<string, unknown>): number {
  const { executor, rate, startRate, stages, timeUnit } = scenario;
  if (typeof executor !== 'string' || !executor.endsWith('arrival-rate')) return 0;
  const targets = Array.isArray(stages) ? stages.map((stage: { target?: unknown }) => stage.target) : [];
  const peak = Math.max(0, ...[rate, startRate, ...targets].filter((value) => typeof value === 'number'));
  return peak / (typeof timeUnit === 'string' ? (parseDuration(timeUnit) ?? 1) : 1);
}
