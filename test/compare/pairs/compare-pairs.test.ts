import { describe, expect, it } from 'vitest';
import { comparePairs } from '../../../src/compare/pairs/compare-pairs.ts';
import { blockOrder } from '../../../src/compare/pairs/order.ts';
import { pairTimes } from '../../../src/compare/pairs/time-plan.ts';
import { Comparison } from '../../../src/compare/runs/comparison.ts';
import { figuresOf, type RunFigures } from '../../../src/compare/runs/run-figures.ts';
import { runs } from '../runs/made-runs.ts';
import { madePair } from './made-pairs.ts';

type Sides = ReturnType<typeof madePair>;
const compared = ({ before, after }: Sides) => comparePairs(before, after);
const verdicts = (comparison: Comparison) =>
  Object.fromEntries(
    comparison.metrics.map(({ endpoint, name, verdict }) => [`${endpoint ?? ''} ${name}`.trim(), verdict]),
  );
const mapAfter = ({ before, after }: Sides, change: (run: RunFigures, at: number) => RunFigures): Sides => ({
  before,
  after: after.map(change),
});
const withValue = (name: string, value: number | null) => (run: RunFigures) => ({
  ...run,
  metrics: run.metrics.map((metric) =>
    metric.name === name && metric.endpoint === null ? { ...metric, value } : metric,
  ),
});

describe('comparePairs', () => {
  it('a slow-down of 3 % is a regression of what got slower, and of nothing else', () => {
    const comparison = Comparison.parse(compared(madePair({ slower: 1.03 })));
    expect(comparison).toMatchObject({ design: 'pair', verdict: 'regression', reasons: [], differs: { load: [] } });
    expect(verdicts(comparison)).toEqual({
      p50: 'regression',
      p95: 'regression',
      p99: 'regression',
      failed: 'no-change',
      throughput: 'no-change',
      'GET /orders p95': 'regression',
      'GET /orders failed': 'no-change',
      'GET /health p95': 'no-change',
      'GET /health failed': 'no-change',
    });
    const [p50] = comparison.metrics;
    expect(p50!.relative).toBeCloseTo(0.03, 1);
    expect(p50!.shift!.lower! / p50!.before.median!).toBeLessThan(0.03);
  });

  it('one version is no change, on a machine that gets a quarter slower meanwhile too', () => {
    expect(compared(madePair()).verdict).toBe('no-change');
    expect(compared(madePair({ drift: 0.25 })).verdict).toBe('no-change');
    expect(compared(madePair({ drift: 0.25, slower: 1.03 })).verdict).toBe('regression');
    expect(compared(madePair({ slower: 0.95 })).verdict).toBe('improvement');
  });

  it('what scatters too much is inconclusive, with the pairs that are needed, and few pairs are', () => {
    const noisy = compared(madePair({ noise: 0.06 }));
    expect(noisy.verdict).toBe('inconclusive');
    expect(noisy.metrics[0]!.runsNeeded!.after).toBeGreaterThan(12);
    for (const pairs of [2, 4]) expect(compared(madePair({ pairs, slower: 1.5 })).verdict).toBe('inconclusive');
  });

  it('errors are a regression, and a block that is full of them is not no change', () => {
    expect(verdicts(compared(madePair({ failed: 0.02 })))['failed']).toBe('regression');
    const heaped = mapAfter(madePair(), (run, at) => (at === 5 ? withValue('failed', 0.1)(run) : run));
    const { failed, p95 } = verdicts(compared(heaped));
    expect([failed, p95]).toEqual(['inconclusive', 'no-change']);
  });

  it('requests of B that are never answered are a regression as those are that fail', () => {
    const failedOf = (unanswered: number) =>
      figuresOf(runs(1, { unanswered })[0]!).metrics.find(({ name }) => name === 'failed')!.value;
    const hanging = (unanswered: number) => compared(mapAfter(madePair(), withValue('failed', failedOf(unanswered))));
    expect(verdicts(hanging(0.009))['failed']).toBe('regression');
    expect(hanging(0.009).verdict).toBe('regression');
    expect(hanging(0.0005).verdict).toBe('no-change');
  });

  it('what one side often lacks is not no change', () => {
    const lacking = mapAfter(madePair(), (run, at) => (at === 3 ? withValue('p95', null)(run) : run));
    expect(verdicts(compared(lacking))['p95']).toBe('inconclusive');
    const silent = compared(mapAfter(madePair(), withValue('p95', null)));
    expect(silent.metrics.find(({ name }) => name === 'p95')).toMatchObject({ verdict: 'inconclusive', shift: null });
  });

  it('nothing comes through: a regression, not a division by nothing', () => {
    const dead = compared(mapAfter(madePair(), withValue('throughput', 0)));
    const throughput = dead.metrics.find(({ name }) => name === 'throughput')!;
    expect(throughput.verdict).toBe('regression');
    expect(throughput.relative).toBeCloseTo(-0.999, 3);
  });

  it('objectives that only B breaks, and doubts, forbid a pass', () => {
    const { before, after } = madePair();
    const broken = { before: before.map(() => []), after: after.map((_, at) => (at < 2 ? ['checks'] : [])) };
    expect(comparePairs(before, after, { broken })).toMatchObject({
      verdict: 'inconclusive',
      reasons: ['the objective "checks" was broken in 2 of 12 runs after, in 0 before'],
    });
    expect(comparePairs(before, after, { broken: { before: broken.after, after: broken.before } }).verdict).toBe(
      'no-change',
    );
    const slower = madePair({ slower: 1.1 });
    const doubted = comparePairs(slower.before, slower.after, { doubts: ['it was stopped'] });
    expect(doubted).toMatchObject({ verdict: 'inconclusive', reasons: ['it was stopped'] });
    expect(() => comparePairs(before, after.slice(1))).toThrow(RangeError);
  });
});

