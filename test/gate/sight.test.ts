import { describe, expect, test } from 'vitest';
import { figuresOf } from '../../src/compare/runs/run-figures.ts';
import { type AskedLeg, neverFails } from '../../src/gate/never-fails.ts';
import { repeatsNeeded, sightsOf } from '../../src/gate/sight.ts';
import { runs } from '../compare/runs/made-runs.ts';

describe('the smallest shift that a gate sees', () => {
  test('is what Mann-Whitney notices at the α that all metrics share, and lies beyond the floor in 9 of 10', () => {
    const p95 = (before: number, repeats: number) =>
      sightsOf(runs(before, { noise: 0.02 }).map(figuresOf), repeats).sees.find(({ name }) => name === 'p95')!
        .relative!;
    expect(p95(10, 5)).toBeGreaterThan(0.035);
    expect(p95(10, 5)).toBeLessThan(0.065);
    expect(p95(20, 10)).toBeLessThan(p95(10, 5));
  });

  test('of what never failed it is the floor: 0.1 % of requests', () => {
    const { sees } = sightsOf(runs(10).map(figuresOf), 5);
    expect(sees.find(({ name }) => name === 'failed')).toMatchObject({ median: 0, shift: 0.001, relative: null });
  });
});

describe('a gate that can never fail is refused, and says why and what to do', () => {
  const leg = (more: Partial<AskedLeg>): AskedLeg => ({
    scenario: 'load',
    tier: 'small',
    repeats: 5,
    compare: 'baseline',
    baseline: null,
    objectives: [{ name: 'API response', stated: true, harmless: null }],
    ...more,
  });
  const kept = (count: number) => runs(count).map(figuresOf);
  const harmless = [
    { name: 'cache', stated: true, harmless: 'a warning' },
    { name: 'errors', stated: true, harmless: 'silenced' },
  ];
  test.each<[string, Partial<AskedLeg>, RegExp, RegExp]>([
    [
      'no objective, nothing compared',
      { compare: 'none', objectives: [] },
      /^no objective is stated, and nothing is compared$/,
      /state an objective/,
    ],
    [
      'what nobody stated, no baseline',
      { objectives: [{ name: 'checks', stated: false, harmless: null }] },
      /^no objective is stated, and there is no baseline$/,
      /loadkit baseline set/,
    ],
    [
      '3 runs against 3',
      { repeats: 3, baseline: kept(3) },
      /^3 runs against 3 can never show a regression: the least p is 0.10, times 5 metrics/,
      /baseline of more runs/,
    ],
    [
      '4 runs against 4: Holm takes the least p of 0.029 above 5 %',
      { repeats: 4, baseline: kept(4) },
      /the least p is 0.029, times 5 metrics that share the 5 %/,
      /write repeats: \d/,
    ],
    [
      'all objectives are warnings or silenced',
      { compare: 'none', objectives: harmless },
      /^no objective can fail a run \(cache: a warning, errors: silenced\), and nothing is compared$/,
      /state an objective/,
    ],
  ])('%s', (_, more, why, next) => {
    const [problem, ...others] = neverFails(leg(more));
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ where: { path: 'load at small' } });
    expect(problem!.what).toMatch(/can never fail$/);
    expect(problem!.why).toMatch(why);
    expect(problem!.next).toMatch(next);
  });

  test.each<[string, Partial<AskedLeg>]>([
    ['an objective, no baseline yet', {}],
    ['an objective, nothing compared', { compare: 'none' }],
    ['no objective, a baseline', { objectives: [], baseline: kept(10) }],
    ['5 against 5', { baseline: kept(5) }],
  ])('not refused: %s', (_, more) => expect(neverFails(leg(more))).toEqual([]));

  test('the repeats that it names are the fewest that will do', () => {
    expect(repeatsNeeded(kept(4))).toBe(6);
    expect(sightsOf(kept(4), 5).blind).not.toBeNull();
    expect(sightsOf(kept(4), 6).blind).toBeNull();
    expect(repeatsNeeded(kept(2))).toBe(19);
    expect(repeatsNeeded(kept(1))).toBeUndefined();
  });
});
