import { describe, expect, test } from 'vitest';
import { lineCrossing } from '../../../src/stats/regression/line-crossing.ts';
import { fitLine, lineAt } from '../../../src/stats/regression/line-fit.ts';

const X = [1, 2, 3, 4, 5, 6];
const Y = [2.1, 3.9, 6.2, 7.8, 10.1, 11.9];

describe('lineCrossing', () => {
  test('the line itself reaches the level there, and its band at the ends', () => {
    const fit = fitLine(X, Y);
    const t = 2.776;
    const crossing = lineCrossing(fit, 9, t)!;
    expect(lineAt(fit, crossing.at)).toBeCloseTo(9, 12);
    for (const end of [crossing.lower, crossing.upper]) {
      const band = t * fit.residualSd * Math.sqrt(1 / fit.n + (end - fit.meanX) ** 2 / fit.spread);
      expect(Math.abs(lineAt(fit, end) - 9)).toBeCloseTo(band, 10);
    }
    expect(crossing.lower).toBeLessThan(crossing.at);
    expect(crossing.upper).toBeGreaterThan(crossing.at);
  });

  test('a falling line is crossed as well', () => {
    const down = lineCrossing(
      fitLine(
        X,
        Y.map((y) => -y),
      ),
      -9,
      2.776,
    )!;
    const up = lineCrossing(fitLine(X, Y), 9, 2.776)!;
    expect(down.lower).toBeCloseTo(up.lower, 12);
    expect(down.upper).toBeCloseTo(up.upper, 12);
  });

  test('a slope that cannot be told from 0 is crossed nowhere', () => {
    expect(lineCrossing(fitLine([1, 2, 3, 4], [1, 2, 1, 2]), 5, 4.303)).toBeUndefined();
  });
});
