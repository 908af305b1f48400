import { shareOfLimit } from '../objectives/nearness.ts';
import type { ObjectiveResult } from '../objectives/result.ts';
import { gravity } from '../objectives/zone.ts';

/** Less urgent than what is met. */
const NEEDS_NO_DATA = -1;
/** More urgent than what is met, less than all that the verdict rests on. */
const STANDS_BESIDE = 0.5;

/**
 * The objectives on which a verdict rests, and those beside it, each by its worst line, the most urgent first: by zone,
 * then by the share of the limit that the value takes up. Warnings that were missed, and what is silenced, come after
 * what the verdict rests on; what has no data and needs none comes last. Pure.
 */
export function mostUrgent(objectives: readonly ObjectiveResult[]): ObjectiveResult[] {
  const worst = new Map<string, ObjectiveResult>();
  for (const line of objectives.filter(({ counts, beside }) => counts || beside)) {
    const key = JSON.stringify([line.name, line.source, line.measure.text]);
    const other = worst.get(key);
    if (!other || urgencyOf(line) > urgencyOf(other)) worst.set(key, line);
  }
  return [...worst.values()].sort((a, b) => urgencyOf(b) - urgencyOf(a) || shareOfLimit(b) - shareOfLimit(a));
}

function urgencyOf({ zone, required, beside }: ObjectiveResult): number {
  if (beside && zone !== 'met') return STANDS_BESIDE + gravity(zone) / 100;
  return zone === 'no-data' && !required ? NEEDS_NO_DATA : gravity(zone);
}
