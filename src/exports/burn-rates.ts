/**
 * Multi-window, multi-burn-rate alerts of an error budget: how many times faster than allowed it is spent, over a long
 * window and, so that the alert ends soon after the errors do, over a short one. Budget of 30 days.
 *
 * Source: The Site Reliability Workbook, chapter 5, "6: Multiwindow, Multi-Burn-Rate Alerts", table 5-8.
 */
export const BURN_RATES = [
  { severity: 'critical', factor: 14.4, long: '1h', short: '5m' },
  { severity: 'critical', factor: 6, long: '6h', short: '30m' },
  { severity: 'warning', factor: 3, long: '1d', short: '2h' },
  { severity: 'warning', factor: 1, long: '3d', short: '6h' },
] as const;

/** The windows over which they look at the share of bad requests. */
export const BURN_WINDOWS = ['5m', '30m', '1h', '2h', '6h', '1d', '3d'] as const;

/**
 * The condition of all burn rates of a severity, of a budget (share of requests that may be bad); null where none of
 * them can ever be exceeded, since no more than all requests can be bad.
 */
export function burnCondition(
  severity: (typeof BURN_RATES)[number]['severity'],
  budget: number,
  shareOver: (window: string) => string,
): string | null {
  const conditions = BURN_RATES.filter((rate) => rate.severity === severity && rate.factor * budget < 1).map(
    ({ factor, long, short }) => {
      const limit = `${factor} * ${budget}`;
      return `(${shareOver(long)} > ${limit} and ${shareOver(short)} > ${limit})`;
    },
  );
  return conditions.length === 0 ? null : conditions.join('\nor\n');
}
