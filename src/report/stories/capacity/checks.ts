import type { CapacityResult } from '../../../result/capacity.ts';
import type { Result } from '../../../result/result.ts';
import { formatNumber, formatSpan } from '../../../units/format.ts';
import { INCOMPLETE } from '../../../validity/completeness.ts';
import type { Check } from '../../blocks.ts';
import { isOfBound } from './sentences.ts';
import type { Standing } from './standing.ts';

function steadiness({ ended, change }: CapacityResult): string {
  if (ended === 'drifting') return 'it changed meanwhile';
  return change ? `it changed; what came before ${formatSpan(change.at)} is left out` : 'no change was seen';
}

/** What decides whether a search may be believed, in place of the checks of stages. */
export function capacityChecks({ validity }: Result, { search, lower }: Standing): Check[] {
  const { probes, confirmation, ended, search: plan } = search;
  const valid = probes.filter((probe) => probe.valid).length;
  const noun = plan.method === 'steered' ? 'batches' : 'trials';
  const lost = validity.reasons.some(({ code }) => INCOMPLETE.includes(code));
  return [
    {
      name: 'Load sent as asked',
      found: `${formatNumber(valid, 9)} of ${formatNumber(probes.length, 9)} ${noun} count`,
      asked: 'a spoilt one is run again, twice at most',
      passed: ended !== 'invalid' && valid > 0,
    },
    {
      name: 'Lower bound confirmed',
      found:
        !confirmation || confirmation.held === null
          ? confirmation
            ? `ended after ${formatSpan(confirmation.seconds)}, unjudged`
            : 'no hold was made'
          : `${confirmation.held ? 'held' : 'did not hold'} for ${formatSpan(confirmation.seconds)}, ${formatNumber(confirmation.failures)} failed before`,
      asked: plan.confirm > 0 ? `a hold of ${formatSpan(plan.confirm)}` : 'nothing',
      passed:
        plan.confirm === 0 || (lower !== null && confirmation?.held === true && isOfBound(confirmation.rate, lower)),
    },
    {
      name: 'Capacity steady',
      found: steadiness(search),
      asked: 'the same in both halves of the search',
      passed: ended !== 'drifting',
    },
    {
      name: 'Record complete',
      found: lost ? 'parts are missing' : 'every sample accounted for',
      asked: 'no loss, no silence, run to its end',
      passed: !lost && ended !== 'stopped',
    },
  ];
}
