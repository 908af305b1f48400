import { maxRateForQuantile } from '../../../src/stats/queueing/mmc.ts';
import type { Chance } from './draws.ts';

/** A simulated server with an objective. Times in seconds, rates per second. */
export interface Server {
  readonly name: string;
  readonly slots: number;
  readonly service: (chance: Chance) => number;
  /** A request that lasts longer is bad; at most 1 − quantile of them may be. */
  readonly limit: number;
  readonly quantile: number;
  /** λ*: the rate at which P(T > limit) = 1 − quantile */
  readonly truth: number;
  /** mean of an exponential single-server stage in front */
  readonly front?: number;
  /** all in service share the slots (processor sharing) instead of queueing */
  readonly sharing?: boolean;
  /** of sharing servers: every request in flight slows all by this much, so that overload lowers throughput */
  readonly contention?: number;
  /** everything stands still for `length` at the start of every `period` */
  readonly pauses?: { readonly period: number; readonly length: number };
  /** share of the requests that are never answered, and take no slot */
  readonly hangs?: number;
  /** How many slots there are from moments on, in order of these; a slot that goes ends its service first. */
  readonly sizes?: readonly { readonly at: number; readonly slots: number }[];
  /** factor on every service, by the moment of the arrival */
  readonly slowdown?: (now: number) => number;
}

export const exponential = (mean: number) => (chance: Chance) => mean * chance.exponential();
export const constant = (mean: number) => () => mean;
export const lognormal = (mean: number, cv: number) => {
  const sigma = Math.sqrt(Math.log1p(cv * cv));
  const mu = Math.log(mean) - (sigma * sigma) / 2;
  return (chance: Chance) => Math.exp(mu + sigma * chance.normal());
};
const twoClasses = (chance: Chance) => (chance.uniform() < 0.1 ? 0.06 : 0.005) * chance.exponential();

/** M/M/c: its truth is Erlang's. */
export function mmc(name: string, slots: number, mean: number, limit: number, quantile: number): Server {
  const truth = maxRateForQuantile({ servers: slots, serviceTime: mean, quantile, limit });
  return { name, slots, service: exponential(mean), limit, quantile, truth };
}

/**
 * The servers of the reference's table. Truths that have no formula were simulated there over 4·10⁷ requests; a test
 * checks that they are crossed.
 */
export const SERVERS: readonly Server[] = [
  mmc('M/M/4', 4, 0.008, 0.05, 0.95),
  { name: 'M/G/4 cv 2', slots: 4, service: lognormal(0.008, 2), limit: 0.05, quantile: 0.95, truth: 351.8 },
  mmc('M/M/1 80/s', 1, 0.005, 0.025, 0.95),
  mmc('M/M/16 p99 595/s', 16, 0.025, 0.15, 0.99),
  mmc('M/M/8', 8, 0.025, 0.15, 0.95),
  { name: 'two classes', slots: 4, service: twoClasses, limit: 0.12, quantile: 0.95, truth: 292.72 },
  {
    name: 'CPU to pool',
    slots: 10,
    service: exponential(0.03),
    front: 0.002,
    limit: 0.15,
    quantile: 0.95,
    truth: 304.75,
  },
  mmc('M/M/16 p99 1397/s', 16, 0.01, 0.05, 0.99),
  mmc('M/M/1 40/s', 1, 0.01, 0.05, 0.95),
  mmc('M/M/1 20/s', 1, 0.04, 0.6, 0.95),
  { name: 'PS cv 2', slots: 4, service: lognormal(0.008, 2), sharing: true, limit: 0.05, quantile: 0.95, truth: 393.1 },
  { name: 'M/D/4', slots: 4, service: constant(0.008), limit: 0.03, quantile: 0.95, truth: 439.55 },
  {
    name: 'GC pauses',
    slots: 4,
    service: exponential(0.008),
    pauses: { period: 2, length: 0.06 },
    limit: 0.08,
    quantile: 0.95,
    truth: 426.2,
  },
  { name: 'M/G/2 cv 3', slots: 2, service: lognormal(0.01, 3), limit: 0.15, quantile: 0.95, truth: 123.39 },
];

export function serverNamed(name: string): Server {
  const server = SERVERS.find((one) => one.name === name);
  if (!server) throw new RangeError(`no server ${name}`);
  return server;
}
