/** Days of a mean month of the Gregorian calendar: 365.2425 / 12. */
export const DAYS_PER_MONTH = 30.436875;

const SPAN = /^(\d+(?:\.\d+)?) ?(w|weeks?|mo|months?|y|years?)$/;
/** No plan looks further ahead: ten years. */
export const LONGEST_SPAN = 120;
const DAY = 86_400_000;

/**
 * Parses `12mo`, `3 months`, `1y` or `26w` into months; undefined when it is no such span, zero, or above ten years.
 */
export function parseMonths(text: string): number | undefined {
  const [, amount, unit = ''] = SPAN.exec(text) ?? [];
  if (amount === undefined) return undefined;
  const count = Number(amount);
  const months = unit[0] === 'w' ? (count * 7) / DAYS_PER_MONTH : unit[0] === 'y' ? count * 12 : count;
  return months > 0 && months <= LONGEST_SPAN ? months : undefined;
}

/**
 * A day or moment in UTC, `2026-01-23` or `2026-01-23T14:05:00Z`, as days since 1970-01-01; undefined when it is
 * neither, or no day of the calendar.
 */
export function parseDay(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?Z)?$/.test(text)) return undefined;
  const moment = Date.parse(text.length === 10 ? `${text}T00:00:00Z` : text);
  // Date.parse takes 30 February for 2 March.
  if (Number.isNaN(moment) || new Date(moment).toISOString().slice(0, 10) !== text.slice(0, 10)) return undefined;
  return moment / DAY;
}

/** Mean months from one day to another, by `parseDay`'s days. */
export function monthsBetween(from: number, to: number): number {
  return (to - from) / DAYS_PER_MONTH;
}

/** The day, as `2026-01-23`, that lies so many months after a day; a part of a day is left away. */
export function dayAfter(day: number, months: number): string {
  return new Date(Math.floor(day + months * DAYS_PER_MONTH) * DAY).toISOString().slice(0, 10);
}
