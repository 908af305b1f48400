import { describe, expect, test } from 'vitest';
import { givesWayJudge } from '../../src/stability/gives-way.ts';
import { loadLevels } from '../../src/stability/load-levels.ts';
import { courseWith, loadWindow } from './course.ts';

/** What was done of so many requests/s, window by window. */
const level = (offered: number, done: readonly number[]) =>
  done.map((good, at) => loadWindow(100 * offered + at, { offered, arrived: offered, good }));
const overloaded = (...windows: ReturnType<typeof level>[]) =>
  loadLevels(windows.flat()).map(({ load, overloaded: is }) => [load, is]);

/** What a service under a quota of 0.3 cores really got done in windows of 2 s under 20 requests/s. */
const SCATTERED = [24, 3, 22, 1, 20, 2, 21, 19, 4, 18, 15];
const FULL = [17, 16, 15, 18, 17, 16, 16, 17, 15, 16, 17];

describe('a load beyond what a service does', () => {
  test('is one under which it is behind by what may be chance, where more is offered than it ever gets done', () => {
    expect(overloaded(level(20, SCATTERED))).toEqual([[20, false]]);
    expect(overloaded(level(20, SCATTERED), level(30, FULL), level(40, FULL))).toEqual([
      [20, true],
      [30, true],
      [40, true],
    ]);
  });

  test('is none that is carried, whatever becomes of the service beyond it', () => {
    const carried = [20, 19, 21, 20, 20, 22, 18, 20, 20, 21, 19];
    const collapsed = [6, 5, 7, 6, 6, 5, 7, 6, 6, 5, 7];
    expect(overloaded(level(20, carried), level(30, collapsed), level(40, collapsed))).toEqual([
      [20, false],
      [30, true],
      [40, true],
    ]);
  });

  test('is none where it may be carried: what is offered is what is done beyond it', () => {
    expect(overloaded(level(17, SCATTERED), level(30, FULL), level(40, FULL))[0]).toEqual([17, false]);
  });

  test('so that a quota that is used up under every load is named', () => {
    const windows = [...level(20, SCATTERED), ...level(30, FULL), ...level(40, FULL)];
    const quota = {
      monitor: 'service',
      metric: 'cpu_usage',
      tags: { monitor: 'service' },
      unit: 'ratio' as const,
      values: windows.map(() => 1),
    };
    const [found] = givesWayJudge(courseWith({ windows, watched: [quota], monitors: 1 }));
    expect([found!.verdict, found!.text]).toEqual([
      'gave-way-first',
      'the CPU (100 %) gave way first, at 20 requests/s or below',
    ]);
  });
});
