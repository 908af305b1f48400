import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crossing, demandFigures } from '../../src/growth/figures.ts';
import { milestonesDemand } from '../../src/growth/milestones.ts';
import { ASSUMED_PEAK, peakRate } from '../../src/growth/per-second.ts';
import { misreckoned } from '../fixtures/arithmetic.ts';
import { stated } from '../fixtures/demand.ts';

type Written = readonly (readonly [month: number, value: number])[];

const expected = (marks: Written, { now = 100_000, since = 0, horizon = 12, quantity = 'requests/day' } = {}) =>
  milestonesDemand({
    quantity,
    unit: quantity,
    id: 'daily',
    now: stated('daily_now', now, quantity),
    since,
    milestones: marks.map(([month, value]) => ({ month, value, due: `+${month}mo` })),
    horizon,
  });

/** The growth guide, requests/day. */
const GUIDE: Written = [
  [3, 250_000],
  [6, 500_000],
  [12, 1_000_000],
];

test('the growth guide: the table, and one rate between its columns', () => {
  const demand = expected(GUIDE);
  expect(demand.points.map(({ value }) => value)).toEqual([100_000, 250_000, 500_000, 1_000_000]);
  expect(demand.at(9).value).toBeCloseTo(1_000_000 / Math.SQRT2, 4);
  expect(demand.at(1).value).toBeCloseTo(100_000 * 2.5 ** (1 / 3), 4);
  expect(demand.basis).toBe(
    'requests/day: 100,000 now, 250,000 +3mo, 500,000 +6mo, 1,000,000 +12mo; between them it grows at one rate',
  );
  expect(demand.caveats).toEqual([]);
});

test('the table has the months of the milestones, too', () => {
  const demand = expected([
    [4, 300_000],
    [7, 400_000],
  ]);
  expect(demand.points.map(({ month }) => month)).toEqual([0, 3, 4, 6, 7, 12]);
});

test('beyond the last milestone it is projected, and says so', () => {
  const demand = expected(GUIDE, { horizon: 24 });
  expect(demand.at(18).value).toBeCloseTo(2_000_000, 4);
  expect(demand.caveats).toEqual([
    'nothing is said of requests/day beyond month 12: what stands there up to month 24 is projected at the last rate; state a milestone',
  ]);
  const basis = demandFigures(demand).map(({ id, basis }) => `${id} ${basis}`);
  expect(basis).toContain('daily_month_12 computed');
  expect(basis).toContain('daily_month_24 projected');
  const level = { id: 'carried', value: 1_500_000 };
  expect(crossing(demand, level)).toMatchObject({ projected: true });
  expect(crossing(demand, level).figures[0]).toMatchObject({ basis: 'projected' });
  expect(crossing(demand, { id: 'carried', value: 700_000 })).toMatchObject({ projected: false });
});

test('from 0, and to 0, by equal steps', () => {
  const rising = expected([[4, 8]], { now: 0 });
  expect([0, 1, 2, 4, 6].map((month) => rising.at(month).value)).toEqual([0, 2, 4, 8, 12]);
  const falling = expected([[4, 0]], { now: 8 });
  expect([0, 2, 4, 6].map((month) => falling.at(month).value)).toEqual([8, 4, 0, 0]);
  expect(crossing(rising, { id: 'carried', value: 5 }).month).toBe(2.5);
});

test('`now` of an earlier day, and milestones that have passed', () => {
  const demand = expected(
    [
      [-1, 200],
      [3, 400],
    ],
    { now: 100, since: -3 },
  );
  expect(demand.at(0).value).toBeCloseTo(200 * 2 ** 0.25, 10);
  expect(crossing(demand, { id: 'carried', value: 150 }).month).toBe(0);
  const over = expected([[-2, 200]], { now: 100, since: -3 });
  expect(over.at(0).value).toBeCloseTo(800, 8);
  expect(demandFigures(over).filter(({ basis }) => basis === 'computed')).toEqual([]);
  expect(demandFigures(over).at(-1)).toMatchObject({
    basis: 'projected',
    note: 'beyond the last milestone, which has passed: state another',
  });
  expect(over.caveats[0]).toContain('after the last milestone, which has passed');
});

