import { expect, test } from 'vitest';
import { comparePairs } from '../../../../src/compare/pairs/compare-pairs.ts';
import { compareRuns } from '../../../../src/compare/runs/compare-runs.ts';
import type { Comparison } from '../../../../src/compare/runs/comparison.ts';
import { reportOfComparison } from '../../../../src/report/stories/comparison/story.ts';
import { comparisonSuite } from '../../../../src/report/stories/comparison/suite.ts';
import { terminalReport } from '../../../../src/report/terminal/terminal.ts';
import { madePair } from '../../../compare/pairs/made-pairs.ts';

const told = (comparison: Comparison) =>
  terminalReport(reportOfComparison({ comparison, series: undefined, at: '2026-11-30T10:00:00.000Z', loadkit: '0' }), {
    width: 100,
    colour: false,
    files: [],
  });
const textOf = ({ before, after }: ReturnType<typeof madePair>) => told(comparePairs(before, after));

test('a pair for people: renew with npx vitest run test/report/stories/comparison -u', async () => {
  await expect(textOf(madePair({ slower: 1.03 }))).toMatchFileSnapshot('../../../golden/comparison-pair.txt');
});

test('what would settle an open pair, and what nothing was measured of', () => {
  expect(textOf(madePair({ noise: 0.06 }))).toMatch(/• \d+ more pairs would settle the open metrics of the run/);
  expect(textOf(madePair({ pairs: 2, noise: 0 }))).toContain('• Make more pairs, of longer blocks');
  expect(told(comparePairs([], [], { doubts: ['it was stopped'] }))).toBe(
    '\n? Inconclusive: it was stopped\n  B held against A in 0 pairs of neighbouring blocks.\n\n  note: It was stopped.\n',
  );
});

test('the rules that are told are those by which it was judged: of a pair its own, of runs theirs', () => {
  const rules = (comparison: Comparison) =>
    JSON.stringify(reportOfComparison({ comparison, series: undefined, at: '2026-11-30', loadkit: '0' }).sections);
  const { before, after } = madePair({ slower: 1.03 });
  const pair = rules(comparePairs(before, after));
  expect(pair).toContain('A regression or an improvement has p below 1 %, corrected');
  expect(pair).toContain('No change: the shift lies within the floor, its whole interval within 2.5 floors');
  expect(pair).not.toContain('the whole interval lies within the floor');
  const runs = rules(compareRuns(before, after));
  expect(runs).toContain('A regression or an improvement has p below 5 %, corrected');
  expect(runs).toContain('No change: the whole interval lies within the floor');
});

test('blocks that were invalid are told with their version, whatever the verdict', () => {
  const left = (before: number, after: number) => {
    const pair = madePair();
    return comparePairs(pair.before, pair.after, { invalid: { before, after } });
  };
  const said = 'block of A and 2 of B were invalid, and made again';
  expect(told(left(1, 2))).toMatch(/^\n\S+ No change/);
  expect(told(left(1, 2))).toContain(`note: 1 ${said}.`);
  expect(comparisonSuite(left(1, 2), '0').says).toContain(`1 ${said}`);
  expect(told(left(0, 0))).not.toContain('invalid');
  expect(told(left(0, 3))).toContain(
    '? Inconclusive: 3 blocks of B were invalid, none of A: what made them so may be B',
  );
  const [comparable] = comparisonSuite(left(0, 3), '0').cases;
  expect(comparable!.outcome).toMatchObject({ element: 'error', type: 'not-comparable' });
});
