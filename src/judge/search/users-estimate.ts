import type { Estimate, EstimateCaveat, Estimates } from '../../result/estimates.ts';
import { littleConcurrency } from '../../stats/queueing/general.ts';
import { wholeDown } from '../../stats/whole.ts';
import { formatNumber, formatSeconds } from '../../units/format.ts';

const RESPONSE_UNKNOWN: EstimateCaveat = {
  code: 'response-unknown',
  text: 'the response time there is not known and left out: they are more',
};

/** What a user does beside waiting for answers. */
interface Journey {
  /** Requests of an iteration. */
  readonly requests: number;
  /** Seconds that the journey's think() asks for in an iteration; undefined: none. */
  readonly thinkTime: number | undefined;
}

/**
 * How many concurrent users the sustainable load is, by the interactive response time law N = X(R + Z) (E. D. Lazowska
 * et al., "Quantitative System Performance", 1984, 3.4): X iterations per second, R the response time of an iteration
 * there (in flight over X, by Little's law), Z its think time. Its ends are those of X. None where nobody thinks, or no
 * load is sustained. Pure.
 */
export function usersEstimate(
  { maxSustainableLoad: load, concurrency }: Estimates,
  { requests, thinkTime }: Journey,
): Estimate | undefined {
  const rate = load?.value ?? load?.lower;
  if (!load || !rate || thinkTime === undefined || !(requests > 0)) return undefined;
  const inFlight = concurrency?.value ?? null;
  const response = inFlight === null ? 0 : (inFlight * requests) / rate;
  const users = (of: number | null) =>
    of === null ? null : wholeDown(littleConcurrency(of / requests, response, thinkTime));
  const answer = inFlight === null ? '' : ` and ${formatSeconds(response)} for its answers`;
  return {
    value: users(load.value),
    lower: users(load.lower),
    upper: users(load.upper),
    confidence: load.confidence,
    unit: 'users',
    basis: `N = X (R + Z), the interactive response time law: an iteration of ${formatNumber(requests)} request${requests === 1 ? '' : 's'} takes a user ${formatSeconds(thinkTime)} of think time${answer}`,
    caveats: inFlight === null ? [RESPONSE_UNKNOWN] : [],
  };
}
