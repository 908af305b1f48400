import { expect, test } from 'vitest';
import type { WatchedSeries } from '../../src/result/chart-series.ts';
import { requestDemands } from '../../src/stability/demand/request-demands.ts';
import type { LoadWindow } from '../../src/stability/load-window.ts';
import { drawUniform } from '../../src/stats/distributions/uniform.ts';
import { loadWindow } from '../stability/course.ts';

/**
 * How often the interval of what a request takes holds the truth, how often nothing is told, and how far off the number
 * is: 400 runs a row. Requests arrive at random, a reading is of a second that begins up to one second earlier, CPU times
 * are exponential, and a garbage collector adds noise that resembles its neighbours (AR 0.7).
 */
const RUNS = 400;
const EACH = 0.004;
const REST = 0.1;

const RISING = [0.5, 1, 1.5, 2];
const STRESS = [...RISING, 0.5];

interface Row {
  readonly name: string;
  readonly rate: number;
  readonly steps: readonly number[];
  readonly seconds: number;
  /** What a request takes more at the start, as a share, and the seconds in which that fades. */
  readonly warmUp?: readonly [share: number, seconds: number];
  /** Seconds between two readings. */
  readonly every?: number;
  /** CPU of a request grows with the load by this share up to the highest. */
  readonly bent?: number;
  /** Nothing is used by requests. */
  readonly idle?: boolean;
}

const ROWS: readonly Row[] = [
  { name: 'stress, 200/s', rate: 200, steps: STRESS, seconds: 60 },
  { name: 'stress, 20/s', rate: 20, steps: STRESS, seconds: 60 },
  { name: 'stress, read each 15 s', rate: 200, steps: STRESS, seconds: 150, every: 15 },
  { name: 'rising only', rate: 200, steps: RISING, seconds: 60 },
  { name: 'warming up: 100 % more, 60 s', rate: 200, steps: STRESS, seconds: 60, warmUp: [1, 60] },
  { name: 'warming up, rising only', rate: 200, steps: RISING, seconds: 60, warmUp: [1, 60] },
  { name: '10 % more of each at the top', rate: 200, steps: STRESS, seconds: 60, bent: 0.1 },
  { name: 'used by no request', rate: 200, steps: STRESS, seconds: 60, idle: true },
];

function simulate(row: Row, seed: number): { value: number; lower: number; upper: number } | null {
  const { rate, steps, seconds, warmUp = [0, 1], every = 1, bent = 0, idle = false } = row;
  const uniform = drawUniform(seed);
  const normal = () => Array.from({ length: 12 }, uniform).reduce((sum, one) => sum + one, -6);
  const poisson = (mean: number) => Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
  const offset = uniform();
  const windows: LoadWindow[] = [];
  const used: number[] = [];
  let [noise, before] = [0, 0];
  for (const [step, factor] of steps.entries()) {
    for (let i = 0; i < seconds; i++) {
      const at = step * seconds + i;
      const offered = rate * factor;
      const good = poisson(offered);
      windows.push(
        loadWindow(at, {
          offered,
          arrived: good,
          good,
          completed: good,
          inFlight: good * 0.05,
          changing: i < 5,
          recovering: step === 4,
        }),
      );
      const work = idle
        ? 0
        : EACH *
          (1 + warmUp[0] * Math.exp(-at / warmUp[1])) *
          (1 + (bent * factor) / 2) *
          (good + Math.sqrt(good) * normal());
      noise = 0.7 * noise + 0.02 * normal();
      used.push(REST + (1 - offset) * work + offset * before + noise);
      before = work;
    }
  }
  const read = used.map((_, i) =>
    i % every === every - 1 ? used.slice(i - every + 1, i + 1).reduce((sum, one) => sum + one, 0) / every : null,
  );
  const watched: WatchedSeries[] = [
    { monitor: 'app', metric: 'cpu', tags: { monitor: 'app' }, unit: 'none', values: read },
  ];
  const [found] = requestDemands(
    { bin: 1, windows, watched, events: [] },
    [{ monitor: 'app', every, watches: 'replica' }],
    [],
  );
  return found!.perRequest;
}

test('what a request takes', () => {
  const table = ROWS.map((row) => {
    const all = Array.from({ length: RUNS }, (_, i) => simulate(row, 1000 + i));
    const told = all.filter((one) => one !== null);
    const truth = row.idle ? 0 : EACH;
    const held = told.filter(({ lower, upper }) => lower <= truth && truth <= upper).length;
    const sorted = (values: number[]) => values.sort((a, b) => a - b);
    const off = sorted(told.map(({ value }) => value / EACH - 1));
    const half = sorted(told.map(({ value, lower }) => (value - lower) / EACH));
    const percent = (share: number | undefined) => (share === undefined ? '–' : `${(share * 100).toFixed(1)} %`);
    const at = (values: number[], q: number) => values[Math.floor(q * (values.length - 1))];
    return {
      row: row.name,
      told: percent(told.length / RUNS),
      held: percent(told.length > 0 ? held / told.length : undefined),
      median: percent(at(off, 0.5)),
      'half width': percent(at(half, 0.5)),
    };
  });
  process.stdout.write(`${table.map((row) => Object.values(row).join(' | ')).join('\n')}\n`);
  expect(table).toHaveLength(ROWS.length);
});
