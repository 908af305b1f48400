import { expect, test } from 'vitest';
import type { ObjectiveResult } from '../../src/objectives/result.ts';
import { shareOfLimit } from '../../src/report/nearness.ts';
import { mostUrgent } from '../../src/report/urgency.ts';
import { CASES } from './fixtures.ts';

const base = CASES['script']!().result.objectives[0]!;
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

test('every objective appears by its worst line, the most urgent first', () => {
  const lines = [
    line({ name: 'met, close', actual: 0.19, target: below(0.2), zone: 'met' }),
    line({ name: 'optional', actual: null, zone: 'no-data', required: false }),
    line({ name: 'worse in a stage', zone: 'met' }),
    line({ name: 'worse in a stage', zone: 'degraded', stage: '1x' }),
    line({ name: 'met, far', actual: 0.01, target: below(0.2), zone: 'met' }),
    line({ name: 'missing', actual: null, zone: 'no-data', required: true }),
    line({ name: 'a little critical', actual: 0.6, zone: 'critical', target: below(0.2) }),
    line({ name: 'very critical', actual: 6, zone: 'critical', target: below(0.2) }),
    line({ name: 'beyond the verdict', zone: 'critical', counts: false }),
  ];
  expect(mostUrgent(lines).map(({ name, stage }) => (stage ? `${name} ${stage}` : name))).toEqual([
    'very critical',
    'a little critical',
    'missing',
    'worse in a stage 1x',
    'met, close',
    'met, far',
    'optional',
  ]);
});
