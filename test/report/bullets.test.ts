import { describe, expect, test } from 'vitest';
import type { Limit } from '../../src/objectives/objective.ts';
import type { ObjectiveResult } from '../../src/objectives/result.ts';
import { bulletOf } from '../../src/report/bullets.ts';

const line = (
  actual: number | null,
  target: Limit | null,
  critical: Limit | null,
  unit: ObjectiveResult['unit'] = 'seconds',
) => ({ actual, lower: null, upper: null, target, critical, unit }) as ObjectiveResult;
const under = (value: number): Limit => ({ op: '<', value });
const over = (value: number): Limit => ({ op: '>', value });

describe('a bullet', () => {
  test.each([
    [0, 0],
    [0.1, 0.3],
    [0.2, 0.6],
    [0.35, 0.725],
    [0.5, 0.85],
    [0.8, 1],
    [9, 1],
  ])('of p95 %f s under < 200 ms, critical > 500 ms, stands at %f', (actual, point) => {
    expect(bulletOf(line(actual, under(0.2), over(0.5)))!.point).toBeCloseTo(point, 9);
  });

  test('is mirrored where more is better: right is always worse', () => {
    const at = (actual: number) => bulletOf(line(actual, over(0.85), under(0.6), 'ratio'))!.point;
    expect(at(1)).toBe(0);
    expect(at(0.85)).toBeCloseTo(0.6, 9);
    expect(at(0.6)).toBeCloseTo(0.85, 9);
    expect(at(0.7)).toBeGreaterThan(at(0.8));
    expect(bulletOf(line(100, over(50), null, 'per second'))!.point).toBeCloseTo(0.3, 9);
  });

  test('a zero limit that holds stands at zero, one that broke at the end', () => {
    expect(bulletOf(line(0, under(0), null))!.point).toBe(0);
    expect(bulletOf(line(0.1, under(0), null))!.point).toBe(1);
    expect(bulletOf(line(0.999, null, under(1), 'ratio'))!.point).toBe(1);
    expect(bulletOf(line(1, null, under(1), 'ratio'))!.point).toBe(0);
  });

  test('there is none without a value, or for an exact limit', () => {
    expect(bulletOf(line(null, under(1), null))).toBeUndefined();
    expect(bulletOf(line(1, { op: '==', value: 1 }, null))).toBeUndefined();
  });
});
