import { readDuration } from '../units/duration.ts';

/** What an executor of a plain script is to start, as far as its options tell. */
export interface ExecutorLoad {
  readonly scenario: string;
  /** Whether iterations arrive by themselves, and not when users have time. */
  readonly arrives: boolean;
  /** Whether chance says how many of those that are due arrive. */
  readonly random: boolean;
  /** Iterations that are due to the end of the scenario; null where their number is not fixed. */
  readonly due: number | null;
  /** The highest rate in iterations per second; 0 where they do not arrive by themselves. */
  readonly peak: number;
  /** Seconds from the test's start to the last arrival; 0 where they do not arrive by themselves. */
  readonly until: number;
  /** Most users (VUs). */
  readonly users: number;
}

/** loadkit's own executor (engine/executor). */
export const RANDOM_ARRIVALS = 'poisson-arrival-rate';

type Options = Readonly<Record<string, unknown>>;

/** The executors of a test's options, whether k6's own or loadkit's. Pure. */
export function executorsOf(options: Options): ExecutorLoad[] {
  const scenarios = (options['scenarios'] ?? {}) as Record<string, Options>;
  return Object.entries(scenarios).map(([scenario, config]) => loadOf(scenario, config));
}

/** Whether a scenario's iterations arrive by themselves; then one that hangs keeps no other from beginning. */
export function arrivesByItself(options: Options, scenario: string | undefined): boolean {
  return executorsOf(options).some((each) => each.scenario === scenario && each.arrives);
}

function loadOf(scenario: string, config: Options): ExecutorLoad {
  const executor = String(config['executor'] ?? '');
  const users = number(config['maxVUs']) || number(config['preAllocatedVUs']) || number(config['vus']) || 1;
  const plain = { scenario, arrives: false, random: false, due: null, peak: 0, until: 0, users };
  if (executor === 'shared-iterations') return { ...plain, due: number(config['iterations']) || 1 };
  if (executor === 'per-vu-iterations') return { ...plain, due: (number(config['iterations']) || 1) * users };
  if (!executor.endsWith('arrival-rate')) return plain;
  const unit = seconds(config['timeUnit']) ?? 1;
  const begins = seconds(config['startTime']) ?? 0;
  if (executor === 'constant-arrival-rate') {
    const [rate, length] = [number(config['rate']) / unit, seconds(config['duration']) ?? 0];
    return { ...plain, arrives: true, due: rate * length, peak: rate, until: begins + length };
  }
  const start = number(config['startRate']) / unit;
  let [rate, due, peak, until] = [start, 0, start, begins];
  for (const stage of (config['stages'] ?? []) as Options[]) {
    const next = number(stage['target']) / unit;
    const length = seconds(stage['duration']) ?? 0;
    due += ((rate + next) / 2) * length;
    until += length;
    rate = next;
    peak = Math.max(peak, rate);
  }
  return { ...plain, arrives: true, random: executor === RANDOM_ARRIVALS, due, peak, until };
}

function number(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

function seconds(value: unknown): number | undefined {
  return typeof value === 'string' ? readDuration(value) : undefined;
}

/**
 * The highest iteration rate (per second) that the arrival-rate executors of a plain script's options may reach
 * together; 0 when it has none. Pure.
 */
export function scriptRate(options: Readonly<Record<string, unknown>>): number {
  return executorsOf(options).reduce((sum, { peak }) => sum + peak, 0);
}
