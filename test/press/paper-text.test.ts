import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { paperText, withStrings } from '../../src/press/paper-text.ts';

const ASCII = new Set(Array.from({ length: 95 }, (_, i) => 0x20 + i));
const LATIN = new Set([...ASCII, ...[...'é…–≤×\u00a0'].map((char) => char.codePointAt(0)!)]);
const BREAK = '\u200b';

describe('paperText', () => {
  test.each([
    ['short text stays as it is', 'GET /orders/{id}', 'GET /orders/{id}'],
    ['control characters are visible', 'a\u001b[2J\u202e', 'a\\x1b[2J\\u202e'],
    ['what the fonts lack is its code', 'é 中 😀', 'é \\u{4e2d} \\u{1f600}'],
    [
      'numbers keep their units',
      'p95 is 187 ms of 200 ms, 1 × the rate',
      'p95 is 187\u00a0ms of 200\u00a0ms, 1\u00a0× the rate',
    ],
    ['a rate too', '200 requests/s', '200\u00a0requests/s'],
    ['a sign keeps its number', '≤ 200 ms', '≤\u00a0200\u00a0ms'],
    ['a word that begins like a unit is none', '3 minutes, 4 sheep, 5 handles', '3 minutes, 4 sheep, 5 handles'],
    [
      'a long word breaks at its punctuation',
      '/api/v1/resource/items/{id}',
      `/${BREAK}api/${BREAK}v1/${BREAK}resource/${BREAK}items/{${BREAK}id}`,
    ],
    ['or else by length', 'x'.repeat(30), `${'x'.repeat(12)}${BREAK}${'x'.repeat(12)}${BREAK}${'x'.repeat(6)}`],
  ])('%s', (_, text, shown) => {
    expect(paperText(text, LATIN)).toBe(shown);
  });

  test('a very long word loses its middle, not its ends', () => {
    const shown = paperText(`start-${'x'.repeat(300)}-end`, LATIN).replaceAll(BREAK, '');
    expect([...shown]).toHaveLength(120);
    expect(shown).toMatch(/^start-x+…x+-end$/);
    expect([...paperText('x'.repeat(300), LATIN, 48).replaceAll(BREAK, '')]).toHaveLength(48);
  });

  test('whatever the text: only what can be printed, and no run too long for a column', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const shown = paperText(text, LATIN);
        for (const char of shown) expect(char === BREAK || LATIN.has(char.codePointAt(0)!)).toBe(true);
        for (const run of shown.split(/[\s\u200b\u00a0]/)) expect([...run].length).toBeLessThanOrEqual(24);
      }),
    );
  });
});

test('withStrings changes the strings of a value and nothing else', () => {
  const value = { a: 'x', b: [1, null, true, 'y', { c: 'z' }], d: undefined };
  expect(withStrings(value, (text) => text.toUpperCase())).toEqual({
    a: 'X',
    b: [1, null, true, 'Y', { c: 'Z' }],
    d: undefined,
  });
});
