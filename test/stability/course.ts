import { loadLevels } from '../../src/stability/load-levels.ts';
import type { LoadWindow } from '../../src/stability/load-window.ts';
import type { RunCourse } from '../../src/stability/run-course.ts';
import { utilisations } from '../../src/stability/use/utilisation.ts';

/** A course of nothing, but for what is said. */
export function courseWith(patch: Partial<RunCourse>): RunCourse {
  const read = { windows: patch.windows ?? [], watched: patch.watched ?? [], objectives: patch.objectives ?? [] };
  const levels = loadLevels(read.windows);
  return {
    ...read,
    bin: 1,
    monitors: 0,
    timeScale: 1,
    steady: undefined,
    restarts: [],
    events: [],
    recovery: undefined,
    readBack: undefined,
    rateLimited: false,
    generatorDoubt: undefined,
    ...patch,
    levels,
    uses: utilisations(read.watched, read.objectives, levels, read.windows),
  };
}

/** A window of a healthy service that answers all of 100 requests/s in 50 ms, but for what is said. */
export function loadWindow(at: number, patch: Partial<LoadWindow> = {}): LoadWindow {
  const rate = patch.offered ?? 100;
  const good = patch.good ?? rate;
  const failed = patch.failed ?? 0;
  return {
    at,
    offered: rate,
    arrived: rate,
    users: null,
    completed: good + failed,
    good,
    failed,
    mean: 0.05,
    p50: 0.05,
    p95: 0.05,
    p99: 0.05,
    meanFailed: failed > 0 ? 0.001 : null,
    inFlight: good * 0.05,
    dropped: 0,
    changing: false,
    recovering: false,
    stage: null,
    spoilt: false,
    ...patch,
  };
}
