import type { SearchSettings } from '../../../src/capacity/search/settings.ts';
import { nextTrial, trialIsOver } from '../../../src/capacity/trials/next-trial.ts';
import type { TrialAsk, TrialBatch, TrialRun } from '../../../src/capacity/trials/trial.ts';
import type { TrialsOutcome } from '../../../src/capacity/trials/trials-outcome.ts';
import type { Server } from './servers.ts';
import { settingsFor, startRateFor } from './simulated-search.ts';
import { type Arrivals, Simulation } from './simulation.ts';

export interface SearchedByTrials {
  readonly outcome: TrialsOutcome;
  readonly runs: readonly TrialRun[];
}

/** What may happen to a trial before the decision about it. */
export type Meddling = (run: TrialRun, earlier: readonly TrialRun[]) => TrialRun;

/** Iterations that tell the median. */
const TELLING = 500;
/** Seconds without load that a new run of k6 takes to start. */
const STARTING = 1;

/** A whole search by trials on a simulated server, trial by trial as the pipeline does it with a stock k6. */
export function searchByTrialsOn(
  server: Server,
  seed: number,
  given: Partial<SearchSettings> = {},
  { arrivals = 'even', meddle = (run) => run }: { arrivals?: Arrivals; meddle?: Meddling } = {},
): SearchedByTrials {
  const settings = settingsFor(server, { startRate: startRateFor(server, seed), ...given });
  const limits = settings.objectives.map(({ limit }) => limit ?? server.limit);
  const simulation = new Simulation(server, seed, limits, arrivals);
  const runs: TrialRun[] = [];
  let next = nextTrial(settings, runs);
  while (!next.done) {
    if (runs.length > 0) simulation.run(1e-9, STARTING);
    const run = trialOn(simulation, next.trial, limits, (current) => trialIsOver(settings, runs, current));
    runs.push(meddle(run, runs));
    next = nextTrial(settings, runs);
  }
  return { outcome: next.outcome, runs };
}

/** One trial: its own requests only, by when they ended; what it leaves in flight the server goes on with. */
export function trialOn(
  simulation: Simulation,
  ask: TrialAsk,
  limits: readonly number[],
  isOver: (current: TrialRun) => boolean,
): TrialRun {
  const at = simulation.now;
  const first = simulation.log.arrivals.length;
  const batches: TrialBatch[] = [];
  const lasted: number[] = [];
  let unfinished: number[] = [];
  let seen = first;
  for (;;) {
    const start = simulation.now;
    simulation.run(ask.rate, Math.min(ask.batchSeconds, ask.mostSeconds - (start - at)));
    const end = simulation.now;
    const { arrivals, departures } = simulation.log;
    const scheduled = arrivals.length - seen;
    for (; seen < arrivals.length; seen++) unfinished.push(seen);
    let held = 0;
    const bad = limits.map(() => 0);
    const ended = unfinished.filter((request) => departures[request]! <= end);
    for (const request of unfinished) {
      const until = departures[request]! <= end ? departures[request]! : end;
      held += until - Math.max(start, arrivals[request]!);
    }
    for (const request of ended) {
      const time = departures[request]! - arrivals[request]!;
      if (lasted.length < TELLING) lasted.push(time);
      for (const [objective, limit] of limits.entries()) if (time > limit) bad[objective]!++;
    }
    unfinished = unfinished.filter((request) => !(departures[request]! <= end));
    const seconds = end - start;
    batches.push({
      at: start - at,
      seconds,
      scheduled,
      dropped: 0,
      finished: ended.length,
      bad,
      inFlight: held / seconds,
      inFlightAtEnd: unfinished.length,
    });
    const run = { ask, at, batches, medianIteration: median(lasted), valid: true };
    if (isOver(run)) return run;
  }
}

function median(values: readonly number[]): number {
  if (values.length === 0) return 0;
  return Float64Array.from(values).sort()[Math.floor(values.length / 2)]!;
}
