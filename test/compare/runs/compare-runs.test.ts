import { describe, expect, it } from 'vitest';
import { compareFewRuns, compareRuns as compareFigures } from '../../../src/compare/runs/compare-runs.ts';
import type { Comparison } from '../../../src/compare/runs/comparison.ts';
import { objectionsTo as objectionsToFigures } from '../../../src/compare/runs/objections.ts';
import { figuresOf } from '../../../src/compare/runs/run-figures.ts';
import { comparisonSuite } from '../../../src/report/stories/comparison/suite.ts';
import { headlineOf } from '../../../src/report/stories/comparison/words.ts';
import type { Latency, Result } from '../../../src/result/result.ts';
import { searched } from '../../fixtures/measured.ts';
import { runs } from './made-runs.ts';

const compareRuns = (before: readonly Result[], after: readonly Result[]) =>
  compareFigures(before.map(figuresOf), after.map(figuresOf));
const objectionsTo = (before: readonly Result[], after: readonly Result[]) =>
  objectionsToFigures(before.map(figuresOf), after.map(figuresOf));

const verdictsOf = (before: readonly Result[], after: readonly Result[]) => {
  const { metrics } = compareRuns(before, after);
  return Object.fromEntries(
    metrics.map(({ endpoint, name, verdict }) => [`${endpoint ?? ''} ${name}`.trim(), verdict]),
  );
};

