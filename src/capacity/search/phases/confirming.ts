import { mean, variance } from '../../../stats/moments.ts';
import { type Batch, badOf, judgedOf } from '../batch.ts';
import type { SearchOutcome } from '../outcome.ts';
import { end, runBatch, type SearchDecision, type SearchState, type Situation } from '../search-state.ts';
import type { AllowedShare, SearchSettings } from '../settings.ts';
import { HOLD, holdSeconds, judgedBatches } from './confirm-seconds.ts';

const MOST_FAILURES = 3;
/** Standard errors of the batch means. */
const FAR = 2;

/** Holds the lower bound, after the budget; an outcome without one, or a search without time for a hold, just ends. */
export function beginConfirming(settings: SearchSettings, state: SearchState, outcome: SearchOutcome): SearchDecision {
  const { confirmSeconds, total } = settings;
  const late = outcome.seconds + holdSeconds(confirmSeconds) > total;
  if (outcome.lower === null || confirmSeconds === 0 || late) return end(state, outcome);
  const phase = { name: 'settle', outcome, first: state.asks.length } as const;
  return runBatch(state, phase, { rate: outcome.lower, seconds: HOLD.batch, watched: false });
}

/**
 * The lower bound fails when some objective's bad fraction f̄ over the hold has f̄ − 2·se > 1 − q, se from the batches'
 * means. Then it steps down by the precision and is held again, three times at most; the outcome counts the failures.
 */
export function afterConfirm(situation: Situation): SearchDecision {
  const { settings, state } = situation;
  const { phase } = state;
  if (phase.name !== 'settle' && phase.name !== 'confirm') throw new RangeError('not confirming');
  const rate = phase.outcome.lower!;
  const held = confirmBatches(situation, phase.first);
  if (held.length < judgedBatches(settings.confirmSeconds)) {
    const settled = state.asks.length - phase.first >= HOLD.settling;
    const next = { ...phase, name: settled ? 'confirm' : 'settle' } as const;
    return runBatch(state, next, { rate, seconds: HOLD.batch, watched: false });
  }
  const failures = phase.outcome.confirmation.failures;
  const holds = !settings.objectives.some((objective, at) => isBad(held, objective, at));
  const outcome = { ...phase.outcome, seconds: situation.load };
  if (holds) return end(state, { ...outcome, confirmation: { held: true, failures } });
  const confirmation = { held: false, failures: failures + 1 };
  const lower = rate * (1 - settings.precision);
  if (failures + 1 >= MOST_FAILURES) return end(state, { ...outcome, lower, confirmation });
  return beginConfirming(settings, state, { ...outcome, lower, confirmation });
}

function confirmBatches({ runs, state }: Situation, first: number): Batch[] {
  const asks = new Set(state.asks.slice(first).filter(({ phase }) => phase === 'confirm'));
  return runs.filter(({ ask }) => asks.has(ask)).map(({ batch }) => batch);
}

function isBad(batches: readonly Batch[], { allowed }: AllowedShare, objective: number): boolean {
  const fractions = batches.map((batch) => badOf(batch, objective) / Math.max(1, judgedOf(batch, objective)));
  return mean(fractions) - FAR * Math.sqrt(variance(fractions) / fractions.length) > allowed;
}
