/**
 * Queues beyond M/M/c: general service, bounded lines, and closed systems of users who think.
 * Symbols and units as in `mmc.ts`. Every function throws RangeError on an argument outside its domain.
 */
import { type Queue, queueMeans, requireAtLeast, requireQueue, requireServers } from './mmc.ts';

/**
 * Mean wait of GI/G/c, in seconds: the M/M/c wait times (Ca² + Cs²)/2, Ca and Cs the coefficients of variation of the
 * times between arrivals and of the service. An approximation (A. O. Allen, "Probability, Statistics and Queueing
 * Theory", 2nd ed. 1990, the Allen-Cunneen formula), exact for M/M/c and, with c = 1 and Ca = 1, for M/G/1
 * (Pollaczek-Khinchine).
 */
export function meanWaitGeneral(queue: Queue, cv: { readonly arrivals: number; readonly service: number }): number {
  requireAtLeast('cv.arrivals', cv.arrivals, 0);
  requireAtLeast('cv.service', cv.service, 0);
  return (queueMeans(queue).wait * (cv.arrivals ** 2 + cv.service ** 2)) / 2;
}

/**
 * M/M/c/K: room for `places` (K >= c) customers in all, others are refused (Gross & Harris, 4th ed., 2.5).
 * Gives the probability of refusal, the mean number in the system, and the mean sojourn (seconds) of those admitted.
 * Stable at any rate.
 */
export function boundedQueue(queue: Queue & { readonly places: number }): {
  readonly refused: number;
  readonly inSystem: number;
  readonly sojourn: number;
} {
  requireQueue(queue);
  const { servers, serviceTime, rate, places } = queue;
  if (!Number.isInteger(places) || places < servers)
    throw new RangeError(`places must be a whole number of at least ${servers}, got ${places}`);
  const load = rate * serviceTime;
  // The probability of n customers, up to a common factor; taken out as it grows, so that no load overflows.
  let weight = 1;
  let total = 1;
  let customers = 0;
  let busy = 0;
  for (let n = 1; n <= places; n++) {
    weight *= load / Math.min(n, servers);
    total += weight;
    customers += weight * n;
    busy += weight * Math.min(n, servers);
    if (total > 1e200) {
      weight /= 1e200;
      total /= 1e200;
      customers /= 1e200;
      busy /= 1e200;
    }
  }
  // Little's law on the admitted, whose rate is (mean busy servers) / S.
  const sojourn = rate === 0 ? serviceTime : (customers / busy) * serviceTime;
  return { refused: weight / total, inSystem: customers / total, sojourn };
}

/**
 * A closed M/M/1 with `customers` who think for `thinkTime` seconds (mean) between calls: throughput (per second) and
 * response time (seconds), by exact mean value analysis, R_n = S(1 + Q_{n−1}), X_n = n / (R_n + Z), Q_n = X_n R_n
 * (M. Reiser, S. S. Lavenberg, J. ACM 27(2), 1980).
 */
export function closedQueue(system: {
  readonly customers: number;
  readonly serviceTime: number;
  readonly thinkTime: number;
}): { readonly throughput: number; readonly response: number } {
  const { customers, serviceTime, thinkTime } = system;
  requireServers(customers, 'customers');
  requireQueue({ servers: 1, serviceTime, rate: 0 });
  requireAtLeast('thinkTime', thinkTime, 0);
  let response = serviceTime;
  let throughput = 0;
  for (let n = 1; n <= customers; n++) {
    response = serviceTime * (1 + throughput * response);
    throughput = n / (response + thinkTime);
  }
  return { throughput, response };
}

/**
 * The knee of M/M/c: the rate (per second) at which Kleinrock's power, throughput over response time, is highest. It
 * does not depend on a range looked at. Half of the capacity for one server. To about 1e-8 relative, the maximum being
 * flat. Source: L. Kleinrock, "Power and deterministic rules of thumb for probabilistic problems in computer
 * communications", ICC 1979.
 */
export function kneeRate(servers: number, serviceTime: number): number {
  requireQueue({ servers, serviceTime, rate: 0 });
  const power = (rate: number) => rate / queueMeans({ servers, serviceTime, rate }).sojourn;
  let low = 0;
  let high = servers / serviceTime;
  while (high - low > 1e-9 * high) {
    const [left, right] = [low + (high - low) / 3, high - (high - low) / 3];
    if (power(left) < power(right)) low = left;
    else high = right;
  }
  return (low + high) / 2;
}

/**
 * Little's law, N = X(R + Z): how many are in a system that finishes `throughput` per second, each after `response`
 * seconds in it, and `thinkTime` seconds between calls where that counts as inside (J. D. C. Little, Operations
 * Research 9, 1961).
 */
export function littleConcurrency(throughput: number, response: number, thinkTime = 0): number {
  requireAtLeast('throughput', throughput, 0);
  requireAtLeast('response', response, 0);
  requireAtLeast('thinkTime', thinkTime, 0);
  return throughput * (response + thinkTime);
}

/**
 * Where a closed system starts to queue: N* = (D + Z)/D_max customers, D the service demands of a cycle in all, D_max
 * the largest of one resource, Z the think time, all in seconds (E. D. Lazowska et al., "Quantitative System
 * Performance", 1984, 5.2).
 */
export function saturationCustomers(demands: readonly number[], thinkTime: number): number {
  requireAtLeast('thinkTime', thinkTime, 0);
  for (const demand of demands) requireAtLeast('demand', demand, 0);
  const most = Math.max(...demands);
  if (!(most > 0)) throw new RangeError('one demand at least must be above 0');
  return (demands.reduce((sum, demand) => sum + demand, 0) + thinkTime) / most;
}
