/**
 * Queues of known behaviour: Erlang B and C, the M/M/c sojourn time, and what capacity planning asks of them.
 *
 * Symbols: λ = `rate` (arrivals per second), S = `serviceTime` (mean, seconds), μ = 1/S, c = `servers`,
 * a = λS the offered load in erlangs, ρ = a/c the utilization.
 * Sources: D. Gross, J. F. Shortle, J. M. Thompson, C. M. Harris, "Fundamentals of Queueing Theory", 4th ed. (2008),
 * sections 2.2-2.5 (M/M/1, M/M/c, Erlang's loss formula).
 * Every function throws RangeError on an argument outside its domain.
 */

/** An M/M/c queue: Poisson arrivals, exponential service, c servers, one endless FIFO line. */
export interface Queue {
  readonly servers: number;
  /** mean, seconds */
  readonly serviceTime: number;
  /** arrivals per second */
  readonly rate: number;
}

/** Averages of a queue in its steady state; all but `utilization` are Infinity when it has none (ρ >= 1). */
export interface QueueMeans {
  /** ρ, a ratio */
  readonly utilization: number;
  /** Wq, seconds */
  readonly wait: number;
  /** W, seconds */
  readonly sojourn: number;
  /** Lq, customers */
  readonly waiting: number;
  /** L, customers */
  readonly inSystem: number;
}

/** A promise on a latency: the share `quantile` (0..1) of customers takes at most `limit` seconds. */
export interface LatencyLimit {
  readonly quantile: number;
  readonly limit: number;
}

/**
 * Erlang B: the probability that all c servers are busy when there is no line (M/M/c/c).
 * Recursion B_0 = 1, B_k = aB_{k-1} / (k + aB_{k-1}) (Gross & Harris 2.5): no factorials, so c = 100,000 is safe.
 */
export function erlangB(servers: number, load: number): number {
  requireServers(servers);
  requireAtLeast('load', load, 0);
  let blocked = 1;
  for (let k = 1; k <= servers; k++) blocked = nextErlangB(blocked, k, load);
  return blocked;
}

/**
 * Erlang C: the probability that an arrival has to wait in M/M/c, C = B / (1 − ρ(1 − B)) (Gross & Harris 2.4).
 * 1 when the load reaches the number of servers.
 */
export function erlangC(servers: number, load: number): number {
  return waitProbability(erlangB(servers, load), servers, load);
}

/** P(wait > t) = C e^{−(cμ−λ)t}, t in seconds (Gross & Harris 2.3.2); 1 when the queue is not stable. */
export function waitTail(queue: Queue, t: number): number {
  requireQueue(queue);
  requireAtLeast('t', t, 0);
  const load = queue.rate * queue.serviceTime;
  return waitTailOf(erlangC(queue.servers, load), queue.servers, load, t / queue.serviceTime);
}

/**
 * P(wait + service > t) in M/M/c, t in seconds:
 * e^{−μt} + C (e^{−μt} − e^{−(cμ−λ)t}) / (c − 1 − a), and (1 + Cμt) e^{−μt} where a = c − 1 (Gross & Harris 2.3.2,
 * the convolution of the wait with the service). 1 when the queue is not stable.
 */
export function sojournTail(queue: Queue, t: number): number {
  requireQueue(queue);
  requireAtLeast('t', t, 0);
  const load = queue.rate * queue.serviceTime;
  return sojournTailOf(erlangC(queue.servers, load), queue.servers, load, t / queue.serviceTime);
}

/** The wait, in seconds, that the share `quantile` of customers does not exceed; 0 for those who find a free server. */
export function waitQuantile(queue: Queue, quantile: number): number {
  requireQueue(queue);
  requireQuantile(quantile);
  const load = queue.rate * queue.serviceTime;
  if (load >= queue.servers) return Number.POSITIVE_INFINITY;
  const mustWait = erlangC(queue.servers, load);
  if (mustWait <= 1 - quantile) return 0;
  return (Math.log(mustWait / (1 - quantile)) / (queue.servers - load)) * queue.serviceTime;
}

/**
 * The sojourn time, in seconds, that the share `quantile` does not exceed: `sojournTail` inverted. Infinity if ρ >= 1.
 */
export function sojournQuantile(queue: Queue, quantile: number): number {
  requireQueue(queue);
  requireQuantile(quantile);
  const { servers, serviceTime } = queue;
  const load = queue.rate * serviceTime;
  if (load >= servers) return Number.POSITIVE_INFINITY;
  const mustWait = erlangC(servers, load);
  const meets = (x: number) => sojournTailOf(mustWait, servers, load, x) <= 1 - quantile;
  let high = 1;
  while (!meets(high)) high *= 2;
  return bisect(0, high, meets) * serviceTime;
}

