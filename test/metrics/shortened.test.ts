import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shortened } from '../../src/metrics/shortened.ts';

// The vectors are read by the engine's own test as well.
const VECTORS = JSON.parse(readFileSync(new URL('../fixtures/shortened.json', import.meta.url), 'utf8')) as {
  readonly repeat: readonly (readonly [text: string, times: number])[];
  readonly becomes: string;
}[];

test.each(VECTORS)(
  'a long value is told by its beginning, its length and its hash: $becomes',
  ({ repeat, becomes }) => {
    const value = repeat.map(([text, times]) => text.repeat(times)).join('');
    expect(shortened(value)).toBe(becomes === '=' ? value : becomes);
  },
);

test('values are bounded, stay different, and keep what is no longer than the bound', () => {
  const unit = fc.constantFrom('a', '/', 'é', '😀', ' ', '\n', '\0');
  const long = fc.string({ unit, minLength: 200, maxLength: 3000 });
  fc.assert(
    fc.property(long, long, (a, b) => {
      expect(new TextEncoder().encode(shortened(a)).length).toBeLessThan(1_100);
      if (new TextEncoder().encode(a).length <= 1000) expect(shortened(a)).toBe(a);
      if (a !== b) expect(shortened(a)).not.toBe(shortened(b));
    }),
  );
});

test('a word that lies across the cut, which may be a secret, is left out whole', () => {
  const value = `${'/x'.repeat(480)}/token=${'s3cret'.repeat(40)}`;
  expect(shortened(value)).not.toContain('s3cret');
  expect(shortened(value)).toMatch(/^(\/x){480}\/…\(/);
});
