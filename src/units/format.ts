/** The unit kinds of a number in loadkit's documents. Base units: seconds, bytes, ratios (0..1), per second. */
export type Unit = 'seconds' | 'bytes' | 'ratio' | 'per second' | 'count' | 'none';

const DASH = '–';

/** A number with at most `digits` significant digits, never in exponent form; `–` when there is none. */
export function formatNumber(value: number | null | undefined, digits = 3): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return DASH;
  if (value === 0) return '0';
  const magnitude = Math.floor(Math.log10(Math.abs(value)));
  if (magnitude >= digits) return groupThousands(String(Math.round(value)));
  const decimals = Math.min(12, Math.max(0, digits - 1 - magnitude));
  return groupThousands(String(Number(value.toFixed(decimals))).includes('e') ? '0' : trimmed(value.toFixed(decimals)));
}

function trimmed(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

function groupThousands(text: string): string {
  const [whole, fraction] = text.split('.');
  const grouped = whole!.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return fraction ? `${grouped}.${fraction}` : grouped;
}

/** Seconds in the unit a reader expects: `0.8 ms`, `187 ms`, `1.24 s`, `6.5 min`, `4 h`. */
export function formatSeconds(seconds: number | null | undefined, digits = 3): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return DASH;
  const size = Math.abs(seconds);
  if (size === 0) return '0 s';
  if (size < 0.9995) return `${formatNumber(seconds * 1000, digits)} ms`;
  if (size < 119.5) return `${formatNumber(seconds, digits)} s`;
  if (size < 7170) return `${formatNumber(seconds / 60, digits)} min`;
  return `${formatNumber(seconds / 3600, digits)} h`;
}

/** A length of time as a clock would say it: `45 s`, `6 min 30 s`, `4 h 5 min`. */
export function formatSpan(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  if (h > 0) return m > 0 ? `${h} h ${m} min` : `${h} h`;
  return s > 0 ? `${m} min ${s} s` : `${m} min`;
}

/** Bytes in decimal units: `187 kB`, `2 GB`. */
export function formatBytes(bytes: number | null | undefined): string {
  if (bytes === null || bytes === undefined || !Number.isFinite(bytes)) return DASH;
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (Math.abs(value) >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${formatNumber(value)} ${units[unit]}`;
}

/**
 * A ratio as a percentage. Near 100 % the digits that matter are those of the distance to it: 0.9995 is `99.95 %`,
 * and nothing below one is ever rounded up to `100 %`.
 */
export function formatRatio(ratio: number | null | undefined): string {
  if (ratio === null || ratio === undefined || !Number.isFinite(ratio)) return DASH;
  const percent = ratio * 100;
  if (percent <= 90 || percent >= 100) return `${formatNumber(percent)} %`;
  const decimals = Math.min(2, Math.max(1, 1 - Math.floor(Math.log10(100 - percent))));
  const floor = Math.floor(percent * 10 ** decimals + 1e-6) / 10 ** decimals;
  return `${trimmed(floor.toFixed(decimals))} %`;
}

/** A value in its unit, for people. */
export function formatValue(value: number | null | undefined, unit: Unit): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return DASH;
  switch (unit) {
    case 'seconds':
      return formatSeconds(value);
    case 'bytes':
      return formatBytes(value);
    case 'ratio':
      return formatRatio(value);
    case 'per second':
      return `${formatNumber(value)}/s`;
    default:
      return formatNumber(value);
  }
}
