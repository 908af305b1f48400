import type { Where } from '../metrics/selector.ts';
import type { Objective } from './objective.ts';

/** The tags that objectives and thresholds name: no sample may lose them. Each once, in the order of the alphabet. */
export function tagsNamed(objectives: readonly Objective[]): string[] {
  return [...new Set(objectives.flatMap(wheresOf).flatMap(Object.keys))].sort();
}

/** The values that they name for some tag, with and without the sign of a negation. */
export function valuesNamed(objectives: readonly Objective[]): ReadonlySet<string> {
  const patterns = objectives.flatMap(wheresOf).flatMap((where) => Object.values(where).flat());
  return new Set(patterns.flatMap((pattern) => [pattern, pattern.replace(/^!/, '')]));
}

function wheresOf({ measure }: Objective): Where[] {
  return measure.kind === 'ratio' ? [measure.where, measure.part] : [measure.where];
}
