import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { historyDemand } from '../../../src/growth/history/history.ts';
import { type HistoryPoint, readHistory } from '../../../src/growth/history/read-csv.ts';
import { stepOf } from '../../../src/growth/history/step.ts';
import { drawUniform } from '../../../src/stats/distributions/uniform.ts';
import { parseDay } from '../../../src/units/months.ts';

const TODAY = parseDay('2026-11-29')!;
const NAMED = /a step shows|far below|far off/;

function noisy(n: number, curve: (month: number) => number, noise: number, seed: number): HistoryPoint[] {
  const uniform = drawUniform(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return Array.from({ length: n }, (_, i) => {
    const month = i - n + 1;
    return { month, value: Math.max(0.01, curve(month) * Math.exp(noise * normal())) };
  });
}

const demandOf = (points: readonly HistoryPoint[], today = TODAY) =>
  historyDemand({
    quantity: 'requests',
    unit: 'requests/s',
    id: 'requests',
    history: { points, folded: null, caveats: [] },
    horizon: 12,
    today,
  });
const named = (points: readonly HistoryPoint[]) => demandOf(points).caveats.filter((caveat) => NAMED.test(caveat));

function ofCase(name: string) {
  const text = readFileSync(new URL(`../../fixtures/cases/plan/${name}/history.csv`, import.meta.url), 'utf8');
  return demandOf(readHistory(text, 'history.csv', TODAY).points);
}

test('a month that is not over is left out, with its numbers', () => {
  const demand = ofCase('history-unfinished-month');
  expect(demand.caveats.filter((caveat) => NAMED.test(caveat))).toEqual([
    expect.stringMatching(
      /^the last row, 15 on 2026-11-01, lies far below the 19\d that the rows before lead to: it looks like a period that is not over and is left out/,
    ),
  ]);
  expect(demand.at(0).value).toBeGreaterThan(190);
  expect(demand.at(0).value).toBeLessThan(205);
});

test('a step is named, with its day and both levels', () => {
  expect(ofCase('history-step').caveats.filter((caveat) => NAMED.test(caveat))).toEqual([
    expect.stringMatching(
      /^a step shows at 2026-03-01, from about \d\d(\.\d)? to 2\d\d: the curve takes it for growth/,
    ),
  ]);
});

test('a step down is taken for a decline', () => {
  const points = noisy(24, (month) => (month < -10 ? 300 : 100), 0.02, 2);
  expect(named(points).join()).toContain('the curve takes it for a decline');
});

test('a step with few rows behind it: they alone are no history', () => {
  const points = noisy(24, (month) => (month < -2 ? 100 : 300), 0.02, 2);
  expect(named(points).join()).toMatch(/^a step shows at .* look again when more rows follow, unless/);
});

describe('a single point', () => {
  const calm = () => noisy(24, (month) => 500 + 10 * month, 0.02, 4);
  const with9 = (value: number) => calm().map((point) => (point.month === -9 ? { ...point, value } : point));

  test('a peak', () => {
    expect(named(calm())).toEqual([]);
    expect(named(with9(1500))).toEqual([
      expect.stringMatching(
        /^1 row lies far off the curve through the others: 1,500 on 2026-02-\d\d against 4\d\d, a single peak/,
      ),
    ]);
  });

  test('an outage', () => expect(named(with9(30)).join()).toMatch(/30 on 2026-02-\d\d against 4\d\d, an outage/));

  test('two peaks hide neither', () => {
    const points = with9(1500).map((point) => (point.month === -3 ? { ...point, value: 1400 } : point));
    expect(named(points).join()).toMatch(/^2 rows lie far off/);
  });

  test('the last one, high: it counts, and is told', () => {
    const points = calm();
    points[23] = { month: 0, value: 1500 };
    expect(named(points).join()).toMatch(/1,500 on 2026-11-29 against (49|5\d)\d, a single peak/);
  });
});

describe('what is none of them', () => {
  test.each([
    ['a line', (month: number) => 500 + 10 * month],
    ['growth by rate', (month: number) => 100 * 1.06 ** month],
    ['a square', (month: number) => 100 + (month + 30) ** 2],
    ['a curve that flattens', (month: number) => 500 - 400 * Math.exp(-(month + 60) / 20)],
    ['a season', (month: number) => 500 + 100 * Math.sin((2 * Math.PI * month) / 12)],
  ])('%s, of 8, 12, 24 and 60 points: named in few of 50 series each', (_, curve) => {
    let wrong = 0;
    for (const n of [8, 12, 24, 60])
      for (let seed = 1; seed <= 50; seed++)
        wrong += named(noisy(n, (month) => Math.max(1, curve(month)), 0.08, seed)).length;
    expect(wrong / 200).toBeLessThan(0.04);
  });

  test('no noise at all', () => {
    expect(named(noisy(24, (month) => 500 + 10 * month, 0, 1))).toEqual([]);
    expect(named(noisy(24, (month) => 100 * 1.1 ** month, 0, 1))).toEqual([]);
    expect(stepOf(noisy(24, () => 100, 0, 1))).toBeUndefined();
  });
});

test.each([
  [0.02, 1.5],
  [0.05, 2],
])('noise of %s, a step to %s times: found in nine of ten series, at its place', (noise, times) => {
  let found = 0;
  for (let seed = 1; seed <= 100; seed++) {
    const step = stepOf(noisy(24, (month) => (month < -8 ? 100 : 100 * times), noise, seed));
    if (step?.month === -8 && Math.abs(step.after / step.before / times - 1) < 0.25) found += 1;
  }
  expect(found).toBeGreaterThanOrEqual(90);
});
