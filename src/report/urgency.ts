import type { ObjectiveResult } from '../result/result.ts';
import type { Zone } from '../result/vocabulary.ts';
import { lowerIsBetter } from '../slo/zone.ts';

const RANKS: Record<Zone, number> = { critical: 0, 'no-data': 1, degraded: 2, met: 3 };
const NEEDS_NO_DATA = 4;
/** Beyond a limit of nothing (no error at all, every record intact) there is no "how many times". */
const FARTHEST = Number.MAX_SAFE_INTEGER;

/**
 * The objectives on which a verdict rests, each by its worst line, the most urgent first: by zone, then by the share of
 * the limit that the value takes up. What has no data and needs none comes last. Pure.
 */
export function mostUrgent(objectives: readonly ObjectiveResult[]): ObjectiveResult[] {
  const worst = new Map<string, ObjectiveResult>();
  for (const line of objectives.filter(({ counts }) => counts)) {
    const key = JSON.stringify([line.name, line.source, line.measure]);
    const other = worst.get(key);
    if (!other || rankOf(line) < rankOf(other)) worst.set(key, line);
  }
  return [...worst.values()].sort((a, b) => rankOf(a) - rankOf(b) || shareOfLimit(b) - shareOfLimit(a));
}

function rankOf({ zone, required }: ObjectiveResult): number {
  return zone === 'no-data' && !required ? NEEDS_NO_DATA : RANKS[zone];
}

/**
 * How much of its limit (the target, or else the critical one) a value takes up: 1 lies on it, 2 twice as far. Of a share that
 * should be near one, what is missing to one counts: 99.8 % of a promised 99.9 % is 2. 0 without value or limit.
 */
export function shareOfLimit({ actual, target, critical, unit }: ObjectiveResult): number {
  const limit = (target ?? critical)?.value;
  if (actual === null || limit === undefined) return 0;
  if (lowerIsBetter({ target, critical })) return over(actual, limit);
  return unit === 'ratio' && limit > 0.5 ? over(1 - actual, 1 - limit) : over(limit, actual);
}

function over(part: number, whole: number): number {
  if (whole > 0) return part / whole;
  return part > 0 ? FARTHEST : 0;
}
