import { clamp } from '../clamp.ts';
import { runBatch, type SearchDecision, type SearchState, type Situation } from '../search-state.ts';
import type { SearchSettings } from '../settings.ts';
import { beginCeiling } from './ceiling.ts';
import { coastOrGoOn, MOST_COASTING } from './homing.ts';
import { overloaded, roughCrossing, significantlyBad } from './judgement.ts';

/** The search's first batch. */
export function beginBracket(settings: SearchSettings): SearchDecision {
  const state: SearchState = {
    asks: [],
    phase: { name: 'bracket', again: false },
    centre: Math.log(settings.startRate),
    latest: undefined,
  };
  return bracketAt(state, settings.startRate, false);
}

/**
 * Doubles the rate until an objective breaks: at once when the batch is overloaded, else when it and a repetition twice
 * as long have significantly many bad requests. The crossing is then looked for by estimator B in the batches within a
 * fifth of the rate; an overloaded server's lies at 50-95 % of what it got done.
 */
export function afterBracket(situation: Situation): SearchDecision {
  const { settings, state, runs } = situation;
  const { batch, ask } = runs.at(-1)!;
  if (state.phase.name !== 'bracket') throw new RangeError('not in the bracket');
  if (overloaded(batch)) return crossed(situation);
  const twice = runs.slice(-2).filter((run) => run.ask.rate === ask.rate);
  const judged = state.phase.again ? twice.map((run) => run.batch) : [batch];
  if (significantlyBad(judged, settings.objectives))
    return state.phase.again ? crossed(situation) : bracketAt(state, ask.rate, true);
  if (ask.rate >= settings.maxRate) return beginCeiling(state, settings.maxRate, 'ceiling');
  return bracketAt(state, Math.min(2 * ask.rate, settings.maxRate), false);
}

function bracketAt(state: SearchState, rate: number, again: boolean): SearchDecision {
  const seconds = clamp(80 / rate, 2, 8);
  return runBatch(state, { name: 'bracket', again }, { rate, seconds: again ? 2 * seconds : seconds, watched: true });
}

function crossed(situation: Situation): SearchDecision {
  const { settings, runs } = situation;
  const { batch, ask } = runs.at(-1)!;
  const near = runs.filter((earlier) => earlier.ask.rate >= 0.2 * ask.rate).map((earlier) => earlier.batch);
  const bounds = { low: ask.rate / 4, high: ask.rate, leastDepartures: 20 };
  let rate = roughCrossing(near, settings.objectives, bounds);
  if (overloaded(batch)) {
    const throughput = batch.departures / batch.seconds;
    rate = Number.isNaN(rate) ? 0.5 * throughput : clamp(rate, 0.5 * throughput, 0.95 * throughput);
  }
  return coastOrGoOn(situation, {
    centre: Math.log(Math.max(rate, ask.rate / 4)),
    left: MOST_COASTING,
    onward: { round: 0 },
  });
}
