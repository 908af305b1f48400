import { loadOf, type TrialAsk, type TrialRun } from './trial.ts';

const BATCH_SECONDS = 1;
const MOST_DRAINING = 60;
/** Requests in flight at a trial's end from which the service is let recover, unless the limit allows more. */
const LONG_LINE = 5;
/** Of what the limit allows by Little's law. */
const LONG_SHARE = 0.5;
const RATE_SHARE = 0.3;

/**
 * The drain after a trial that left a long line; undefined where it did not. `low` is a rate that the service bears.
 */
export function drainAfter(trial: TrialRun, low: number, limit: number): TrialAsk | undefined {
  const left = trial.batches.at(-1)?.inFlightAtEnd ?? 0;
  if (left <= Math.max(LONG_LINE, LONG_SHARE * trial.ask.rate * limit)) return undefined;
  return {
    phase: 'drain',
    rate: RATE_SHARE * low,
    leastSeconds: BATCH_SECONDS,
    mostSeconds: MOST_DRAINING,
    batchSeconds: BATCH_SECONDS,
  };
}

/**
 * Whether the line of a drain is as short as it was at the search's first trial, by Little's law at the drain's rate:
 * requests finish, and no more than L + 3·√L + 1 are in flight, L the level to be expected.
 */
export function hasRecovered(drain: Pick<TrialRun, 'ask' | 'batches'>, first: TrialRun): boolean {
  const last = drain.batches.at(-1);
  if (!last || last.finished === 0) return false;
  const level = responseTime(first) * drain.ask.rate;
  const most = level + 3 * Math.sqrt(level) + 1;
  return last.inFlight <= most && last.inFlightAtEnd <= most;
}

/** Seconds from the end of a trial's load until a drain ended; `over`: the line was still long then. */
export function recoverySeconds(trial: TrialRun, drain: TrialRun, first: TrialRun): { seconds: number; over: boolean } {
  return { seconds: drain.at + loadOf(drain) - (trial.at + loadOf(trial)), over: !hasRecovered(drain, first) };
}

/** Mean seconds in flight, by Little's law: the mean in flight over the throughput. */
function responseTime({ batches }: TrialRun): number {
  let [held, finished] = [0, 0];
  for (const batch of batches) {
    held += batch.inFlight * batch.seconds;
    finished += batch.finished;
  }
  return finished > 0 ? held / finished : 0;
}
