import { describe, expect, test } from 'vitest';
import { objectiveOf } from '../../../src/objectives/objective.ts';
import type { WatchedSeries } from '../../../src/result/chart-series.ts';
import { driftJudge } from '../../../src/stability/drift.ts';
import { leakJudge } from '../../../src/stability/leak.ts';
import { canLeak } from '../../../src/stability/trend/growing.ts';
import { courseWith, loadWindow } from '../course.ts';
import { type Made, made } from './simulated.ts';

const HOUR = 3600;
const MB = 1e6;
const course = courseWith({ bin: 10, steady: { stage: 'hold', from: 0, to: HOUR } });

function watched(metric: string, kind: Made, unit: WatchedSeries['unit'] = 'bytes', seed = 4): WatchedSeries {
  const scale = unit === 'bytes' ? MB : unit === 'ratio' ? 1 / 400 : 1;
  const values = Array.from(made(kind, seed).values, (value) => value * scale);
  return { monitor: 'app', metric, tags: {}, unit, values };
}

describe('leakJudge', () => {
  test('a leak: its slope, when it meets its limit, what the run would have shown', () => {
    const memory = watched('memory', { perHour: 80, sawtooth: { height: 60, period: 240 } });
    const limit = objectiveOf({
      ...{ name: 'memory', source: 'config', unit: 'bytes' },
      measure: { kind: 'monitor', metric: 'memory', where: {}, stat: 'max' },
      critical: { op: '>', value: 1000 * MB },
    });
    const [found] = leakJudge({ ...course, watched: [memory], objectives: [limit] });
    expect(found).toMatchObject({ id: 'stability/leak/app/memory', verdict: 'leak', curve: { x: 'seconds' } });
    expect(found!.estimate!.lower).toBeLessThan(80 * MB);
    expect(found!.estimate!.upper).toBeGreaterThan(80 * MB);
    expect(found!.minimumDetectable!.value).toBeLessThan(80 * MB);
    expect(found!.text).toMatch(
      /^memory of app leaks: its floor rises by [\d.]+ MB per hour \(95 %: .*\), and meets 1 GB in \d+ h/,
    );
    const time = found!.figures.find(({ name }) => name === 'time to the limit')!;
    expect(time.value! / HOUR).toBeCloseTo((1000 - 285) / 80, -1);
    expect(time.lower).toBeLessThan(time.value!);
  });

  test('no leak says how large one would have shown; a restart that is known is judged across', () => {
    const [calm] = leakJudge({ ...course, watched: [watched('memory', {})] });
    expect(calm).toMatchObject({
      verdict: 'stable',
      text: expect.stringMatching(/does not leak; .* would have shown$/),
    });
    const restarted = watched('heap_usage', { perHour: 100, steps: [[0.5, -50]] }, 'ratio');
    const restarts = [{ monitor: 'app', at: HOUR / 2 }];
    expect(leakJudge({ ...course, watched: [restarted] })[0]).toMatchObject({ verdict: 'inconclusive' });
    const [known] = leakJudge({ ...course, watched: [restarted], restarts });
    expect(known).toMatchObject({
      verdict: 'leak',
      reasons: expect.arrayContaining([expect.stringMatching(/anew once/)]),
    });
    expect(
      leakJudge({ ...course, watched: [restarted], restarts: [{ monitor: 'db', at: HOUR / 2 }] })[0]!.verdict,
    ).toBe('inconclusive');
  });

  test('in two minutes a heap grows by half between two collections; what is no garbage, or grows far more, leaks', () => {
    const short = { ...course, bin: 1, steady: { stage: 'hold', from: 0, to: 125 } };
    const of = (metric: string, perHour: number) =>
      leakJudge({ ...short, watched: [watched(metric, { seconds: 125, every: 1, noise: 0.5, perHour })] })[0]!;
    expect(of('nodejs_heap_size_used_bytes', 2000)).toMatchObject({
      verdict: 'inconclusive',
      text: expect.stringMatching(/no more than garbage may that is collected every few minutes/),
    });
    expect([of('db_connections', 2000).verdict, of('memory', 50_000).verdict]).toEqual(['leak', 'leak']);
  });

  test('nothing without a constant load; a monitor that failed is not stable', () => {
    expect(leakJudge({ ...course, steady: undefined, watched: [watched('memory', {})] })).toEqual([]);
    const silent = { ...watched('memory', {}), values: Array.from({ length: 360 }, () => null) };
    expect(leakJudge({ ...course, watched: [silent] })[0]).toMatchObject({ verdict: 'inconclusive', estimate: null });
  });

  test('of thirty healthy series a run seldom has one that leaks', () => {
    const alarms = Array.from({ length: 10 }, (_, run) => {
      const all = Array.from({ length: 30 }, (_, at) => ({
        ...watched('memory', { alike: 0.8 }, 'bytes', 100 * run + at + 1),
        tags: { pod: `${at}` },
      }));
      return leakJudge({ ...course, watched: all }).some(({ verdict }) => verdict === 'leak');
    });
    expect(alarms.filter(Boolean).length).toBeLessThanOrEqual(1);
  });

  test.each([
    'memory',
    'descriptors',
    'threads',
    'nodejs_heap_size_used_bytes',
    'db_connection_usage',
    'active_sessions',
  ])('what leaks: %s', (metric) => {
    expect(canLeak({ metric, unit: 'none' })).toBe(true);
    expect(canLeak({ metric, unit: 'per second' })).toBe(false);
  });

  test.each(['cpu_usage', 'memory_limit', 'disk_free', 'kube_pods_out_of_memory', 'cache_hit_ratio', 'db_pool_size'])(
    'what does not: %s',
    (metric) => {
      expect(canLeak({ metric, unit: 'ratio' })).toBe(false);
    },
  );
});

describe('driftJudge', () => {
  const windowsOf = (kind: Made, spoilt = (_at: number) => false) =>
    Array.from(made(kind, 9).values, (value, at) =>
      loadWindow((at + 0.5) * 10, { p50: 0.05, p95: value / 1000, spoilt: spoilt(at) }),
    );

  test('a percentile that grows all the time drifts; one that scatters does not', () => {
    const [p50, p95] = driftJudge({ ...course, windows: windowsOf({ noise: 10, alike: 0, perHour: 60 }) });
    expect(p50).toMatchObject({ id: 'stability/drift/p50', verdict: 'stable' });
    expect(p95).toMatchObject({ id: 'stability/drift/p95', verdict: 'drift' });
    expect(p95!.text).toMatch(/^p95 latency drifts: it grows by [\d.]+ ms per hour \(95 %: /);
    const [, calm] = driftJudge({ ...course, windows: windowsOf({ noise: 10, alike: 0 }) });
    expect(calm).toMatchObject({ verdict: 'stable' });
  });

  test('windows that the generator shaped are left out; nothing without a constant load', () => {
    const windows = windowsOf({ noise: 10, alike: 0, perHour: 60 }, () => true);
    expect(driftJudge({ ...course, windows })).toEqual([]);
    expect(driftJudge({ ...course, windows: windowsOf({}), steady: undefined })).toEqual([]);
  });
});
