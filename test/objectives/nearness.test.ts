import { expect, test } from 'vitest';
import { badness, nearestLine, shareOfLimit } from '../../src/objectives/nearness.ts';
import { type ObjectiveResult, objectiveResult, ownMeasure } from '../../src/objectives/result.ts';

const base = objectiveResult({
  name: 'API response',
  source: 'config',
  zone: 'met',
  actual: 0.1,
  unit: 'seconds',
  samples: 100,
  measure: ownMeasure('held', 'of a test'),
});
const line = (patch: Partial<ObjectiveResult>): ObjectiveResult => ({ ...base, ...patch });
const below = (value: number) => ({ op: '<' as const, value });
const above = (value: number) => ({ op: '>' as const, value });

test.each<[string, Partial<ObjectiveResult>, number]>([
  ['below the target', { actual: 0.15, target: below(0.2) }, 0.75],
  ['beyond it', { actual: 0.5, target: below(0.2), critical: above(0.4) }, 2.5],
  ['only a critical limit', { actual: 0.5, target: null, critical: above(1) }, 0.5],
  ['a promised share of good ones: what is missing counts', { actual: 0.998, target: above(0.999), unit: 'ratio' }, 2],
  ['a promised rate', { actual: 25, target: above(50), unit: 'per second' }, 2],
  ['nothing is allowed, and nothing was', { actual: 0, target: { op: '==', value: 0 } }, 0],
  ['nothing is allowed, and something was', { actual: 0.1, target: { op: '==', value: 0 } }, Number.MAX_SAFE_INTEGER],
  [
    'everything must be right, and was not',
    { actual: 0.9, target: null, critical: below(1), unit: 'ratio' },
    Number.MAX_SAFE_INTEGER,
  ],
  ['no data', { actual: null }, 0],
  ['no limit', { target: null, critical: null }, 0],
])('the share of the limit: %s', (_, patch, share) => {
  expect(shareOfLimit(line(patch))).toBeCloseTo(share, 9);
});

test.each<[string, Partial<ObjectiveResult>, number, number]>([
  ['a time', { target: below(0.2) }, 0.1, 0.3],
  ['a share of good ones', { target: above(0.99), unit: 'ratio' }, 0.999, 0.9],
  ['a small share that is to be larger', { target: above(0.2), unit: 'ratio' }, 0.3, 0.1],
  ['a throughput', { target: above(50), unit: 'per second' }, 60, 0],
])('%s: the worse value is the worse one', (_, patch, better, worse) => {
  expect(badness(worse, line(patch))).toBeGreaterThan(badness(better, line(patch)));
});

test('the nearest line is of any unit, counts, has data, and names its stage where the pooled one is as near', () => {
  const errors = line({ name: 'errors', unit: 'ratio', actual: 0.009, target: below(0.01) });
  const latency = line({ name: 'latency', actual: 0.05, target: below(0.2) });
  const others = [
    line({ name: 'beyond the verdict', actual: 9, target: below(0.2), counts: false }),
    line({ name: 'exact', actual: 1, target: { op: '==', value: 1 } }),
    line({ name: 'silent', actual: null, zone: 'no-data', target: below(0.2) }),
  ];
  expect(nearestLine([latency, errors, ...others])).toBe(errors);
  const stage = { ...errors, stage: '1x' };
  expect(nearestLine([errors, stage])).toBe(stage);
  expect(nearestLine(others)).toBeUndefined();
});
