import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { needed, promised, rateWords } from '../../src/report/rates.ts';

const number = (text: string) => Number(text.replaceAll(',', ''));

describe('rates in words', () => {
  test.each([
    [207.9, '207'],
    [207, '207'],
    [41.37, '41.3'],
    [0.4999, '0.499'],
    [1234.9, '1,234'],
    [0, '0'],
  ])('a promise of %s is rounded down: %s', (rate, text) => expect(promised(rate)).toBe(text));

  test.each([
    [207.1, '208'],
    [207, '207'],
    [41.31, '41.4'],
  ])('a need of %s is rounded up: %s', (rate, text) => expect(needed(rate)).toBe(text));

  test('the ends of an interval have the decimals of the point and lie outwards', () => {
    expect(rateWords({ value: 212.4, lower: 207.6, upper: 217.2 })).toMatchObject({
      value: '212',
      lower: '207',
      upper: '218',
      printed: { lower: 207, upper: 218 },
    });
    expect(rateWords({ value: 20.04, lower: 19.41, upper: 103.3 })).toMatchObject({
      value: '20',
      lower: '19.4',
      upper: '103.3',
    });
  });

  test('what would look the same gets a digit more', () => {
    expect(rateWords({ value: 212.4, lower: 212.1, upper: 212.8 })).toMatchObject({
      value: '212.4',
      lower: '212.1',
      upper: '212.8',
    });
  });

  test('rounding never moves the point onto the limit that it is held against', () => {
    expect(rateWords({ value: 199.6, lower: 195.2, upper: 204 }, 200).value).toBe('199.6');
    expect(rateWords({ value: 200, lower: 195.2, upper: 204 }, 200).value).toBe('200');
  });

  test('the printed interval holds the measured one, with four digits at most', () => {
    const positive = fc.double({ min: 0.01, max: 9000, noNaN: true });
    fc.assert(
      fc.property(
        positive,
        fc.double({ min: 1, max: 2, noNaN: true }),
        fc.double({ min: 1, max: 2, noNaN: true }),
        (value, a, b) => {
          const range = { value, lower: value / a, upper: value * b };
          const words = rateWords(range);
          expect(number(words.lower)).toBeLessThanOrEqual(range.lower * (1 + 1e-9));
          expect(number(words.upper)).toBeGreaterThanOrEqual(range.upper * (1 - 1e-9));
          expect(Math.abs(number(words.value) / value - 1)).toBeLessThan(0.006);
          expect(words.value.replace(/[,.]/g, '').replace(/^0+/, '').length).toBeLessThanOrEqual(4);
        },
      ),
    );
  });
});
