import { describe, expect, it } from 'vitest';
import { bothSides, isLost } from '../../../src/compare/runs/compared-metric.ts';

/** A metric of an endpoint that so many of so many runs have. */
function metric(name: 'p95' | 'failed', before: readonly [number, number], after: readonly [number, number]) {
  const values = ([have, all]: readonly [number, number]) =>
    Array.from({ length: all }, (_, at) => (at < have ? 1 : null));
  const of = { name, stage: null, endpoint: 'GET /rare', unit: 'seconds', better: 'lower' } as const;
  return bothSides({ ...of, before: values(before), after: values(after) });
}

describe('isLost', () => {
  it.each<[string, readonly [number, number], readonly [number, number], percentile: boolean, failed: boolean]>([
    ['most before, too few after, as chance has it', [7, 10], [2, 5], false, true],
    ['all before, two of five after: no chance', [10, 10], [2, 5], true, true],
    ['all before, half after: no chance', [10, 10], [5, 10], true, true],
    ['all before, half after, which may be chance', [5, 5], [1, 2], false, true],
    ['all before, none after, however few', [2, 2], [0, 1], true, true],
    ['most before, none after, as chance has it', [3, 5], [0, 5], false, true],
    ['many before, most after: no chance, but not lost', [40, 40], [15, 20], false, false],
    ['half before', [5, 10], [0, 10], false, false],
    ['all on both sides', [5, 5], [5, 5], false, false],
  ])('%s', (_, before, after, percentile, failed) => {
    expect(isLost(metric('p95', before, after), [])).toBe(percentile);
    // Its share of failures needs one request: what has none is not reached.
    expect(isLost(metric('failed', before, after), [])).toBe(failed);
    // An endpoint that is not reached has lost all of its metrics, and another one has nothing to do with it.
    const reached = metric('failed', before, after);
    expect(isLost(metric('p95', before, after), [reached])).toBe(failed);
    expect(isLost(metric('p95', before, after), [{ ...reached, endpoint: 'GET /other' }])).toBe(percentile);
  });
});
