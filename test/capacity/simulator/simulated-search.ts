import type { Batch } from '../../../src/capacity/search/batch.ts';
import type { SearchOutcome } from '../../../src/capacity/search/outcome.ts';
import { overloaded } from '../../../src/capacity/search/phases/judgement.ts';
import { beginSearch, nextBatch } from '../../../src/capacity/search/search.ts';
import type { Ask, SearchEvidence, SearchState } from '../../../src/capacity/search/search-state.ts';
import { type SearchSettings, searchSettings } from '../../../src/capacity/search/settings.ts';
import { drawUniform } from '../../../src/stats/distributions/uniform.ts';
import type { Server } from './servers.ts';
import { Simulation } from './simulation.ts';

export interface Searched {
  readonly outcome: SearchOutcome;
  readonly asks: readonly Ask[];
  readonly batches: readonly Batch[];
  /** what was remembered after each batch */
  readonly states: readonly SearchState[];
}

/** What may happen between a batch and the decision about it. */
export type Meddling = (
  evidence: SearchEvidence,
  state: SearchState,
) => { evidence?: SearchEvidence; state?: SearchState };

/** The reference's settings, without confirmation; the replay simulates few requests, so that suites stay short. */
export function settingsFor(server: Server, given: Partial<SearchSettings> = {}): SearchSettings {
  return searchSettings({
    objectives: [{ name: server.name, allowed: 1 - server.quantile, limit: server.limit }],
    confirmSeconds: 0,
    replayRequests: 200_000,
    ...given,
  });
}

/** A whole search on a simulated server, batch by batch as the pipeline does it. */
export function searchOn(
  server: Server,
  seed: number,
  given: Partial<SearchSettings> = {},
  meddle: Meddling = () => ({}),
): Searched {
  const settings = settingsFor(server, { startRate: startRateFor(server, seed), ...given });
  const limits = settings.objectives.map(({ limit }) => limit ?? server.limit);
  const simulation = new Simulation(server, seed, limits);
  const states: SearchState[] = [];
  let decision = beginSearch(settings);
  while (!decision.done) {
    const { rate, seconds, watched } = decision.ask;
    simulation.run(rate, seconds, watched ? overloaded : undefined);
    const { evidence = simulation, state = decision.state } = meddle(simulation, decision.state);
    decision = nextBatch(settings, state, evidence);
    states.push(decision.state);
  }
  return { outcome: decision.outcome, asks: decision.state.asks, batches: simulation.batches, states };
}

/** As in the reference: 0.5 to 1.5 times the smaller of 20/s and a quarter of the truth. */
export function startRateFor({ truth }: Server, seed: number): number {
  return Math.min(20, truth / 4) * (0.5 + drawUniform(seed + 1)());
}
