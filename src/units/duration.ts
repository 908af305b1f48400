const PART = /(\d+(?:\.\d+)?)(ms|us|µs|s|m|h|d)/g;
const WHOLE = /^(?:\d+(?:\.\d+)?(?:ms|us|µs|s|m|h|d))+$/;
const SECONDS: Record<string, number> = { m: 60, h: 3600, d: 86_400 };
// Divided by, not multiplied with 0.001, which is no binary fraction: 9 ms would be 0.009000000000000001 s.
const PER_SECOND: Record<string, number> = { us: 1e6, µs: 1e6, ms: 1e3 };

/** The longest duration that is accepted anywhere: 30 days, in seconds. */
export const LONGEST = 30 * 86_400;

/**
 * Parses `200ms`, `1m30s`, `4h` into seconds; undefined when it is no duration. A unit is required, spaces, signs and
 * exponents are refused, as is anything above 30 days: `5 m`, `-5s`, `1e9h` and `5M` are typing errors far more often
 * than wishes.
 */
export function parseDuration(text: string): number | undefined {
  const seconds = readDuration(text);
  return seconds !== undefined && seconds <= LONGEST ? seconds : undefined;
}

/** The same of what k6 says: however long it is. A guard rail must see a month, too. */
export function readDuration(text: string): number | undefined {
  if (!WHOLE.test(text)) return undefined;
  let seconds = 0;
  for (const [, amount, unit = ''] of text.matchAll(PART))
    seconds += (Number(amount) * (SECONDS[unit] ?? 1)) / (PER_SECOND[unit] ?? 1);
  return seconds;
}

/** Seconds as k6 writes durations (`1.5s`), exact to the microsecond. */
export function k6Duration(seconds: number): string {
  return `${Number(seconds.toFixed(6))}s`;
}
