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
    const started = now();
    const result = fn();
    duration.add(now() - started, { step: name });
    return result;
  });
}

let instance: typeof exec.instance | undefined;

/** Milliseconds: k6 has no performance.now(); this clock is monotonic and finer than Date's. */
function now(): number {
  // k6 makes a new object with all its accessors at each look.
  instance ??= exec.instance;
  return instance.currentTestRunDuration;
}
