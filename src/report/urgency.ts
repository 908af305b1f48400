import { shareOfLimit } from '../objectives/nearness.ts';
import type { ObjectiveResult } from '../objectives/result.ts';
import { severity } from '../objectives/zone.ts';

/** Less urgent than what is met. */
const NEEDS_NO_DATA = -1;

/**
 * The objectives on which a verdict rests, each by its worst line, the most urgent first: by zone, then by the share of
 * the limit that the value takes up. What has no data and needs none comes last. Pure.
 */
export function mostUrgent(objectives: readonly ObjectiveResult[]): ObjectiveResult[] {
  const worst = new Map<string, ObjectiveResult>();
  for (const line of objectives.filter(({ counts }) => counts)) {
    const key = JSON.stringify([line.name, line.source, line.measure.text]);
    const other = worst.get(key);
    if (!other || urgencyOf(line) > urgencyOf(other)) worst.set(key, line);
  }
  return [...worst.values()].sort((a, b) => urgencyOf(b) - urgencyOf(a) || shareOfLimit(b) - shareOfLimit(a));
}

function urgencyOf({ zone, required }: ObjectiveResult): number {
  return zone === 'no-data' && !required ? NEEDS_NO_DATA : severity(zone);
}
