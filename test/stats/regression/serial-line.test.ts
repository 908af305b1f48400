import { describe, expect, test } from 'vitest';
import { fitLine } from '../../../src/stats/regression/line-fit.ts';
import { lineEnds, serialLine, slopeEnds } from '../../../src/stats/regression/serial-line.ts';

const X = [1, 2, 3, 4, 5, 6];
const Y = [2.1, 3.9, 6.2, 7.8, 10.1, 11.9];
const STEPS = [0, 1, 2, 3, 4, 5];

describe('serialLine', () => {
  test('residuals that take turns are as good as independent ones', () => {
    expect(serialLine({ x: X, y: Y, steps: STEPS })).toEqual(fitLine(X, Y));
  });

  test('residuals that resemble their neighbours widen it by √((1 + r)/(1 − r))', () => {
    // Residuals about y = x of +, +, −, − …: of 11 pairs 6 agree, so r = (6 − 5)/11 = 1/11 of those about 0.
    const x = Array.from({ length: 12 }, (_, i) => Math.floor(i / 4));
    const y = x.map((at, i) => at + (i % 4 < 2 ? 1 : -1));
    const steps = x.map((_, i) => i);
    const [plain, wide] = [fitLine(x, y), serialLine({ x, y, steps })];
    expect(plain.slope).toBeCloseTo(1, 12);
    expect(wide.residualSd / plain.residualSd).toBeCloseTo(Math.sqrt((1 + 1 / 11) / (1 - 1 / 11)), 12);
    // Four steps apart they are the same: no more than r = 0.9 is taken.
    expect(serialLine({ x, y, steps }, 4).residualSd / plain.residualSd).toBeCloseTo(Math.sqrt(1.9 / 0.1), 12);
  });

  test('the ends of slope and line are those of Draper and Smith', () => {
    const [fit, t] = [fitLine(X, Y), 2.776];
    const slope = slopeEnds(fit, t);
    // Σ(x − x̄)² = 17.5, s² = 0.027714: s/√17.5 = 0.0398.
    expect([slope.value, slope.upper - slope.value]).toEqual([
      expect.closeTo(1.97714, 5),
      expect.closeTo(2.776 * 0.0398, 3),
    ]);
    const middle = lineEnds(fit, fit.meanX, t);
    expect(middle.upper - middle.value).toBeCloseTo((t * fit.residualSd) / Math.sqrt(6), 12);
    expect(lineEnds(fit, 0, t).value).toBeCloseTo(0.08, 12);
  });
});
