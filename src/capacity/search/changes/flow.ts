import { type BirthDeath, meanInFlight } from '../estimators/birth-death.ts';
import type { Levels } from '../estimators/levels.ts';

/** Departures on which the rate at the largest numbers in flight rests, at least, and as a share of all. */
const BUSY = { least: 400, share: 0.1 };

/**
 * Departures per second while most were in flight: what a server gets done that is never idle. Undefined of too few.
 */
export function busyRate(levels: Levels): number | undefined {
  const from = busiest(levels, BUSY.share, BUSY.least);
  const rate = rateFrom(levels, from);
  return total(levels.departures, from) >= BUSY.least && Number.isFinite(rate) ? rate : undefined;
}

/** The highest number in flight above or at which a share of all departures, and at least so many, took place. */
export function busiest({ departures }: Levels, share: number, least = 0): number {
  const wanted = Math.max(least, share * total(departures, 0));
  let count = 0;
  for (let n = departures.length - 1; n > 1; n--) {
    count += departures[n]!;
    if (count >= wanted) return n;
  }
  return 1;
}

/** Departures per second while `from` or more were in flight. */
function rateFrom({ departures, seconds }: Levels, from: number): number {
  return total(departures, from) / total(seconds, from);
}

function total(counts: Float64Array, from: number): number {
  return counts.subarray(from).reduce((sum, count) => sum + count, 0);
}

/** The highest rate of departures that any number in flight had; so noisy that it is but a bound. */
function mostDepartures({ logRates, lastLogRate }: BirthDeath): number {
  let most = lastLogRate;
  for (let n = 1; n < logRates.length; n++) most = Math.max(most, logRates[n]! - logRates[n - 1]!);
  return most;
}

/**
 * The rate at which throughput over response time, λ²/N(λ), is highest: L. Kleinrock's power ("Power and deterministic
 * rules of thumb", 1979). By golden section in ln λ; 0.1 %.
 */
export function kneeOf(model: BirthDeath): number {
  const power = (x: number) => 2 * x - Math.log(meanInFlight(model, Math.exp(x)));
  const golden = (Math.sqrt(5) - 1) / 2;
  let high = mostDepartures(model);
  let low = high - 4;
  while (high - low > 1e-3) {
    const [a, b] = [high - golden * (high - low), low + golden * (high - low)];
    if (power(a) < power(b)) low = a;
    else high = b;
  }
  return Math.exp((low + high) / 2);
}
