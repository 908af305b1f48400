import type { Limit } from '../objectives/objective.ts';
import type { ObjectiveResult } from '../objectives/result.ts';
import { formatSpan, formatValue, type Unit } from '../units/format.ts';
import { promised } from './rates.ts';

const SIGNS: Record<Limit['op'], string> = { '<': '<', '<=': '≤', '>': '>', '>=': '≥', '==': '=', '!=': '≠' };

/** The source of the lines that a capacity search is judged by. */
const SEARCH = 'search';
/** Significant digits of values and ends. */
const DIGITS = 3;

/** A limit as people write it: `< 200 ms`. */
export function limitText(limit: Limit | null, unit: Unit): string {
  if (!limit) return '–';
  return `${SIGNS[limit.op]} ${formatValue(limit.value, unit)}`;
}

/**
 * `critical is > 500 ms` of what is critical by it, else `the target is < 200 ms`, or `the target is 0 s` where it must
 * be just that.
 */
export function limitPhrase({ zone, target, critical, unit }: ObjectiveResult): string {
  const limit = zone === 'critical' && critical !== null ? critical : (target ?? critical);
  const is = limit?.op === '==' ? formatValue(limit.value, unit) : limitText(limit, unit);
  return `${limit === target ? 'the target' : 'critical'} is ${is}`;
}

/**
 * The measured value, with a note where it is only a bound. What a search promises is rounded down, here as elsewhere.
 */
export function actualText({
  actual,
  lower,
  unit,
  zone,
  source,
}: Pick<ObjectiveResult, 'actual' | 'lower' | 'unit' | 'zone' | 'source'>): string {
  if (actual === null && lower !== null && zone !== 'no-data') return `> ${formatValue(lower, unit)}`;
  if (actual === null) return zone === 'no-data' ? 'no data' : '–';
  return source === SEARCH && unit === 'per second' ? `${promised(actual)}/s` : formatValue(actual, unit);
}

/**
 * The 95 % interval, `180 ms – 195 ms`: ends that look the same get a digit more, or are one. Empty where there is
 * none, and for lines of a search, whose interval is another and stands beside its estimate.
 */
export function intervalText({
  actual,
  lower,
  upper,
  unit,
  source,
}: Pick<ObjectiveResult, 'actual' | 'lower' | 'upper' | 'unit' | 'source'>): string {
  if (actual === null || (lower === null && upper === null) || source === SEARCH) return '';
  if (lower === null) return `at most ${formatValue(upper, unit, DIGITS)}`;
  if (upper === null) return `at least ${formatValue(lower, unit, DIGITS)}`;
  const ends = (digits: number) => [lower, upper].map((end) => formatValue(end, unit, digits));
  const [three, four] = [ends(DIGITS), ends(DIGITS + 1)];
  const [from, to] = three[0] === three[1] ? four : three;
  return from === to ? three[0]! : `${from} – ${to}`;
}

/** A line of a result in words: `API response is 800 ms in 1x, critical is > 500 ms`. */
export function lineSentence(line: ObjectiveResult): string {
  const { name, zone, target, critical, stage, window, note } = line;
  const where = stage !== null ? ` in ${stage}` : window ? ` in the worst window of ${formatSpan(window.width)}` : '';
  if (zone === 'no-data') return `${name} has no data${where}: ${note ?? 'no sample'}`;
  if (!target && !critical) return note ?? name;
  return `${name} is ${actualText(line)}${where}, ${limitPhrase(line)}`;
}
