import { expect, test } from 'vitest';
import { comparePairs } from '../../../src/compare/pairs/compare-pairs.ts';
import { comparisonText } from '../../../src/report/terminal/comparison.ts';
import { madePair } from '../../compare/pairs/made-pairs.ts';

const textOf = ({ before, after }: ReturnType<typeof madePair>) => comparisonText(comparePairs(before, after));

test('a pair for people: renew with npx vitest run test/report/terminal/comparison.test.ts -u', async () => {
  await expect(textOf(madePair({ slower: 1.03 }))).toMatchFileSnapshot('../../golden/comparison-pair.txt');
});

test('what would settle an open pair, and what nothing was measured of', () => {
  expect(textOf(madePair({ noise: 0.06 }))).toMatch(/\nNext: \d+ more pairs would settle the open metrics of the run/);
  expect(textOf(madePair({ pairs: 2, noise: 0 }))).toContain('\nNext: make more pairs, of longer blocks');
  expect(comparisonText(comparePairs([], [], { doubts: ['it was stopped'] }))).toBe(
    '? inconclusive: B held against A in 0 pairs of neighbouring blocks\n! it was stopped.\n',
  );
});
