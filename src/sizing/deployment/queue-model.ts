/**
 * Replicas under the queueing model. A measured deployment of m replicas that carries C requests/s while the share q of
 * them stays within L seconds is taken as m servers, each with a mean service time S such that exactly C is the highest
 * rate at which M/M/m keeps that promise. What a replica does inside (threads, several queries) is not looked into: S
 * is the time of the one server that would do as well. For one replica, P(T > t) = e^{−(μ−λ)t} gives 1/S = C +
 * ln(1/(1−q))/L.
 */
import { maxRateForQuantile, serversFor } from '../../stats/queueing/mmc.ts';
import { NOISE, wholeUp } from '../../stats/whole.ts';

/** The promise, as `stats/queueing/mmc.ts` has it: the share `quantile` within `limit` seconds. */
export interface Promised {
  readonly quantile: number;
  readonly limit: number;
}

/**
 * `service_time(rate, servers, quantile, limit)`: the mean service time, in seconds, with which `rate` is the highest
 * that M/M/servers carries within the promise. The more servers share the line, the nearer each gets to its full use,
 * so that the same rate leaves each of them a longer service.
 */
export function serviceTime(rate: number, servers: number, promised: Promised): number {
  if (servers === 1) return 1 / (rate + Math.log(1 / (1 - promised.quantile)) / promised.limit);
  let low = 0;
  let high = Math.min(servers / rate, promised.limit / Math.log(1 / (1 - promised.quantile)));
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return low;
    if (maxRateForQuantile({ ...promised, servers, serviceTime: middle }) >= rate) low = middle;
    else high = middle;
  }
}

/**
 * `replicas_separate(rate, promised, measured, imbalance)`: the fewest replicas when each has a line of its own, as
 * behind a balancer that does not look; `measured` of them were shown to carry `promised`. Independent users split at
 * random are independent users again, so that each replica is a measured one at its share of the rate, and keeps the
 * promise as long as the busiest of them gets no more than `promised / measured`: the rate at which one was measured to
 * keep it, not the rate at which it saturates. One replica alone has nobody to differ from, and as many as were
 * measured carry what was measured.
 */
export function replicasSeparate(rate: number, promised: number, measured: number, imbalance: number): number {
  const within = (limit: number) => rate <= limit * (1 + NOISE);
  if (within(promised / measured)) return 1;
  const split = wholeUp((rate * (1 + imbalance) * measured) / promised);
  return within(promised) ? Math.min(split, measured) : split;
}

/**
 * `replicas_pooled(rate, service_time, quantile, limit)`: the fewest replicas when all serve one line, by M/M/c; NaN:
 * none do. A billionth of the rate is let go: a load that equals the measured capacity takes as many replicas as were
 * measured.
 */
export function replicasPooled(rate: number, serviceTime: number, promised: Promised): number {
  return serversFor({ rate: rate * (1 - 1e-9), serviceTime, ...promised }) ?? Number.NaN;
}
