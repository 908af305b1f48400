import type { Limit } from '../config/objective.ts';
import type { ObjectiveResult } from '../result/result.ts';
import { formatNumber, formatValue, type Unit } from '../units/format.ts';

const SIGNS: Record<Limit['op'], string> = { '<': '<', '<=': '≤', '>': '>', '>=': '≥', '==': '=', '!=': '≠' };

/** Significant digits of values and ends. */
const DIGITS = 3;

/** A limit as people write it: `< 200 ms`. */
export function limitText(limit: Limit | null, unit: Unit | 'k6'): string {
  if (!limit) return '–';
  return `${SIGNS[limit.op]} ${unit === 'k6' ? formatNumber(limit.value) : formatValue(limit.value, unit)}`;
}

/** The measured value, with a note where it is only a bound. */
export function actualText({ actual, unit, zone }: ObjectiveResult): string {
  return actual === null ? (zone === 'no-data' ? 'no data' : '–') : formatValue(actual, unit);
}

/** The 95 % interval, `180 ms – 195 ms`: ends that look the same get a digit more, or are one. Empty where there is none. */
export function intervalText({ lower, upper, unit }: Pick<ObjectiveResult, 'lower' | 'upper' | 'unit'>): string {
  if (lower === null && upper === null) return '';
  const ends = (digits: number) => [lower, upper].map((end) => (end === null ? '?' : formatValue(end, unit, digits)));
  const [three, four] = [ends(DIGITS), ends(DIGITS + 1)];
  const [from, to] = three[0] === three[1] ? four : three;
  return from === to ? three[0]! : `${from} – ${to}`;
}
