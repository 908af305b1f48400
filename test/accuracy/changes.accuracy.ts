import { describe, expect, test } from 'vitest';
import { metricHistory } from '../../src/compare/history/metric-history.ts';
import { chance } from '../capacity/simulator/draws.ts';
import { type Share, shareOf, shareText } from '../capacity/simulator/row.ts';
import { alarms, delayOf, foundIn, HISTORIES, NOISES } from '../stats/changes/simulated.ts';

/** Series of each kind; SERIES=4000 for the tables of docs/accuracy.md. */
const SERIES = Number(process.env['SERIES'] ?? 500);
/** Not those of the suite, nor any that a constant was looked at with. */
const FIRST_SEED = 1_500_000;
const seeds = Array.from({ length: SERIES }, (_, i) => FIRST_SEED + i);

const print = (cells: readonly string[]) => process.stdout.write(`| ${cells.join(' | ')} |\n`);
const header = (cells: readonly string[]) => {
  process.stdout.write('\n');
  print(cells);
  process.stdout.write(`|${cells.map(() => '---').join('|')}|\n`);
};

/** The most that may alarm, where that is promised. Correlated series are measured, not promised. */
const PROMISED: Readonly<Partial<Record<keyof typeof NOISES, number>>> = {
  normal: 0.01,
  'lognormal, σ 0.3': 0.01,
  'lognormal, σ 1': 0.01,
  "Student's t, 3 degrees": 0.01,
};

describe(`false changes, ${SERIES} series of 10 to 365 points of each kind`, () => {
  const kinds = Object.keys(NOISES) as (keyof typeof NOISES)[];
  test.each(kinds)('%s', (kind) => {
    if (kind === kinds[0]) header(['noise', 'series with a change, %']);
    const share = shareOf(seeds, (seed) => alarms(NOISES[kind], seed));
    print([kind, shareText(share)]);
    expect(share.low).toBeLessThanOrEqual(PROMISED[kind] ?? 1);
  });
});

describe(`${SERIES / 10} histories of 30 watched series, 10 to 365 points, without any change; noise of 5 %`, () => {
  const WATCHED = 30;
  const readings = (values: readonly number[]) =>
    metricHistory(
      {
        ...{ name: 'mean', stage: null, endpoint: null, unit: 'none', better: 'lower', label: 'reading' },
        watched: { monitor: 'machine', reading: 'reading', tags: {} },
        values: values.map((value) => 100 + 2.5 * (value - 100)),
      },
      [],
      () => true,
      WATCHED,
    ).changes;

  test.each(['normal', "Student's t, 3 degrees", 'AR(1), 0.3', 'AR(1), 0.5'] as const)('%s', (kind) => {
    if (kind === 'normal')
      header(['noise', 'an open change, %', 'any change, %', 'series, %', 'a step of 4 σ seen, %']);
    const all = seeds.slice(0, SERIES / 10).map((seed) => {
      const from = chance(seed);
      const count = 10 + Math.floor(356 * from.uniform());
      return Array.from({ length: WATCHED }, () => readings(NOISES[kind](count, from)));
    });
    const open = shareOf(all, (one) => one.some((changes) => changes.some(({ state }) => state === 'open')));
    const any = shareOf(all, (one) => one.some((changes) => changes.length > 0));
    const series = shareOf(all.flat(), (changes) => changes.length > 0);
    const seen = shareOf(seeds.slice(0, SERIES / 10), (seed) =>
      readings(NOISES[kind](40, chance(seed)).map((value, at) => (at < 30 ? value : value + 8))).some(
        ({ point }) => Math.abs(point - 30) <= 5,
      ),
    );
    print([kind, shareText(open), shareText(any), shareText(series), shareText(seen)]);
    expect(open.low).toBeLessThanOrEqual(0.02);
  });
});

describe(`delay, ${SERIES} steps of each height in normal noise of 2 %`, () => {
  const BEFORE = [10, 15, 30, 100];
  /** Found within 10 further points: the least share that is promised of a step of 5 %. */
  const LEAST: Readonly<Record<number, number>> = { 30: 0.85, 100: 0.95 };

  test.each([0.03, 0.04, 0.05, 0.08])('%f', (height) => {
    if (height === 0.03)
      header(['step', ...BEFORE.map((before) => `after ${before} points: within 10, within 20 further, %`)]);
    const cells = BEFORE.map((before) => {
      const step = { noise: NOISES.normal, height, before };
      const delays = seeds.map((seed) => delayOf(step, 20, seed) ?? Number.POSITIVE_INFINITY);
      const within = (most: number): Share => shareOf(delays, (delay) => delay <= most);
      if (height === 0.05) expect(within(10).high).toBeGreaterThanOrEqual(LEAST[before] ?? 0);
      return `${shareText(within(10))}, ${shareText(within(20))}`;
    });
    print([`${100 * height} %`, ...cells]);
  });
});

describe(`histories, ${SERIES / 10} of each kind: steps seen, changes that are none`, () => {
  const kinds = Object.keys(HISTORIES) as (keyof typeof HISTORIES)[];
  /** In standard deviations, which are 2. */
  const HEIGHTS = { 'about 2': [3.4, 4, 4.5], '2.5 to 5': [5, 7, 10] };
  test.each(kinds)('%s', (kind) => {
    if (kind === kinds[0])
      header(['noise', ...Object.keys(HEIGHTS).map((size) => `steps of ${size} σ: seen, %; wrong of those told, %`)]);
    const cells = Object.values(HEIGHTS).map((heights) => {
      const all = seeds.slice(0, SERIES / 10).map((seed) => foundIn(HISTORIES[kind], heights, seed));
      const sum = (of: (one: (typeof all)[number]) => number) => all.reduce((total, one) => total + of(one), 0);
      const percent = (part: number, whole: number) => ((100 * part) / Math.max(1, whole)).toFixed(1);
      return `${percent(
        sum(({ seen }) => seen),
        sum(({ steps }) => steps),
      )}; ${percent(
        sum(({ wrong }) => wrong),
        sum(({ changes }) => changes),
      )}`;
    });
    print([kind, ...cells]);
  });
});
