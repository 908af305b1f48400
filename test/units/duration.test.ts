import fc from 'fast-check';
import { expect, test } from 'vitest';
import { k6Duration, LONGEST, parseDuration, readDuration } from '../../src/units/duration.ts';

test.each([
  ['200ms', 0.2],
  ['1m30s', 90],
  ['4h', 14_400],
  ['1.5s', 1.5],
  ['10us', 1e-5],
  ['10µs', 1e-5],
  ['2d', 172_800],
  ['30d', LONGEST],
  ['0s', 0],
  ['1h1m1s1ms', 3661.001],
])('%s is %d s', (text, seconds) => {
  expect(parseDuration(text)).toBeCloseTo(seconds, 9);
});

test.each([
  '',
  '0',
  '5',
  '-5s',
  '+5s',
  '1e9h',
  '5 m',
  ' 5m',
  '5m ',
  '5M',
  'NaN',
  '1.5.2',
  '1.s',
  '.5s',
  '31d',
  `${'9'.repeat(400)}s`,
  '5m5',
  'm5',
])('%j is no duration', (text) => {
  expect(parseDuration(text)).toBeUndefined();
});

test('whatever it reads is finite, not negative, and at most 30 days', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^(\d{1,6}(ms|s|m|h|d)){1,3}$/)), (text) => {
      const seconds = parseDuration(text);
      if (seconds === undefined) return;
      expect(seconds).toBeGreaterThanOrEqual(0);
      expect(seconds).toBeLessThanOrEqual(LONGEST);
    }),
  );
});

test('what is written for k6 reads back to the microsecond', () => {
  expect([0, 1, 1.5, 90, 0.1 + 0.2, 1e-6].map(k6Duration)).toEqual(['0s', '1s', '1.5s', '90s', '0.3s', '0.000001s']);
  fc.assert(
    fc.property(fc.integer({ min: 10, max: LONGEST * 1e6 }), (micros) => {
      expect(parseDuration(k6Duration(micros / 1e6))).toBeCloseTo(micros / 1e6, 5);
    }),
  );
});

test('what k6 says is read however long it is', () => {
  expect(readDuration('800h0m30s')).toBe(800 * 3600 + 30);
  expect(parseDuration('800h0m30s')).toBeUndefined();
  expect(readDuration('-5s')).toBeUndefined();
});
