import type { ObjectiveResult } from '../objectives/result.ts';

/** Where an objective's value and interval lie on a bar that is scaled to its own limits, 0..1; right is always worse. */
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
export function bulletOf({ actual, lower, upper, target, critical, unit }: ObjectiveResult): Bullet | undefined {
  const limit = target ?? critical;
  if (actual === null || !limit || limit.op === '==' || limit.op === '!=') return undefined;
  const better = (target ? target.op : critical!.op === '>' || critical!.op === '>=' ? '<' : '>').startsWith('<');
  // Where more is better, what counts is the distance from the best: from 1 of a ratio, else the inverse.
  const badness = (value: number) => (better ? value : unit === 'ratio' ? 1 - value : value > 0 ? 1 / value : Infinity);
  const at = (value: number) =>
    place(badness(value), target && badness(target.value), critical && badness(critical.value));
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
