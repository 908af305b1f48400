import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { analyzeUsl } from '../../src/capacity/usl.ts';
import { lackOfFit } from '../../src/capacity/usl-lack-of-fit.ts';
import { readUslPoints } from '../../src/capacity/usl-points.ts';
import { fitUsl, type UslPoint } from '../../src/stats/usl/usl-fit.ts';
import { uslSpread } from '../../src/stats/usl/usl-spread.ts';
import { PUBLISHED } from './usl/published.ts';
import { DESIGNS, drawn, LAWS, OTHERS } from './usl/simulated.ts';

const analysisOf = (points: readonly UslPoint[]) => analyzeUsl(points, uslSpread(points))!.analysis;
const misfit = (points: readonly UslPoint[]) => {
  const weights = uslSpread(points);
  return lackOfFit(points, fitUsl(points, weights)!, weights);
};
const draws = (of: (seed: number) => readonly UslPoint[], count: number) =>
  Array.from({ length: count }, (_, seed) => misfit(of(seed))).filter((text) => text !== undefined).length;

describe('a law that does not fit', () => {
  const plateau = readUslPoints(
    readFileSync(new URL('../fixtures/cases/plan/usl-plateau/plateau.csv', import.meta.url), 'utf8'),
    'plateau.csv',
  );

  it('a hard cap is no peak: the ceiling is named, the peak is not', () => {
    const { caveats, peakConcurrency, peakThroughput } = analysisOf(plateau);
    expect([peakConcurrency, peakThroughput]).toEqual([null, null]);
    expect(caveats).toEqual([
      {
        code: 'lack-of-fit',
        text: "the law does not fit: throughput that rises to 100,002 and stays there describes these points better, the law's errors are 7 x as large; a ceiling is no peak",
      },
    ]);
  });

  it('nor is one in other units, or of few loads', () => {
    const scaled = plateau.map(({ concurrency, throughput }) => ({ concurrency, throughput: throughput / 312.5 }));
    expect(misfit(scaled)).toContain('rises to 320 and stays there');
    expect(
      misfit([1, 2, 4, 8, 16, 32, 64].map((n) => ({ concurrency: n, throughput: Math.min(20 * n, 320) }))),
    ).toContain('rises to 320');
  });

  it('repeated runs that agree with each other and not with the curve', () => {
    const shape = [20, 41, 60, 78, 100, 60, 59];
    const points = shape.flatMap((throughput, i) =>
      [0.99, 1, 1.01].map((share) => ({ concurrency: i + 1, throughput: throughput * share })),
    );
    expect(misfit(points)).toMatch(/^the law does not fit: about a concurrency of 5 the points lie .* above its curve/);
  });

  it('single runs that follow their neighbours, far from the curve', () => {
    const points = Array.from({ length: 30 }, (_, i) => ({
      concurrency: i + 1,
      throughput: (10 * (i + 1) * (1 + 0.4 * Math.sin(i / 3))) / (1 + 0.05 * i),
    }));
    expect(misfit(points)).toContain('the law does not fit: about a concurrency of ');
  });

  it.each(Object.entries(OTHERS))('is seen to be none where throughput %s', (_, other) => {
    expect(draws((seed) => drawn(other, DESIGNS['1 to 32'], { share: 0.01, relative: true }, seed), 20)).toBe(20);
  });
});

describe('a law that fits', () => {
  it.each(PUBLISHED)('is not doubted on published points: $name', ({ points }) => {
    expect(misfit(points)).toBeUndefined();
  });

  it.each(Object.entries(DESIGNS))('is hardly ever doubted on points of its own: %s', (_, design) => {
    const doubted = Object.values(LAWS).map((law) =>
      draws((seed) => drawn(law, design, { share: 0.02, relative: false }, 7_000 + seed), 20),
    );
    expect(doubted.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(2);
  });

  it('nor where it goes through all points', () => {
    for (const law of Object.values(LAWS))
      expect(misfit(drawn(law, DESIGNS['1 to 32'], { share: 0, relative: false }, 1))).toBeUndefined();
    expect(misfit([1, 2, 4, 8, 16, 32].map((n) => ({ concurrency: n, throughput: 3 * n })))).toBeUndefined();
  });
});
