import { nonDecreasingRatios } from '../../../stats/regression/isotonic.ts';
import type { Levels } from './levels.ts';

/**
 * A server as its number in flight tells it. Rate conservation across level n holds for any server:
 * λ·π(n−1) = μ(n)·π(n), with μ(n) = D[n]/τ[n] the rate of departures while n are in flight. Taking μ(n) and
 * g(n) = B[n]/A[n], the bad fraction of those who find n, from one rate to another is exact for Markov servers, and
 * exact at the measured rate for all (M. El-Taha, S. Stidham, "Sample-Path Analysis of Queueing Systems", 1999, ch. 3).
 */
export interface BirthDeath {
  /** Σ_{k≤n} ln μ(k), n = 0..N */
  readonly logRates: Float64Array;
  /** g(n), non-decreasing, n = 0..N */
  readonly badRatios: Float64Array;
  /** ln μ(N) */
  readonly lastLogRate: number;
}

/** Above this the geometric tail over the largest number seen would not end. */
const MOST_TAIL_RATIO = 0.9995;
const BISECTIONS = 40;

/**
 * The model of some counts. Neighbouring levels are merged from 1 upwards until each group has `leastDepartures`; the
 * last group takes what is left. Undefined where nothing departed.
 */
export function fitBirthDeath(levels: Levels, leastDepartures: number): BirthDeath | undefined {
  const { departures, seconds } = levels;
  let last = departures.length - 1;
  while (last > 0 && departures[last] === 0) last--;
  if (last < 1) return undefined;
  const logRates = new Float64Array(last + 1);
  let remaining = 0;
  for (let n = 1; n <= last; n++) remaining += departures[n]!;
  let lastLogRate = 0;
  for (let from = 1; from <= last; ) {
    let count = 0;
    let time = 0;
    let end = from;
    for (; end <= last && (end === from || Math.min(count, remaining - count) < leastDepartures); end++) {
      count += departures[end]!;
      time += seconds[end]!;
    }
    lastLogRate = Math.log(count / Math.max(time, 1e-12));
    for (let n = from; n < end; n++) logRates[n] = logRates[n - 1]! + lastLogRate;
    remaining -= count;
    from = end;
  }
  return { logRates, badRatios: nonDecreasingRatios(levels.bad, levels.found, last + 1), lastLogRate };
}

/**
 * F(λ) = Σ π(n;λ) g(n), π(n;λ) ∝ Π_{k≤n} λ/μ(k): the bad fraction at `rate` arrivals per second. Beyond the largest n
 * seen μ and g stay what they are there: a geometric tail.
 */
export function badFraction(model: BirthDeath, rate: number): number {
  const { badRatios } = model;
  return average(model, rate, badRatios, () => badRatios.at(-1)!);
}

/** Σ n·π(n;λ): the mean number in flight at `rate` arrivals per second. */
export function meanInFlight(model: BirthDeath, rate: number): number {
  const last = model.logRates.length - 1;
  const numbers = model.logRates.map((_, n) => n);
  return average(model, rate, numbers, (ratio) => last + 1 / (1 - ratio));
}

/** The mean of what is so much at n, and so much over the tail beyond the last n, given its geometric ratio. */
function average(
  { logRates, lastLogRate }: BirthDeath,
  rate: number,
  values: Float64Array,
  overTail: (ratio: number) => number,
): number {
  const last = logRates.length - 1;
  const logRate = Math.log(rate);
  let highest = 0;
  for (let n = 1; n <= last; n++) highest = Math.max(highest, n * logRate - logRates[n]!);
  let all = 0;
  let sum = 0;
  let weight = 0;
  for (let n = 0; n <= last; n++) {
    weight = Math.exp(n * logRate - logRates[n]! - highest);
    all += weight;
    sum += weight * values[n]!;
  }
  const ratio = Math.min(rate / Math.exp(lastLogRate), MOST_TAIL_RATIO);
  const tail = (weight * ratio) / (1 - ratio);
  return (sum + tail * overTail(ratio)) / (all + tail);
}

/** The rate within [low, high] at which the bad fraction reaches `allowed`; an end where it does not between them. */
export function crossingRate(model: BirthDeath, allowed: number, low: number, high: number): number {
  let [below, above] = [low, high];
  for (let i = 0; i < BISECTIONS; i++) {
    const middle = Math.sqrt(below * above);
    if (badFraction(model, middle) < allowed) below = middle;
    else above = middle;
  }
  return Math.sqrt(below * above);
}
