import { describe, expect, test } from 'vitest';
import { compareFewRuns, compareRuns } from '../../src/compare/runs/compare-runs.ts';
import { type Comparison, outlyingAfter } from '../../src/compare/runs/comparison.ts';
import { figuresOf, type RunFigures } from '../../src/compare/runs/run-figures.ts';
import type { Result } from '../../src/result/result.ts';
import { chance } from '../capacity/simulator/draws.ts';
import { shareOf, shareText } from '../capacity/simulator/row.ts';
import { runs } from '../compare/runs/made-runs.ts';

/** Comparisons of each kind; COMPARISONS=2000 for the table of docs/accuracy.md. */
const COMPARISONS = Number(process.env['COMPARISONS'] ?? 200);
const FIRST_SEED = 2_500_000;
const seeds = Array.from({ length: COMPARISONS }, (_, i) => FIRST_SEED + 2 * i);
const NOISE = 0.02;
const figures = (...made: Parameters<typeof runs>) => runs(...made).map(figuresOf);

/** Runs before; the slow-down; the share in which p95 of the run has to be a regression, at least or at most. */
const KINDS: readonly (readonly [number, number, { readonly least?: number; readonly most?: number }])[] = [
  [10, 1, { most: 0.02 }],
  [20, 1, { most: 0.02 }],
  [10, 1.05, { least: 0.75 }],
  [20, 1.05, { least: 0.85 }],
  [10, 1.08, { least: 0.95 }],
  [20, 1.08, { least: 0.95 }],
];

describe(`5 runs against some before, which scatter by 2 %, ${COMPARISONS} of each`, () => {
  test.each(KINDS)('%i before, %f times as slow', (before, slower, { least = 0, most = 1 }) => {
    if (before === KINDS[0]![0] && slower === KINDS[0]![1])
      process.stdout.write(
        '\n| runs before | slow-down | p95 a regression, % | any metric a regression, % |\n|---|---|---|---|\n',
      );
    const found = seeds.map((seed) =>
      compareRuns(figures(before, { noise: NOISE, seed }), figures(5, { noise: NOISE, seed: seed + 1, slower })),
    );
    const p95 = shareOf(found, ({ metrics }) => metrics.find(({ name }) => name === 'p95')!.verdict === 'regression');
    const any = shareOf(found, ({ verdict }) => verdict === 'regression');
    process.stdout.write(
      `| ${before} | ${((slower - 1) * 100).toFixed(0)} % | ${shareText(p95)} | ${shareText(any)} |\n`,
    );
    expect(p95.high).toBeGreaterThanOrEqual(least);
    expect(slower === 1 ? any.low : 0).toBeLessThanOrEqual(most);
  });
});

/** Series of two monitors, half of whose readings have a worse side; what one of them does, and how runs scatter. */
const SERIES = 34;
/** Heavy tails: one run in ten lies three times as far off. */
type Noise = 'even' | 'heavy';
const WATCHED: readonly (readonly [number, number, number, Noise, { readonly least?: number }])[] = [
  [10, 1, 0.02, 'even', {}],
  [5, 1, 0.05, 'even', {}],
  [10, 1, 0.05, 'heavy', {}],
  [10, 1.1, 0.02, 'even', { least: 0.9 }],
  [20, 1.1, 0.02, 'even', { least: 0.95 }],
  [10, 1.25, 0.05, 'even', {}],
];

