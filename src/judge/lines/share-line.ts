import { type ObjectiveResult, objectiveResult } from '../../objectives/result.ts';

const MOST_BAD = { op: '<=', value: 0.01 } as const;

/** A line of its own: a share that may be at most 1 %. */
export function shareLine(
  line: Pick<ObjectiveResult, 'name' | 'measure' | 'samples' | 'counts' | 'note'> & { readonly actual: number },
): ObjectiveResult {
  return objectiveResult({
    ...line,
    source: 'default',
    zone: line.actual > MOST_BAD.value ? 'critical' : 'met',
    target: MOST_BAD,
    unit: 'ratio',
  });
}
