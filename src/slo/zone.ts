import type { Limit } from '../objectives/objective.ts';
import type { Zone } from '../result/vocabulary.ts';

/** Whether a value satisfies a bound. */
export function holds(value: number, limit: Limit): boolean {
  switch (limit.op) {
    case '<':
      return value < limit.value;
    case '<=':
      return value <= limit.value;
    case '>':
      return value > limit.value;
    case '>=':
      return value >= limit.value;
    case '==':
      return value === limit.value;
    case '!=':
      return value !== limit.value;
  }
}

export interface Limits {
  /** What is promised: `< 200ms`. */
  readonly target: Limit | null;
  /** What must not be: `> 500ms`. Absent: missing the target is critical. */
  readonly critical: Limit | null;
}

/** The zone of a value: critical beyond the critical limit, met inside the target, degraded between (limits included). */
export function zoneOf(value: number, { target, critical }: Limits): Exclude<Zone, 'no-data'> {
  if (critical && holds(value, critical)) return 'critical';
  if (!target || holds(value, target)) return 'met';
  return critical ? 'degraded' : 'critical';
}

/**
 * Whether the interval of a value reaches into another zone than the value itself. "All of them" is no margin: however many
 * read-backs were right, the interval of their share begins below 100 %.
 */
export function isMarginal(zone: Zone, lower: number | null, upper: number | null, limits: Limits): boolean {
  const all = [limits.target, limits.critical].every((limit) => limit === null || limit.value === 1);
  if (all && zone === 'met') return false;
  return [lower, upper].some((end) => end !== null && zoneOf(end, limits) !== zone);
}

/** Whether smaller values are better, by the direction of the limits. */
export function lowerIsBetter({ target, critical }: Limits): boolean {
  if (target) return !target.op.startsWith('>');
  return critical ? critical.op.startsWith('>') : true;
}
