import type { Result } from '../../result/result.ts';
import type { Answer } from '../answers.ts';
import { capital } from '../words.ts';
import { needed, promised } from './rates.ts';
import { bindingOf, confidenceText, intervalWords, rangeText, shortName } from './sentences.ts';
import type { Standing } from './standing.ts';

/** The first two of the three answers of a search: does it carry the tier, how much does it carry and what gives way. */
export function capacityAnswers({ verdict }: Result, standing: Standing): Answer[] {
  return [...(verdict === 'inconclusive' ? [] : [carries(standing)]), howMuch(standing)];
}

function carries({ search: { tierRate }, carried, marginal, headroom, tier }: Standing): Answer {
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
  return { question, figure: 'Open', text: `${asked} The search does not decide it.` };
}

function howMuch(standing: Standing): Answer {
  const { load, lower, search } = standing;
  const question = 'How much does it carry?';
  const words = load && intervalWords(load);
  const objective = bindingOf(standing);
  const first = objective ? ` ${shortName(objective)} gives way first.` : '';
  if (search.ended === 'alone') return { question, figure: 'Nothing within its objectives', text: first.trim() };
  if (words)
    return {
      question,
      figure: `${words.lower} to ${words.upper} requests/s`,
      text: `${load.confidence === null ? 'of rates that were tried' : `at ${confidenceText(load)}`}; most likely ${words.value}.${search.confirmation?.held === false ? ' No hold confirmed it.' : first}`,
    };
  if (lower !== null && load?.upper)
    return { question, figure: capital(rangeText(load)), text: `Loads in between were not held.${first}` };
  if (lower !== null)
    return {
      question,
      figure: `At least ${promised(lower)} requests/s`,
      text: 'That load held; the limit lies above it.',
    };
  if (load?.upper)
    return { question, figure: `Less than ${needed(load.upper)} requests/s`, text: 'What lies below was not held.' };
  return { question, figure: 'Not known', text: 'The search came to no interval.' };
}

/** The figure of what to do next. */
export function capacityNext({ carried, marginal, search }: Standing): string {
  if (search.ended === 'stopped') return 'Go on';
  if (search.limitedBy === 'rate-limiting') return 'Lift the rate limit';
  if (search.limitedBy === 'generator') return 'A stronger generator';
  if (search.ended === 'ceiling') return 'Raise the highest rate';
  if (marginal) return 'Narrow it down';
  if (search.tierRate === null) return 'Hold it against a tier';
  return carried === false ? 'Add capacity' : 'Scale before it breaks';
}
