import type { Objective } from './objective.ts';

/** The tags that objectives and thresholds name: no sample may lose them. Each once, in the order of the alphabet. */
export function tagsNamed(objectives: readonly Objective[]): string[] {
  const names = objectives.flatMap(({ measure }) => {
    if (measure.kind === 'monitor') return [];
    return Object.keys(measure.kind === 'ratio' ? { ...measure.where, ...measure.part } : measure.where);
  });
  return [...new Set(names)].sort();
}
