import type { CapacityResult, SearchedObjective } from '../../../result/capacity.ts';
import {
  type Estimate,
  type EstimateCaveat,
  type EstimateName,
  type Estimates,
  listed,
} from '../../../result/estimates.ts';
import { formatNumber, formatSeconds, formatSpan } from '../../../units/format.ts';
import { withoutMiddle } from '../../escape.ts';
import { limitText } from '../../limits.ts';
import { needed, promised, type RateWords, rateWords } from '../../rates.ts';
import { plural } from '../../words.ts';
import type { Standing } from './standing.ts';

type Range = Pick<Estimate, 'value' | 'lower' | 'upper'>;

/** Point and ends in words, where all three are known; the point stays on its own side of `apart`. */
export function intervalWords({ value, lower, upper }: Range, apart: number | null = null): RateWords | undefined {
  return value === null || lower === null || upper === null ? undefined : rateWords({ value, lower, upper }, apart);
}

/** `212 requests/s (207 to 217)`: a point with its interval, or the bound that is known; never a bare number. */
export function rangeText(range: Range, apart: number | null = null): string {
  const words = intervalWords(range, apart);
  if (words) return `${words.value} requests/s (${words.lower} to ${words.upper})`;
  if (range.lower && range.upper) return `between ${promised(range.lower)} and ${needed(range.upper)} requests/s`;
  if (range.lower) return `at least ${promised(range.lower)} requests/s`;
  return range.upper ? `less than ${needed(range.upper)} requests/s` : 'not known';
}

export function confidenceText({ confidence }: Estimate): string {
  return confidence === null ? '' : `${formatNumber(confidence * 100)} %`;
}

/** `207 to 217, 90 %`; a bracket of rates that were tried has no confidence to be told. */
export function withinText({ lower, upper }: RateWords, load: Estimate): string {
  return [`${lower} to ${upper}`, confidenceText(load)].filter(Boolean).join(', ');
}

/** The objective that binds, as it was searched for. */
export function bindingOf({ search: { search, binding } }: Standing): SearchedObjective | undefined {
  return search.objectives.find(({ name }) => name === binding);
}

/** Claims are set large: a long name in them loses its middle. */
const LONGEST_NAME = 60;

export function shortName({ name }: SearchedObjective): string {
  return withoutMiddle(name, LONGEST_NAME);
}

/** Names that a claim has room for. */
const MOST_NAMES = 3;

/** `API response, checks and 7 more` */
export function fewOf(names: readonly string[]): string {
  const room = names.length > MOST_NAMES ? MOST_NAMES - 1 : MOST_NAMES;
  const shown = names.slice(0, room).map((name) => withoutMiddle(name, LONGEST_NAME));
  const all = names.length > room ? [...shown, `${formatNumber(names.length - room)} more`] : shown;
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
}

/** `API response binds: request_time p95 < 200 ms.`; an objective of a flag has no name but its limit. */
export function bindingSentence(standing: Standing): string {
  const bound = bindingOf(standing);
  if (!bound) return '';
  const text = objectiveText(bound);
  return isLimit(bound.name, text) ? `${text} binds.` : `${shortName(bound)} binds: ${text}.`;
}

/** Whether a name is the limit as it was written: `request_time p95 <= 200ms`. */
function isLimit(name: string, text: string): boolean {
  return name.replace(/\s+/g, '').replace('<=', '≤').replace('>=', '≥') === text.replace(/\s+/g, '');
}

/** `request_time p95 < 200 ms` */
export function objectiveText({ measure, target, unit }: SearchedObjective): string {
  return `${measure.text} ${limitText(target, unit)}`;
}

/** A hold this near below the bound is one of the bound: rates are rounded on their way to the engine. */
const SAME = 0.995;

/** Whether what was held at a rate confirms the bound. */
export function isOfBound(rate: number, lower: number): boolean {
  return rate >= lower * SAME;
}

/** What the promise rests on: `The lower bound, 207 requests/s, held for 45 s.` */
export function confirmationSentence({ search: { confirmation }, lower, lowerText }: Standing): string {
  if (lower === null) return '';
  const bound = `The lower bound, ${lowerText} requests/s,`;
  if (!confirmation) return `${bound} was not confirmed by a hold.`;
  if (confirmation.held === null)
    return `${bound} was not confirmed: its hold ended after ${formatSpan(confirmation.seconds)}, unjudged.`;
  const { held, failures, seconds, rate } = confirmation;
  // The bound is a step below the last hold that failed: that it was not held either is said.
  if (!held)
    return `${bound} is not confirmed: ${plural(failures, formatNumber(failures), 'hold')} in a row failed, the last at ${needed(rate)} requests/s.`;
  if (!isOfBound(rate, lower))
    return `${bound} was not held: ${promised(rate)} requests/s were, for ${formatSpan(seconds)}.`;
  const after = failures > 0 ? `, after ${plural(failures, formatNumber(failures), 'step')} down` : '';
  return `${bound} held for ${formatSpan(seconds)}${after}.`;
}

