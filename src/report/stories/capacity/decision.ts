import type { Result } from '../../../result/result.ts';
import { formatNumber, formatSpan } from '../../../units/format.ts';
import type { Decision } from '../../head.ts';
import { needed, promised } from '../../rates.ts';
import { capital } from '../../words.ts';
import { besideSentences, besideWords } from '../run/beside.ts';
import { causeWords } from '../run/gives-way/cause.ts';
import {
  bindingOf,
  bindingSentence,
  confirmationSentence,
  effortText,
  fewOf,
  objectiveText,
  rangeText,
  shortName,
  withinText,
} from './sentences.ts';
import { foreignReasons, type Standing } from './standing.ts';

/**
 * What a capacity review decides from: the promise with its interval, the tier against it; what is known where there is
 * none.
 */
export function capacityDecision(result: Result, standing: Standing): Decision {
  const said = found(standing);
  const tier = against(standing);
  // A sentence bears one colon.
  const headline = [tier ? `${said}${said.includes(':') ? ';' : ':'} ${tier}` : said, ...beside(result, standing)].join(
    '; ',
  );
  return {
    headline: `${headline}${besideWords(result, ';')}${causeWords(result)}`,
    detail: [...details(result, standing), ...besideSentences(result)].filter(Boolean).join(' '),
  };
}

/** What was missed beside the searched objectives, and what kept the search from knowing more. */
function beside({ run }: Result, { lower, missed, unknown, search: { limitedBy, ended } }: Standing): string[] {
  const were = (names: readonly string[]) => (names.length === 1 ? 'was' : 'were');
  return [
    ...(missed.length > 0 ? [`${fewOf(missed)} ${were(missed)} missed while the lower bound was held`] : []),
    ...(unknown.length > 0 && lower !== null
      ? [`${fewOf(unknown)} ${were(unknown)} neither searched nor measured there`]
      : []),
    ...(limitedBy === 'generator' && lower !== null ? ['the generator is the limit'] : []),
    ...(run.state !== 'complete' && ended !== 'stopped' ? [`run ${run.state}`] : []),
  ];
}

/** `Sustains 212 requests/s (207 to 217, 90 %)` */
function found(standing: Standing): string {
  const { load, words, lower, lowerText, search } = standing;
  const { ended, limitedBy, search: plan } = search;
  if (ended === 'alone') {
    const objective = bindingOf(standing);
    return `No load meets ${objective ? shortName(objective) : 'the objectives'}`;
  }
  if (ended === 'unstable')
    return `No load is borne for long: requests pile up at one and the same rate${ranged(standing)}`;
  if (limitedBy === 'scaling') return 'No one capacity: the target got faster while it was measured';
  if (ended === 'drifting') return 'No one capacity: it changed while it was measured';
  if (words && load && limitedBy === 'rate-limiting')
    return `The target lets ${words.value} requests/s pass (${withinText(words, load)}) and refuses more with status 429`;
  if (search.confirmation?.held === false && lower !== null)
    return words && load
      ? `Estimated ${words.value} requests/s (${withinText(words, load)}), but no lower bound held`
      : 'No lower bound held';
  if (words && load) return `Sustains ${words.value} requests/s (${withinText(words, load)})`;
  if (limitedBy === 'rate-limiting' && load)
    return `The target lets ${rangeText(load)} pass and refuses more with status 429`;
  if (lower !== null && load?.upper) return `Sustains ${rangeText(load)}`;
  if (lower !== null && ended === 'ceiling')
    return `Sustains at least ${lowerText} requests/s, the highest rate allowed`;
  if (lower !== null) return `Sustains at least ${lowerText} requests/s`;
  if (load?.upper) return `Sustains less than ${needed(load.upper)} requests/s`;
  if (ended === 'stopped') return 'No capacity found: the search was interrupted';
  if (limitedBy === 'generator') return 'No capacity found: the generator is the limit';
  return `No capacity found${ended === 'budget' ? ` within the budget of ${formatSpan(plan.budget)}` : ''}`;
}

/** The interval as it stands of a search that found no one number. */
function ranged({ words }: Standing): string {
  return words ? `, at last ${words.lower} to ${words.upper} requests/s` : '';
}

/** `carries the medium tier with 3 % headroom` */
function against({ search: { tierRate, ended }, carried, marginal, headroom, tier }: Standing): string {
  if (tierRate === null || ended === 'alone') return '';
  if (carried === true)
    return `carries ${tier} with ${headroom === null || headroom <= 0 ? 'no' : `${promised(headroom * 100, 2)} %`} headroom`;
  const asked = needed(tierRate);
  if (carried === null) return `whether it carries ${tier}, which asks ${asked}, is open`;
  return `does not ${marginal ? 'surely ' : ''}carry ${tier}, which asks ${asked}`;
}

function details(result: Result, standing: Standing): string[] {
  const { search, load, carried, headroom, tier } = standing;
  const { ended, limitedBy, search: plan, tierRate } = search;
  const alone = bindingOf(standing);
  const [reason] = foreignReasons(result);
  return [
    result.run.state !== 'complete' && result.run.reason ? `${capital(result.run.reason)}.` : '',
    reason ? `${reason.text}.` : '',
    ended === 'alone' && alone
      ? `Requests that find the service idle miss ${objectiveText(alone)} already.`
      : confirmationSentence(standing),
    ended === 'ceiling' && limitedBy === 'max-rate'
      ? `No objective broke up to ${promised(plan.maxRate)} requests/s: the limit lies above.`
      : '',
    ended === 'collapsing'
      ? 'It collapsed near that load again and again, and came back only under next to no load.'
      : '',
    ended === 'alone' ? '' : bindingSentence(standing),
    load && wide(standing) ? widthSentence(standing) : '',
    ended === 'stopped' ? `Until then: ${effortText(search)}.` : '',
    carried === true && headroom !== null
      ? `${capital(tier)} asks ${needed(tierRate!)}; headroom counts from the lower bound.`
      : '',
  ];
}

/** Whether the interval is wider than was asked for. */
function wide({ load, search: { search, confirmation } }: Standing): boolean {
  // Steps down from it make it wider than it was found.
  if (confirmation && confirmation.failures > 0) return false;
  if (!load?.value || load.lower === null || load.upper === null) return false;
  return Math.log(load.upper / load.lower) / 2 > search.precision * 1.25;
}

function widthSentence({ search: { search, secondsNeeded } }: Standing): string {
  const wanted = `The interval is wider than the ±${formatNumber(search.precision * 100)} % asked for`;
  return secondsNeeded === null
    ? `${wanted}.`
    : `${wanted}: that would take about ${formatSpan(secondsNeeded)} of load.`;
}
