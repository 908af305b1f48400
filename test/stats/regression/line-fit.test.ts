import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { studentTQuantile } from '../../../src/stats/distributions/student-t.ts';
import { fitLine, lineAt, predictionReach } from '../../../src/stats/regression/line-fit.ts';

/** NIST StRD "Norris" (J. Norris, calibration of ozone monitors; public domain): y, x. */
const NORRIS: readonly (readonly [number, number])[] = [
  [0.1, 0.2],
  [338.8, 337.4],
  [118.1, 118.2],
  [888.0, 884.6],
  [9.2, 10.1],
  [228.1, 226.5],
  [668.5, 666.3],
  [998.5, 996.3],
  [449.1, 448.6],
  [778.9, 777.0],
  [559.2, 558.2],
  [0.3, 0.4],
  [0.1, 0.6],
  [778.1, 775.5],
  [668.8, 666.9],
  [339.3, 338.0],
  [448.9, 447.5],
  [10.8, 11.6],
  [557.7, 556.0],
  [228.3, 228.1],
  [998.0, 995.8],
  [888.8, 887.6],
  [119.6, 120.2],
  [0.3, 0.3],
  [0.6, 0.3],
  [557.6, 556.8],
  [339.3, 339.1],
  [888.0, 887.2],
  [998.5, 999.0],
  [778.9, 779.0],
  [10.2, 11.1],
  [117.6, 118.3],
  [228.9, 229.2],
  [668.4, 669.1],
  [449.2, 448.9],
  [0.2, 0.5],
];

/** "cars" of R (M. Ezekiel, "Methods of Correlation Analysis", 1930): speed in mph, stopping distance in feet. */
const SPEED = [
  4, 4, 7, 7, 8, 9, 10, 10, 10, 11, 11, 12, 12, 12, 12, 13, 13, 13, 13, 14, 14, 14, 14, 15, 15, 15, 16, 16, 17, 17, 17,
  18, 18, 18, 18, 19, 19, 19, 20, 20, 20, 20, 20, 22, 23, 24, 24, 24, 24, 25,
];
const DISTANCE = [
  2, 10, 4, 22, 16, 10, 18, 26, 34, 17, 28, 14, 20, 24, 28, 26, 34, 34, 46, 26, 36, 60, 80, 20, 26, 54, 32, 40, 32, 40,
  50, 42, 56, 76, 84, 36, 46, 68, 32, 48, 52, 56, 64, 66, 54, 70, 92, 93, 120, 85,
];

describe('fitLine', () => {
  test('the certified values of NIST', () => {
    const fit = fitLine(
      NORRIS.map(([, x]) => x),
      NORRIS.map(([y]) => y),
    );
    expect(fit.slope).toBeCloseTo(1.00211681802045, 12);
    expect(lineAt(fit, 0)).toBeCloseTo(-0.262323073774029, 11);
    expect(fit.residualSd).toBeCloseTo(0.884796396144373, 11);
    // The certified standard deviation of the slope is s/√Σ(x − x̄)².
    expect(fit.residualSd / Math.sqrt(fit.spread)).toBeCloseTo(0.000429796848199937, 14);
  });

  test('what R predicts of stopping distances', () => {
    const fit = fitLine(SPEED, DISTANCE);
    expect([lineAt(fit, 0), fit.slope, fit.residualSd].map((value) => Number(value.toFixed(4)))).toEqual([
      -17.5791, 3.9324, 15.3796,
    ]);
    // predict(lm(dist ~ speed), data.frame(speed = 10), interval = "prediction"): 21.74499, -9.809601, 53.29959
    expect(lineAt(fit, 10)).toBeCloseTo(21.74499, 5);
    expect(lineAt(fit, 10) - predictionReach(fit, 10, studentTQuantile(0.975, fit.n - 2))).toBeCloseTo(-9.809601, 5);
    expect(lineAt(fit, 10) + predictionReach(fit, 10, studentTQuantile(0.975, fit.n - 2))).toBeCloseTo(53.29959, 5);
  });

  test('a line through points of a line is that line, and residuals sum to 0', () => {
    const number = fc.double({ min: -100, max: 100, noNaN: true });
    fc.assert(
      fc.property(
        number,
        number,
        fc.uniqueArray(fc.integer({ min: -50, max: 50 }), { minLength: 3, maxLength: 20 }),
        (a, b, x) => {
          const fit = fitLine(
            x,
            x.map((at) => a + b * at),
          );
          expect(fit.slope).toBeCloseTo(b, 8);
          expect(lineAt(fit, 0)).toBeCloseTo(a, 7);
          expect(fit.residualSd).toBeLessThan(1e-9);
          expect(predictionReach(fit, 70, studentTQuantile(0.95, fit.n - 2))).toBeLessThan(1e-8);
        },
      ),
    );
    const residuals = fitLine(SPEED, DISTANCE).residuals;
    expect(residuals.reduce((sum, residual) => sum + residual, 0)).toBeCloseTo(0, 10);
  });

  test('the reach is least in the middle and grows with distance and confidence', () => {
    const fit = fitLine(SPEED, DISTANCE);
    const at = [0, 5, 20, 100].map((distance) =>
      predictionReach(fit, fit.meanX + distance, studentTQuantile(0.95, fit.n - 2)),
    );
    expect([...at].sort((a, b) => a - b)).toEqual(at);
    expect(predictionReach(fit, 10, studentTQuantile(0.99, fit.n - 2))).toBeGreaterThan(
      predictionReach(fit, 10, studentTQuantile(0.95, fit.n - 2)),
    );
    expect(predictionReach(fit, fit.meanX - 20, studentTQuantile(0.95, fit.n - 2))).toBeCloseTo(at[2]!, 10);
  });

  test('the interval holds nine new observations in ten', () => {
    // A fixed congruential sequence (Park and Miller), Box and Muller's normal deviates: 4,000 lines of 12 points.
    let state = 20_261_122;
    const uniform = () => {
      state = (state * 48_271) % 2_147_483_647;
      return state / 2_147_483_647;
    };
    const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
    let inside = 0;
    for (let k = 0; k < 4000; k++) {
      const x = Array.from({ length: 12 }, (_, i) => i);
      const fit = fitLine(
        x,
        x.map((at) => 5 + 2 * at + 3 * normal()),
      );
      const fresh = 5 + 2 * 18 + 3 * normal();
      if (Math.abs(fresh - lineAt(fit, 18)) <= predictionReach(fit, 18, studentTQuantile(0.95, fit.n - 2))) inside += 1;
    }
    // 90 % ± 3 standard errors of 4,000 draws.
    expect(Math.abs(inside / 4000 - 0.9)).toBeLessThan(0.0143);
  });

  test.each([
    [
      [1, 2],
      [1, 2],
    ],
    [
      [1, 1, 1],
      [1, 2, 3],
    ],
    [
      [1, 2, 3],
      [1, 2],
    ],
  ])('refuses %j against %j', (x, y) => expect(() => fitLine(x, y)).toThrow(RangeError));
});
