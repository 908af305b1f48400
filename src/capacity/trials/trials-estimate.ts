import type { Estimate, EstimateCaveat } from '../../result/estimates.ts';
import { formatSpan } from '../../units/format.ts';
import { confirmationCaveats, endCaveats } from '../search/end-caveats.ts';
import type { TrialSettings } from './trial.ts';
import type { TrialsOutcome } from './trials-outcome.ts';

/** Direction and size: docs/method.md, "Arrivals". */
export const PACING_CAVEAT: EstimateCaveat = {
  code: 'even-arrivals',
  text: 'arrivals were evenly spaced, as a stock k6 has no others: under independent users, who arrive at random, the highest load within a latency limit is 2-11 % lower, and far lower where requests are served one at a time',
};

/** Of the two-sided interval of trials taken together; a bracket of rates that were tried has none. */
const CONFIDENCE = 0.9;

/** The outcome of a search by trials as an estimate of the result, `maxSustainableLoad` in requests/s. */
export function trialsEstimate(outcome: TrialsOutcome, settings: TrialSettings): Estimate {
  const { value, lower, upper, estimate } = outcome;
  return {
    value,
    lower,
    upper,
    confidence: estimate ? CONFIDENCE : null,
    unit: 'requests/s',
    basis: basisOf(outcome),
    caveats: [PACING_CAVEAT, ...reasonCaveats(outcome, settings), ...confirmationCaveats(outcome)],
  };
}

function basisOf({ trials, seconds, estimate }: TrialsOutcome): string {
  const near = estimate ? `, a line through the ${estimate.fit.trials} of them near the crossing` : '';
  return `${trials} runs of k6 at one rate each, their beginnings dropped${near}, ${formatSpan(seconds)} of load`;
}

function reasonCaveats(outcome: TrialsOutcome, settings: TrialSettings): EstimateCaveat[] {
  const { reason, lower, recovery } = outcome;
  switch (reason) {
    case 'collapsing':
      return [
        {
          code: 'not-recovered',
          text: `the service did not recover from overload within ${formatSpan(recovery?.seconds ?? 0)} of little load`,
        },
      ];
    case 'invalid':
      return [
        lower === null
          ? {
              code: 'no-valid-probe',
              text: 'the generator could not keep to the rate: no valid trial in three tries',
            }
          : {
              code: 'generator-limit',
              text: 'the generator is the limit: it could not keep to a higher rate, in three tries',
            },
      ];
    default:
      return endCaveats(outcome, settings);
  }
}
