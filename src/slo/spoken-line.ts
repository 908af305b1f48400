import type { ObjectiveResult } from '../result/result.ts';

/** What k6 or the script itself says was missed: critical over the whole run, without a value or a limit to compare. */
export function spokenLine(
  said: Pick<ObjectiveResult, 'name' | 'source' | 'samples' | 'measure' | 'note'>,
): ObjectiveResult {
  return {
    ...said,
    zone: 'critical',
    actual: null,
    lower: null,
    upper: null,
    target: null,
    critical: null,
    unit: 'none',
    stage: null,
    window: null,
    counts: true,
    required: true,
    marginal: false,
  };
}
