import { formatNumber, formatValue, type Unit } from '../../../../units/format.ts';

/** What a line over time shows, for those who cannot see it. `planned`: what was to be, of which the most is told. */
export function spokenRange(
  what: string,
  values: readonly (number | null)[],
  unit: Unit,
  planned?: readonly (number | null)[],
): string {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return `${what}: not measured`;
  const text = (value: number) => (unit === 'per second' ? formatNumber(value) : formatValue(value, unit));
  const range = `${what} over time: from ${text(Math.min(...known))} to ${text(Math.max(...known))}`;
  const most = Math.max(0, ...(planned ?? []).map((value) => value ?? 0));
  return most > 0 ? `${range}; at most ${text(most)} were planned` : range;
}
