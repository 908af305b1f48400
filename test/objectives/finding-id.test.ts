import fc from 'fast-check';
import { expect, test } from 'vitest';
import { distinctIds, findingId, objectiveId, slugOf } from '../../src/objectives/finding-id.ts';

test.each([
  ['API response', 'api-response'],
  ['request_time{name:/x} p95 <= 150ms', 'request_time-name-x-p95-le-150ms'],
  ['p(95)<500', 'p-95-lt-500'],
  ['  Время ответа (p95) ', 'время-ответа-p95'],
  // Nothing that a slug can hold: its check sum (FNV-1a, "*" is 0x2a).
  ['*', '2f0c9f3d'],
])('%s', (text, slug) => {
  expect(slugOf(text)).toBe(slug);
});

test('parts that do not apply are left out', () => {
  expect(findingId('objective', 'API response', null)).toBe(objectiveId('API response'));
  expect(findingId('objective', 'API response', '0.5x')).toBe('objective/api-response/0.5x');
});

test('comparisons are told apart, long names by what was cut', () => {
  expect(slugOf('p95 < 1s')).not.toBe(slugOf('p95 <= 1s'));
  const long = 'x'.repeat(300);
  expect(slugOf(`${long}a`)).not.toBe(slugOf(`${long}b`));
});

/** Names that collide often: of few letters that a slug tells apart, and some that it does not. */
const names = fc.array(fc.string({ unit: fc.constantFrom('a', 'A', '-', ' ', '<', '1'), maxLength: 4 }), {
  maxLength: 8,
});

test('ids are distinct, and of different things the same in any order', () => {
  const ids = (all: readonly string[]) =>
    distinctIds(
      all.map((name) => ({ id: objectiveId(name), name })),
      ({ name }) => name,
    );
  fc.assert(
    fc.property(names, (all) => {
      const found = ids(all).map(({ id }) => id);
      expect(new Set(found).size).toBe(found.length);
      const once = [...new Set(all)];
      const byName = (found: readonly { id: string; name: string }[]) =>
        new Map(found.map(({ id, name }) => [name, id]));
      expect(byName(ids(once.toReversed()))).toEqual(byName(ids(once)));
    }),
  );
});
