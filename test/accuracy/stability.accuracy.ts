import { describe, expect, test } from 'vitest';
import type { WatchedSeries } from '../../src/result/chart-series.ts';
import { driftJudge } from '../../src/stability/drift.ts';
import { leakJudge } from '../../src/stability/leak.ts';
import { judgeTrend } from '../../src/stability/trend/trend.ts';
import { chance } from '../capacity/simulator/draws.ts';
import { shareOf, shareText } from '../capacity/simulator/row.ts';
import { courseWith, loadWindow } from '../stability/course.ts';
import { type Made, made } from '../stability/trend/simulated.ts';

/** Healthy soaks, and runs of each size of a leak. */
const HEALTHY = Number(process.env['HEALTHY'] ?? 1000);
const RUNS = Number(process.env['RUNS'] ?? 200);

const say = (row: string) => process.stdout.write(`${row}\n`);
const garbage = (period: number) => ({ height: 60, period, irregular: 0.15 });
const warmUp = { height: 50, constant: 300 };

/** A healthy soak of an hour by its seed: any of noise, warm-up, garbage of 1 to 8 minutes, one or two steps. */
function healthy(seed: number): Made {
  const { uniform } = chance(seed * 31);
  return {
    alike: 0.3 + 0.6 * uniform(),
    ...(uniform() < 0.5 ? { warmUp: { height: 80 * uniform(), constant: 60 + 400 * uniform() } } : {}),
    ...(uniform() < 0.5 ? { sawtooth: garbage(60 + 420 * uniform()) } : {}),
    ...(uniform() < 0.4
      ? { steps: Array.from({ length: uniform() < 0.5 ? 1 : 2 }, () => [uniform(), 5 + 30 * uniform()] as const) }
      : {}),
  };
}

const verdicts = (kind: (seed: number) => Made, runs: number) =>
  Array.from({ length: runs }, (_, run) => judgeTrend(made(kind(run + 1), (run + 1) * 7919)).verdict);

test(`${HEALTHY} healthy soaks with warm-up, garbage collection, steps: alarms`, () => {
  const found = shareOf(verdicts(healthy, HEALTHY), (verdict) => verdict === 'leak');
  say(`| ${HEALTHY} healthy soaks, mixed | called a leak | ${shareText(found)} |`);
  expect(found.high).toBeLessThanOrEqual(0.05);
});

test.each<[string, Made]>([
  ['level', {}],
  ['noise that lasts (0.9)', { alike: 0.9 }],
  ['warm-up', { warmUp }],
  ['garbage, 4 min', { sawtooth: garbage(240) }],
  ['garbage, 10 min', { sawtooth: garbage(600) }],
  ['warm-up and garbage', { warmUp, sawtooth: garbage(240) }],
  [
    'two steps of 10 MB',
    {
      steps: [
        [0.45, 10],
        [0.8, 10],
      ],
    },
  ],
  ['a day in waves', { seconds: 86_400, every: 60, wave: { height: 40, period: 86_400 } }],
])('healthy: %s', (name, kind) => {
  const found = shareOf(
    verdicts(() => kind, RUNS),
    (verdict) => verdict === 'leak',
  );
  say(`| ${name} | called a leak | ${shareText(found)} |`);
  expect(found.count / found.of).toBeLessThanOrEqual(0.05);
});

test.each<[number, Made, number]>([
  [20, {}, 0.95],
  [20, { warmUp }, 0],
  [40, { sawtooth: garbage(240) }, 0.65],
  [80, { sawtooth: garbage(240) }, 0.97],
  [160, { sawtooth: garbage(240) }, 0.99],
  [80, { sawtooth: garbage(600) }, 0.9],
])('a leak of %i MB/h in %j', (perHour, kind, least) => {
  const found = shareOf(
    verdicts(() => ({ ...kind, perHour }), RUNS),
    (verdict) => verdict === 'leak',
  );
  const under = kind.sawtooth ? `, garbage of ${kind.sawtooth.period / 60} min` : kind.warmUp ? ', warm-up' : '';
  say(`| ${perHour} MB/h${under} | called a leak | ${shareText(found)} |`);
  expect(found.count / found.of).toBeGreaterThanOrEqual(least);
});

