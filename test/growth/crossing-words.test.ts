import { expect, test } from 'vitest';
import { crossingWords } from '../../src/growth/crossing-words.ts';
import { crossing } from '../../src/growth/figures.ts';
import { historyDemand } from '../../src/growth/history/history.ts';
import { parseDay } from '../../src/units/months.ts';

const TODAY = '2026-07-01';

/** A line with a sawtooth about it: 300 now, 10 more each month, an interval of about 40 each way. */
const demand = historyDemand({
  quantity: 'requests',
  unit: 'requests/s',
  id: 'requests',
  horizon: 12,
  today: parseDay(TODAY)!,
  history: {
    points: Array.from({ length: 24 }, (_, i) => ({
      month: i - 23,
      value: 300 + 10 * (i - 23) + [20, -20, -20, 20][i % 4]!,
    })),
    folded: null,
    caveats: [],
  },
});

test.each([
  [200, /^it is above the 200 already: 300 requests\/s are expected now$/],
  [
    310,
    /^it is expected to reach the 310 on 2026-0[78]-\d\d, in (0\.9\d*|1\.?\d*) months, and may be above already \(300 requests\/s are expected now, and one time in twenty more than 3[34]\d requests\/s\)$/,
  ],
  [
    400,
    /^it is expected to reach the 400 on 2027-0[45]-\d\d, in (9\.\d+|10\.?\d*) months, and may reach it as early as 202[67]-\d\d-\d\d, in [45678]\.?\d* months \(the p95 of demand\)$/,
  ],
  [
    440,
    /^it is expected to stay below the 440 for the 12 months looked at, and may reach it as early as .* months \(the p95 of demand\)$/,
  ],
  [4000, /^it is expected to stay below the 4000 for the 12 months looked at, and so is its p95$/],
])('a level of %i: what is expected first, then from when on it may', (value, words) => {
  const found = crossing(demand, { id: 'carried', value });
  expect(crossingWords(demand, found, `the ${value}`, TODAY)).toMatch(words);
});
