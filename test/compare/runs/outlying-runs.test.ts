import { describe, expect, it } from 'vitest';
import { compareRuns } from '../../../src/compare/runs/compare-runs.ts';
import { type Comparison, outlyingAfter } from '../../../src/compare/runs/comparison.ts';
import { figuresOf, type RunFigures } from '../../../src/compare/runs/run-figures.ts';
import { metricLabel, type RunMetric } from '../../../src/compare/runs/run-metrics.ts';
import { nextSteps } from '../../../src/report/stories/comparison/words.ts';
import { runs } from './made-runs.ts';

const before = runs(10).map(figuresOf);
const like = runs(10, { seed: 50 }).map(figuresOf);
const changed = (of: readonly RunFigures[], label: RegExp, to: (value: number, at: number) => number): RunFigures[] =>
  of.map((run, at) => ({
    ...run,
    metrics: run.metrics.map((metric: RunMetric) =>
      label.test(metricLabel(metric)) ? { ...metric, value: to(metric.value!, at) } : metric,
    ),
  }));
const metricOf = ({ metrics }: Comparison, label: string) => metrics.find((metric) => metricLabel(metric) === label)!;

describe('runs after that stand out for the worse, which ranks do not see', () => {
  it.each<[string, RegExp, readonly RunFigures[], readonly number[], number]>([
    ['two of ten in which half of the requests failed', /failed$/, like, [3, 8], 0.5],
    ['one of six in which half of the requests failed', /failed$/, like.slice(0, 6), [2], 0.5],
    ['two of ten with a failing endpoint of few requests', /^GET \/orders failed$/, like, [3, 8], 0.5],
    ['two of ten with a tenfold p95', /^p95$/, like, [3, 8], 1],
    ['two of ten that get a tenth through', /^throughput$/, like, [3, 8], 10],
  ])('%s: inconclusive, and they are named', (_, label, after, places, value) => {
    const found = compareRuns(
      before,
      changed(after, label, (one, at) => (places.includes(at) ? value : one)),
    );
    expect(found.verdict).toBe('inconclusive');
    const open = found.metrics.filter(({ verdict }) => verdict === 'inconclusive');
    expect(open.map(outlyingAfter)).toEqual(open.map(() => places));
    const [first] = nextSteps(found);
    for (const at of places) expect(first).toContain(after[at]!.id);
  });

  it('what is better in most runs and much worse in some is no improvement', () => {
    const failing = changed(before, /^failed$/, (_, at) => 0.01 + at / 1e6);
    const mixed = changed([...like, ...runs(10, { seed: 70 }).map(figuresOf)], /^failed$/, (_, at) =>
      at % 10 === 0 ? 0.5 : 0,
    );
    expect(metricOf(compareRuns(failing, mixed), 'failed').verdict).toBe('inconclusive');
    const clean = changed(mixed, /^failed$/, () => 0);
    expect(metricOf(compareRuns(failing, clean), 'failed').verdict).toBe('improvement');
  });

  it('such runs on both sides, a single slow one, and a few failures in one are no change', () => {
    const slow = (of: readonly RunFigures[]) => changed(of, /p\d\d$/, (value, at) => (at === 4 ? 3 * value : value));
    expect(compareRuns(slow(before), slow(like)).verdict).toBe('no-change');
    expect(compareRuns(before, slow(like)).verdict).toBe('no-change');
    const heaped = (of: readonly RunFigures[]) => changed(of, /failed$/, (_, at) => (at === 4 ? 0.5 : 0));
    expect(compareRuns(heaped(before), heaped(like)).verdict).toBe('no-change');
    expect(
      compareRuns(
        before,
        changed(like, /failed$/, (_, at) => (at === 4 ? 0.024 : 0)),
      ).verdict,
    ).toBe('no-change');
    // Fewer failures than before are not shown to be fewer either.
    expect(metricOf(compareRuns(heaped(before), like), 'failed').verdict).toBe('inconclusive');
  });
});
