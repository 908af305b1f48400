import type { BirthDeath } from './birth-death.ts';
import type { Levels } from './levels.ts';

/** Above this the geometric tail over the largest number seen would not end. */
const MOST_TAIL_RATIO = 0.9995;

/**
 * The mean number in flight at `rate` arrivals per second: Σ n·π(n;λ), π(n;λ) ∝ Π_{k≤n} λ/μ(k), with a geometric tail beyond
 * the largest n seen (`badFraction` has the law). By Little's law it is rate × mean time in flight.
 */
export function meanInFlight({ logRates, lastLogRate }: BirthDeath, rate: number): number {
  const last = logRates.length - 1;
  const logRate = Math.log(rate);
  let highest = 0;
  for (let n = 1; n <= last; n++) highest = Math.max(highest, n * logRate - logRates[n]!);
  let [all, weighted, weight] = [0, 0, 0];
  for (let n = 0; n <= last; n++) {
    weight = Math.exp(n * logRate - logRates[n]! - highest);
    all += weight;
    weighted += n * weight;
  }
  const ratio = Math.min(rate / Math.exp(lastLogRate), MOST_TAIL_RATIO);
  const tail = (weight * ratio) / (1 - ratio);
  // Σ_{j≥1} (N + j)·r^j = N·r/(1−r) + r/(1−r)²
  return (weighted + last * tail + (weight * ratio) / (1 - ratio) ** 2) / (all + tail);
}

/** Departures on which the rate at the largest numbers in flight rests, at least, and as a share of all. */
const BUSY = { least: 400, share: 0.1 };

/** Departures per second while most were in flight: what a server gets done that is never idle. Undefined of too few. */
export function busyRate({ departures, seconds }: Levels): number | undefined {
  const wanted = Math.max(BUSY.least, BUSY.share * departures.reduce((sum, count) => sum + count, 0));
  let [count, time] = [0, 0];
  for (let n = departures.length - 1; n > 0 && count < wanted; n--) {
    count += departures[n]!;
    time += seconds[n]!;
  }
  return count >= BUSY.least && time > 0 ? count / time : undefined;
}

/** The highest rate of departures that any number in flight had; so noisy that it is but a bound. */
function mostDepartures({ logRates, lastLogRate }: BirthDeath): number {
  let most = lastLogRate;
  for (let n = 1; n < logRates.length; n++) most = Math.max(most, logRates[n]! - logRates[n - 1]!);
  return most;
}

/**
 * The rate at which throughput over response time, λ²/N(λ), is highest: L. Kleinrock's power ("Power and deterministic rules
 * of thumb", 1979). By golden section in ln λ; 0.1 %.
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
