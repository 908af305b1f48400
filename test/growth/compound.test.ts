import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { GrowthRate } from '../../src/config/growth/rate.ts';
import { compoundDemand } from '../../src/growth/compound.ts';
import { tableMonths } from '../../src/growth/demand.ts';
import { crossing, demandFigures } from '../../src/growth/figures.ts';
import { misreckoned } from '../fixtures/arithmetic.ts';
import { stated } from '../fixtures/demand.ts';

const grown = (rate: GrowthRate, { now = 100, since = 0, horizon = 12 } = {}) =>
  compoundDemand({
    quantity: 'requests',
    unit: 'requests/s',
    id: 'requests',
    now: stated('small_rate', now),
    since,
    rate,
    horizon,
  });

test('the scaling guide: 15 % a month on 50 requests/s', () => {
  const demand = grown({ ratio: 0.15, period: 'month' }, { now: 50 });
  expect(demand.points.map(({ month, value }) => [month, Number(value.toFixed(3))])).toEqual([
    [0, 50],
    [3, 76.044],
    [6, 115.653],
    [12, 267.513],
  ]);
  expect(demand.basis).toBe('requests: 50 requests/s now, 15 % more every month, compounding');
  expect(demandFigures(demand).map(({ id, expression }) => [id, expression])).toEqual([
    ['small_rate', null],
    ['requests_growth', null],
    ['requests_month_0', 'small_rate * (1 + requests_growth)^0'],
    ['requests_month_3', 'small_rate * (1 + requests_growth)^3'],
    ['requests_month_6', 'small_rate * (1 + requests_growth)^6'],
    ['requests_month_12', 'small_rate * (1 + requests_growth)^12'],
  ]);
});

test('a year is a year, and 52.1775 weeks', () => {
  expect(grown({ ratio: 0.4, period: 'year' }).at(12).value).toBeCloseTo(140, 10);
  expect(grown({ ratio: 0.4, period: 'year' }).at(6).value).toBeCloseTo(100 * Math.sqrt(1.4), 10);
  expect(grown({ ratio: 0.01, period: 'week' }).at(12).value).toBeCloseTo(100 * 1.01 ** 52.1775, 8);
});

test('it counts from the day of `since`', () => {
  const demand = grown({ ratio: 0.1, period: 'month' }, { since: -2 });
  expect(demand.at(0).value).toBeCloseTo(121, 10);
  expect(demand.at(1).value).toBeCloseTo(133.1, 10);
});

test('the months of a table: now, +3, +6, +12, years, and the horizon', () => {
  expect(tableMonths(12)).toEqual([0, 3, 6, 12]);
  expect(tableMonths(7.5)).toEqual([0, 3, 6, 7.5]);
  expect(tableMonths(1)).toEqual([0, 1]);
  expect(tableMonths(120)).toEqual([0, 3, 6, 12, 24, 36, 48, 60, 72, 84, 96, 108, 120]);
});

describe('crossing', () => {
  const capacity = (value: number) => ({ id: 'small_capacity', value });

  test('70.3 requests/s carry 50 that grow by 15 % for 2.44 months', () => {
    const found = crossing(grown({ ratio: 0.15, period: 'month' }, { now: 50 }), capacity(70.3));
    expect(found.month).toBeCloseTo(Math.log(70.3 / 50) / Math.log(1.15), 12);
    expect(found).toMatchObject({ horizon: 12, projected: false });
    expect([found.value, found.p05]).toEqual([found.month, found.month]);
    expect(found.figures).toHaveLength(1);
    expect(found.figures[0]).toMatchObject({
      id: 'requests_reaches_small_capacity',
      unit: 'months',
      basis: 'computed',
      expression: 'log((small_capacity) / small_rate) / log(1 + requests_growth)',
    });
  });

  test('what it carries already, never, or not within the horizon', () => {
    const demand = grown({ ratio: 0.15, period: 'month' });
    expect(crossing(demand, capacity(100)).month).toBe(0);
    expect(crossing(demand, capacity(100)).figures[0]).toMatchObject({
      value: 0,
      expression: '0',
      note: 'it already does',
    });
    expect(crossing(demand, capacity(1e6)).month).toBeNull();
    expect(crossing(demand, capacity(1e6)).figures[0]).toMatchObject({
      value: null,
      expression: null,
      note: 'not within 12 months',
    });
    expect(crossing(grown({ ratio: 0, period: 'month' }), capacity(101)).month).toBeNull();
    expect(crossing(grown({ ratio: -0.1, period: 'year' }), capacity(101)).month).toBeNull();
    expect(crossing(grown({ ratio: -0.1, period: 'year' }), capacity(99)).month).toBe(0);
  });
});

test('properties: monotone; crossing and at() agree; every number is its own arithmetic', () => {
  const rate = fc.record({
    ratio: fc.double({ min: -0.5, max: 0.9, noNaN: true }),
    period: fc.constantFrom('week' as const, 'month' as const, 'year' as const),
  });
  fc.assert(
    fc.property(
      rate,
      fc.double({ min: 0.01, max: 1e6, noNaN: true }),
      fc.double({ min: -24, max: 0, noNaN: true }),
      fc.double({ min: 1, max: 60, noNaN: true }),
      fc.double({ min: 0.5, max: 100, noNaN: true }),
      (growth, now, since, horizon, times) => {
        const demand = grown(growth, { now, since, horizon });
        const [a, b] = [demand.at(horizon / 3), demand.at(horizon / 2)];
        expect(Math.sign(b.value - a.value) * Math.sign(growth.ratio)).toBeGreaterThanOrEqual(0);
        expect([a.p05, a.p95]).toEqual([a.value, a.value]);
        const level = { id: 'carried', value: demand.at(0).value * times };
        const { month, figures } = crossing(demand, level);
        if (times <= 1) expect(month).toBe(0);
        else if (month === null) expect(demand.at(horizon).value).toBeLessThanOrEqual(level.value * (1 + 1e-9));
        else expect(demand.at(month).value / level.value).toBeCloseTo(1, 8);
        expect(misreckoned([stated('carried', level.value), ...demandFigures(demand), ...figures])).toEqual([]);
      },
    ),
  );
});
