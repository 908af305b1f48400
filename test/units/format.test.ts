import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatBytes,
  formatDate,
  formatNumber,
  formatRate,
  formatRatio,
  formatSeconds,
  formatSpan,
  formatValue,
} from '../../src/units/format.ts';

const NOTHING = [null, undefined, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

describe('formatNumber', () => {
  test.each([
    [0, '0'],
    [1, '1'],
    [1.234, '1.23'],
    [12.5, '12.5'],
    [99.96, '100'],
    [187.4, '187'],
    [1234.5, '1,235'],
    [1_234_567, '1,234,567'],
    [0.000123, '0.000123'],
    [-1234.5, '-1,234'],
    [-0.5, '-0.5'],
    [1e-15, '0'],
  ])('%d is %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  test('takes the number of digits', () => {
    expect([2, 3, 5].map((digits) => formatNumber(Math.PI, digits))).toEqual(['3.1', '3.14', '3.1416']);
  });

  test('keeps the value within half of its last digit, and never writes an exponent', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e15, noNaN: true }), (value) => {
        const text = formatNumber(value);
        expect(text).toMatch(/^\d{1,3}(,\d{3})*(\.\d+)?$/);
        expect(Math.abs(Number(text.replaceAll(',', '')) - value)).toBeLessThanOrEqual(
          Math.max(value * 0.00501, 1e-12),
        );
      }),
    );
  });
});

test.each([
  [0, '0 s'],
  [0.0008, '0.8 ms'],
  [0.187, '187 ms'],
  [0.9994, '999 ms'],
  [0.9996, '1 s'],
  [1.24, '1.24 s'],
  [119, '119 s'],
  [390, '6.5 min'],
  [14_400, '4 h'],
  [-0.02, '-20 ms'],
])('%d s is said as %s', (seconds, text) => {
  expect(formatSeconds(seconds)).toBe(text);
});

test.each([
  [0, '0 s'],
  [45.4, '45 s'],
  [59.6, '1 min'],
  [390, '6 min 30 s'],
  [3600, '1 h'],
  [14_700, '4 h 5 min'],
])('%d s lasts %s', (seconds, text) => {
  expect(formatSpan(seconds)).toBe(text);
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [999.6, '1 kB'],
  [187_000, '187 kB'],
  [2e9, '2 GB'],
  [5e15, '5,000 TB'],
  [-2e6, '-2 MB'],
  [64_000, '64 kB'],
  [4 * 2 ** 30, '4 GiB'],
  [1.5 * 2 ** 30, '1.5 GiB'],
  [512 * 2 ** 20, '512 MiB'],
  [4 * 2 ** 30 + 1, '4.29 GB'],
])('%d bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

describe('formatRatio', () => {
  test.each([
    [0, '0 %'],
    [0.0012, '0.12 %'],
    [0.05, '5 %'],
    [0.9, '90 %'],
    [0.905, '90.5 %'],
    [0.999, '99.9 %'],
    [0.9995, '99.95 %'],
    [0.99999, '99.99 %'],
    [1, '100 %'],
    [1.5, '150 %'],
  ])('%d is %s', (ratio, text) => {
    expect(formatRatio(ratio)).toBe(text);
  });

  test('nothing below one is rounded up to 100 %', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.9, max: 1 - 1e-9, noNaN: true }), (ratio) => {
        expect(formatRatio(ratio)).not.toBe('100 %');
      }),
    );
  });
});

test('each unit has its form', () => {
  const said = (['seconds', 'bytes', 'ratio', 'per second', 'count', 'none'] as const).map((unit) =>
    formatValue(0.5, unit),
  );
  expect(said).toEqual(['500 ms', '0.5 B', '50 %', '0.5/s', '0.5', '0.5']);
});

test('what was not measured is a dash', () => {
  for (const value of NOTHING) {
    expect([
      formatNumber(value),
      formatSeconds(value),
      formatBytes(value),
      formatRatio(value),
      formatValue(value, 'count'),
    ]).toEqual(Array(5).fill('–'));
  }
});

test('a moment', () => {
  expect(formatDate('2026-11-01T09:05:59.123Z')).toBe('1 Nov 2026, 09:05 UTC');
  expect(formatDate('soon')).toBe('soon');
});

test('a rate of requests in its number', () => {
  expect([1, 1.0001, 0.5, 250, 1200, null].map((rate) => formatRate(rate))).toEqual([
    '1 request/s',
    '1 request/s',
    '0.5 requests/s',
    '250 requests/s',
    '1,200 requests/s',
    '– requests/s',
  ]);
});
