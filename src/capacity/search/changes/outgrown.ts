import { badOf, judgedOf } from '../batch.ts';
import { overloaded, significantlyBad } from '../phases/judgement.ts';
import type { Run } from '../search-state.ts';
import type { AllowedShare } from '../settings.ts';

/** So many times a rate at which an objective was broken is far more than chance lets a steady target carry. */
const FAR_MORE = 1.3;
/** Of the bad requests that are allowed. */
const CALM = 0.25;

/**
 * Since when (seconds) a target carries far more than it once broke at: of a search that climbed from where an
 * objective broke, and found none broken any more in its last block. Undefined where that is not so. Nothing else may
 * tell of such a target: it got faster before there were blocks to hold against each other.
 */
export function outgrownSince(runs: readonly Run[], objectives: readonly AllowedShare[]): number | undefined {
  const block = runs.at(-1)?.ask.block;
  const last = runs.filter(({ ask }) => block !== undefined && ask.block === block).map(({ batch }) => batch);
  const sum = (of: (batch: Run['batch']) => number) => last.reduce((all, batch) => all + of(batch), 0);
  const isCalm = objectives.every(
    ({ allowed }, at) => sum((batch) => badOf(batch, at)) < CALM * allowed * sum((batch) => judgedOf(batch, at)),
  );
  if (last.length === 0 || !isCalm) return undefined;
  const carried = Math.min(...last.map(({ rate }) => rate));
  // What is bad while a line shortens under little load is of the load before.
  const broke = runs.findLastIndex(
    ({ ask, batch }) =>
      ask.phase !== 'coast' &&
      batch.rate * FAR_MORE < carried &&
      (overloaded(batch) || significantlyBad([batch], objectives)),
  );
  return broke < 0 ? undefined : runs[broke + 1]!.batch.start;
}
