import { badness } from '../objectives/nearness.ts';
import type { ObjectiveResult } from '../objectives/result.ts';
import { hasDirection } from '../objectives/zone.ts';

/**
 * Where an objective's value and interval lie on a bar that is scaled to its own limits, 0..1; right is always worse.
 */
export interface Bullet {
  readonly point: number;
  readonly lower: number;
  readonly upper: number;
  readonly target: boolean;
  readonly critical: boolean;
}

/** The target limit stands at 60 % of every bar, the critical one at 85 %, so that limits line up through a table. */
export const TARGET_AT = 0.6;
export const CRITICAL_AT = 0.85;

/** The bar of an objective; undefined without a value or without an ordered limit. */
export function bulletOf(line: ObjectiveResult): Bullet | undefined {
  const { actual, lower, upper, target, critical } = line;
  if (actual === null || !hasDirection(line)) return undefined;
  const bad = (value: number) => badness(value, line);
  const at = (value: number) => place(bad(value), target && bad(target.value), critical && bad(critical.value));
  const ends = [at(lower ?? actual), at(upper ?? actual)].sort((a, b) => a - b) as [number, number];
  return { point: at(actual), lower: ends[0], upper: ends[1], target: target !== null, critical: critical !== null };
}

function place(value: number, target: number | null, critical: number | null): number {
  if (target !== null && critical !== null && critical > target) {
    if (value <= target) return share(value, target) * TARGET_AT;
    const slope = (CRITICAL_AT - TARGET_AT) / (critical - target);
    return clamp(TARGET_AT + (value - target) * slope);
  }
  const [limit, at] = target !== null ? [target, TARGET_AT] : [critical!, CRITICAL_AT];
  if (value <= limit) return share(value, limit) * at;
  return clamp(limit > 0 ? at + (value / limit - 1) * (1 - at) : 1);
}

function share(value: number, limit: number): number {
  return limit > 0 ? clamp(value / limit) : 0;
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, Number.isNaN(value) ? 1 : value));
}
