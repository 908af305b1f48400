import type { Interval } from '../../../capacity/search/interval.ts';
import { formatNumber, formatRatio } from '../../../units/format.ts';

/** Of the estimates so far so many are drawn, the latest among them. */
const DRAWN = 4;
/** A new row is drawn only for an interval that is narrower than the one above by so much. */
const STEP = 0.8;

/** The interval of a search as it narrows, one row for each step, on the scale of the widest that is shown. */
export function narrowing(estimates: readonly Interval[], width: number): string[] {
  const shown = stepsOf(estimates);
  const latest = shown.at(-1);
  if (!latest || width < 40) return [];
  const low = Math.min(...shown.map(({ lower }) => lower));
  const high = Math.max(...shown.map(({ upper }) => upper));
  const [from, to] = [formatNumber(low), formatNumber(high)];
  const room = width - from.length - to.length - 12;
  if (!(high > low) || room < 10) return [];
  const at = (value: number) => Math.round(((value - low) / (high - low)) * (room - 1));
  return shown.map((interval, i) => {
    const row: string[] = Array.from({ length: room }, () => ' ');
    row.fill('─', at(interval.lower), at(interval.upper) + 1);
    row[at(interval.lower)] = '├';
    row[at(interval.upper)] = '┤';
    row[at(interval.value)] = '●';
    const ends = i === 0 ? [from, to] : [' '.repeat(from.length), ' '.repeat(to.length)];
    return `${ends[0]} ${row.join('')} ${ends[1]}  ${halfWidth(interval)}`;
  });
}

/** `±2.3 %`: half the interval as a share of its value. */
export function halfWidth({ value, lower, upper }: Interval): string {
  return `±${formatRatio((upper - lower) / 2 / value, 2)}`;
}

/** The latest estimate, and before it those that it narrowed from, step by step. */
function stepsOf(estimates: readonly Interval[]): Interval[] {
  const steps: Interval[] = [];
  for (const estimate of estimates.toReversed()) {
    const next = steps[0];
    if (!next || widthOf(next) < STEP * widthOf(estimate)) steps.unshift(estimate);
    if (steps.length === DRAWN) break;
  }
  return steps;
}

function widthOf({ lower, upper }: Interval): number {
  return upper - lower;
}
