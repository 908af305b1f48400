import { describe, expect, test } from 'vitest';
import type { WatchedSeries } from '../../src/result/chart-series.ts';
import { degradationJudge } from '../../src/stability/degradation.ts';
import { givesWayJudge } from '../../src/stability/gives-way.ts';
import type { LoadWindow } from '../../src/stability/load-window.ts';
import { poolJudge } from '../../src/stability/pool.ts';
import { drawUniform } from '../../src/stats/distributions/uniform.ts';
import { courseWith, loadWindow } from './course.ts';

const LOADS = [100, 200, 300, 400];

function steps(of: (load: number) => Partial<LoadWindow>): LoadWindow[] {
  return LOADS.flatMap((load, step) =>
    Array.from({ length: 30 }, (_, i) => {
      const { good = load, ...more } = of(load);
      return loadWindow(step * 30 + i, { offered: load, arrived: load, good: good + (i % 3) - 1, ...more });
    }),
  );
}

function cpu(windows: readonly LoadWindow[], used: number): WatchedSeries {
  return {
    monitor: 'm',
    metric: 'cpu_usage',
    tags: { monitor: 'm' },
    unit: 'ratio',
    values: windows.map(({ good }) => (used * good) / 250),
  };
}

/** 250 requests/s at most, 50 ms where none waits: by Little's law 12.5 places. */
const FLAT = steps((load) => (load > 250 ? { good: 250, mean: 3 } : { mean: 0.05 }));

describe('pool exhaustion without a monitor of the pool', () => {
  test('a flat throughput, waiting and a CPU with room are a pool; its places are told by Little’s law', () => {
    const [found] = poolJudge(courseWith({ windows: FLAT, watched: [cpu(FLAT, 0.4)], monitors: 1 }));
    expect(found).toMatchObject({ verdict: 'exhausted', id: 'stability/pool/throughput' });
    expect(found!.estimate!.value!).toBeCloseTo(12.5, 1);
    expect(found!.text).toBe(
      'all of about 13 places were taken: from 300 requests/s on no more than 250 requests/s were done, and the rest waited; the CPU was at 40 %',
    );
  });

  test('a CPU with nothing left, or one that nobody watched, is no proof', () => {
    const busy = poolJudge(courseWith({ windows: FLAT, watched: [cpu(FLAT, 0.85)], monitors: 1 }));
    expect(busy.map(({ verdict }) => verdict)).toEqual(['inconclusive']);
    expect(poolJudge(courseWith({ windows: FLAT }))[0]!.reasons[0]).toContain('the CPU was not watched');
    expect(poolJudge(courseWith({ windows: FLAT, watched: [cpu(FLAT, 1)], monitors: 1 }))).toEqual([]);
  });

  test('what refuses, or still does more under more load, is no full pool', () => {
    const refuses = steps((load) => (load > 250 ? { good: 250, failed: load - 250 } : {}));
    const grows = steps((load) => (load > 250 ? { good: load * 0.9, mean: 3 } : {}));
    for (const windows of [refuses, grows, steps(() => ({}))])
      expect(poolJudge(courseWith({ windows, watched: [cpu(windows, 0.4)], monitors: 1 }))).toEqual([]);
  });
});

describe('degradation', () => {
  test('is graceful where the work is still done and what is too much is refused at once', () => {
    const windows = steps((load) => (load > 250 ? { good: 245, failed: load - 245, meanFailed: 0.002 } : {}));
    const [found] = degradationJudge(courseWith({ windows }));
    expect(found).toMatchObject({ verdict: 'graceful' });
    expect(found!.text).toContain('was refused at once');
    expect(found!.minimumDetectable!.value!).toBeLessThan(0.05);
  });

  test('is a collapse, from its load on, where less is done the more is asked', () => {
    const windows = steps((load) => (load === 300 ? { good: 150 } : load === 400 ? { good: 80 } : {}));
    const [found] = degradationJudge(courseWith({ windows }));
    expect(found).toMatchObject({ verdict: 'collapse' });
    expect(found!.text).toBe(
      'work collapsed at 300 requests/s: at 400 requests/s it did 80/s, 40 % of the most it had done',
    );
  });

  test('is a collapse where failures are timeouts, though as much is done', () => {
    const windows = steps((load) => (load > 250 ? { good: 245, failed: load - 245, meanFailed: 10 } : {}));
    expect(degradationJudge(courseWith({ windows }))[0]!.verdict).toBe('collapse');
  });

  test('cannot be told where the work scatters too much, and is not asked of a service that keeps up', () => {
    const windows = steps((load) => (load > 250 ? { good: 180 } : {})).map((window, i) =>
      window.offered! > 250 ? { ...window, good: i % 2 === 0 ? 20 : 350 } : window,
    );
    expect(degradationJudge(courseWith({ windows }))[0]!.verdict).toBe('inconclusive');
    expect(degradationJudge(courseWith({ windows: steps(() => ({})) }))).toEqual([]);
    expect(degradationJudge(courseWith({ windows, generatorDoubt: 'late' }))[0]!.reasons).toEqual(['late']);
  });

  test('of users: more of them who get no more done are an overload', () => {
    const users = LOADS.flatMap((load, step) =>
      Array.from({ length: 30 }, (_, i) =>
        loadWindow(step * 30 + i, {
          offered: null,
          arrived: null,
          users: load,
          good: (load > 250 ? 120 : load) + (i % 3) - 1,
        }),
      ),
    );
    const [found] = degradationJudge(courseWith({ windows: users }));
    expect([found!.verdict, found!.text]).toEqual([
      'collapse',
      'work collapsed with 300 users: it did 120/s, 60 % of the most it had done',
    ]);
    expect(degradationJudge(courseWith({ windows: users, rateLimited: true }))).toEqual([]);
  });

  test('of users: a ramp whose requests come by chance is none, though some window has less than one before', () => {
    for (let seed = 1; seed <= 100; seed++) {
      const uniform = drawUniform(seed);
      // 1 to 60 users in 2 minutes, a request each second of every one.
      const users = Array.from({ length: 120 }, (_, i) => {
        const at = 1 + i / 2;
        let good = 0;
        for (let user = 0; user < 2 * at; user++) if (uniform() < 0.5) good += 1;
        return loadWindow(i, { offered: null, arrived: null, users: at, good, changing: true });
      });
      const course = courseWith({ windows: users });
      expect([...degradationJudge(course), ...givesWayJudge(course)], `seed ${seed}`).toEqual([]);
    }
  });
});
