import { DAYS_PER_MONTH } from '../../units/months.ts';

/** What requests are counted by: how loadkit writes it, its seconds, and the ways in which people write the time. */
interface Counting {
  readonly unit: string;
  readonly seconds: number;
  readonly time: RegExp;
  /** What stands for the whole: `rpm`. */
  readonly short?: string;
}

const DAY = 86_400;
const COUNTINGS: readonly Counting[] = [
  { unit: 'requests/s', seconds: 1, time: /^s(ec(ond)?s?)?$/, short: 'rps' },
  { unit: 'requests/min', seconds: 60, time: /^min(ute)?s?$/, short: 'rpm' },
  { unit: 'requests/hour', seconds: 3600, time: /^(h|hrs?|hours?)$/, short: 'rph' },
  { unit: 'requests/day', seconds: DAY, time: /^d(ays?)?$/, short: 'rpd' },
  { unit: 'requests/week', seconds: 7 * DAY, time: /^(wk?|weeks?)$/ },
  { unit: 'requests/month', seconds: DAYS_PER_MONTH * DAY, time: /^(mo|months?)$/ },
  { unit: 'requests/year', seconds: 12 * DAYS_PER_MONTH * DAY, time: /^(y|yrs?|years?)$/ },
];
const [EACH_SECOND] = COUNTINGS as [Counting];

const REQUESTS = /^(http )?re?q(uest)?s?$/;
const USERS = /^((concurrent|simultaneous|virtual) )?(users?|sessions?)$|^vus?$/;

/** What of a tier's load the quantity is: its rate (in any unit of time), its sessions, or nothing. */
export function baseOf(name: string): 'requests' | 'users' | undefined {
  if (countingOf(name)) return 'requests';
  return USERS.test(plain(name)) ? 'users' : undefined;
}

/** Of requests counted by a time other than the second: the seconds of that time; undefined for everything else. */
export function secondsCounted(name: string): number | undefined {
  const counting = countingOf(name);
  return counting === EACH_SECOND ? undefined : counting?.seconds;
}

/** The unit of requests as loadkit writes it: that of `RPM` is `requests/min`; undefined for everything else. */
export function requestUnit(name: string): string | undefined {
  return countingOf(name)?.unit;
}

const GPU_HOURS = /^gpu ?(h|hrs?|hours?)$/;

/**
 * Of GPU hours: the seconds of the time that they are counted by, undefined where the name says none; undefined for all
 * else.
 */
export function gpuHoursIn(name: string): { readonly seconds: number | undefined } | undefined {
  const [counted = '', time, ...more] = plain(name).split('/');
  if (!GPU_HOURS.test(counted) || more.length > 0) return undefined;
  return { seconds: time === undefined ? undefined : COUNTINGS.find((one) => one.time.test(time))?.seconds };
}

function countingOf(name: string): Counting | undefined {
  const written = plain(name);
  const short = COUNTINGS.find((one) => one.short === written);
  if (short) return short;
  const [counted = '', time, ...more] = written.split('/');
  if (!REQUESTS.test(counted) || more.length > 0) return undefined;
  return time === undefined ? EACH_SECOND : COUNTINGS.find((one) => one.time.test(time));
}

const COUNTED = '(requests?|reqs?|rqs?|r|queries|query|hits?|calls?|transactions?|page ?views?|users?|sessions?|vus?)';
/**
 * What may mean a load, in words that loadkit cannot turn into one: nobody may take it for a load that was planned for.
 */
const LIKE_LOAD: readonly RegExp[] = [
  new RegExp(`^(.* )?[kmg]?${COUNTED}/`),
  /(^|[ /])([kmg]?[rqth]p[smhd])($|[ /])/,
  /^(http |api |peak |mean |average )?(load|traffic|throughput|(request )?rate)$/,
  /^(http|api|web|peak|total|all|incoming|hourly|daily|weekly|monthly|yearly) (requests?|reqs?|hits|traffic|load)$/,
  /^(requests?|reqs?) /,
  /^((hourly|daily|weekly|monthly) )?active (users?|sessions?)$|^[dwm]au$/,
];

/**
 * Whether a name, or a unit, may mean the load and is none that `baseOf` knows: `requests/fortnight`, `req/m`, `qps`.
 */
export function looksLikeLoad(text: string): boolean {
  return baseOf(text) === undefined && LIKE_LOAD.some((like) => like.test(plain(text)));
}

/** What to write in place of what `looksLikeLoad`. */
export const WRITE_LOAD =
  'write requests/s, /min, /hour, /day, /week, /month or /year, or users (how many at once); of what is no load of the service say its `limit`, or give it another name';

/** A quantity's name as the ids of figures spell it: `GPU hours` is `gpu_hours`. */
export function idOf(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/\s*\/\s*/g, '/')
    .replace(/[^a-z0-9]+/g, '_');
}

/** A name without what people write differently: capitals, `_` and `-` for spaces, ` per ` for `/`. */
function plain(name: string): string {
  return name
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ')
    .trim()
    .replace(/ ?(\/| per ) ?/g, '/');
}

/**
 * Whether two names tell of one thing: `requests` and `requests/day`, `users` and `sessions`, `GPU hours` and
 * `gpu-hours`.
 */
export function sameQuantity(one: string, other: string): boolean {
  const base = baseOf(one);
  return idOf(one) === idOf(other) || (base !== undefined && base === baseOf(other));
}

/**
 * Whether two names tell of one thing in one unit, so that an amount of one is an amount of the other: `rps` and
 * `requests`.
 */
export function sameUnit(one: string, other: string): boolean {
  return idOf(one) === idOf(other) || (sameQuantity(one, other) && secondsCounted(one) === secondsCounted(other));
}
