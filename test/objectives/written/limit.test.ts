import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { parseLimit, readLimit } from '../../../src/objectives/written/limit.ts';

describe('parseLimit', () => {
  test.each([
    ['< 200ms', '<', 0.2, 'seconds'],
    ['<200ms', '<', 0.2, 'seconds'],
    ['> 1m30s', '>', 90, 'seconds'],
    ['< 5m', '<', 300, 'seconds'],
    ['> 99.9%', '>', 0.999, 'ratio'],
    ['>= 99.95 %', '>=', 0.9995, 'ratio'],
    ['== 100%', '==', 1, 'ratio'],
    ['> 50/s', '>', 50, 'per second'],
    ['> 0.5 /s', '>', 0.5, 'per second'],
    ['< 10 MB/s', '<', 1e7, 'per second'],
    ['< 2 GB', '<', 2e9, 'bytes'],
    ['< 128Mi', '<', 128 * 2 ** 20, 'bytes'],
    ['> 0.5', '>', 0.5, 'none'],
    ['<= 10', '<=', 10, 'none'],
    ['> -3', '>', -3, 'none'],
    ['  <  10  ', '<', 10, 'none'],
  ])('%s', (text, op, value, unit) => {
    expect(parseLimit(text)).toEqual({ op, value, unit });
  });

  test.each([
    ['200ms', 'write "< 200ms" or "> 200ms"'],
    ['', 'write "< 200ms" or "> 200ms"'],
    ['= 5', 'write "== 5"'],
    ['≤ 5%', 'write "<= 5%"'],
    ['=> 5', 'write ">= 5"'],
    ['!= 5', 'the comparisons are < <= > >= =='],
    ['<> 5', 'the comparisons are < <= > >= =='],
    ['< 200 ms', 'write "< 200ms"'],
    ['< 5 min', 'write "< 5m"'],
    ['< 2 hours', 'write "< 2h"'],
    ['> 99,9%', 'write "> 99.9%"'],
    ['< 5M', 'write a number and its unit: "< 200ms", "< 5%", "< 50/s", "< 2 GB"'],
    ['< 1.5.2', 'write a number and its unit: "< 200ms", "< 5%", "< 50/s", "< 2 GB"'],
    ['< NaN', 'write a number and its unit: "< 200ms", "< 5%", "< 50/s", "< 2 GB"'],
    ['< -5s', 'write a number and its unit: "< 200ms", "< 5%", "< 50/s", "< 2 GB"'],
    ['< 1e9h', 'write a number and its unit: "< 200ms", "< 5%", "< 50/s", "< 2 GB"'],
    [`< ${'9'.repeat(400)}`, 'write a number and its unit: "< 200ms", "< 5%", "< 50/s", "< 2 GB"'],
    [`< ${'9'.repeat(400)} GB`, 'write a number and its unit: "< 200ms", "< 5%", "< 50/s", "< 2 GB"'],
  ])('refuses %s', (text, next) => {
    expect(readLimit(text)).toMatchObject({ next });
    expect(() => parseLimit(text)).toThrow(UserError);
  });

  test('never throws anything but a UserError, and every limit it reads is finite', () => {
    const pieces = fc.constantFrom(
      '<',
      '<=',
      '>',
      '>=',
      '==',
      '=',
      ' ',
      '5',
      '.',
      '99.9',
      '%',
      'ms',
      's',
      '/s',
      'GB',
      '-',
      'e9',
      '__proto__',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join('')),
        ),
        (text) => {
          const limit = readLimit(text);
          if ('fault' in limit) expect(limit.next).not.toBe('');
          else expect(Number.isFinite(limit.value)).toBe(true);
        },
      ),
    );
  });

  test('reads back whatever per cent or milliseconds a person can write', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999 }), (thousandths) => {
        const percent = thousandths / 1000;
        expect(readLimit(`< ${percent}%`)).toMatchObject({ value: Number((percent / 100).toPrecision(15)) });
        expect(readLimit(`< ${thousandths}ms`)).toMatchObject({ value: Number((thousandths * 1e-3).toPrecision(15)) });
      }),
    );
  });
});
