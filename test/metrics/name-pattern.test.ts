import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { namePattern } from '../../src/metrics/name-pattern.ts';

const vectors = JSON.parse(readFileSync(new URL('../fixtures/name-patterns.json', import.meta.url), 'utf8')) as [
  string,
  string,
][];

it.each(vectors)('%j becomes %j, as in the engine', (name, pattern) => {
  expect(namePattern(name)).toBe(pattern);
});

it('is the same of the same endpoint, whatever the ids', () => {
  const id = fc.oneof(fc.nat().map(String), fc.uuid(), fc.stringMatching(/^[0-9]{1,5}-[0-9]{1,5}$/));
  fc.assert(
    fc.property(id, id, (a, b) => {
      expect(namePattern(`http://h:80/orders/${a}/items/${b}`)).toBe('http://h:80/orders/{id}/items/{id}');
    }),
  );
});

it('leaves a pattern as it is', () => {
  fc.assert(
    fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (url) => {
      const pattern = namePattern(url);
      expect(namePattern(pattern)).toBe(pattern);
    }),
  );
});
