import { expect, test } from 'vitest';
import type { ObjectiveResult } from '../../src/objectives/result.ts';
import { mostUrgent } from '../../src/report/urgency.ts';
import { CASES } from './fixtures.ts';

const base = CASES['script']!().result.objectives[0]!;
const line = (patch: Partial<ObjectiveResult>): ObjectiveResult => ({ ...base, ...patch });
const below = (value: number) => ({ op: '<' as const, value });

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
