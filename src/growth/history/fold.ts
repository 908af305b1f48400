import { UserError } from '../../errors.ts';
import { mean, quantileOfSorted } from '../../stats/moments.ts';
import { formatNumber } from '../../units/format.ts';
import { dayAfter } from '../../units/months.ts';

/** What a row says. */
export interface DatedValue {
  /** Days since 1970-01-01, UTC. */
  readonly day: number;
  readonly value: number;
}

/** How several rows of a day become one: of a rate its highest, of what a `peak` is multiplied to, the mean. */
export interface Folding {
  readonly by: 'highest' | 'mean';
  /** What the quantity is counted by, in seconds: rows closer than that cannot each be such a count. */
  readonly counted?: { readonly seconds: number; readonly unit: string };
}

/** A day at either end with fewer rows than this share of the usual was not finished. */
const FINISHED = 0.9;

/**
 * Values folded by day, where a day has several: sorted by day on both sides. Days at either end that were not finished
 * are left out, and said. Throws UserError where rows stand closer than what they count.
 */
export function foldByDay(
  values: readonly DatedValue[],
  { by, counted }: Folding,
  file: string,
): { days: readonly DatedValue[]; folded: string | null; caveats: readonly string[] } {
  const all = new Map<number, number[]>();
  for (const { day, value } of values) {
    const whole = Math.floor(day);
    const there = all.get(whole);
    if (there) there.push(value);
    else all.set(whole, [value]);
  }
  if (all.size === values.length) return { days: values, folded: null, caveats: [] };
  const days = [...all].map(([day, rows]) => ({ day, rows }));
  const usual = quantileOfSorted(
    days.map(({ rows }) => rows.length).sort((a, b) => a - b),
    0.5,
  );
  if (counted && usual * counted.seconds > SLACK * 86_400) tooClose(usual, counted.unit, file);
  const folded = days.map(({ day, rows }) => ({
    day,
    rows: rows.length,
    value: by === 'mean' ? mean(rows) : highest(rows),
  }));
  // A day that is not over and has already the highest peak counts: it will have no lower one.
  const unfinished = (at: number, beside: number) =>
    folded[at]!.rows < FINISHED * usual && (by === 'mean' || folded[at]!.value < folded[beside]!.value);
  const last = folded.length - 1;
  const left = [unfinished(0, Math.min(1, last)) ? 0 : -1, unfinished(last, Math.max(0, last - 1)) ? last : -1];
  return {
    days: folded.filter((_, at) => !left.includes(at)).map(({ day, value }) => ({ day, value })),
    folded: `${formatNumber(values.length, 9)} rows, the ${by} of each day`,
    caveats: folded
      .filter((_, at) => left.includes(at))
      .map(
        ({ day, rows }) =>
          `${dayAfter(day, 0)} was not finished (${formatNumber(rows, 9)} of usually ${formatNumber(usual, 9)} rows) and is left out`,
      ),
  };
}

function highest(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b));
}

/** The hour that summer time takes from a day, and a row too many. */
const SLACK = 1.1;

function tooClose(usual: number, unit: string, file: string): never {
  throw new UserError({
    what: `a day has ${formatNumber(usual, 9)} rows, of a quantity that is counted as ${unit}`,
    where: { file },
    why: 'whether they are to be added or are the same count told again, only you know',
    next: 'where each row is a rate, grow requests/s or requests/min; where each is a count, add them up to one a day',
  });
}
