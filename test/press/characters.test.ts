import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { charactersOf } from '../../src/press/characters.ts';

const font = (file: string) => readFileSync(new URL(`../../src/press/fonts/${file}.ttf`, import.meta.url));
const code = (char: string) => char.codePointAt(0)!;

describe('charactersOf', () => {
  test.each(['SourceSans3_400Regular', 'SourceSans3_600SemiBold', 'SourceSerif4_500Medium'])('%s', (file) => {
    const characters = charactersOf(font(file));
    // Everything that loadkit itself says, and Latin, Greek and Cyrillic names.
    for (const char of 'azAZ09 éßłŵ×≤≥≠–—…’“”µκЖя·/\\{}#$\u00a0') expect(characters).toContain(code(char));
    for (const char of '中あ한א😀\u0000\u0007\u{10ffff}') expect(characters).not.toContain(code(char));
  });

  test('a font without a cmap table has none', () => {
    expect(charactersOf(Buffer.from([0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]))).toEqual(new Set());
  });
});
