import { describe, expect, it } from 'vitest';
import { runsInSeries } from '../../../src/compare/history/runs-in-series.ts';
import { comparePairs } from '../../../src/compare/pairs/compare-pairs.ts';
import { Baseline, baselineOf } from '../../../src/compare/runs/baseline.ts';
import { compareRuns } from '../../../src/compare/runs/compare-runs.ts';
import { Comparison } from '../../../src/compare/runs/comparison.ts';
import { figuresOf } from '../../../src/compare/runs/run-figures.ts';
import { metricFamily, metricLabel } from '../../../src/compare/runs/run-metrics.ts';
import { comparedLeg } from '../../../src/gate/compared-leg.ts';
import { notJudged } from '../../../src/report/stories/comparison/words.ts';
import type { Result } from '../../../src/result/result.ts';
import { runs, type Watching, watchedRuns } from './made-runs.ts';

const earlier = (of: Watching = {}) => watchedRuns(runs(10), of).map(figuresOf);
const later = (of: Watching = {}) => watchedRuns(runs(5, { seed: 2 }), { seed: 8, ...of }).map(figuresOf);
const verdictOf = ({ metrics }: Comparison, label: string) =>
  metrics.find((metric) => metricLabel(metric) === label)!.verdict;

describe('what monitors read is compared like everything else', () => {
  it('what is used up more is a regression, and what moved without a worse side is told', () => {
    const found = compareRuns(earlier(), later({ usage: 1.15, traffic: 1.5 }));
    expect(Comparison.parse(found)).toEqual(found);
    expect(found.verdict).toBe('regression');
    expect(verdictOf(found, 'machine usage_0 mean')).toBe('regression');
    expect(verdictOf(found, 'machine usage_0 peak')).toBe('regression');
    expect(verdictOf(found, 'machine traffic_0 mean')).toBe('changed');
    const others = found.metrics.filter((one) => metricFamily(one) === 'watched' && !/_0$/.test(one.watched!.reading));
    expect(new Set(others.map(({ verdict }) => verdict))).not.toContain('regression');
    // A peak of what is no amount is no metric.
    expect(found.metrics.map(metricLabel)).not.toContain('machine traffic_0 peak');
  });

  it('which way is better may be known since the baseline was made', () => {
    const unknown = earlier().map((run) => ({
      ...run,
      metrics: run.metrics.map((metric) => (metric.watched ? { ...metric, better: null } : metric)),
    }));
    expect(verdictOf(compareRuns(unknown, later({ usage: 1.15 })), 'machine usage_0 mean')).toBe('regression');
    const nights = [...unknown, ...later(), ...later({ usage: 1.4, seed: 9 })].map((run, at) => ({
      ...run,
      id: `night-${at}`,
      startedAt: new Date(Date.parse('2026-10-01T00:00:00Z') + at * 86_400_000).toISOString(),
    }));
    const [series] = runsInSeries(nights);
    expect(series!.metrics.find(({ label }) => label === 'machine usage_0 mean')!.better).toBe('lower');
  });

  it('a change alone decides nothing, an improvement is one', () => {
    expect(compareRuns(earlier(), later({ traffic: 1.5 })).verdict).not.toBe('regression');
    expect(verdictOf(compareRuns(earlier(), later({ usage: 0.8 })), 'machine usage_0 mean')).toBe('improvement');
  });

  it('takes nothing from the metrics of the run: their p is the same with and without a hundred series', () => {
    const figures = (of: (results: Result[]) => Result[]) => {
      const { metrics } = compareRuns(
        of(runs(10, { noise: 0.02 })).map(figuresOf),
        of(runs(5, { seed: 2, slower: 1.06, noise: 0.02 })).map(figuresOf),
      );
      return metrics.filter((metric) => metricFamily(metric) !== 'watched');
    };
    expect(figures((results) => watchedRuns(results, { series: 50 }))).toEqual(figures((results) => results));
  });

  it('a series that is not read on one side has no data, and a monitor that nobody reads makes all inconclusive', () => {
    const gone = compareRuns(
      earlier(),
      later().map((run) => ({
        ...run,
        metrics: run.metrics.filter(({ watched }) => watched?.reading !== 'usage_1'),
      })),
    );
    expect([gone.verdict === 'inconclusive', verdictOf(gone, 'machine usage_1 mean')]).toEqual([false, 'inconclusive']);
    const added = compareRuns(runs(10).map(figuresOf), later());
    expect(verdictOf(added, 'machine usage_1 mean')).toBe('not-judged');
    expect(added.verdict).not.toBe('inconclusive');
    const silent = later({ silent: () => true });
    expect(compareRuns(earlier(), silent).verdict).toBe('inconclusive');
    expect(comparedLeg(earlier(), silent, { scenario: 'load', tier: 'medium' })).toMatchObject({
      verdict: 'inconclusive',
      reasons: ['the monitor machine read nothing in most of these runs, and something in those of the baseline'],
    });
    // One run of five without readings is a gap, and no change.
    const most = compareRuns(earlier(), later({ usage: 1.15, silent: (at) => at === 0 }));
    expect(verdictOf(most, 'machine usage_0 mean')).toBe('regression');
  });

  it('in another unit it is another metric: neither better nor worse, and told', () => {
    const percent = later().map((run) => ({
      ...run,
      metrics: run.metrics.map((metric) =>
        metric.watched?.reading === 'usage_0'
          ? { ...metric, unit: 'count' as const, value: metric.value! * 100 }
          : metric,
      ),
    }));
    const { metrics } = compareRuns(earlier(), percent);
    const usage = metrics.filter((metric) => metricLabel(metric) === 'machine usage_0 mean');
    expect(usage.map(({ unit, verdict }) => [unit, verdict])).toEqual([
      ['ratio', 'inconclusive'],
      ['count', 'not-judged'],
    ]);
    expect(notJudged(metrics)).toEqual([
      'Read in another unit than before, so not compared: machine usage_0 mean (ratio before, count after) and machine usage_0 peak (ratio before, count after).',
    ]);
  });

  it('of a pair by its differences', () => {
    const blocks = (seed: number, usage: number) => watchedRuns(runs(12, { seed }), { seed, usage }).map(figuresOf);
    const found = comparePairs(blocks(3, 1), blocks(4, 1.15));
    expect(verdictOf(found, 'machine usage_0 mean')).toBe('regression');
    expect(verdictOf(found, 'machine usage_1 mean')).not.toBe('regression');
  });

  it('a baseline keeps it', () => {
    const kept = Baseline.parse(JSON.parse(JSON.stringify(baselineOf(earlier()))));
    expect(verdictOf(compareRuns(kept.runs, later({ usage: 1.15 })), 'machine usage_0 mean')).toBe('regression');
  });
});
