import { parseDay } from '../../units/months.ts';

/** When a row of a history was, in days since 1970-01-01 in UTC. */
export interface Moment {
  readonly day: number;
  /** It names an hour and no offset from UTC. */
  readonly local: boolean;
}

const DAY = 86_400_000;
const WRITTEN =
  /^(\d{4})[-/](\d\d)(?:[-/](\d\d))?(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?: ?(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?))?)?$/i;
/** Seconds since 1970 have 9 to 11 digits in all the years that a history may tell of; what is finer has more. */
const UNITS: readonly { readonly below: number; readonly perSecond: number }[] = [
  { below: 1e11, perSecond: 1 },
  { below: 1e14, perSecond: 1e3 },
  { below: 1e17, perSecond: 1e6 },
  { below: 1e20, perSecond: 1e9 },
];

/**
 * Reads what exporters write for a time: `2026-01-23`, `2026-01` (its first day), `2026-01-23T14:00:00Z`, `2026-01-23
 * 14:00:00`, an offset such as `+02:00`, `/` for `-`, `20260123`, and the time since 1970 in seconds, milliseconds,
 * micro- or nanoseconds. Undefined where it is none.
 */
export function readMoment(text: string): Moment | undefined {
  if (/^\d{8}$/.test(text)) return readMoment(`${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`);
  if (/^\d+(\.\d+)?(e\+?\d+)?$/i.test(text)) return sinceEpoch(Number(text));
  const [, year, month, dayOfMonth, hour, minute = '00', second = '00', fraction = '0', offset] =
    WRITTEN.exec(text) ?? [];
  if (year === undefined) return undefined;
  if (dayOfMonth === undefined && hour !== undefined) return undefined;
  const date = `${year}-${month}-${dayOfMonth ?? '01'}`;
  const day = parseDay(hour === undefined ? date : `${date}T${hour}:${minute}:${second}.${fraction}Z`);
  const minutes = minutesOf(offset);
  if (day === undefined || minutes === undefined) return undefined;
  return { day: day - minutes / 1440, local: hour !== undefined && offset === undefined };
}

function sinceEpoch(number: number): Moment | undefined {
  const unit = UNITS.find(({ below }) => number < below);
  if (number < 1e8 || unit === undefined) return undefined;
  return { day: ((number / unit.perSecond) * 1000) / DAY, local: false };
}

/** The minutes by which an offset is ahead of UTC; undefined of what no place on Earth has. */
function minutesOf(offset: string | undefined): number | undefined {
  const [, sign, hours, minutes = '0'] = /^([+-])(\d\d):?(\d\d)?$/.exec(offset ?? '') ?? [];
  if (hours === undefined) return 0;
  if (Number(hours) > 14 || Number(minutes) > 59) return undefined;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}
