import fc from 'fast-check';
import { expect, test } from 'vitest';
import { didYouMean, editDistance, nearest } from '../../src/input/nearest.ts';

test.each([
  ['', '', 0],
  ['kitten', 'sitting', 3],
  ['flaw', 'lawn', 2],
  ['laod', 'load', 1],
  ['ca', 'abc', 3],
  ['', 'abc', 3],
])('editDistance(%s, %s) = %d', (a, b, distance) => {
  expect(editDistance(a, b)).toBe(distance);
});

test('a distance is symmetric, zero only for equal words, and no longer than the longer word', () => {
  const word = fc.string({ maxLength: 12 });
  fc.assert(
    fc.property(word, word, (a, b) => {
      const distance = editDistance(a, b);
      expect(distance).toBe(editDistance(b, a));
      expect(distance === 0).toBe(a === b);
      expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
    }),
  );
});

test('what was meant', () => {
  const fields = ['rate', 'sessions', 'scenarios', 'maxVUs'];
  expect(nearest('raet', fields)).toBe('rate');
  expect(nearest('session', fields)).toBe('sessions');
  expect(nearest('maxvus', fields)).toBe('maxVUs');
  expect(nearest('colour', fields)).toBeUndefined();
  expect(nearest('x'.repeat(100_000), fields)).toBeUndefined();
  expect(didYouMean('raet', fields)).toBe('did you mean `rate`?');
  expect(didYouMean('colour', ['a', 'b'])).toBe('known here: a, b');
  expect(didYouMean('colour', [])).toBeUndefined();
});