describe('compareRuns', () => {
  it('names what got slower: every percentile of the run, and its endpoint', () => {
    const comparison = compareRuns(runs(10), runs(6, { slower: 1.1 }));
    expect(comparison).toMatchObject({ verdict: 'regression', reasons: [] });
    const {
      'GET /orders p95': orders,
      'GET /health p95': health,
      p50,
      failed,
    } = verdictsOf(runs(10), runs(6, { slower: 1.1 }));
    expect([orders, health, p50, failed]).toEqual(['regression', 'no-change', 'regression', 'no-change']);
    const p95 = comparison.metrics.find(({ name, endpoint }) => name === 'p95' && endpoint === null)!;
    expect(p95.relative).toBeGreaterThan(0.07);
    expect(p95.relative).toBeLessThan(0.13);
    expect(p95.before.runs).toBe(10);
  });

  it('what got faster is an improvement, errors are a regression whatever they cost in time', () => {
    expect(compareRuns(runs(10), runs(6, { slower: 0.88 })).verdict).toBe('improvement');
    const failing = verdictsOf(runs(10), runs(6, { failed: 0.02 }));
    expect([failing['failed'], failing['p95']]).toEqual(['regression', 'no-change']);
  });

  it('runs of one version: no metric has changed', () => {
    expect(compareRuns(runs(10), runs(10, { seed: 50 })).verdict).toBe('no-change');
  });

  it('few runs are inconclusive, with the runs that are needed, and never no change', () => {
    for (const count of [1, 2, 3]) {
      const { verdict, metrics } = compareRuns(runs(count), runs(count, { slower: 1.2 }));
      expect(verdict).toBe('inconclusive');
      const p95 = metrics.find(({ name }) => name === 'p95')!;
      expect(p95.verdict).toBe('inconclusive');
      if (count > 1) expect(p95.runsNeeded!.after).toBeGreaterThan(0);
    }
  });

  describe('by tolerance, where runs are too few for a test', () => {
    const compareFew = (before: readonly Result[], after: readonly Result[]) =>
      compareFewRuns(before.map(figuresOf), after.map(figuresOf));
    const error = 0.01;
    const p95Of = ({ metrics }: ReturnType<typeof compareFew>) =>
      metrics.find(({ name, endpoint }) => name === 'p95' && endpoint === null)!;

    it('a single run far slower than a single one is a regression, and says what it rests on', () => {
      const comparison = compareFew(runs(1, { error }), runs(1, { error, slower: 1.3, seed: 2 }));
      expect(comparison.verdict).toBe('regression');
      const p95 = p95Of(comparison);
      expect(p95).toMatchObject({ verdict: 'regression', basis: 'tolerance', pValue: null });
      expect(p95.floor! / p95.before.median!).toBeCloseTo(0.1, 6);
      expect(p95.shift!.lower).toBeGreaterThan(p95.floor!);
      const orders = comparison.metrics.find(({ name, endpoint }) => name === 'p95' && endpoint === 'GET /orders')!;
      expect(orders).toMatchObject({ verdict: 'regression', basis: 'tolerance' });
    });

    it('a shift near the tolerance, or less sure than it is large, is inconclusive; equal runs are never no change', () => {
      for (const made of [{ error, slower: 1.1 }, { error: 0.06, slower: 1.2 }, { error }]) {
        const comparison = compareFew(runs(1, { error: made.error }), runs(1, { ...made, seed: 2 }));
        expect([comparison.verdict, p95Of(comparison).verdict]).toEqual(['inconclusive', 'inconclusive']);
      }
    });

    it('runs that scatter more among themselves than each is unsure of count by that', () => {
      const scattered = compareFew(
        runs(3, { error, noise: 0.08 }),
        runs(3, { error, noise: 0.08, slower: 1.2, seed: 5 }),
      );
      expect(p95Of(scattered).verdict).toBe('inconclusive');
    });

    it('runs enough for a test are tested, and runs that say no error stay inconclusive', () => {
      expect(p95Of(compareFew(runs(5, { error }), runs(5, { error, slower: 1.2 }))).basis).toBeUndefined();
      expect(compareFew(runs(1), runs(1, { slower: 2 })).verdict).toBe('inconclusive');
    });
  });

  it('between machines nothing is found', () => {
    const other = runs(6, { slower: 1.2 }).map((result) => ({
      ...result,
      provenance: { ...result.provenance, machine: { ...result.provenance.machine, cpus: 64 } },
    }));
    const comparison = compareRuns(runs(10), other);
    expect(comparison.verdict).toBe('inconclusive');
    expect(comparison.reasons).toHaveLength(1);
    expect(comparison.differs.machine).toMatchObject([{ what: 'CPUs', after: ['64'] }]);
  });

  it('another release of the kernel is a caution, another system another machine', () => {
    const on = (os: string) =>
      runs(6, { slower: 1.2 }).map((result) => ({
        ...result,
        provenance: { ...result.provenance, machine: { ...result.provenance.machine, os } },
      }));
    const [here] = runs(1).map(({ provenance }) => provenance.machine.os.split(' ')[0]!);
    const updated = compareRuns(runs(10), on(`${here} 6.99.0-1`));
    expect(updated).toMatchObject({ verdict: 'regression', reasons: [] });
    expect(updated.cautions).toEqual([expect.stringMatching(/^the kernel is another \(.* 6\.99\.0-1 after\)/)]);
    expect(headlineOf(updated)).toMatch(/^Regression, or the new kernel: /);
    expect(compareRuns(runs(10), on('Darwin 24.1.0'))).toMatchObject({ verdict: 'inconclusive', cautions: [] });
  });

  describe('an endpoint that is inconclusive', () => {
    const slow = (result: Result, of: (latency: Latency, run: number) => Latency, at: number): Result => ({
      ...result,
      endpoints: result.endpoints.map((one) =>
        one.name === '/health' ? { ...one, latency: of(one.latency, at) } : one,
      ),
    });
    const changed = (of: (latency: Latency, run: number) => Latency) =>
      runs(10, { seed: 50 }).map((result, at) => slow(result, of, at));
    const health = ({ metrics }: Comparison) =>
      metrics.find(({ endpoint, name }) => endpoint === 'GET /health' && name === 'p95')!.verdict;
    const none = (latency: Latency) => ({ ...latency, p95: null });
    const renamed = (result: Result, at: number) => ({ ...result, run: { ...result.run, id: `run-50-${at}` } });

    it.each<[string, Comparison, Comparison['verdict'], string]>([
      [
        'scatters too much for an answer: makes itself inconclusive',
        compareRuns(
          runs(10),
          changed((latency, run) => ({ ...latency, p95: latency.p95! * (run % 2 === 0 ? 1.2 : 0.84) })),
        ),
        'no-change',
        'inconclusive',
      ],
      [
        'looks worse by more than the floor: makes all inconclusive',
        compareRuns(
          runs(10),
          changed((latency, run) => ({ ...latency, p95: latency.p95! * (run < 6 ? 1.2 : 0.9) })),
        ),
        'inconclusive',
        'inconclusive',
      ],
      [
        'is reached no more: makes all inconclusive',
        compareRuns(runs(10), changed(none)),
        'inconclusive',
        'inconclusive',
      ],
      [
        'is reached in half of the runs, and no slower there: makes all inconclusive',
        compareRuns(runs(40), [...changed((latency) => latency), ...changed(none)].map(renamed)),
        'inconclusive',
        'inconclusive',
      ],
      [
        'is so rare that runs lack its percentile by chance: decides nothing',
        compareRuns(
          runs(10).map((result, at) => (at < 3 ? slow(result, none, at) : result)),
          changed((latency, run) => (run < 6 ? none(latency) : latency)),
        ),
        'no-change',
        'inconclusive',
      ],
      [
        'is reached in one run of ten: makes all inconclusive',
        compareRuns(
          runs(10),
          changed((latency, run) => (run === 0 ? latency : none(latency))),
        ),
        'inconclusive',
        'inconclusive',
      ],
      [
        'never had enough: is not judged',
        compareRuns(
          runs(10).map((result, at) => slow(result, none, at)),
          changed(none),
        ),
        'no-change',
        'absent',
      ],
      [
        'is new: is not judged',
        compareRuns(
          runs(10).map((result, at) => slow(result, none, at)),
          runs(10, { seed: 50 }),
        ),
        'no-change',
        'not-judged',
      ],
    ])('%s', (_, comparison, verdict, ofEndpoint) => {
      expect(comparison.verdict).toBe(verdict);
      if (ofEndpoint !== 'absent') expect(health(comparison)).toBe(ofEndpoint);
      // Something fails in a test reporter when, and only when, the command fails.
      const failing = comparisonSuite(comparison, '1').cases.filter(({ outcome }) =>
        /^(error|failure)$/.test(`${outcome?.element}`),
      );
      expect(failing.length > 0).toBe(verdict === 'inconclusive');
    });
  });

  it('capacity searches are held against each other by their capacity alone', () => {
    const searches = (capacity: number) =>
      Array.from({ length: 6 }, (_, at) => ({
        ...searched('medium', capacity * (1 + at / 500)),
        kind: 'search' as const,
      }));
    const { verdict, metrics } = compareRuns(searches(300), searches(250));
    expect(verdict).toBe('regression');
    expect(metrics.map(({ name, better }) => [name, better])).toEqual([['capacity', 'higher']]);
  });
});

describe('objectionsTo', () => {
  it('complete, valid runs of the same load have none', () => {
    expect(objectionsTo(runs(3), runs(3, { seed: 9 }))).toEqual([]);
  });

  it.each<[string, (result: Result) => Result]>([
    [
      'the tier differs: medium before, small after',
      (result) => ({ ...result, run: { ...result.run, tier: 'small' } }),
    ],
    [
      'the length differs: 33 min before, 10 min after',
      (result) => ({ ...result, run: { ...result.run, planned: 600 } }),
    ],
    ['run-9-0 is aborted', (result) => ({ ...result, run: { ...result.run, state: 'aborted' } })],
    ['run-9-0 is inconclusive', (result) => ({ ...result, validity: { ...result.validity, status: 'inconclusive' } })],
  ])('%s', (objection, changed) => {
    expect(objectionsTo(runs(1), runs(1, { seed: 9 }).map(changed))).toEqual([expect.stringContaining(objection)]);
  });

  it('no run is compared with itself', () => {
    expect(objectionsTo(runs(2), runs(1))).toEqual(['run-1-0 stands on both sides']);
    expect(objectionsTo(runs(3), runs(3))).toEqual(['run-1-0 and 2 more stand on both sides']);
  });
});
