import fc from 'fast-check';
import { expect, test } from 'vitest';
import { equalAsJson } from '../../src/scenario/equal-as-json.ts';

const shuffled = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, field]) => [key, shuffled(field)]),
  );
};

test('values are equal as JSON whatever the order of their keys', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(equalAsJson(value, JSON.parse(JSON.stringify(value)))).toBe(true);
      expect(equalAsJson(shuffled(value), JSON.parse(JSON.stringify(value)))).toBe(true);
    }),
  );
});

test('values that differ are not', () => {
  const values = [{ a: 1 }, { a: '1' }, { a: 1, b: null }, [{ a: 1 }], null, 0, '', false, [], {}, [1, 2], [2, 1]];
  for (const [i, left] of values.entries())
    for (const [j, right] of values.entries()) expect(equalAsJson(left, right), `${i} and ${j}`).toBe(i === j);
});

test('what JSON leaves out makes no difference', () => {
  expect(equalAsJson({ a: 1, b: undefined }, { a: 1 })).toBe(true);
  expect(equalAsJson(undefined, null)).toBe(true);
  expect(equalAsJson(undefined, {})).toBe(false);
  expect(equalAsJson({ at: new Date(0) }, { at: '1970-01-01T00:00:00.000Z' })).toBe(true);
});

test('what says nothing by its keys is told by its text', () => {
  expect(equalAsJson(new Date(0), new Date(1))).toBe(false);
  expect(equalAsJson({ at: new Date(0) }, { at: new Date(0) })).toBe(true);
  expect(equalAsJson({ a: Number.NaN }, { a: null })).toBe(true);
  expect(equalAsJson({ a: undefined }, { b: undefined })).toBe(true);
  expect(equalAsJson(['a'], { 0: 'a' })).toBe(false);
});