describe('a leak above what this very run would have shown is named', () => {
  test.each<[string, Made]>([
    ['level', {}],
    ['independent noise', { alike: 0 }],
    ['noise that lasts (0.9)', { alike: 0.9, noise: 5 }],
    ['warm-up', { warmUp: { height: 50, constant: 200 } }],
    ['garbage, 1 min', { sawtooth: garbage(60) }],
    ['garbage, 4 min', { sawtooth: garbage(240) }],
    ['30 points', { every: 120 }],
    ['4 h', { seconds: 14_400 }],
  ])('%s', (name, kind) => {
    // Sizes about what such runs show: what counts are those that lie above it in the run itself, up to twice.
    const sizes = Array.from({ length: RUNS }, (_, run) => {
      const { minimumDetectableSlope = Number.NaN } = judgeTrend(made(kind, run + 1));
      return minimumDetectableSlope * 3600 * (0.8 + 1.2 * chance(run + 5).uniform());
    });
    const found = sizes.flatMap((perHour, run) => {
      const trend = judgeTrend(made({ ...kind, perHour }, 104_729 * (run + 1)));
      const shown = (trend.minimumDetectableSlope ?? Number.POSITIVE_INFINITY) * 3600;
      return perHour >= shown && perHour <= 2 * shown ? [trend.verdict] : [];
    });
    const named = shareOf(found, (verdict) => verdict === 'leak');
    say(`| ${name}: 1 to 2 × what it would have shown | named | ${shareText(named)} |`);
    expect(named.count / named.of).toBeGreaterThanOrEqual(0.9);
  });
});

test('drift of p95, in windows of 10 s that scatter by 8 %', () => {
  const course = courseWith({ bin: 10, steady: { stage: 'hold', from: 0, to: 14_400 } });
  const found = (share: number) =>
    Array.from({ length: RUNS }, (_, run) => {
      const { values } = made({ seconds: 14_400, noise: 16, alike: 0.2, perHour: (200 * share) / 4 }, run + 1);
      const windows = Array.from(values, (value, at) => loadWindow((at + 0.5) * 10, { p50: 0.05, p95: value / 1000 }));
      return driftJudge({ ...course, windows }).some(({ verdict }) => verdict === 'drift');
    });
  for (const share of [0, 0.1, 0.2, 0.4]) {
    const named = shareOf(found(share), Boolean);
    say(`| p95 grows by ${share * 100} % in 4 h | called a drift | ${shareText(named)} |`);
    if (share === 0) expect(named.high).toBeLessThanOrEqual(0.05);
    if (share >= 0.2) expect(named.low).toBeGreaterThanOrEqual(0.9);
  }
});

test('30 series of a soak of 4 h, healthy ones: a run with any alarm; how long the judges take', () => {
  const course = courseWith({ bin: 10, steady: { stage: 'hold', from: 0, to: 14_400 } });
  const seriesOf = (run: number) =>
    Array.from({ length: 30 }, (_, at): WatchedSeries => {
      const { values } = made({ ...healthy(run * 30 + at), seconds: 14_400 }, run * 30 + at + 1);
      return { monitor: 'app', metric: 'memory', tags: { pod: `${at}` }, unit: 'bytes', values: Array.from(values) };
    });
  const spent: number[] = [];
  const alarms = Array.from({ length: Math.ceil(RUNS / 4) }, (_, run) => {
    const watched = seriesOf(run);
    const windows = watched[0]!.values.map((value, at) => loadWindow((at + 0.5) * 10, { p95: (value ?? 0) / 1000 }));
    const before = process.cpuUsage();
    const found = [...leakJudge({ ...course, watched }), ...driftJudge({ ...course, windows })];
    const { user, system } = process.cpuUsage(before);
    spent.push((user + system) / 1e6);
    return found.some(({ judge, verdict }) => judge === 'leak' && verdict === 'leak');
  });
  spent.sort((a, b) => a - b);
  say(`| runs of 30 healthy series, 4 h | any called a leak | ${shareText(shareOf(alarms, Boolean))} |`);
  say(
    `| 30 series and two percentiles, 4 h | CPU seconds, median, most | ${spent[spent.length >> 1]!.toFixed(3)}, ${spent.at(-1)!.toFixed(3)} |`,
  );
  expect(spent[spent.length >> 1]).toBeLessThan(2);
});
