import type { ObjectiveResult } from '../../result/result.ts';

const MOST_BAD = { op: '<=', value: 0.01 } as const;

/** A line of its own: a share that may be at most 1 %. */
export function shareLine(
  line: Pick<ObjectiveResult, 'name' | 'measure' | 'samples' | 'counts' | 'note'> & { readonly actual: number },
): ObjectiveResult {
  return {
    ...line,
    source: 'default',
    zone: line.actual > MOST_BAD.value ? 'critical' : 'met',
    lower: null,
    upper: null,
    target: MOST_BAD,
    critical: null,
    unit: 'ratio',
    stage: null,
    window: null,
    required: true,
    marginal: false,
  };
}