/** `62 batches in 5 min 10 s of load` */
export function effortText({ search, probes, load }: CapacityResult): string {
  const noun = search.method === 'steered' ? 'batch' : 'trial';
  const count = formatNumber(probes.length, 9);
  const probesText = probes.length === 1 ? `1 ${noun}` : `${count} ${noun === 'batch' ? 'batches' : 'trials'}`;
  return `${probesText} in ${formatSpan(load)} of load`;
}

/** Half the interval as a share of the point: `±2.4 %`. */
export function precisionText({ value, lower, upper }: Range): string {
  if (!value || lower === null || upper === null) return '';
  return `±${formatNumber(((upper - lower) / 2 / value) * 100, 2)} %`;
}

/** What the estimates are called. */
export const ESTIMATE_NAMES: Readonly<Record<EstimateName, string>> = {
  maxSustainableLoad: 'Sustainable load',
  knee: 'Knee',
  breakingPoint: 'Breaking point',
  breakingPointThroughput: 'Throughput at the breaking point',
  recoveryTime: 'Recovery time',
  concurrency: 'Concurrency at that load',
  concurrentUsers: 'Concurrent users',
};

/** An estimate's value and its ends in its own unit; what is not known is a dash. */
export function estimateValue(
  { value, lower, upper, unit }: Estimate,
  apart: number | null = null,
): {
  readonly value: string;
  readonly interval: string;
} {
  const ends = (text: (end: number | null) => string) =>
    lower === null && upper === null
      ? '–'
      : lower === null
        ? `at most ${text(upper)}`
        : upper === null
          ? `at least ${text(lower)}`
          : `${text(lower)} to ${text(upper)}`;
  if (unit === 'requests/s') {
    const words = intervalWords({ value, lower, upper }, apart);
    if (words) return { value: `${words.value} ${unit}`, interval: `${words.lower} to ${words.upper}` };
    return {
      value: value === null ? '–' : `${formatNumber(value)} ${unit}`,
      interval: lower !== null && upper === null ? `at least ${promised(lower)}` : ends((end) => formatNumber(end)),
    };
  }
  if (unit === 'seconds') return { value: formatSeconds(value), interval: ends(formatSecondsOf) };
  return { value: value === null ? '–' : `${formatNumber(value)} ${unit}`, interval: ends((end) => formatNumber(end)) };
}

function formatSecondsOf(end: number | null): string {
  return formatSeconds(end);
}

/** `Supports 50 concurrent users (48 to 53): …`, with what that rests on. */
function usersSentence({ value, lower, upper, basis, caveats }: Estimate): string {
  const count = (users: number | null) => formatNumber(users, 9);
  const known = lower !== null && upper !== null;
  const users =
    value === null
      ? `at least ${count(lower)}`
      : known
        ? `${count(value)} (${count(lower)} to ${count(upper)})`
        : count(value);
  return `Supports ${users} concurrent users: ${[basis, ...caveats.map(({ text }) => text)].join('; ')}.`;
}

/** Caveats of which the decision speaks already, in its own words; and that of how the estimate was made. */
const TOLD: readonly EstimateCaveat['code'][] = [
  'not-resolved',
  'no-break',
  'no-rate',
  'drifted',
  'collapsed',
  'no-valid-probe',
  'unstable',
  'replay-unused',
];

/**
 * Estimates in sentences; golden-tested, since a right number in a wrong sentence is wrong. The sustainable load itself
 * stands in the decision: only what speaks against it is told here. What speaks against the others stands in their
 * table.
 */
export function capacitySentences(estimates: Estimates): string[] {
  return listed(estimates).flatMap((estimate) => {
    if (estimate.name === 'maxSustainableLoad')
      return estimate.caveats
        .filter(({ code }) => !TOLD.includes(code))
        .map(({ text }) => `Sustainable load: ${text}.`);
    if (estimate.name === 'concurrentUsers') return [usersSentence(estimate)];
    const { value, interval } = estimateValue(estimate);
    const alone = interval === '–' ? 'not known' : `${interval} ${estimate.unit}`;
    const range = interval === '–' ? '' : ` (${interval})`;
    return `${ESTIMATE_NAMES[estimate.name]}: ${value === '–' ? alone : `${value}${range}`}.`;
  });
}
