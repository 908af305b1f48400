import { expect, test } from 'vitest';
import { fnv1a } from '../../src/stats/fnv1a.ts';

// Vectors of test_fnv.c, by the authors of the hash.
test.each([
  ['', '811c9dc5'],
  ['a', 'e40c292c'],
  ['b', 'e70c2de5'],
  ['foobar', 'bf9cf968'],
])('fnv1a of "%s"', (text, sum) => {
  expect(fnv1a(text)).toBe(sum);
  expect(fnv1a(new TextEncoder().encode(text))).toBe(sum);
});
