import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonical } from '../../src/scenario/canonical.ts';

const shuffled = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, field]) => [key, shuffled(field)]),
  );
};

test('values that are equal as JSON print the same, whatever the order of their keys', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(canonical(shuffled(value))).toBe(canonical(JSON.parse(JSON.stringify(value))));
    }),
  );
});

test('values that differ print differently', () => {
  const values = [{ a: 1 }, { a: '1' }, { a: 1, b: null }, [{ a: 1 }], null, 0, '', false, [], {}, [1, 2], [2, 1]];
  expect(new Set(values.map(canonical)).size).toBe(values.length);
  expect(canonical(undefined)).toBe('null');
});
