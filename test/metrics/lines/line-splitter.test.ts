import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineSplitter } from '../../../src/metrics/lines/line-splitter.ts';

/** The lines of some chunks, and what is left over. */
function linesOf(chunks: readonly string[], longest = 1000): string[] {
  const splitter = new LineSplitter(longest);
  const lines = [...chunks.flatMap((chunk) => splitter.split(chunk)), ...[splitter.rest() ?? []].flat()];
  return lines.map(({ text, lost }) => (lost > 0 ? `${text} +${lost}` : text));
}

describe('lines', () => {
  it('are the same wherever the chunks end', () => {
    const texts = fc.array(fc.constantFrom('a', '\n', 'bc', 'é😀', '\0'), { maxLength: 60 });
    fc.assert(
      fc.property(texts, (parts) => {
        const whole = parts.join('');
        const expected = whole.split('\n');
        if (expected.at(-1) === '') expected.pop();
        expect(linesOf(parts)).toEqual(expected);
        expect(linesOf([whole])).toEqual(expected);
      }),
    );
  });

  it('are cut where they are longer than they may be, and say by how much; the next one is whole', () => {
    expect(linesOf(['abcd', 'efg\nhi', '\n', 'jklmnop'], 5)).toEqual(['abcde +2', 'hi', 'jklmn +2']);
  });

  it('take no more memory than their bound, however much comes without an end', () => {
    const splitter = new LineSplitter(1_000_000);
    const chunk = 'x'.repeat(65_536);
    const before = process.memoryUsage().rss;
    for (let i = 0; i < 10_000; i++) splitter.split(chunk);
    expect(process.memoryUsage().rss - before).toBeLessThan(100e6);
    expect(splitter.rest()).toEqual({ text: 'x'.repeat(1_000_000), lost: 655_360_000 - 1_000_000 });
  });
});
