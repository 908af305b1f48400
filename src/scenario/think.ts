import { sleep } from 'k6';
import exec from 'k6/execution';
import { Trend } from 'k6/metrics';
import { generator } from './random.ts';
import { thisRun } from './this-run.ts';

const asked = new Trend('think_time', true);
let uniform: (() => number) | undefined;

/**
 * Pauses as a user does between two actions: between 0.5 and 1.5 × `mean` seconds, evenly distributed. The pauses of a
 * user repeat from run to run with the same `--seed`. `think(0)` does not pause at all, nor does a capacity search:
 * what it counts in flight is to be at the target. Kept as `think_time` in either case, by which a load is told in
 * users.
 */
export function think(mean: number): void {
  if (!(mean > 0)) return;
  uniform ??= generator(thisRun?.seed ?? 0, exec.vu.idInTest);
  const pause = mean * (0.5 + uniform());
  asked.add(pause * 1000);
  if (thisRun?.pauses !== false) sleep(pause);
}
