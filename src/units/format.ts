/** The unit kinds of a number in loadkit's documents. Base units: seconds, bytes, ratios (0..1), per second. */
export type Unit = 'seconds' | 'bytes' | 'ratio' | 'per second' | 'count' | 'none';

const DASH = '–';
/** What is smaller than half a unit of the last of them is 0. */
const MOST_DECIMALS = 12;

/**
 * A number with at most `digits` significant digits (whole numbers in full), never in exponent form; `–` when there is
 * none.
 */
export function formatNumber(value: number | null | undefined, digits = 3): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return DASH;
  if (value === 0) return '0';
  const magnitude = Math.floor(Math.log10(Math.abs(value)));
  if (magnitude >= digits) return groupThousands(BigInt(Math.round(value)).toString());
  const text = trimmed(value.toFixed(Math.min(MOST_DECIMALS, Math.max(0, digits - 1 - magnitude))));
  return text === '-0' ? '0' : groupThousands(text);
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

/**
 * Bytes in decimal units, `187 kB`, `2 GB`; in binary ones where only these come out even, as they were written: `4
 * GiB`.
 */
export function formatBytes(bytes: number | null | undefined, digits = 3): string {
  if (bytes === null || bytes === undefined || !Number.isFinite(bytes)) return DASH;
  const binary = binaryBytes(bytes);
  if (binary) return binary;
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (Math.abs(value) >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${formatNumber(value, digits)} ${units[unit]}`;
}

const BINARY = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** A size in quarters of a binary unit that no three decimal digits say. */
function binaryBytes(bytes: number): string | undefined {
  const power = Math.min(BINARY.length - 1, Math.floor(Math.log2(Math.abs(bytes)) / 10));
  if (!(power >= 1) || Number(bytes.toPrecision(3)) === bytes) return undefined;
  const units = bytes / 1024 ** power;
  return Number.isInteger(units * 4) ? `${formatNumber(units, 6)} ${BINARY[power]}` : undefined;
}

/**
 * A ratio as a percentage. Near 100 % the digits that matter are those of the distance to it: 0.9995 is `99.95 %`,
 * and nothing below one is ever rounded up to `100 %`.
 */
export function formatRatio(ratio: number | null | undefined, digits = 3): string {
  if (ratio === null || ratio === undefined || !Number.isFinite(ratio)) return DASH;
  const percent = ratio * 100;
  if (ratio <= 0.9 || ratio >= 1) return `${formatNumber(percent, digits)} %`;
  const most = Math.max(2, digits - 1);
  const distance = (1 - ratio) * 100;
  const decimals = Math.min(most, Math.max(digits - 2, 1 - Math.floor(Math.log10(distance))));
  const unit = 10 ** decimals;
  // The fudge undoes what binary fractions take from decimal ones (0.999 is 99.9 %); it may not reach 100.
  const floor = Math.min(100 * unit - 1, Math.floor(percent * unit + 1e-6)) / unit;
  return `${trimmed(floor.toFixed(decimals))} %`;
}

/** A rate of requests, per second: `1 request/s`, `250 requests/s`. */
export function formatRate(perSecond: number | null | undefined, digits = 3): string {
  const number = formatNumber(perSecond, digits);
  return `${number} ${number === '1' ? 'request' : 'requests'}/s`;
}

/** A value in its unit, for people. */
export function formatValue(value: number | null | undefined, unit: Unit, digits = 3): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return DASH;
  switch (unit) {
    case 'seconds':
      return formatSeconds(value, digits);
    case 'bytes':
      return formatBytes(value, digits);
    case 'ratio':
      return formatRatio(value, digits);
    case 'per second':
      return `${formatNumber(value, digits)}/s`;
    default:
      return formatNumber(value, digits);
  }
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A moment in UTC (ISO 8601) as people write it: `21 Nov 2026, 14:05 UTC`. */
export function formatDate(iso: string): string {
  const [, year, month, day, time] = /^(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d)/.exec(iso) ?? [];
  return year ? `${Number(day)} ${MONTHS[Number(month) - 1]} ${year}, ${time} UTC` : iso;
}