describe(`5 runs against some before, with ${SERIES} series of readings beside them, ${COMPARISONS} of each`, () => {
  test.each(WATCHED)('%i before, the first times %f, scatter %f, %s', (before, times, noise, tail, { least = 0 }) => {
    if (WATCHED[0]!.slice(0, 4).join() === [before, times, noise, tail].join())
      process.stdout.write(
        '\n| runs before | first reading | scatter | the first a regression, % | any reading told, % | any a regression, % | p95 slower by 5 % found, % | the same without readings, % |\n|---|---|---|---|---|---|---|---|\n',
      );
    const found = seeds.map((seed) => {
      const { uniform, normal } = chance(seed + 17);
      const lasting = () => {
        const common = normal();
        // Half of what a run's readings scatter by is common to all of them: the machine's day.
        const own = () => Math.SQRT1_2 * (common + normal());
        return () => own() * (tail === 'heavy' && uniform() < 0.1 ? 3 : 1);
      };
      const withReadings = (results: readonly Result[], first: number) =>
        results.map((result): Result => {
          const draw = lasting();
          const stage = result.stages[0]!.name;
          const series = Array.from({ length: SERIES }, (_, i) => {
            const mean = 0.4 * (i === 0 ? first : 1) * (1 + noise * draw());
            const stages = [{ stage, readings: 60, mean, peak: mean * (1.3 + noise * draw()) }];
            return { metric: i % 2 === 0 ? `usage_${i}` : `traffic_${i}`, tags: {}, unit: 'ratio' as const, stages };
          });
          const whole = [{ stage, seconds: 60, unread: 0, whole: true }];
          return { ...result, monitors: [{ monitor: 'machine', every: 1, stages: whole, series }] };
        });
      const sides = [
        runs(before, { noise: NOISE, seed }),
        runs(5, { noise: NOISE, seed: seed + 1, slower: 1.05 }),
      ] as const;
      const watched = compareRuns(
        withReadings(sides[0], 1).map(figuresOf),
        withReadings(sides[1], times).map(figuresOf),
      );
      return { watched, plain: compareRuns(sides[0].map(figuresOf), sides[1].map(figuresOf)) };
    });
    type Found = (typeof found)[number];
    const readings = ({ watched }: Found) => watched.metrics.filter((metric) => metric.watched);
    const others = (one: Found) => readings(one).filter(({ watched }) => times === 1 || watched!.reading !== 'usage_0');
    const first = shareOf(found, (one) =>
      readings(one).some(({ watched, verdict }) => watched!.reading === 'usage_0' && verdict === 'regression'),
    );
    const told = shareOf(found, (one) =>
      others(one).some(({ verdict }) => ['regression', 'improvement', 'changed'].includes(verdict)),
    );
    const worse = shareOf(found, (one) => others(one).some(({ verdict }) => verdict === 'regression'));
    const slow = ({ metrics }: Comparison) =>
      metrics.find(({ name, endpoint }) => name === 'p95' && endpoint === null)!.verdict === 'regression';
    const [beside, alone] = [shareOf(found, (one) => slow(one.watched)), shareOf(found, (one) => slow(one.plain))];
    process.stdout.write(
      `| ${before} | × ${times} | ${noise * 100} %${tail === 'heavy' ? ', heavy' : ''} | ${[first, told, worse, beside, alone].map(shareText).join(' | ')} |\n`,
    );
    expect(beside.count).toBe(alone.count);
    expect(told.low).toBeLessThanOrEqual(0.01);
    expect(first.high).toBeGreaterThanOrEqual(least);
  });
});

/** What runs differ by among themselves, and a slow-down; the share in which anything may be a regression, at most. */
const SINGLE: readonly (readonly [noise: number, slower: number, most: number])[] = [
  [0.01, 1, 0.02],
  [0.02, 1, 0.02],
  [0.03, 1, 0.02],
  [0.05, 1, 1],
  [0.02, 1.1, 1],
  [0.02, 1.2, 1],
  [0.02, 1.3, 1],
];