describe('invalid blocks', () => {
  const { before, after } = madePair();
  const left = (ofA: number, ofB: number, sides = { before, after }) =>
    Comparison.parse(comparePairs(sides.before, sides.after, { invalid: { before: ofA, after: ofB } }));

  it('are kept by side, and forbid no verdict where both have as many', () => {
    expect(left(1, 3)).toMatchObject({ verdict: 'no-change', reasons: [], invalid: { before: 1, after: 3 } });
    expect(left(4, 0)).toMatchObject({ verdict: 'no-change', reasons: [] });
    expect(comparePairs(before, after).invalid).toBeUndefined();
  });

  it('of B alone may be its own doing: neither no change nor an improvement, and no excuse for a regression', () => {
    expect(left(0, 4)).toMatchObject({
      verdict: 'inconclusive',
      reasons: ['4 blocks of B were invalid, none of A: what made them so may be B itself'],
    });
    expect(left(1, 4, madePair({ slower: 0.95 }))).toMatchObject({
      verdict: 'inconclusive',
      reasons: ['4 blocks of B were invalid, 1 of A: what made them so may be B itself'],
    });
    expect(left(0, 4, madePair({ slower: 1.1 }))).toMatchObject({ verdict: 'regression', reasons: [] });
  });
});

describe('blockOrder', () => {
  it('quadruples ABBA and BAAB, the same of a seed', () => {
    const order = blockOrder(200, 7).join('');
    expect(order).toMatch(/^(ABBA|BAAB){100}$/);
    expect(order).toBe(blockOrder(200, 7).join(''));
    expect(order).not.toBe(blockOrder(200, 8).join(''));
    expect(order.match(/.{4}/g)!.filter((each) => each === 'ABBA').length).toBeGreaterThan(30);
  });
});

describe('pairTimes', () => {
  it('fills the budget and never exceeds it', () => {
    expect(pairTimes({ budget: 600, pairs: undefined, fixed: undefined })).toMatchObject({ pairs: 12, block: 21.5 });
    expect(pairTimes({ budget: 300, pairs: undefined, fixed: undefined })).toMatchObject({ pairs: 10, block: 11.5 });
    expect(pairTimes({ budget: 600, pairs: undefined, fixed: 20 })).toMatchObject({ pairs: 12, block: 20 });
    expect(pairTimes({ budget: 40, pairs: 2, fixed: undefined })).toMatchObject({ pairs: 2, block: 4.5 });
    for (const budget of [280, 331, 600, 3600])
      expect(pairTimes({ budget, pairs: undefined, fixed: undefined }).total).toBeLessThanOrEqual(budget);
  });

  it('a budget that is too short is refused with one that is not', () => {
    const tooShort = (budget: number, fixed?: number) => () => pairTimes({ budget, pairs: undefined, fixed });
    expect(tooShort(120)).toThrow('too short for 10 pairs');
    expect(tooShort(600, 60)).toThrow(/give 2\d min/);
    expect(pairTimes({ budget: 270, pairs: undefined, fixed: undefined })).toMatchObject({ pairs: 10, block: 10 });
  });
});
