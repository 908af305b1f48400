import { describe, expect, test } from 'vitest';
import { comparePairs } from '../../src/compare/pairs/compare-pairs.ts';
import { compareRuns } from '../../src/compare/runs/compare-runs.ts';
import { chance } from '../capacity/simulator/draws.ts';
import { shareOf, shareText } from '../capacity/simulator/row.ts';
import { madePair } from '../compare/pairs/made-pairs.ts';

/** Pairs of each kind; PAIRS=2000 for the table of docs/accuracy.md. */
const PAIRS = Number(process.env['PAIRS'] ?? 200);
const FIRST_SEED = 2_600_000;

/** Noise between blocks, drift over the pair, slow-down; shares in which any metric has to be a regression. */
const KINDS: readonly (readonly [number, number, number, { readonly least?: number; readonly most?: number }])[] = [
  [0.01, 0, 1, { most: 0.02 }],
  [0.01, 0.1, 1, { most: 0.02 }],
  [0.02, 0, 1, { most: 0.02 }],
  [0.04, 0.1, 1, { most: 0.02 }],
  [0.01, 0, 1.02, {}],
  [0.01, 0, 1.03, { least: 0.9 }],
  [0.01, 0.1, 1.03, { least: 0.9 }],
  [0.02, 0, 1.03, {}],
  [0.02, 0, 1.05, { least: 0.9 }],
  [0.04, 0.1, 1.1, { least: 0.9 }],
];

describe(`12 pairs on machines whose level scatters by 10 to 25 %, ${PAIRS} of each kind`, () => {
  test.each(KINDS)('noise %f, drift %f, %f times as slow', (noise, drift, slower, { least = 0, most = 1 }) => {
    if (KINDS[0]![0] === noise && KINDS[0]![1] === drift && slower === 1)
      process.stdout.write(
        '\n| noise | drift | slow-down | p95 a regression, % | any a regression, % | any inconclusive, % | runs on two machines: any a regression, % |\n|---|---|---|---|---|---|---|\n',
      );
    const cases = Array.from({ length: PAIRS }, (_, at) => {
      const seed = FIRST_SEED + 3 * at;
      const { uniform, normal } = chance(seed);
      const level = () => 1 + (0.1 + 0.15 * uniform()) * normal();
      const here = { noise, drift, slower, machine: Math.max(0.3, level()), seed: seed + 1 };
      const there = { ...here, machine: Math.max(0.3, level()), seed: seed + 2 };
      const { before, after } = madePair(here);
      return { pair: comparePairs(before, after), apart: compareRuns(before, madePair(there).after) };
    });
    const p95 = shareOf(cases, ({ pair }) => pair.metrics.find(({ name }) => name === 'p95')!.verdict === 'regression');
    const any = shareOf(cases, ({ pair }) => pair.verdict === 'regression');
    const open = shareOf(cases, ({ pair }) => pair.verdict === 'inconclusive');
    const apart = shareOf(cases, (one) => one.apart.verdict === 'regression');
    const percent = (share: number) => `${Number((100 * share).toFixed(1))} %`;
    process.stdout.write(
      `| ${percent(noise)} | ${percent(drift)} | ${percent(slower - 1)} | ${[p95, any, open, apart].map(shareText).join(' | ')} |\n`,
    );
    expect(p95.high).toBeGreaterThanOrEqual(least);
    expect(any.low).toBeLessThanOrEqual(most);
  });
});
