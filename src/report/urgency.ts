import { shareOfLimit } from '../objectives/nearness.ts';
import type { ObjectiveResult } from '../objectives/result.ts';
import type { Zone } from '../objectives/zone.ts';

const RANKS: Record<Zone, number> = { critical: 0, 'no-data': 1, degraded: 2, met: 3 };
const NEEDS_NO_DATA = 4;

/**
 * The objectives on which a verdict rests, each by its worst line, the most urgent first: by zone, then by the share of
 * the limit that the value takes up. What has no data and needs none comes last. Pure.
 */
export function mostUrgent(objectives: readonly ObjectiveResult[]): ObjectiveResult[] {
  const worst = new Map<string, ObjectiveResult>();
  for (const line of objectives.filter(({ counts }) => counts)) {
    const key = JSON.stringify([line.name, line.source, line.measure.text]);
    const other = worst.get(key);
    if (!other || rankOf(line) < rankOf(other)) worst.set(key, line);
  }
  return [...worst.values()].sort((a, b) => rankOf(a) - rankOf(b) || shareOfLimit(b) - shareOfLimit(a));
}

function rankOf({ zone, required }: ObjectiveResult): number {
  return zone === 'no-data' && !required ? NEEDS_NO_DATA : RANKS[zone];
}
