import { type BirthDeath, meanInFlight } from './birth-death.ts';
import type { Levels } from './levels.ts';

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
