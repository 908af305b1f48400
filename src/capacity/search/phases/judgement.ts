import { type Batch, badOf, judgedOf } from '../batch.ts';
import { crossingRate, fitBirthDeath } from '../estimators/birth-death.ts';
import { tooFewFor } from '../estimators/few-requests.ts';
import { poolLevels } from '../estimators/levels.ts';
import type { AllowedShare } from '../settings.ts';

/**
 * Whether a batch is over the server's capacity beyond doubt: more than 20 requests and 30 % of the arrivals piled up,
 * or more than half of at least 30 finished requests were bad for an objective.
 */
export function overloaded(batch: Batch): boolean {
  const piled = batch.inFlightAtEnd - batch.inFlightAtStart;
  if (piled > 20 && piled > 0.3 * batch.arrivals) return true;
  return batch.bad.some((_, objective) => {
    const judged = judgedOf(batch, objective);
    return judged >= 30 && badOf(batch, objective) > 0.5 * judged;
  });
}

/** Whether the batches together have more bad requests than chance allows at p: bad > p·n + 3.1·√(p·n) + 3. */
export function significantlyBad(batches: readonly Batch[], objectives: readonly AllowedShare[]): boolean {
  return objectives.some(({ allowed }, objective) => {
    const finished = batches.reduce((sum, batch) => sum + judgedOf(batch, objective), 0);
    const bad = batches.reduce((sum, batch) => sum + badOf(batch, objective), 0);
    return tooMany(bad, finished, allowed);
  });
}

/** Whether requests that find the server empty miss an objective already: then no rate meets it. */
export function badWhenAlone(batches: readonly Batch[], objectives: readonly AllowedShare[]): boolean {
  return objectives.some(({ allowed }, objective) => {
    const { found, bad } = poolLevels(batches, objective);
    return (found[0] ?? 0) > 0 && tooMany(bad[0]!, found[0]!, allowed);
  });
}

/**
 * Estimator B over batches at about one rate: the smallest crossing of the objectives within [low, high]; NaN of none.
 */
export function roughCrossing(
  batches: readonly Batch[],
  objectives: readonly AllowedShare[],
  { low, high, leastDepartures }: { low: number; high: number; leastDepartures: number },
): number {
  const crossings = objectives.map((asked, objective) => {
    if (tooFewFor(batches, asked, objective)) return high;
    const model = fitBirthDeath(poolLevels(batches, objective), leastDepartures);
    return model ? crossingRate(model, asked.allowed, low, high) : Number.NaN;
  });
  return Math.min(...crossings);
}

function tooMany(bad: number, finished: number, allowed: number): boolean {
  const expected = allowed * finished;
  return bad > expected + 3.1 * Math.sqrt(expected) + 3;
}
