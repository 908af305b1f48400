import { describe, expect, test } from 'vitest';
import type { WatchedSeries } from '../../src/result/chart-series.ts';
import { givesWayJudge } from '../../src/stability/gives-way.ts';
import type { LoadWindow } from '../../src/stability/load-window.ts';
import type { RunCourse } from '../../src/stability/run-course.ts';
import { watching as cpuObjective, monitorOf } from '../fixtures/record.ts';
import { courseWith, loadWindow } from './course.ts';

const EACH = 30;

/** Steps of load, 30 windows each; `good`: what is answered well of a load. */
function steps(
  loads: readonly number[],
  good: (load: number) => number,
  more: (load: number) => Partial<LoadWindow> = () => ({}),
): LoadWindow[] {
  return loads.flatMap((load, step) =>
    Array.from({ length: EACH }, (_, i) => {
      // A little to and fro, so that there is something to estimate from.
      const wobble = ((i % 3) - 1) / 100;
      return loadWindow(step * EACH + i + 0.5, {
        ...{ offered: load, arrived: load * (1 + wobble), good: Math.min(load * (1 + wobble), good(load)) },
        ...more(load),
      });
    }),
  );
}

function watched(
  windows: readonly LoadWindow[],
  metric: string,
  of: (window: LoadWindow, i: number) => number | null,
  unit: WatchedSeries['unit'] = 'ratio',
): WatchedSeries {
  return { monitor: 'service', metric, tags: { monitor: 'service' }, unit, values: windows.map(of) };
}

const LOADS = [100, 200, 300, 400];
/** A pool of 20 that is full at 310 requests/s, on a CPU that is then at 41 %. */
function fullPool(patch: Partial<RunCourse> = {}, loads = LOADS): RunCourse {
  const windows = steps(
    loads,
    () => 310,
    (load) => (load > 310 ? { mean: 2, inFlight: 600 } : {}),
  );
  return courseWith({
    windows,
    monitors: 1,
    watched: [
      watched(windows, 'cpu_usage', ({ good }, i) => (0.41 * good) / 310 + ((i % 4) - 1.5) / 500),
      watched(windows, 'db_pool_usage', ({ offered }) => Math.min(1, offered! / 310)),
      watched(windows, 'db_pool_size', () => 20, 'none'),
    ],
    ...patch,
  });
}

