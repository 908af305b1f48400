import { describe, expect, test } from 'vitest';
import { actualText, intervalText, limitPhrase } from '../../src/report/limits.ts';
import { CAPACITY_CASES } from './capacity-fixtures.ts';

describe('the limit in a sentence', () => {
  const line = CAPACITY_CASES['capacity found']!().result.objectives[0]!;
  const [target, critical] = [{ op: '<', value: 0.2 } as const, { op: '>', value: 0.5 } as const];

  test.each([
    ['critical', target, critical, 'critical is > 500 ms'],
    ['degraded', target, critical, 'the target is < 200 ms'],
    ['critical', target, null, 'the target is < 200 ms'],
    ['critical', null, critical, 'critical is > 500 ms'],
    ['critical', { op: '==', value: 0 }, null, 'the target is 0 s'],
  ] as const)('%s', (zone, its, worst, text) => {
    expect(limitPhrase({ ...line, unit: 'seconds', zone, target: its, critical: worst })).toBe(text);
  });
});

describe('an interval', () => {
  test.each([
    [0.18, 0.195, 'seconds', '180 ms – 195 ms'],
    [0.05998, 0.06002, 'seconds', '59.98 ms – 60.02 ms'],
    [0.0599999, 0.06, 'seconds', '60 ms'],
    [0.06, 0.06, 'seconds', '60 ms'],
    [null, 0.06, 'seconds', 'at most 60 ms'],
    [0.06, null, 'seconds', 'at least 60 ms'],
    [0.999, 1, 'ratio', '99.9 % – 100 %'],
    [null, null, 'seconds', ''],
  ] as const)('%s to %s %s: %s', (lower, upper, unit, text) => {
    expect(intervalText({ actual: 0.06, lower, upper, unit, source: 'config' })).toBe(text);
  });

  test('that is only a lower end is a value that lies beyond it', () => {
    const line = { ...CAPACITY_CASES['capacity found']!().result.objectives[0]!, source: 'profile' as const };
    const beyond = { ...line, actual: null, lower: 300, upper: null, unit: 'seconds', zone: 'critical' } as const;
    expect([actualText(beyond), intervalText(beyond)]).toEqual(['> 5 min', '']);
  });

  test('of a search stands beside its estimate, and its promise is rounded down', () => {
    const { objectives } = CAPACITY_CASES['capacity found']!().result;
    const line = { ...objectives[0]!, actual: 293.6, lower: 293.6, upper: 306.2 };
    expect([actualText(line), intervalText(line)]).toEqual(['293/s', '']);
  });
});
