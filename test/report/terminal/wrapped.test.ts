import { describe, expect, it } from 'vitest';
import { wrapped } from '../../../src/report/terminal/layout.ts';

describe('wrapped', () => {
  it('breaks at spaces, and hangs the lines that follow', () => {
    expect(wrapped('one two three four', 12, 2, 4)).toEqual(['  one two', '    three', '    four']);
  });

  it('breaks a word of 200 kB, which took minutes', () => {
    const lines = wrapped('a'.repeat(200_000), 80, 2, 4);
    expect(lines.map((line) => line.trim()).join('')).toBe('a'.repeat(200_000));
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
  });
});
