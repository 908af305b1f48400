import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crossing, demandFigures } from '../../../src/growth/figures.ts';
import { curveAt, fitHistory } from '../../../src/growth/history/fit.ts';
import { historyDemand } from '../../../src/growth/history/history.ts';
import type { HistoryPoint } from '../../../src/growth/history/read-csv.ts';
import { drawUniform } from '../../../src/stats/distributions/uniform.ts';
import { DAYS_PER_MONTH } from '../../../src/units/months.ts';
import { misreckoned } from '../../fixtures/arithmetic.ts';
import { stated } from '../../fixtures/demand.ts';

/** Points of a curve, the last of them now, with noise of a seed. */
function series(
  n: number,
  curve: (month: number) => number,
  { noise = 0, seed = 1, step = 1, relative = false } = {},
): HistoryPoint[] {
  const uniform = drawUniform(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return Array.from({ length: n }, (_, i) => {
    const month = (i - n + 1) * step;
    const at = curve(month);
    return { month, value: Math.max(0, relative ? at * Math.exp(noise * normal()) : at + noise * normal()) };
  });
}

const demandOf = (history: HistoryPoint[], horizon = 12) =>
  historyDemand({
    quantity: 'requests',
    unit: 'requests/s',
    id: 'requests',
    history: { points: history, folded: null, caveats: [] },
    horizon,
    today: 20_000,
  });

describe('the choice of the curve', () => {
  test('by what it would have said of the last quarter', () => {
    expect(fitHistory(series(24, (month) => 100 * 1.15 ** month)).best.shape).toBe('exponential');
    expect(fitHistory(series(24, (month) => 500 + 10 * month)).best.shape).toBe('linear');
    const fit = fitHistory(series(24, (month) => 100 * 1.15 ** month));
    expect(fit.held).toBe(6);
    expect(fit.heldOut.exponential).toBeLessThan(1e-9);
    expect(fit.heldOut.linear).toBeGreaterThan(10);
  });

  test('with noise, it finds the true one in most of 100 series of each', () => {
    let right = 0;
    for (let seed = 1; seed <= 100; seed++) {
      if (
        fitHistory(series(24, (month) => 100 * 1.1 ** month, { noise: 0.1, relative: true, seed })).best.shape ===
        'exponential'
      )
        right += 1;
      if (fitHistory(series(24, (month) => 300 + 10 * month, { noise: 10, seed })).best.shape === 'linear') right += 1;
    }
    expect(right / 200).toBeGreaterThan(0.9);
  });

  test('a value of 0 leaves the straight line only', () => {
    const fit = fitHistory(
      [...series(11, (month) => 100 * 1.15 ** month), { month: 1, value: 0 }].map(({ month, value }) => ({
        month: month - 1,
        value,
      })),
    );
    expect(fit).toMatchObject({ best: { shape: 'linear' }, rival: null });
    // The 0 stands in the last quarter: what was before has logarithms, all together has not.
    expect(fit.heldOut.exponential).not.toBeNull();
    expect(fitHistory([{ month: -20, value: 0 }, ...series(8, (month) => 50 + month)]).heldOut.exponential).toBeNull();
  });
});

describe('a forecast', () => {
  test('of noiseless growth is that growth, and its interval a point', () => {
    const demand = demandOf(series(24, (month) => 100 * 1.15 ** month));
    const { p05, value, p95 } = demand.at(12);
    expect(value).toBeCloseTo(100 * 1.15 ** 12, 6);
    expect(p95 - p05).toBeLessThan(1e-6);
    expect(crossing(demand, { id: 'carried', value: 200 }).month).toBeCloseTo(Math.log(2) / Math.log(1.15), 6);
  });

  test('computed by hand: 0, 2, 3, 2, 3, 5 a month apart, one month ahead', () => {
    const demand = demandOf(
      [0, 2, 3, 2, 3, 5].map((value, i) => ({ month: i - 5, value })),
      1,
    );
    // Least squares: slope 27/35, mean 2.5; Σ residual² = 13.5 − 17.5 (27/35)² over 4; t(.95, 4) = 2.131847.
    const line = 2.5 + (27 / 35) * 3.5;
    const s = Math.sqrt((13.5 - 17.5 * (27 / 35) ** 2) / 4);
    const reach = 2.131846786326649 * s * Math.sqrt(1 + 1 / 6 + 3.5 ** 2 / 17.5);
    expect(demand.kind).toBe('history');
    expect(demand.inputs.find(({ id }) => id === 'requests_slope')).toMatchObject({ unit: 'requests/s per month' });
    const { value, p05, p95 } = demand.at(1);
    expect(value).toBeCloseTo(line, 10);
    expect(p95).toBeCloseTo(line + reach, 8);
    expect(p05).toBeCloseTo(line - reach, 8);
  });

  test.each([
    ['10 a month, sd 20', (month: number) => 400 + 10 * month, { noise: 20 }],
    ['10 % a month, noise of 10 %', (month: number) => 100 * 1.1 ** month, { noise: 0.1, relative: true }],
    ['3 % a month, noise of 10 %', (month: number) => 100 * 1.03 ** month, { noise: 0.1, relative: true }],
  ])('%s: the interval a year ahead holds the truth, whichever curve was chosen', (_, curve, noise) => {
    const runs = 250;
    let [inside, above] = [0, 0];
    for (let seed = 1; seed <= runs; seed++) {
      // Twelve months later the truth is the point that the same seed would have drawn.
      const all = series(36, (month) => curve(month + 12), { ...noise, seed });
      const { p05, p95 } = demandOf(all.slice(0, 24).map(({ month, value }) => ({ month: month + 12, value }))).at(12);
      const truth = all.at(-1)!.value;
      if (p05 <= truth && truth <= p95) inside += 1;
      if (truth > p95) above += 1;
    }
    // 90 % and 5 %, with three standard errors and what the choice costs.
    expect(inside / runs).toBeGreaterThan(0.86);
    expect(above / runs).toBeLessThan(0.09);
  });

  test('where the history does not decide, the interval spans both curves', () => {
    const undecided = series(24, (month) => 400 + 10 * month, { noise: 30, seed: 3 });
    const { best, rival } = fitHistory(undecided);
    const { p05, value, p95 } = demandOf(undecided).at(12);
    expect(value).toBe(curveAt(best, 12));
    expect(p95).toBe(Math.max(curveAt(best, 12, 1), curveAt(rival!, 12, 1)));
    expect(p05).toBe(Math.min(curveAt(best, 12, -1), curveAt(rival!, 12, -1)));
    expect(demandOf(undecided).basis).toContain('the interval spans both');
    expect(fitHistory(series(36, (month) => 100 * 1.15 ** month, { noise: 0.02, relative: true })).rival).toBeNull();
  });

  test('says what it rests on', () => {
    const demand = demandOf(series(24, (month) => 500 + 10 * month, { noise: 5 }));
    expect(demand.basis).toMatch(
      /^requests: a straight line through 24 points of history; it missed the last 6 points, when held out, by [\d.]+ in the mean, the other curve by [\d.]+$/,
    );
    expect(demand.caveats).toEqual([]);
  });

  test('beyond as many months as the history covers it is projected', () => {
    const basis = demandFigures(demandOf(series(10, (month) => 500 + 10 * month, { noise: 5 }))).map(
      ({ id, basis }) => `${id} ${basis}`,
    );
    expect(basis).toContain('requests_month_6 computed');
    expect(basis).toContain('requests_month_12 projected');
    expect(basis).toContain('requests_month_12_p95 projected');
  });

  test('a falling line ends at 0, not below', () => {
    const demand = demandOf(series(12, (month) => 10 - 5 * month, { noise: 1 }));
    expect(demand.at(12)).toMatchObject({ p05: 0, value: 0 });
    expect(misreckoned(demandFigures(demand))).toEqual([]);
  });
});

describe('caveats', () => {
  const caveats = (history: HistoryPoint[], horizon = 12) =>
    demandOf(history, horizon).caveats.filter((caveat) => !caveat.includes('the history does not decide'));
  const rising = (month: number) => 500 + 10 * month;

  test('few points, and a horizon beyond the history', () => {
    expect(caveats(series(8, rising, { noise: 3 }))).toEqual([
      '8 points are few for a forecast: the choice of the curve rests on 2 of them',
      'the history covers 7 months and the forecast 12 months: what lies more than 7 months ahead is projected',
    ]);
  });

  test('a history that ended, and one with a gap', () => {
    const points = series(24, rising, { noise: 3 });
    expect(caveats(points.map(({ month, value }) => ({ month: month - 4, value })))).toEqual([
      'the history ends 4 months ago: what happened since is not in it',
    ]);
    expect(
      caveats(
        points.filter(({ month }) => month < -12 || month > -8),
        6,
      ),
    ).toEqual(['the history has a gap of 6 months, where its points usually stand 30 days apart']);
  });

  test('zeros', () => {
    const points = series(24, rising, { noise: 3 });
    points[3] = { ...points[3]!, value: 0 };
    expect(caveats(points)).toContain(
      '1 value is 0, so that only a straight line could be fitted; were they outages, leave them out',
    );
  });

  test('residuals that follow one another', () => {
    const walk = series(36, rising);
    let drift = 0;
    const uniform = drawUniform(5);
    const lasting = walk.map(({ month, value }) => {
      drift = 0.95 * drift + 20 * (uniform() - 0.5);
      return { month, value: value + drift };
    });
    expect(caveats(lasting).join()).toMatch(
      /what the curve misses lasts from point to point \(autocorrelation 0\.\d+\): the interval is too narrow/,
    );
  });

  test('a season of a week in daily points, of a year in monthly ones', () => {
    const week = (month: number) =>
      rising(month) + 60 * Math.cos((2 * Math.PI * Math.round(month * DAYS_PER_MONTH)) / 7);
    const daily = series(84, week, { step: 1 / DAYS_PER_MONTH, noise: 3 });
    expect(caveats(daily, 2).join()).toMatch(/a season of a week shows \(autocorrelation (1|0\.\d+) after 7 points\)/);
    const year = (month: number) => rising(month) + 60 * Math.cos((2 * Math.PI * month) / 12);
    expect(caveats(series(36, year, { noise: 3 })).join()).toMatch(
      /a season of a year shows \(autocorrelation [\d.]+ after 12 points\)/,
    );
    expect(caveats(series(20, year, { noise: 3 })).join()).not.toContain('season');
  });

  test('independent noise raises them in few of 300 series', () => {
    let raised = 0;
    for (let seed = 1; seed <= 300; seed++)
      if (caveats(series(36, rising, { noise: 30, seed })).length > 0) raised += 1;
    expect(raised / 300).toBeLessThan(0.08);
  });
});

test('properties: p05 <= value <= p95; crossings agree with at(); every number is its own arithmetic', () => {
  const value = fc.oneof(
    { weight: 9, arbitrary: fc.double({ min: 0.1, max: 1e5, noNaN: true }) },
    { weight: 1, arbitrary: fc.constant(0) },
  );
  const history = fc
    .array(fc.tuple(fc.integer({ min: 1, max: 60 }), value), { minLength: 6, maxLength: 30 })
    .map((steps) => {
      const days = steps.map((_, i) => steps.slice(0, i + 1).reduce((sum, [gap]) => sum + gap, 0));
      return steps.map(([, at], i) => ({ month: -days[i]! / DAYS_PER_MONTH, value: at })).reverse();
    });
  fc.assert(
    fc.property(
      history,
      fc.double({ min: 0.1, max: 5, noNaN: true }),
      fc.double({ min: 1, max: 36, noNaN: true }),
      (points, times, horizon) => {
        const demand = demandOf(points, horizon);
        for (const { p05, value, p95 } of [...demand.points, demand.at(horizon / 7)]) {
          expect(p05).toBeLessThanOrEqual(value);
          expect(value).toBeLessThanOrEqual(p95);
          expect(p05).toBeGreaterThanOrEqual(0);
        }
        const level = { id: 'carried', value: Math.max(1e-3, demand.at(0).p95 * times) };
        const found = crossing(demand, level);
        for (const [curve, month] of [
          ['p95', found.month],
          ['value', found.value],
          ['p05', found.p05],
        ] as const) {
          if (month === null) continue;
          if (month > 0) expect(Math.abs(Math.log(demand.at(month)[curve] / level.value))).toBeLessThan(1e-6);
          else expect(demand.at(0)[curve]).toBeGreaterThanOrEqual(level.value * (1 - 1e-9));
        }
        // What is not found does not exist: no month up to the horizon lies above.
        const above = Array.from({ length: 61 }, (_, k) => demand.at((horizon * k) / 60)).filter(
          ({ month, p05, value, p95 }) =>
            (month < (found.month ?? Number.POSITIVE_INFINITY) * (1 - 1e-9) && p95 > level.value * (1 + 1e-6)) ||
            (month < (found.value ?? Number.POSITIVE_INFINITY) * (1 - 1e-9) && value > level.value * (1 + 1e-6)) ||
            (month < (found.p05 ?? Number.POSITIVE_INFINITY) * (1 - 1e-9) && p05 > level.value * (1 + 1e-6)),
        );
        expect(above).toEqual([]);
        expect(misreckoned([stated('carried', level.value), ...demandFigures(demand), ...found.figures])).toEqual([]);
      },
    ),
    { numRuns: 60 },
  );
});
