import type { Limit } from '../config/objective.ts';
import type { ObjectiveResult } from '../result/result.ts';
import { formatNumber, formatValue, type Unit } from '../units/format.ts';

const SIGNS: Record<Limit['op'], string> = { '<': '<', '<=': '≤', '>': '>', '>=': '≥', '==': '=', '!=': '≠' };

/** A limit as people write it: `< 200 ms`. */
export function limitText(limit: Limit | null, unit: Unit | 'k6'): string {
  if (!limit) return '–';
  return `${SIGNS[limit.op]} ${unit === 'k6' ? formatNumber(limit.value) : formatValue(limit.value, unit)}`;
}

/** The measured value, with a note where it is only a bound. */
export function actualText({ actual, unit, zone }: ObjectiveResult): string {
  return actual === null ? (zone === 'no-data' ? 'no data' : '–') : formatValue(actual, unit);
}

/** The 95 % interval, `180–195 ms`; empty where there is none. */
export function intervalText({ lower, upper, unit }: ObjectiveResult): string {
  if (lower === null && upper === null) return '';
  return `${lower === null ? '?' : formatValue(lower, unit)} – ${upper === null ? '?' : formatValue(upper, unit)}`;
}
