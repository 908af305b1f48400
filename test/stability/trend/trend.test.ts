import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeTrend } from '../../../src/stability/trend/trend.ts';
import { type Made, made } from './simulated.ts';

const HOUR = 3600;
const gc = { height: 60, period: 240, irregular: 0.1 };
const warmUp = { height: 50, constant: 300 };

/** How many of 30 series of a kind get each verdict. */
function tally(kind: Made): Record<string, number> {
  const found: Record<string, number> = {};
  for (let seed = 1; seed <= 30; seed++) {
    const { verdict } = judgeTrend(made(kind, seed * 7919));
    found[verdict] = (found[verdict] ?? 0) + 1;
  }
  return found;
}

describe('judgeTrend', () => {
  test.each<[string, Made]>([
    ['level', {}],
    ['warm-up', { warmUp }],
    ['a garbage collector', { sawtooth: gc }],
    ['both', { sawtooth: gc, warmUp }],
    ['noise that lasts', { alike: 0.9 }],
    ['a step', { steps: [[0.6, 10]] }],
    [
      'two steps',
      {
        steps: [
          [0.45, 10],
          [0.8, 10],
        ],
      },
    ],
    ['a day in waves', { seconds: 24 * HOUR, every: 60, wave: { height: 40, period: 24 * HOUR } }],
    ['below 0', { level: -200 }],
    ['a fall', { perHour: -40 }],
    ['20 points', { every: 180 }],
  ])('no leak: %s', (_, kind) => {
    expect(tally(kind)['leak'] ?? 0).toBeLessThanOrEqual(1);
  });

  test.each<[string, Made, number]>([
    ['20 MB/h', { perHour: 20 }, 28],
    ['40 MB/h under 60 MB of garbage', { perHour: 40, sawtooth: gc }, 24],
    ['80 MB/h under garbage of 10 minutes', { perHour: 80, sawtooth: { height: 60, period: 600 } }, 28],
    ['160 MB/h behind a warm-up', { perHour: 160, sawtooth: gc, warmUp }, 29],
    ['from below 0', { level: -200, perHour: 40 }, 28],
    ['50 points', { every: 72, perHour: 80 }, 27],
  ])('a leak of %s', (_, kind, least) => {
    expect(tally(kind)['leak'] ?? 0).toBeGreaterThanOrEqual(least);
  });

  test('its slope, in an interval; what it would have shown, smaller than that', () => {
    const { slope, minimumDetectableSlope } = judgeTrend(made({ perHour: 80, sawtooth: gc }, 7));
    expect(slope!.lower * HOUR).toBeLessThan(80);
    expect(slope!.upper * HOUR).toBeGreaterThan(80);
    expect(minimumDetectableSlope! * HOUR).toBeLessThan(60);
  });

  test('steps that stay are a level shift, said with their moments', () => {
    const { verdict, cuts, blocking } = judgeTrend(made({ steps: [[0.6, 30]] }, 3));
    expect([verdict, cuts.length]).toEqual(['level-shift', 1]);
    expect(blocking.parts[0]![cuts[0]!]!.time).toBeGreaterThan(0.55 * HOUR);
  });

  test('a restart hides no leak: where it is known the parts are judged, where it is not nothing is', () => {
    const restarted = made({ perHour: 100, steps: [[0.5, -50]] }, 5);
    expect(judgeTrend(restarted)).toMatchObject({ verdict: 'inconclusive', reason: 'resets' });
    const known = judgeTrend(restarted, { restarts: [0.5 * HOUR] });
    expect(known.verdict).toBe('leak');
    expect(known.slope!.lower * HOUR).toBeLessThan(100);
    expect(known.slope!.upper * HOUR).toBeGreaterThan(100);
    const healthy = made({ warmUp: { height: 50, constant: 100 } }, 5);
    expect(judgeTrend(healthy, { restarts: [0.5 * HOUR] }).verdict).toBe('stable');
  });

  test('what is too short says so', () => {
    expect(judgeTrend(made({ every: 360 }, 1))).toMatchObject({ verdict: 'inconclusive', reason: 'too-few-blocks' });
    const slow = judgeTrend(made({ sawtooth: { height: 60, period: 900 } }, 1));
    expect(slow).toMatchObject({ verdict: 'inconclusive', reason: 'period-too-long' });
    expect(judgeTrend({ times: [], values: [] })).toMatchObject({ verdict: 'inconclusive', slope: undefined });
    expect(judgeTrend({ times: [5, 5, 5], values: [1, 2, 3] }).verdict).toBe('inconclusive');
  });

  test('neither the unit of values nor the beginning of time changes a verdict', () => {
    const kinds = fc.constantFrom<Made>({}, { perHour: 30 }, { sawtooth: gc, perHour: 40 }, { steps: [[0.6, 20]] });
    fc.assert(
      fc.property(kinds, fc.integer({ min: 1, max: 1e6 }), fc.constantFrom(1e-6, 1e6), (kind, seed, unit) => {
        const { times, values } = made(kind, seed);
        const plain = judgeTrend({ times, values });
        const other = judgeTrend({
          times: Float64Array.from(times, (time) => time + 1_767_225_600),
          values: Float64Array.from(values, (value) => value * unit),
        });
        expect(other.verdict).toBe(plain.verdict);
        expect(other.slope!.slope / unit).toBeCloseTo(plain.slope!.slope, 9);
      }),
      { numRuns: 40 },
    );
  });

  test('a constant is stable, a straight line a leak', () => {
    const times = Array.from({ length: 100 }, (_, at) => at);
    expect(judgeTrend({ times, values: times.map(() => 5) })).toMatchObject({ verdict: 'stable', reason: 'flat' });
    expect(judgeTrend({ times, values: times.map((at) => 100 + at) }).verdict).toBe('leak');
    expect(judgeTrend({ times, values: times.map((at) => 100 - at) })).toMatchObject({
      verdict: 'stable',
      reason: 'falls',
    });
  });
});
