/**
 * What the executor reports of one batch, a stretch of the run at one rate. Index n of the arrays is a number of
 * requests in flight; arrays may be shorter than the largest n and are then 0 there. A request that is dropped counts
 * as an arrival that found n, finished at once and bad; it never enters flight.
 */
export interface Batch {
  /** arrivals per second that were asked for; they arrive at random (Poisson) */
  readonly rate: number;
  /** seconds on the clock of `RequestLog` */
  readonly start: number;
  /** that it really lasted */
  readonly seconds: number;
  readonly arrivals: number;
  /** requests that ended within the batch, whenever they arrived */
  readonly departures: number;
  readonly inFlightAtStart: number;
  readonly inFlightAtEnd: number;
  /** false when the generator, not the target, shaped it: such a batch proves nothing and is run again */
  readonly valid: boolean;
  /** τ[n]: seconds with n in flight; they add up to `seconds` */
  readonly secondsAt: readonly number[];
  /** D[n]: departures that left n − 1 in flight */
  readonly departuresFrom: readonly number[];
  /** A[n]: of the requests that arrived in this batch, those finished by now that found n others in flight */
  readonly found: readonly number[];
  /** Of the same requests, the seconds that they lasted, added up */
  readonly lasted: readonly number[];
  /** and the squares of these seconds */
  readonly lastedSquared: readonly number[];
  /** Of the same requests, those that were bad, for each objective in its order. */
  readonly bad: readonly BadCounts[];
}

/** The bad requests of one objective: over its limit, failed, or dropped. */
export interface BadCounts {
  /** B[n]: bad requests among `found[n]` */
  readonly found: readonly number[];
  /** How many of `found[n]` the objective is about; absent: about all of them */
  readonly of?: readonly number[];
}

/**
 * Arrivals and departures of the run's requests in order of arrival, in seconds; NaN where a request has not ended yet.
 * Dropped requests are not in it.
 */
export interface RequestLog {
  readonly arrivals: ArrayLike<number>;
  readonly departures: ArrayLike<number>;
}

/**
 * A batch with what came in later added to it: a second report of its requests, or the next piece of the same batch.
 */
export function addToBatch(batch: Batch, more: Batch): Batch {
  if (batch.rate !== more.rate) throw new RangeError(`batches of ${batch.rate}/s and ${more.rate}/s are not one`);
  if (batch.bad.length !== more.bad.length) throw new RangeError('batches of different objectives are not one');
  return {
    rate: batch.rate,
    start: Math.min(batch.start, more.start),
    seconds: batch.seconds + more.seconds,
    arrivals: batch.arrivals + more.arrivals,
    departures: batch.departures + more.departures,
    inFlightAtStart: batch.inFlightAtStart,
    inFlightAtEnd: more.seconds > 0 ? more.inFlightAtEnd : batch.inFlightAtEnd,
    valid: batch.valid && more.valid,
    secondsAt: sum(batch.secondsAt, more.secondsAt),
    departuresFrom: sum(batch.departuresFrom, more.departuresFrom),
    found: sum(batch.found, more.found),
    lasted: sum(batch.lasted, more.lasted),
    lastedSquared: sum(batch.lastedSquared, more.lastedSquared),
    bad: batch.bad.map(({ found, of }, objective) => {
      const { found: others, of: ofOthers } = more.bad[objective]!;
      return { found: sum(found, others), ...(of || ofOthers ? { of: sum(of ?? [], ofOthers ?? []) } : {}) };
    }),
  };
}

/** Requests of the batch that have finished by now. */
export function finishedOf(batch: Batch): number {
  return total(batch.found);
}

/** Those of them that an objective is about. */
export function judgedOf(batch: Batch, objective: number): number {
  return total(batch.bad[objective]!.of ?? batch.found);
}

/** Those of them that were bad for an objective. */
export function badOf(batch: Batch, objective: number): number {
  return total(batch.bad[objective]!.found);
}

function sum(a: readonly number[], b: readonly number[]): number[] {
  const [longer, shorter] = a.length >= b.length ? [a, b] : [b, a];
  return longer.map((value, n) => value + (shorter[n] ?? 0));
}

function total(counts: readonly number[]): number {
  let all = 0;
  for (let n = 0; n < counts.length; n++) all += counts[n]!;
  return all;
}
