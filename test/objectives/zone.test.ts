import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Limit } from '../../src/objectives/objective.ts';
import { holds, isMarginal, type Limits, lowerIsBetter, zoneOf } from '../../src/objectives/zone.ts';

const limit = (op: Limit['op'], value: number): Limit => ({ op, value });
const limits = (target: Limit | null, critical: Limit | null = null): Limits => ({ target, critical });

const LATENCY = limits(limit('<', 0.2), limit('>', 0.5));
const CACHE_HITS = limits(limit('>', 0.85), limit('<', 0.5));
/** The doubles next to a number. */
const below = (value: number) => value * (1 - Number.EPSILON);
const above = (value: number) => value * (1 + Number.EPSILON);

describe('holds', () => {
  it.each([
    ['<', [true, false, false]],
    ['<=', [true, true, false]],
    ['>', [false, false, true]],
    ['>=', [false, true, true]],
    ['==', [false, true, false]],
    ['!=', [true, false, true]],
  ] as const)('%s', (op, expected) => {
    expect([1, 2, 3].map((value) => holds(value, limit(op, 2)))).toEqual(expected);
  });
});

describe('zoneOf', () => {
  it.each([
    [
      'both limits are degraded themselves',
      LATENCY,
      [
        [below(0.2), 'met'],
        [0.2, 'degraded'],
        [0.5, 'degraded'],
        [above(0.5), 'critical'],
      ],
    ],
    [
      'higher is better',
      CACHE_HITS,
      [
        [above(0.85), 'met'],
        [0.85, 'degraded'],
        [0.5, 'degraded'],
        [below(0.5), 'critical'],
      ],
    ],
    [
      'limits that belong to their sides',
      limits(limit('<=', 0.2), limit('>=', 0.5)),
      [
        [0.2, 'met'],
        [above(0.2), 'degraded'],
        [0.5, 'critical'],
      ],
    ],
    [
      'without a critical limit there is no degraded zone',
      limits(limit('<', 0.2)),
      [
        [below(0.2), 'met'],
        [0.2, 'critical'],
      ],
    ],
    [
      'without a target all else is met',
      limits(null, limit('>', 1)),
      [
        [1, 'met'],
        [above(1), 'critical'],
      ],
    ],
    [
      'the limits touch',
      limits(limit('<=', 1), limit('>', 1)),
      [
        [1, 'met'],
        [above(1), 'critical'],
      ],
    ],
    [
      'equality',
      limits(limit('==', 1)),
      [
        [1, 'met'],
        [0.999, 'critical'],
      ],
    ],
    [
      'zero tolerance',
      limits(null, limit('>', 0)),
      [
        [0, 'met'],
        [5e-324, 'critical'],
      ],
    ],
  ] as const)('%s', (_, of, expected) => {
    expect(expected.map(([value]) => zoneOf(value, of))).toEqual(expected.map(([, zone]) => zone));
  });

  it('never gets better as a value gets worse', () => {
    const order = ['met', 'degraded', 'critical'];
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        expect(order.indexOf(zoneOf(low, LATENCY))).toBeLessThanOrEqual(order.indexOf(zoneOf(high, LATENCY)));
        expect(order.indexOf(zoneOf(low, CACHE_HITS))).toBeGreaterThanOrEqual(order.indexOf(zoneOf(high, CACHE_HITS)));
      }),
    );
  });
});

describe('isMarginal', () => {
  it.each([
    ['met', 0.1, 0.19, false],
    ['met', 0.1, 0.2, true],
    ['degraded', 0.19, 0.4, true],
    ['degraded', 0.2, 0.5, false],
    ['degraded', 0.3, 0.51, true],
    ['critical', 0.51, 9, false],
    ['critical', 0.5, 9, true],
    ['met', null, null, false],
    ['met', null, 0.3, true],
  ] as const)('%s with [%s, %s]: %s', (zone, lower, upper, expected) => {
    expect(isMarginal(zone, lower, upper, LATENCY)).toBe(expected);
  });
});

describe('lowerIsBetter', () => {
  it('is told by the target, else by the critical limit', () => {
    expect(lowerIsBetter(LATENCY)).toBe(true);
    expect(lowerIsBetter(CACHE_HITS)).toBe(false);
    expect(lowerIsBetter(limits(null, limit('>', 1)))).toBe(true);
    expect(lowerIsBetter(limits(null, limit('<', 1)))).toBe(false);
    expect(lowerIsBetter(limits(null, null))).toBe(true);
  });
});
