import { describe, expect, test } from 'vitest';
import { compareRuns } from '../../src/compare/runs/compare-runs.ts';
import { figuresOf } from '../../src/compare/runs/run-figures.ts';
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
