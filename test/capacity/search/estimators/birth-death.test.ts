import { describe, expect, it } from 'vitest';
import {
  badFraction,
  crossingRate,
  fitBirthDeath,
  meanInFlight,
} from '../../../../src/capacity/search/estimators/birth-death.ts';
import type { Levels } from '../../../../src/capacity/search/estimators/levels.ts';
import { maxRateForQuantile, queueMeans, sojournTail } from '../../../../src/stats/queueing/mmc.ts';

const near = (actual: number, expected: number, relative: number) =>
  expect(Math.abs(actual / expected - 1)).toBeLessThanOrEqual(relative);

const SLOTS = 4;
const SERVICE = 0.008;
const LIMIT = 0.05;

/** P(T > t) of who finds n in an M/M/c: Erlang(n−c+1, cμ) of waiting, if any, and a service. */
function tailOfWhoFinds(n: number, t: number): number {
  const mu = 1 / SERVICE;
  const waits = Math.max(0, n - SLOTS + 1);
  const below = (k: number, rate: number) => {
    let term = Math.exp(-rate * t);
    let sum = 0;
    for (let j = 0; j < k; j++) {
      sum += term;
      term *= (rate * t) / (j + 1);
    }
    return 1 - sum;
  };
  if (waits === 0) return Math.exp(-mu * t);
  const others = (SLOTS - 1) * mu;
  return 1 - below(waits, SLOTS * mu) + Math.exp(-mu * t) * (SLOTS / (SLOTS - 1)) ** waits * below(waits, others);
}

/** What an endless batch of an M/M/c at a rate would count, without chance, up to a number in flight or to rounding. */
function exactLevels(rate: number, most = 1000): Levels {
  const share = [1];
  for (let n = 1; n < most && share.at(-1)! > 1e-18; n++)
    share.push((share[n - 1]! * rate * SERVICE) / Math.min(n, SLOTS));
  const seconds = Float64Array.from(share, (weight) => weight * 1e9);
  return {
    seconds,
    departures: seconds.map((time, n) => (time * Math.min(n, SLOTS)) / SERVICE),
    found: seconds.map((time) => time * rate),
    bad: seconds.map((time, n) => time * rate * tailOfWhoFinds(n, LIMIT)),
  };
}

describe('the birth-death transfer', () => {
  const truth = maxRateForQuantile({ servers: SLOTS, serviceTime: SERVICE, quantile: 0.95, limit: LIMIT });

  it.each([0.6, 0.85, 1, 1.1])('is exact for M/M/c from %s of the crossing', (at) => {
    const model = fitBirthDeath(exactLevels(at * truth), 0)!;
    for (const rate of [0.5, 0.9, 1, 1.1].map((factor) => factor * truth))
      near(badFraction(model, rate), sojournTail({ servers: SLOTS, serviceTime: SERVICE, rate }, LIMIT), 1e-9);
    near(crossingRate(model, 0.05, truth / 2, 2 * truth), truth, 1e-9);
  });

  it.each([0.6, 1, 1.1])('knows how many are in flight at other rates, from %s of the crossing', (at) => {
    // Few levels, so that the geometric tail counts.
    const model = fitBirthDeath(exactLevels(at * truth, 12), 0)!;
    for (const rate of [0.5, 1, 1.1].map((factor) => factor * truth))
      near(meanInFlight(model, rate), queueMeans({ servers: SLOTS, serviceTime: SERVICE, rate }).inSystem, 1e-9);
  });

  it('gives an end of the range where the crossing is not between them', () => {
    const model = fitBirthDeath(exactLevels(truth), 0)!;
    near(crossingRate(model, 0.05, truth * 1.2, truth * 2), truth * 1.2, 1e-9);
    near(crossingRate(model, 0.05, truth / 4, truth / 2), truth / 2, 1e-9);
  });

  it('merges levels until each group has enough departures', () => {
    const levels: Levels = {
      seconds: Float64Array.of(5, 4, 3, 2, 1, 1, 0),
      departures: Float64Array.of(0, 60, 60, 150, 90, 5, 0),
      found: Float64Array.of(10, 10, 10, 10, 10, 10, 0),
      bad: Float64Array.of(0, 0, 1, 4, 6, 9, 0),
    };
    const { logRates, lastLogRate } = fitBirthDeath(levels, 100)!;
    const steps = [...logRates].slice(1).map((sum, n) => Math.exp(sum - logRates[n]!));
    const [both, top] = [120 / 7, 245 / 4];
    expect(steps.map((rate) => Number(rate.toFixed(9)))).toEqual(
      [both, both, top, top, top].map((r) => Number(r.toFixed(9))),
    );
    near(Math.exp(lastLogRate), top, 1e-12);
  });

  it('has nothing to say where nothing departed', () => {
    const none = Float64Array.of(0, 0);
    expect(
      fitBirthDeath({ seconds: Float64Array.of(1, 1), departures: none, found: none, bad: none }, 100),
    ).toBeUndefined();
  });

  it('beyond the largest number seen the line goes on geometrically', () => {
    const short = fitBirthDeath(exactLevels(0.9 * truth, 12), 0)!;
    const rate = 0.97 / (SERVICE / SLOTS);
    const share = [1];
    for (let n = 1; n < 4000; n++) share.push((share[n - 1]! * rate * SERVICE) / Math.min(n, SLOTS));
    const bad = share.reduce((sum, weight, n) => sum + weight * tailOfWhoFinds(Math.min(n, 11), LIMIT), 0);
    near(badFraction(short, rate), bad / share.reduce((sum, weight) => sum + weight, 0), 1e-9);
  });
});
