import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAYS_PER_MONTH, dayAfter, monthsBetween, parseDay, parseMonths } from '../../src/units/months.ts';

describe('parseMonths', () => {
  test.each([
    ['12mo', 12],
    ['3 months', 3],
    ['1 month', 1],
    ['0.5mo', 0.5],
    ['1y', 12],
    ['2 years', 24],
    ['26w', (26 * 7) / DAYS_PER_MONTH],
    ['120mo', 120],
  ])('%s', (text, months) => expect(parseMonths(text)).toBe(months));

  test.each(['', '12', '12m', '12M', '0mo', '-3mo', '+3mo', '121mo', '11y', '1e1mo', '3  months', 'mo', '12 mo.'])(
    'refuses %j',
    (text) => expect(parseMonths(text)).toBeUndefined(),
  );
});

describe('days', () => {
  test('days and moments in UTC', () => {
    expect(parseDay('1970-01-02')).toBe(1);
    expect(parseDay('1970-01-02T12:00:00Z')).toBe(1.5);
    expect(parseDay('1970-01-02T12:00Z')).toBe(1.5);
    expect(parseDay('2024-02-29')).toBe(19_782);
  });

  test.each([
    '2026-02-30',
    '2025-02-29',
    '2026-13-01',
    '2026-1-3',
    '2026-01',
    '23.01.2026',
    '2026-01-23 14:00',
    '2026-01-23T14:00:00',
    '2026-01-23T25:00:00Z',
    '',
  ])('refuses %j', (text) => expect(parseDay(text)).toBeUndefined());

  test('twelve months are a year, and back again', () => {
    const day = parseDay('2026-01-23')!;
    expect(dayAfter(day, 0)).toBe('2026-01-23');
    expect(dayAfter(day, 12)).toBe('2027-01-23');
    expect(monthsBetween(day, parseDay('2027-01-23')!)).toBeCloseTo(12, 1);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 30_000 }), fc.double({ min: 0, max: 120, noNaN: true }), (from, months) => {
        const after = parseDay(dayAfter(from, months))!;
        expect(monthsBetween(from, after)).toBeLessThanOrEqual(months);
        expect(monthsBetween(from, after)).toBeGreaterThan(months - 1 / DAYS_PER_MONTH - 1e-9);
      }),
    );
  });
});
