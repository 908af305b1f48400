import { DAYS_PER_MONTH } from '../units/months.ts';

/** Seconds of what requests are counted by. */
const COUNTED_BY: Readonly<Record<string, number>> = {
  'requests/hour': 3600,
  'requests/day': 86_400,
  'requests/month': DAYS_PER_MONTH * 86_400,
};

const BASES: Readonly<Record<string, 'requests' | 'users'>> = {
  requests: 'requests',
  'requests/s': 'requests',
  ...Object.fromEntries(Object.keys(COUNTED_BY).map((name) => [name, 'requests'])),
  users: 'users',
  sessions: 'users',
};

/** What of a tier's load the quantity is: its rate (in any unit of time), its sessions, or nothing. */
export function baseOf(name: string): 'requests' | 'users' | undefined {
  return Object.hasOwn(BASES, plain(name)) ? BASES[plain(name)] : undefined;
}

/** Of requests counted by hour, day or month: the seconds of that time; undefined for everything else. */
export function secondsCounted(name: string): number | undefined {
  return Object.hasOwn(COUNTED_BY, plain(name)) ? COUNTED_BY[plain(name)] : undefined;
}

/** A quantity's name as the ids of figures spell it: `GPU hours` is `gpu_hours`. */
export function idOf(name: string): string {
  return plain(name).replace(/[^a-z0-9]+/g, '_');
}

function plain(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/\s*\/\s*/g, '/');
}

/** Whether two names tell of one thing: `requests` and `requests/day`, `users` and `sessions`, `GPU hours` and `gpu-hours`. */
export function sameQuantity(one: string, other: string): boolean {
  const base = baseOf(one);
  return idOf(one) === idOf(other) || (base !== undefined && base === baseOf(other));
}
