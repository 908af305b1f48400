import type { Result } from '../../../result/result.ts';
import type { Answer } from '../../head.ts';
import { needed, promised } from '../../rates.ts';
import { capital } from '../../words.ts';
import { bindingOf, confidenceText, fewOf, rangeText, shortName } from './sentences.ts';
import type { Standing } from './standing.ts';

/**
 * The first two of the three answers of a search: does it carry the tier, how much does it carry and what gives way.
 */
export function capacityAnswers({ verdict }: Result, standing: Standing): Answer[] {
  return [...(verdict === 'inconclusive' ? [] : [carries(standing)]), howMuch(standing)];
}

function carries({ search: { tierRate }, carried, marginal, headroom, tier, missed }: Standing): Answer {
  if (tierRate === null)
    return {
      question: 'Does it carry its load?',
      figure: 'Not asked',
      text: 'No tier and no rate was given to hold it against.',
    };
  const question = `Does it carry ${tier}?`;
  const asked = `${needed(tierRate)} requests/s are asked.`;
  if (carried === true) {
    const above = headroom === null || headroom <= 0 ? 'no headroom' : `${promised(headroom * 100, 2)} % headroom`;
    return { question, figure: `Yes, ${above}`, text: `${asked} Headroom counts from the lower bound.` };
  }
  if (marginal) return { question, figure: 'Not surely', text: `${asked} That lies within the interval.` };
  if (carried === false) return { question, figure: 'No', text: asked };
  const open = missed.length > 0 ? `${fewOf(missed)} missed where it was held.` : 'The search does not decide it.';
  return { question, figure: 'Open', text: `${asked} ${open}` };
}

/** Where more was required than could be searched, what gives way first is the first among what was searched. */
function ofSearched({ missed, unknown }: Standing): string {
  return missed.length + unknown.length > 0 ? ', of what was searched' : '';
}

function howMuch(standing: Standing): Answer {
  const { load, words, lower, lowerText, search } = standing;
  const question = 'How much does it carry?';
  const objective = bindingOf(standing);
  const first = objective ? ` ${shortName(objective)} gives way first${ofSearched(standing)}.` : '';
  if (search.ended === 'alone') return { question, figure: 'Nothing within its objectives', text: first.trim() };
  if (words && load)
    return {
      question,
      figure: `${words.lower} to ${words.upper} requests/s`,
      text: `${load.confidence === null ? 'of rates that were tried' : `at ${confidenceText(load)}`}; most likely ${words.value}.${search.confirmation?.held === false ? ' No hold confirmed it.' : first}`,
    };
  if (lower !== null && search.confirmation?.held === false)
    return { question, figure: 'Not known', text: 'No hold confirmed a lower bound.' };
  if (lower !== null && load?.upper)
    return { question, figure: capital(rangeText(load)), text: `Loads in between were not held.${first}` };
  if (lower !== null)
    return {
      question,
      figure: `At least ${lowerText} requests/s`,
      text: 'That load held; the limit lies above it.',
    };
  if (load?.upper)
    return { question, figure: `Less than ${needed(load.upper)} requests/s`, text: 'What lies below was not held.' };
  return { question, figure: 'Not known', text: 'The search came to no interval.' };
}

const AFTER: Readonly<Record<string, string>> = {
  stopped: 'Go on',
  alone: 'Make it faster, or relax',
  drifting: 'Let it settle',
  collapsing: 'Limit what is in flight',
  ceiling: 'Raise the highest rate',
};

/** The figure of what to do next. */
export function capacityNext({
  carried,
  marginal,
  search: { ended, limitedBy, tierRate, confirmation },
}: Standing): string {
  if (limitedBy === 'rate-limiting') return 'Lift the rate limit';
  if (limitedBy === 'generator') return 'A stronger generator';
  const after = AFTER[ended];
  if (after) return after;
  if (confirmation?.held === false) return 'Hold it for longer';
  if (marginal) return 'Narrow it down';
  if (tierRate === null) return 'Hold it against a tier';
  if (carried === null) return 'Search again';
  return carried ? 'Scale before it breaks' : 'Add capacity';
}