describe('what gives way first', () => {
  test('is named with its number, the load, and how much of the rest was used', () => {
    const findings = givesWayJudge(fullPool());
    const first = findings.find(({ verdict }) => verdict === 'gave-way-first')!;
    expect(first.id).toBe('stability/gives-way/service/db_pool_usage');
    expect(first.text).toBe('the connection pool (20 of 20) gave way first, at 310 requests/s; CPU was at 41 %');
    expect(first.estimate!.lower!).toBeLessThanOrEqual(310);
    expect(first.estimate!.upper!).toBeGreaterThanOrEqual(309);
    const cpu = findings.find(({ about }) => about.series === 'cpu_usage')!;
    expect(cpu.verdict).toBe('held');
    // The law of use: 0.41 / 310 s of the CPU a request, 59 % left.
    const [demand] = cpu.figures.filter(({ name }) => name === 'taken by a request');
    expect(demand!.value).toBeCloseTo(0.41 / 310, 5);
    expect(cpu.figures.find(({ name }) => name.startsWith('headroom'))!.value).toBeCloseTo(0.59, 2);
    expect(cpu.minimumDetectable!.value!).toBeLessThan(0.02);
  });

  test('the load at which an objective has it critical is told beside its ceiling', () => {
    const objective = cpuObjective({
      measure: monitorOf('cpu_usage'),
      critical: { op: '>', value: 0.3 },
      target: null,
    });
    const cpu = givesWayJudge(fullPool({ objectives: [objective] })).find(({ about }) => about.series === 'cpu_usage')!;
    const [at] = cpu.figures.filter(({ name }) => name === 'load at the critical limit');
    expect(at!.value).toBeCloseTo((0.3 / 0.41) * 310, -1);
  });

  test('a pool that fills because the CPU is slow is not named: by its use it would carry far more', () => {
    const windows = steps(
      LOADS,
      () => 310,
      (load) => (load > 310 ? { mean: 2 } : {}),
    );
    const findings = givesWayJudge(
      courseWith({
        windows,
        monitors: 1,
        watched: [
          watched(windows, 'cpu_usage', ({ good }, i) => Math.min(1, good / 310 + ((i % 4) - 1.5) / 500)),
          watched(windows, 'db_pool_usage', ({ offered }) => (offered! > 310 ? 1 : offered! / 1200)),
        ],
      }),
    );
    const of = (series: string) => findings.find(({ about }) => about.series === series)!;
    expect(of('cpu_usage').verdict).toBe('gave-way-first');
    expect(of('db_pool_usage').verdict).toBe('gave-way');
    expect(of('db_pool_usage').text).toContain('because each request held it longer');
    // Where nothing else was watched it is not named either.
    const pool = watched(windows, 'db_pool_usage', ({ offered }) => (offered! > 310 ? 1 : offered! / 1200));
    const alone = givesWayJudge(courseWith({ windows, monitors: 1, watched: [pool] }));
    expect(alone.map(({ verdict }) => verdict)).toEqual(['gave-way', 'inconclusive']);
    expect(alone.at(-1)!.text).toContain('filled because each request held it longer');
  });

  test('nothing that had room is named: it is said what was not watched', () => {
    const windows = steps(
      LOADS,
      () => 310,
      (load) => (load > 310 ? { mean: 2 } : {}),
    );
    const only = (series: readonly WatchedSeries[], monitors: number) =>
      givesWayJudge(courseWith({ windows, watched: series, monitors })).at(-1)!;
    const found = only([watched(windows, 'cpu_usage', ({ good }, i) => good / 1000 + (i % 3) / 500)], 1);
    expect(found).toMatchObject({ verdict: 'inconclusive', about: { series: 'service' } });
    expect(found.text).toBe(
      'the service did not keep up at 400 requests/s, and nothing that was watched gave way (at most: CPU 31 %)',
    );
    expect(found.reasons).toEqual(['not watched: memory, connection pools, disk']);
    expect(only([], 0).text).toContain('nothing watched the target');
    expect(only([], 1).text).toContain('no monitor read how much of a resource was used');
  });

  test('the target is never named where the generator suffered', () => {
    const findings = givesWayJudge(fullPool({ generatorDoubt: 'k6 used 97 % of its cores' }));
    expect(findings.map(({ verdict, reasons }) => [verdict, reasons])).toEqual([
      ['inconclusive', ['k6 used 97 % of its cores']],
    ]);
    const spoilt = fullPool();
    const windows = spoilt.windows.map((window) => ({ ...window, spoilt: window.offered === 400 }));
    expect(givesWayJudge(courseWith({ ...spoilt, windows })).some(({ verdict }) => verdict === 'gave-way-first')).toBe(
      false,
    );
  });

  test('what is full under the least load is kept, not used; a resource that was not read at the top is not cleared', () => {
    const windows = steps([100, 200, 300], (load) => load);
    const course = courseWith({
      windows,
      monitors: 1,
      watched: [
        watched(windows, 'db_connection_usage', () => 1),
        watched(windows, 'cpu_usage', ({ offered }, i) => (offered! < 300 ? offered! / 600 + (i % 3) / 500 : null)),
      ],
    });
    expect(givesWayJudge(course).map(({ verdict, about }) => [about.series, verdict])).toEqual([
      ['db_connection_usage', 'inconclusive'],
      ['cpu_usage', 'inconclusive'],
    ]);
    // Beside what does give way it is not named first, full though it is under less load.
    const over = fullPool();
    const kept = watched(over.windows, 'memory_usage', () => 0.97);
    const verdicts = givesWayJudge(courseWith({ ...over, watched: [...over.watched, kept] }));
    expect(verdicts.map(({ verdict, about }) => [about.series, verdict])).toEqual([
      ['cpu_usage', 'held'],
      ['db_pool_usage', 'gave-way-first'],
      ['memory_usage', 'inconclusive'],
    ]);
  });

  test('what others use up at every load is not what gave way, though the service does not keep up', () => {
    const course = fullPool();
    const cpu = watched(course.windows, 'cpu_usage', (_, i) => 0.99 - (i % 3) / 200);
    const findings = givesWayJudge(courseWith({ ...course, watched: [cpu, ...course.watched.slice(1)] }));
    expect(findings.map(({ verdict, about }) => [about.series, verdict])).toEqual([
      ['cpu_usage', 'inconclusive'],
      ['db_pool_usage', 'gave-way-first'],
    ]);
  });

  test('a CPU that something else uses for a while is not named, though answers get slower then', () => {
    const windows = steps(
      [50, 100, 150, 200],
      (load) => load,
      (load) => (load > 100 ? { mean: 0.15 } : {}),
    );
    const cpu = watched(windows, 'cpu_usage', ({ offered }, i) =>
      offered === 150 ? 0.95 : offered! / 1000 + (i % 3) / 500,
    );
    const [found] = givesWayJudge(courseWith({ windows, monitors: 1, watched: [cpu] }));
    expect(found).toMatchObject({
      verdict: 'inconclusive',
      reasons: [expect.stringMatching(/something else used it$/)],
    });
  });

  test('what no request takes is not named where something else uses it up while the service does not keep up', () => {
    const course = fullPool();
    const disk = watched(course.windows, 'disk_busy', ({ offered }, i) => (offered! > 310 ? 1 : 0.02 + (i % 3) / 500));
    const findings = givesWayJudge(courseWith({ ...course, watched: [disk, ...course.watched] }));
    expect(findings.map(({ verdict, about }) => [about.series, verdict])).toEqual([
      ['disk_busy', 'inconclusive'],
      ['cpu_usage', 'held'],
      ['db_pool_usage', 'gave-way-first'],
    ]);
  });

  test('a disk that has something to do all the time is a resource, and one without room another', () => {
    const windows = steps(
      LOADS,
      () => 310,
      (load) => (load > 310 ? { mean: 2 } : {}),
    );
    const disk = (metric: string, used: (load: number) => number) =>
      watched(windows, metric, ({ offered }, i) => Math.min(1, used(offered!) + ((i % 4) - 1.5) / 500));
    const findings = givesWayJudge(
      courseWith({
        windows,
        monitors: 1,
        watched: [disk('disk_busy', (load) => load / 310), disk('disk_usage', () => 0.3)],
      }),
    );
    expect(findings[0]!.text).toMatch(
      /^the disk \(100 %\) gave way first, at 3\d\d requests\/s; disk space was at 30 %$/,
    );
  });

  test.each([
    [[50, 100, 200, 300, 400], 'by its law'],
    [LOADS, 'as it was seen, where the loads are too few for a law'],
  ])('what is busy all the time while far more is done is named only where nothing else is: %j, %s', (loads) => {
    const course = fullPool({}, loads);
    const disk = watched(course.windows, 'disk_busy', ({ good }, i) => Math.min(1, good / 130 + ((i % 4) - 1.5) / 500));
    const [cpu, ...pool] = course.watched;
    const named = (series: readonly WatchedSeries[]) =>
      givesWayJudge(courseWith({ ...course, watched: series }))
        .filter(({ verdict }) => verdict !== 'held')
        .map(({ verdict, about }) => [about.series, verdict]);
    expect(named([cpu!, ...pool, disk])).toEqual([
      ['db_pool_usage', 'gave-way-first'],
      ['disk_busy', 'inconclusive'],
    ]);
    expect(named([cpu!, disk])).toEqual([['disk_busy', 'gave-way-first']]);
  });

  test('two that come to their limits under one load gave way together', () => {
    const windows = steps(
      LOADS,
      () => 310,
      (load) => (load > 310 ? { mean: 2 } : {}),
    );
    const used = (window: LoadWindow, i: number) => Math.min(1, window.good / 310 + ((i % 4) - 1.5) / 200);
    const findings = givesWayJudge(
      courseWith({
        windows,
        monitors: 1,
        watched: [watched(windows, 'cpu_usage', used), watched(windows, 'gpu_usage', used)],
      }),
    );
    expect(findings.map(({ verdict }) => verdict)).toEqual(['gave-way-together', 'gave-way-together']);
    expect(findings[0]!.text).toContain('and the GPU (99 %) gave way at about the same load');
  });

  test('a lock is full where something waits for it all the time', () => {
    const windows = steps(
      LOADS,
      () => 310,
      (load) => (load > 310 ? { mean: 2 } : {}),
    );
    const findings = givesWayJudge(
      courseWith({
        windows,
        monitors: 1,
        watched: [watched(windows, 'db_lock_waiting', ({ offered }) => (offered! > 310 ? 12 : 0), 'none')],
      }),
    );
    expect(findings[0]).toMatchObject({ verdict: 'gave-way-first', estimate: { value: 310 } });
  });
});
