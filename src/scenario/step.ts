import { group } from 'k6';
import exec from 'k6/execution';
import { Trend } from 'k6/metrics';

const duration = new Trend('step_duration', true);

/**
 * Does one step of a journey: a k6 group whose time is kept as `step_duration{step:<name>}`, against which objectives
 * can be written ("session creation < 1 s"). Returns what `fn` returns; like a k6 group, `fn` cannot be async.
 * A step that throws leaves no duration: it is a failed iteration, not a fast one.
 *
 * @example
 * const session = step('create session', () => http.post(`${target}/sessions`));
 */
export function step<T>(name: string, fn: () => T): T {
  return group(name, () => {
    // k6 has no performance.now(); this clock is monotonic and finer than Date's millisecond.
    const started = exec.instance.currentTestRunDuration;
    const result = fn();
    duration.add(exec.instance.currentTestRunDuration - started, { step: name });
    return result;
  });
}
