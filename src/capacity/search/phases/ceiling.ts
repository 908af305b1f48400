import { studentTQuantile } from '../../../stats/distributions/student-t.ts';
import { jackknifeVariance, mean } from '../../../stats/moments.ts';
import { badOf, judgedOf } from '../batch.ts';
import { openOutcome } from '../outcome.ts';
import { end, type Run, runBatch, type SearchDecision, type SearchState, type Situation } from '../search-state.ts';
import { coastOrGoOn, MOST_COASTING } from './homing.ts';
import { overloaded } from './judgement.ts';

const BATCHES = 12;
const BATCH_SECONDS = 5;
/** Neighbouring batches are correlated: they are judged in pairs. */
const PAIR = 2;
const LEVEL = 0.95;

/**
 * Nothing broke up to the highest rate allowed, or that the generator can make: a minute there shows whether it holds.
 */
export function beginCeiling(state: SearchState, rate: number, reason: 'ceiling' | 'generator'): SearchDecision {
  return hold(state, { name: 'ceiling', rate, since: state.asks.length, reason });
}

function hold(state: SearchState, phase: SearchState['phase'] & { name: 'ceiling' }): SearchDecision {
  return runBatch(state, phase, { rate: phase.rate, seconds: BATCH_SECONDS, watched: true });
}

/**
 * Ends with the highest rate as a lower bound when each objective's bad fraction there, with its one-sided 95 % bound
 * over pairs of batches, is within what it allows; else the search goes on below.
 */
export function afterCeiling(situation: Situation): SearchDecision {
  const { state, settings, runs, load } = situation;
  const { phase } = state;
  if (phase.name !== 'ceiling') throw new RangeError('not at the ceiling');
  const asked = new Set(state.asks.slice(phase.since));
  const held = runs.filter(({ ask }) => asked.has(ask) && ask.phase === 'ceiling');
  const over = overloaded(held.at(-1)!.batch);
  if (!over && held.length < BATCHES) return hold(state, phase);
  const meets = settings.objectives.every(({ allowed }, objective) => upperBadFraction(held, objective) <= allowed);
  if (!over && meets) return end(state, openOutcome(phase.reason, load, phase.rate));
  return coastOrGoOn(situation, { centre: Math.log(phase.rate), left: MOST_COASTING, onward: { round: 0 } });
}

function upperBadFraction(held: readonly Run[], objective: number): number {
  const fractions = Array.from({ length: Math.floor(held.length / PAIR) }, (_, pair) => {
    const batches = held.slice(pair * PAIR, (pair + 1) * PAIR).map(({ batch }) => batch);
    const finished = batches.reduce((sum, batch) => sum + judgedOf(batch, objective), 0);
    return batches.reduce((sum, batch) => sum + badOf(batch, objective), 0) / Math.max(1, finished);
  });
  const groups = fractions.length;
  if (groups < 2) return 1;
  const leftOut = fractions.map((_, left) => mean(fractions.filter((_, at) => at !== left)));
  return mean(fractions) + studentTQuantile(LEVEL, groups - 1) * Math.sqrt(jackknifeVariance(leftOut));
}
