import { objectiveEstimates } from './estimators/block-estimate.ts';
import type { Interval } from './interval.ts';
import { type EndReason, intervalOf, type SearchOutcome } from './outcome.ts';
import { concluded } from './phases/concluded.ts';
import { blocksOver, usedBatches } from './phases/tracked.ts';
import { nextBatch } from './search.ts';
import { type Ask, runsOf, type SearchEvidence, type SearchState, type Situation } from './search-state.ts';
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
 * What a recorded search means: decides anew at the last batch before the confirming hold, on all that is known by now,
 * and judges the hold as it was made. Where that decision would go on, the outcome is the estimate as it was. Pure.
 */
export function judgedSearch(
  settings: SearchSettings,
  recorded: RecordedSearch,
  evidence: SearchEvidence,
): SearchOutcome | undefined {
  const { asks, ended } = recorded;
  const situation = decidingSituation(settings, recorded, evidence);
  if (!situation) return undefined;
  const deciding = situation.state.asks.length - 1;
  const upTo = (last: number): SearchEvidence => ({ ...evidence, batches: evidence.batches.slice(0, last + 1) });
  const stopped = ended === undefined || ended === 'stopped';
  if (stopped && deciding === asks.length - 1) return concluded(situation, 'stopped');
  const decision = nextBatch(settings, situation.state, upTo(deciding));
  if (decision.done) return decision.outcome;
  const { phase } = decision.state;
  const found = phase.name === 'settle' ? phase.outcome : concluded(situation, ended ?? 'stopped');
  return found.lower === null ? found : withHold(settings, found, asks, deciding + 1, upTo);
}

/** The crossing of each objective by itself at the end of the dithered part; undefined where it says nothing of it. */
export function judgedCrossings(
  settings: SearchSettings,
  recorded: RecordedSearch,
  evidence: SearchEvidence,
): (Interval | undefined)[] {
  const situation = decidingSituation(settings, recorded, evidence);
  const phase = situation?.state.phase;
  if (!situation || phase?.name !== 'track') return settings.objectives.map(() => undefined);
  const sided = blocksOver(usedBatches(situation, phase), phase);
  const estimates = objectiveEstimates(sided, settings, situation.state.centre);
  return settings.objectives.map((_, at) => {
    const own = estimates.find(({ objective }) => objective === at);
    return own?.usable ? intervalOf(own.x, own.below, own.above) : undefined;
  });
}

/** The last batch before the confirming hold, with all that came before it. */
function decidingSituation(
  settings: SearchSettings,
  { asks, states }: RecordedSearch,
  { batches: all, log }: SearchEvidence,
): Situation | undefined {
  const deciding = asks.findLastIndex((_, at) => states[at]);
  if (deciding < 0) return undefined;
  const batches = all.slice(0, deciding + 1);
  const state: SearchState = { ...states[deciding]!, asks: asks.slice(0, deciding + 1) };
  const load = batches.reduce((sum, { seconds }) => sum + seconds, 0);
  return { settings, state, runs: runsOf(state.asks, batches), log, load };
}

/** The outcome with the holds that followed it, each judged by its batches. */
function withHold(
  settings: SearchSettings,
  found: SearchOutcome,
  asks: readonly Ask[],
  first: number,
  upTo: (last: number) => SearchEvidence,
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
