import { describe, expect, test } from 'vitest';
import { compareRuns } from '../../../../src/compare/runs/compare-runs.ts';
import { type Comparison, comparisonExitCode } from '../../../../src/compare/runs/comparison.ts';
import { comparisonSeries } from '../../../../src/compare/runs/curves.ts';
import { figuresOf } from '../../../../src/compare/runs/run-figures.ts';
import { chartsIn } from '../../../../src/report/blocks.ts';
import { junitReport } from '../../../../src/report/junit/junit.ts';
import { markdownReport } from '../../../../src/report/markdown/markdown.ts';
import { reportOfComparison } from '../../../../src/report/stories/comparison/story.ts';
import { curves } from '../../../compare/runs/made-curves.ts';
import { runs } from '../../../compare/runs/made-runs.ts';
import { parseXml } from '../../../fixtures/xml.ts';

const figures = (...made: Parameters<typeof runs>) => runs(...made).map(figuresOf);
const calm = { noise: 0.005 };
const elsewhere = figures(6, { seed: 2, slower: 1.5 }).map((run) => ({
  ...run,
  facts: { ...run.facts, machine: { ...run.facts.machine, CPUs: '64' } },
}));

const CASES: Readonly<Record<string, Comparison>> = {
  regression: compareRuns(figures(6), figures(6, { seed: 2, slower: 1.1 })),
  'no change': compareRuns(figures(6, calm), figures(6, { ...calm, seed: 2 })),
  improvement: compareRuns(figures(8, calm), figures(8, { ...calm, seed: 2, slower: 0.85 })),
  'one run each': compareRuns(figures(1), figures(1, { seed: 2, slower: 1.5 })),
  'another machine': compareRuns(figures(6), elsewhere),
  forced: {
    ...compareRuns(figures(6, calm), figures(6, { ...calm, seed: 2 })),
    reasons: ['compared by --force, although the tier differs: small before, large after'],
  },
  'no metric': compareRuns(
    figures(6).map((run) => ({ ...run, metrics: [] })),
    figures(6, { seed: 2 }).map((run) => ({ ...run, metrics: [] })),
  ),
};
const reportOf = (comparison: Comparison, series = comparisonSeries([curves('a')], [curves('b', 1.1)])) =>
  reportOfComparison({ comparison, series, at: '2026-11-30T10:00:00.000Z', loadkit: '0.0.0' });

describe('a comparison as a report', () => {
  test.each(Object.entries(CASES))('%s: something fails in JUnit when, and only when, the command does', (_, one) => {
    const { attributes } = parseXml(junitReport(reportOf(one)));
    expect(Number(attributes['failures']) > 0).toBe(comparisonExitCode(one) === 4);
    const fails = Number(attributes['failures']) + Number(attributes['errors']) > 0;
    expect(fails).toBe(comparisonExitCode(one) !== 0);
  });

  test('every exit code is among them, and each verdict has its headline', () => {
    expect(new Set(Object.values(CASES).map(comparisonExitCode))).toEqual(new Set([0, 4, 5]));
    expect(Object.values(CASES).map((one) => reportOf(one).decision.headline)).toEqual([
      expect.stringMatching(/^Regression: p50, p95 and 2 more got worse, by up to 1\d %$/),
      'No change: nothing moved by more than is no matter',
      expect.stringMatching(/^Improvement: p50, p95 and 2 more got better, by up to 1\d %$/),
      'Inconclusive: not settled for p50, p95 and 4 more',
      'Inconclusive: not settled for p50, p95 and 4 more',
      'No change: nothing moved by more than is no matter',
      'Inconclusive: nothing to compare',
    ]);
  });

  test('reads as a comment on a pull request', async () => {
    await expect(markdownReport(reportOf(CASES['regression']!))).toMatchFileSnapshot('../../../golden/comparison.md');
  });

  test('shows every run, latency by percentile and both sides over time; without their series every run alone', () => {
    const ids = (report: ReturnType<typeof reportOf>) =>
      report.sections.flatMap(({ blocks }) => chartsIn(blocks)).map(({ id }) => id);
    const all = ids(reportOf(CASES['regression']!));
    expect(all).toEqual([
      ...Array.from({ length: 5 }, (_, i) => `runs-${i + 1}`),
      'percentiles',
      'percentiles-quotient',
      'load',
      'latency-p95',
      'latency-p50',
    ]);
    const comparison = CASES['regression']!;
    const without = reportOfComparison({ comparison, series: undefined, at: '2026-11-30', loadkit: '0' });
    expect(ids(without)).toEqual(all.slice(0, 5));
    const [p50] = reportOf(comparison).sections.flatMap(({ blocks }) => chartsIn(blocks));
    expect(p50!.lines.map(({ at }) => at)).toEqual([
      [1, 2, 3, 4, 5, 6],
      [7, 8, 9, 10, 11, 12],
    ]);
  });
});