describe('crossing', () => {
  test('the first time, in whichever part it falls', () => {
    const demand = expected(
      [
        [3, 400],
        [6, 50],
        [12, 800],
      ],
      { now: 100 },
    );
    expect(crossing(demand, { id: 'carried', value: 200 }).month).toBeCloseTo(1.5, 10);
    expect(crossing(demand, { id: 'carried', value: 400 }).month).toBeCloseTo(3, 10);
    expect(crossing(demand, { id: 'carried', value: 500 }).month).toBeCloseTo(
      6 + (6 * Math.log(10)) / Math.log(16),
      10,
    );
    expect(crossing(demand, { id: 'carried', value: 801 }).month).toBeNull();
  });

  test('a demand that falls at last never reaches more', () => {
    expect(
      crossing(
        expected(
          [
            [3, 400],
            [6, 50],
          ],
          { now: 100, horizon: 60 },
        ),
        { id: 'carried', value: 401 },
      ).month,
    ).toBeNull();
  });
});

describe('requests per day as a rate', () => {
  test('the growth guide: 1M a day is 11.6/s in the mean and 34.7/s at three times that', () => {
    const rate = peakRate(expected(GUIDE), 3);
    expect(rate).toMatchObject({ unit: 'requests/s', id: 'daily_rate', caveats: [] });
    expect(rate.points.map(({ value }) => Number(value.toFixed(3)))).toEqual([3.472, 8.681, 17.361, 34.722]);
    expect(rate.inputs.at(-1)).toMatchObject({ id: 'daily_peak', value: 3, basis: 'stated', note: null });
  });

  test('a peak that nobody stated is an assumption, and says so', () => {
    const rate = peakRate(expected(GUIDE), null);
    expect(rate.inputs.at(-1)).toMatchObject({ value: ASSUMED_PEAK, basis: 'assumed' });
    expect(rate.caveats).toEqual([
      'that the highest rate is 3 times the mean is an assumption: measure it and give --peak',
    ]);
  });

  test('by the hour and the month, and requests/s as they are', () => {
    expect(peakRate(expected([[12, 7200]], { quantity: 'requests/hour', now: 3600 }), 2).at(12).value).toBe(4);
    expect(peakRate(expected([[12, 2]], { quantity: 'requests/month', now: 1 }), 1).at(12).value).toBeCloseTo(
      2 / (30.436875 * 86_400),
      12,
    );
    const models = expected([[12, 2]], { quantity: 'models', now: 1 });
    expect(peakRate(models, 5)).toBe(models);
  });
});

test('properties: the milestones stand; between them nothing leaves their range; arithmetic and crossing agree', () => {
  const value = fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 1e6, noNaN: true }));
  const marks = fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 36 }), value), {
    minLength: 1,
    maxLength: 5,
    selector: ([month]) => month,
  });
  fc.assert(
    fc.property(
      marks,
      value,
      fc.integer({ min: -6, max: 0 }),
      fc.double({ min: 0.01, max: 2e6, noNaN: true }),
      (written, now, since, level) => {
        const demand = expected(written, { now, since, horizon: 40 });
        for (const [month, at] of written) expect(demand.at(month).value).toBe(at);
        const sorted = [[since, now] as const, ...written].sort((a, b) => a[0] - b[0]);
        for (const [index, [month, from]] of sorted.entries()) {
          const next = sorted[index + 1];
          if (!next || month < 0) continue;
          const between = demand.at((month + next[0]) / 2).value;
          expect(between).toBeGreaterThanOrEqual(Math.min(from, next[1]) * (1 - 1e-9));
          expect(between).toBeLessThanOrEqual(Math.max(from, next[1]) * (1 + 1e-9));
        }
        const rate = peakRate(demand, 3);
        const found = crossing(rate, { id: 'carried', value: (level * 3) / 86_400 });
        if (found.month === null) expect(rate.at(40).value).toBeLessThanOrEqual(((level * 3) / 86_400) * (1 + 1e-9));
        else if (found.month > 0) expect(demand.at(found.month).value / level).toBeCloseTo(1, 6);
        else expect(demand.at(0).value).toBeGreaterThanOrEqual(level * (1 - 1e-9));
        expect(
          misreckoned([...demandFigures(rate), stated('carried', (level * 3) / 86_400), ...found.figures]),
        ).toEqual([]);
      },
    ),
  );
});
