import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { desiredReplicas } from '../../../src/sizing/hpa/rule.ts';

/** The scaling guide: 70 %, 2 to 20 replicas. */
const GUIDE = { target: 0.7, min: 2, max: 20 };
const wanted = (current: number, metric: number, rest: object = {}) =>
  desiredReplicas({ current, metric, ...GUIDE, ...rest });

describe('desired = ceil(current × metric / target)', () => {
  // Kubernetes' own example: 200m over 100m doubles, 50m over 100m halves.
  test('the example of Kubernetes', () => {
    expect(desiredReplicas({ current: 4, metric: 2, target: 1, min: 1, max: 100 })).toBe(8);
    expect(desiredReplicas({ current: 4, metric: 0.5, target: 1, min: 1, max: 100 })).toBe(2);
  });

  test('the scaling guide, above 70 %', () => {
    expect(wanted(2, 1)).toBe(3);
    expect(wanted(5, 0.9)).toBe(7);
    expect(wanted(10, 1.4)).toBe(20);
    expect(wanted(7, 0.3)).toBe(3);
  });

  test('nothing happens within the tolerance: 63 % to 77 %', () => {
    expect([0.63, 0.7, 0.77].map((metric) => wanted(10, metric))).toEqual([10, 10, 10]);
    expect(wanted(10, 0.7701)).toBe(12);
    expect(wanted(10, 0.62)).toBe(9);
    expect(wanted(10, 0.77, { tolerance: 0 })).toBe(11);
  });

  test('never outside 2 to 20', () => {
    expect(wanted(20, 3)).toBe(20);
    expect(wanted(3, 0)).toBe(2);
    expect(wanted(1, 0.7)).toBe(2);
  });

  test('noise of binary fractions is no replica', () => expect(wanted(3, 0.7 * 1.3333333333333333)).toBe(4));

  test.each([
    [{ target: 0 }, 0.5],
    [{}, -0.1],
    [{}, Number.NaN],
  ])('refuses %j at %s', (rest, metric) => expect(() => wanted(3, metric, rest)).toThrow(RangeError));
});

test('properties: a load that stays brings it to rest, at or under the target and its tolerance', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.01, max: 100, noNaN: true }),
      fc.integer({ min: 1, max: 200 }),
      fc.double({ min: 0.1, max: 1, noNaN: true }),
      (load, start, target) => {
        const next = (current: number) =>
          desiredReplicas({ current, metric: load / current, target, min: 1, max: 10_000 });
        let current = start;
        for (let k = 0; k < 20; k++) current = next(current);
        expect(next(current)).toBe(current);
        expect(load / current).toBeLessThanOrEqual(target * 1.1 + 1e-9);
      },
    ),
  );
});