/** Mean wait Wq = C / (cμ − λ); the others follow by Little's law L = λW (Gross & Harris 2.3.1; Little 1961). */
export function queueMeans(queue: Queue): QueueMeans {
  requireQueue(queue);
  const { servers, serviceTime, rate } = queue;
  const load = rate * serviceTime;
  const stable = load < servers;
  const wait = stable ? (erlangC(servers, load) * serviceTime) / (servers - load) : Number.POSITIVE_INFINITY;
  const sojourn = wait + serviceTime;
  const waiting = stable ? rate * wait : wait;
  return { utilization: load / servers, wait, sojourn, waiting, inSystem: waiting + load };
}

/**
 * The highest rate (per second) at which M/M/c keeps P(sojourn > limit) <= 1 − quantile.
 * 0 when no rate does: the limit is already missed by a customer who is alone, e^{−limit/S} > 1 − quantile.
 */
export function maxRateForQuantile(
  promise: LatencyLimit & { readonly servers: number; readonly serviceTime: number },
): number {
  const { servers, serviceTime, quantile, limit } = promise;
  requireQueue({ servers, serviceTime, rate: 0 });
  requireLimit(promise);
  const x = limit / serviceTime;
  const breaks = (load: number) => sojournTailOf(erlangC(servers, load), servers, load, x) > 1 - quantile;
  return breaks(0) ? 0 : bisect(0, servers, breaks, 'below') / serviceTime;
}

/**
 * The fewest servers in one pool with P(sojourn <= limit) >= quantile, or P(wait <= limit) >= quantile with `of:
 * 'wait'` (the call centre's service level). Undefined when no number suffices, since the service alone is too slow.
 */
export function serversFor(
  need: LatencyLimit & { readonly rate: number; readonly serviceTime: number; readonly of?: 'sojourn' | 'wait' },
): number | undefined {
  const { rate, serviceTime, quantile, limit, of = 'sojourn' } = need;
  requireQueue({ servers: 1, serviceTime, rate });
  requireLimit(need);
  const load = rate * serviceTime;
  const x = limit / serviceTime;
  if (of === 'sojourn' && Math.exp(-x) >= 1 - quantile) return undefined;
  const tail = of === 'sojourn' ? sojournTailOf : waitTailOf;
  let blocked = 1;
  for (let servers = 1; ; servers++) {
    blocked = nextErlangB(blocked, servers, load);
    if (load < servers && tail(waitProbability(blocked, servers, load), servers, load, x) <= 1 - quantile)
      return servers;
  }
}

// x is a time in units of the mean service.

function nextErlangB(blocked: number, servers: number, load: number): number {
  return (load * blocked) / (servers + load * blocked);
}

function waitProbability(blocked: number, servers: number, load: number): number {
  return load >= servers ? 1 : blocked / (1 - (load / servers) * (1 - blocked));
}

function waitTailOf(mustWait: number, servers: number, load: number, x: number): number {
  return load >= servers ? 1 : mustWait * Math.exp((load - servers) * x);
}

function sojournTailOf(mustWait: number, servers: number, load: number, x: number): number {
  if (load >= servers) return 1;
  const gap = servers - 1 - load;
  const service = Math.exp(-x);
  // (e^{−x} − e^{−(c−a)x}) / (c−1−a): by expm1 where the two are close, which holds in the limit a = c − 1 too.
  const spread = gap * x;
  let waited: number;
  if (Math.abs(spread) > 1) waited = (service - Math.exp((load - servers) * x)) / gap;
  else waited = service * x * (spread === 0 ? 1 : -Math.expm1(-spread) / spread);
  return Math.min(1, service + mustWait * waited);
}

/**
 * Where a monotone condition on [low, high] turns from false to true, to the last bit: the first number that holds it
 * (`above`) or the last that does not (`below`).
 */
function bisect(low: number, high: number, holds: (x: number) => boolean, side: 'above' | 'below' = 'above'): number {
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return side === 'above' ? high : low;
    if (holds(middle)) high = middle;
    else low = middle;
  }
}

/** Throws RangeError unless the three are the numbers of a queue; stability is not asked for. */
export function requireQueue({ servers, serviceTime, rate }: Queue): void {
  requireServers(servers);
  if (!(serviceTime > 0 && serviceTime < Number.POSITIVE_INFINITY))
    throw new RangeError(`serviceTime must be a positive number of seconds, got ${serviceTime}`);
  requireAtLeast('rate', rate, 0);
}

/** Throws RangeError unless `servers` is a whole number of at least 1. */
export function requireServers(servers: number, name = 'servers'): void {
  if (!Number.isInteger(servers) || servers < 1)
    throw new RangeError(`${name} must be a whole number of at least 1, got ${servers}`);
}

function requireLimit({ quantile, limit }: LatencyLimit): void {
  requireQuantile(quantile);
  requireAtLeast('limit', limit, 0);
}

function requireQuantile(quantile: number): void {
  if (!(quantile > 0 && quantile < 1)) throw new RangeError(`quantile must lie between 0 and 1, got ${quantile}`);
}

/** Throws RangeError unless `value` is finite and at least `least`. */
export function requireAtLeast(name: string, value: number, least: number): void {
  if (!(value >= least && value < Number.POSITIVE_INFINITY))
    throw new RangeError(`${name} must be a number of at least ${least}, got ${value}`);
}
