import { openOutcome } from './outcome.ts';
import { afterBracket, beginBracket } from './phases/bracket.ts';
import { afterCeiling, beginCeiling } from './phases/ceiling.ts';
import { concluded } from './phases/concluded.ts';
import { afterConfirm } from './phases/confirming.ts';
import { afterCoast, afterHome } from './phases/homing.ts';
import { afterRunaway, ranAway } from './phases/runaway.ts';
import { afterTrack } from './phases/tracking.ts';
import {
  end,
  runsOf,
  type SearchDecision,
  type SearchEvidence,
  type SearchState,
  type Situation,
} from './search-state.ts';
import type { SearchSettings } from './settings.ts';

/**
 * A batch that the generator spoilt is run again so often. In the bracket the rate may be too high for it; the first
 * rate is not, and later it has made such rates before: then it is disturbed, and a minute is waited for the machine to
 * calm down.
 */
const MOST_REPEATS = { doubled: 2, else: 11 };
/** Seconds over the budget after which a search that never gets a block done (a dead server) gives up. */
const GRACE = 60;

/** The first batch of a search for the highest rate that meets all objectives. Pure, as all of it. */
export function beginSearch(settings: SearchSettings): SearchDecision {
  return beginBracket(settings);
}

/**
 * The next batch, or the outcome, once the batch last asked for is in `evidence.batches`. The counts of earlier batches
 * may have grown meanwhile (requests end after their batch); decisions once made stand.
 * Throws RangeError unless there is one batch for each ask.
 */
export function nextBatch(
  settings: SearchSettings,
  state: SearchState,
  { batches, log }: SearchEvidence,
): SearchDecision {
  const { asks, phase } = state;
  if (phase.name === 'done') return { done: true, outcome: phase.outcome, state };
  if (batches.length !== asks.length)
    throw new RangeError(`the search asked for ${asks.length} batches, got ${batches.length}`);
  const load = batches.reduce((sum, batch) => sum + batch.seconds, 0);
  const situation: Situation = { settings, state, runs: runsOf(asks, batches), log, load };
  if (!batches.at(-1)!.valid) {
    const doubled = phase.name === 'bracket' && situation.runs.length > 0;
    const repeats = doubled ? MOST_REPEATS.doubled : MOST_REPEATS.else;
    return again(situation, batches.slice(-1 - repeats), repeats);
  }
  const confirming = phase.name === 'settle' || phase.name === 'confirm';
  if (!confirming && load > settings.budget + GRACE) return end(state, openOutcome('budget', load));
  switch (phase.name) {
    case 'bracket':
      return afterBracket(situation);
    case 'ceiling':
      return afterCeiling(situation);
    case 'coast':
      return afterCoast(situation);
    case 'home':
      return afterHome(situation);
    case 'track':
      return ranAway(situation) ? afterRunaway(situation) : afterTrack(situation);
    case 'settle':
    case 'confirm':
      return afterConfirm(situation);
  }
}

/**
 * The same batch again. Where the generator spoils it each time the search ends with what it has; in the bracket the
 * rate before, which it could make, is held instead.
 */
function again(situation: Situation, latest: SearchEvidence['batches'], repeats: number): SearchDecision {
  const { state, runs } = situation;
  const ask = state.asks.at(-1)!;
  if (latest.length <= repeats || latest.some(({ valid }) => valid))
    return { done: false, ask, state: { ...state, asks: [...state.asks, ask] } };
  const made = runs.filter((run) => run.ask.phase === 'bracket' && run.ask.rate < ask.rate).map((run) => run.ask.rate);
  if (ask.phase === 'bracket' && made.length > 0) return beginCeiling(state, Math.max(...made), 'generator');
  return end(state, concluded(situation, 'invalid'));
}
