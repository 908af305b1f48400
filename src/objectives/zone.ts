import * as z from 'zod';
import type { Limit } from './objective.ts';

/** Where a measured value lies with respect to an objective's limits. */
export const Zone = z.enum(['met', 'degraded', 'critical', 'no-data']);
export type Zone = z.infer<typeof Zone>;

const ORDER: readonly Zone[] = ['met', 'degraded', 'no-data', 'critical'];

/** How bad a zone is: a known failure outweighs a missing answer, and that outweighs a pass. */
export function gravity(zone: Zone): number {
  return ORDER.indexOf(zone);
}

/** The worst of some zones, by their gravity; `no-data` of none. */
export function worst(zones: readonly Zone[]): Zone {
  if (zones.length === 0) return 'no-data';
  return zones.reduce((a, b) => (gravity(b) > gravity(a) ? b : a));
}

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

/**
 * The zone of a value: critical beyond the critical limit, met inside the target, degraded between (limits included).
 */
export function zoneOf(value: number, { target, critical }: Limits): Exclude<Zone, 'no-data'> {
  if (critical && holds(value, critical)) return 'critical';
  if (!target || holds(value, target)) return 'met';
  return critical ? 'degraded' : 'critical';
}

/**
 * Whether the interval of a value reaches into another zone than the value itself. "All of them" is no margin: however
 * many read-backs were right, the interval of their share begins below 100 %.
 */
export function isMarginal(zone: Zone, lower: number | null, upper: number | null, limits: Limits): boolean {
  const all = [limits.target, limits.critical].every((limit) => limit === null || limit.value === 1);
  if (all && zone === 'met') return false;
  return [lower, upper].some((end) => end !== null && zoneOf(end, limits) !== zone);
}

/** Whether smaller values are better, by the direction of the limits. */
export function lowerIsBetter({ target, critical }: Limits): boolean {
  if (target) return !isLower(target);
  return critical ? isLower(critical) : true;
}

/** Whether a limit bounds values from above: `< 200 ms`. */
export function isUpper({ op }: Limit): boolean {
  return op.startsWith('<');
}

/** Whether a limit bounds values from below: `> 99.9 %`. */
export function isLower({ op }: Limit): boolean {
  return op.startsWith('>');
}

/** Whether a value can lie nearer to a limit or farther beyond it: `==` and `!=` have no beyond. */
export function hasDirection({ target, critical }: Limits): boolean {
  const limit = target ?? critical;
  return limit !== null && limit.op !== '==' && limit.op !== '!=';
}
