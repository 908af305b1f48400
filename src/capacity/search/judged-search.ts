import { concluded } from './concluded.ts';
import type { EndReason, SearchOutcome } from './outcome.ts';
import { nextBatch } from './search.ts';
import { type Ask, type Evidence, runsOf, type SearchState, type Situation } from './search-state.ts';
import type { SearchSettings } from './settings.ts';

/** What a record holds of a search: what was asked for, and what the search remembered when it asked. */
export interface RecordedSearch {
  readonly asks: readonly Ask[];
  /** One for each ask; null where only a hold was under way. */
  readonly states: readonly (RecordedState | null)[];
  /** How it ended; undefined where nobody wrote it down: loadkit was killed. */
  readonly ended: EndReason | undefined;
}

export type RecordedState = Omit<SearchState, 'asks'>;

/**
 * What a recorded search means: decides anew at the last batch before the confirming hold, on all that is known by now, and
 * judges the hold as it was made. Where that decision would go on, the outcome is the estimate as it was. Pure.
 */
export function judgedSearch(
  settings: SearchSettings,
  { asks, states, ended }: RecordedSearch,
  evidence: Evidence,
): SearchOutcome | undefined {
  const deciding = asks.findLastIndex((_, at) => states[at]);
  if (deciding < 0) return undefined;
  const upTo = (last: number): Evidence => ({ ...evidence, batches: evidence.batches.slice(0, last + 1) });
  const state: SearchState = { ...states[deciding]!, asks: asks.slice(0, deciding + 1) };
  const batches = upTo(deciding).batches;
  const situation: Situation = {
    settings,
    state,
    runs: runsOf(state.asks, batches),
    log: evidence.log,
    load: batches.reduce((sum, { seconds }) => sum + seconds, 0),
  };
  if (ended === undefined || ended === 'stopped') {
    const held = deciding < asks.length - 1;
    if (!held) return concluded(situation, 'stopped');
  }
  const decision = nextBatch(settings, state, upTo(deciding));
  if (decision.done) return decision.outcome;
  const { phase } = decision.state;
  const found = phase.name === 'settle' ? phase.outcome : concluded(situation, ended ?? 'stopped');
  return found.lower === null ? found : withHold(settings, found, asks, deciding + 1, upTo);
}

/** The outcome with the holds that followed it, each judged by its batches. */
function withHold(
  settings: SearchSettings,
  found: SearchOutcome,
  asks: readonly Ask[],
  first: number,
  upTo: (last: number) => Evidence,
): SearchOutcome {
  const begun = asks[first];
  if (!begun) return found;
  // The hold was made where the search then saw the bound: that is what it can vouch for.
  const outcome = { ...found, lower: Math.min(found.lower!, begun.rate) };
  let state: SearchState = {
    asks: [],
    phase: { name: 'settle', outcome, first },
    centre: Math.log(begun.rate),
    latest: undefined,
  };
  for (let last = first; last < asks.length; last++) {
    const decision = nextBatch(settings, { ...state, asks: asks.slice(0, last + 1) }, upTo(last));
    if (decision.done) return decision.outcome;
    state = decision.state;
  }
  return state.phase.name === 'settle' || state.phase.name === 'confirm' ? state.phase.outcome : outcome;
}
