import { sleep } from 'k6';
import exec from 'k6/execution';
import { generator } from './random.ts';
import { run } from './run.ts';

let uniform: (() => number) | undefined;

/**
 * Pauses as a user does between two actions: between 0.5 and 1.5 × `mean` seconds, evenly distributed. The pauses of a
 * user repeat from run to run with the same `--seed`. `think(0)` does not pause at all, nor does
 * a capacity search: what it counts in flight is to be at the target.
 */
export function think(mean: number): void {
  if (!(mean > 0) || run?.pauses === false) return;
  uniform ??= generator(run?.seed ?? 0, exec.vu.idInTest);
  sleep(mean * (0.5 + uniform()));
}