describe(`a single run against a single one, sure of its figures to 1 %, ${COMPARISONS} of each`, () => {
  test.each(SINGLE)('runs scatter by %f, %f times as slow', (noise, slower, most) => {
    if (noise === SINGLE[0]![0])
      process.stdout.write(
        '\n| scatter between runs | slow-down | p95 a regression, % | any metric a regression, % |\n|---|---|---|---|\n',
      );
    const found = seeds.map((seed) =>
      compareFewRuns(
        figures(1, { noise, seed, error: 0.01 }),
        figures(1, { noise, seed: seed + 1, slower, error: 0.01 }),
      ),
    );
    const p95 = shareOf(found, ({ metrics }) => metrics.find(({ name }) => name === 'p95')!.verdict === 'regression');
    const any = shareOf(found, ({ verdict }) => verdict === 'regression');
    process.stdout.write(
      `| ${(noise * 100).toFixed(0)} % | ${((slower - 1) * 100).toFixed(0)} % | ${shareText(p95)} | ${shareText(any)} |\n`,
    );
    expect(any.low).toBeLessThanOrEqual(most);
  });
});

/** What a run of a side is like, given its place in an order by chance and a number between 0 and 1 of its own. */
type Odd = (place: number, u: number) => { readonly slower?: number; readonly failed?: number };
const EACH = 0.1;
const odd: Readonly<Record<string, Odd>> = {
  alike: () => ({}),
  'one is slower, 1.2 to 5 times': (place, u) => ({ slower: place === 0 ? 1.2 * (5 / 1.2) ** u : 1 }),
  'each with 10 % 3 times as slow': (_, u) => ({ slower: u < EACH ? 3 : 1 }),
  'each with 10 % fails 2 % of requests': (_, u) => ({ failed: u < EACH ? 0.02 : 0 }),
  'two are 10 times as slow': (place) => ({ slower: place < 2 ? 10 : 1 }),
  'one fails half of the requests': (place) => ({ failed: place === 0 ? 0.5 : 0 }),
};
const OUTLYING: readonly (readonly [string, string, number, { readonly least?: number; readonly most?: number }])[] = [
  ['alike', 'alike', 0.01, { most: 0.01 }],
  ['alike', 'alike', 0.03, { most: 0.01 }],
  ['one is slower, 1.2 to 5 times', 'one is slower, 1.2 to 5 times', 0.01, { most: 0.01 }],
  ['each with 10 % 3 times as slow', 'each with 10 % 3 times as slow', 0.01, { most: 0.12 }],
  ['each with 10 % fails 2 % of requests', 'each with 10 % fails 2 % of requests', 0.01, { most: 0.3 }],
  ['alike', 'two are 10 times as slow', 0.01, { least: 1 }],
  ['alike', 'one fails half of the requests', 0.01, { least: 1 }],
];

describe(`10 runs against 10 of which some stand out, ${COMPARISONS} of each`, () => {
  const side = (like: Odd, noise: number, seed: number): RunFigures[] => {
    const { uniform } = chance(seed + 31);
    const made = figures(10, { noise, seed });
    const first = Math.floor(uniform() * made.length);
    return made.map((run, at) => {
      const { slower = 1, failed = 0 } = like((at + first) % made.length, uniform());
      const changed = (metric: RunFigures['metrics'][number]) =>
        metric.unit === 'seconds' ? metric.value! * slower : metric.name === 'failed' ? failed : metric.value;
      return { ...run, metrics: run.metrics.map((metric) => ({ ...metric, value: changed(metric) })) };
    });
  };
  test.each(OUTLYING)('%s; after: %s; scatter %f', (before, after, noise, { least = 0, most = 1 }) => {
    if (before === OUTLYING[0]![0] && after === before && noise === OUTLYING[0]![2])
      process.stdout.write(
        '\n| before | after | scatter | inconclusive since some stand out, % |\n|---|---|---|---|\n',
      );
    const found = seeds.map((seed) => compareRuns(side(odd[before]!, noise, seed), side(odd[after]!, noise, seed + 1)));
    const held = shareOf(
      found,
      ({ metrics, verdict }) =>
        verdict === 'inconclusive' &&
        metrics.some((metric) => metric.verdict === 'inconclusive' && outlyingAfter(metric).length > 0),
    );
    process.stdout.write(`| ${before} | ${after} | ${noise * 100} % | ${shareText(held)} |\n`);
    expect(held.high).toBeGreaterThanOrEqual(least);
    expect(held.low).toBeLessThanOrEqual(most);
  });
});
