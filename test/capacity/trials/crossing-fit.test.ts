import { describe, expect, it } from 'vitest';
import { crossingFit } from '../../../src/capacity/trials/crossing-fit.ts';
import { type JudgedTrial, judgedTrials } from '../../../src/capacity/trials/judged-trial.ts';
import type { TrialBatch, TrialRun } from '../../../src/capacity/trials/trial.ts';
import { chance } from '../simulator/draws.ts';

const ALLOWED = 0.05;
const QUESTION = { objective: 0, allowed: ALLOWED, low: Math.log(370), high: Math.log(430) };
const OBJECTIVES = [{ name: 'p95', allowed: ALLOWED, limit: 0.1 }];

/** A trial of a dozen batches with so many requests each, of which those shares are bad. */
function trial(rate: number, shares: readonly number[], count = 2000): JudgedTrial {
  const batches = [0, ...shares].map(
    (share, i): TrialBatch => ({
      at: 5 * i,
      seconds: 5,
      scheduled: count,
      dropped: 0,
      finished: count,
      bad: [share * count],
      inFlight: 3,
      inFlightAtEnd: 3,
    }),
  );
  const ask = { phase: 'between', rate, leastSeconds: 60, mostSeconds: 65, batchSeconds: 5 } as const;
  const run: TrialRun = { ask, at: 0, batches, medianIteration: 0.01, valid: true };
  return judgedTrials(OBJECTIVES, [run])[0]!;
}

/** The bad share on a logistic with its crossing at 400/s. */
function share(rate: number, slope: number): number {
  const odds = Math.log(ALLOWED / (1 - ALLOWED)) + slope * Math.log(rate / 400);
  return 1 / (1 + Math.exp(-odds));
}

const RATES = [370, 385, 395, 405, 415, 430];
const steady = (value: number) => Array.from({ length: 12 }, () => value);

describe('crossingFit', () => {
  it('reads a logistic through, whatever its slope', () => {
    for (const slope of [4, 10, 30]) {
      const trials = RATES.map((rate) => trial(rate, steady(share(rate, slope)), 1e6));
      const fit = crossingFit(trials, QUESTION)!;
      expect(fit).toMatchObject({ trials: 6 });
      expect(Math.exp(fit.x)).toBeCloseTo(400, 0);
      expect(fit.slope).toBeCloseTo(slope, 0);
    }
  });

  it('leaves out what is far, and short trials', () => {
    const near = RATES.map((rate) => trial(rate, steady(share(rate, 10))));
    const fit = crossingFit(near, QUESTION)!;
    const far = [trial(550, steady(0.2)), trial(800, steady(0.01))];
    const short = trial(400, steady(0.5));
    const doubling: JudgedTrial = { ...short, run: { ...short.run, ask: { ...short.run.ask, phase: 'double' } } };
    expect(crossingFit([...near, ...far, doubling], QUESTION)).toEqual(fit);
    expect(crossingFit([...near, short], QUESTION)).not.toEqual(fit);
  });

  it('its error grows with the spells between batches, and with trials that disagree', () => {
    const even = RATES.map((rate) => trial(rate, steady(share(rate, 10))));
    const spells = RATES.map((rate) =>
      trial(
        rate,
        steady(0).map((_, i) => (i % 4 < 2 ? 2 * share(rate, 10) : 0)),
      ),
    );
    const disagreeing = RATES.map((rate, i) => trial(rate, steady(share(rate, 10) * (i % 2 === 0 ? 1.5 : 0.6))));
    const [a, b, c] = [even, spells, disagreeing].map((trials) => crossingFit(trials, QUESTION)!);
    expect(b!.se).toBeGreaterThan(3 * a!.se);
    expect(c!.se).toBeGreaterThan(3 * a!.se);
  });

  it('covers the crossing as often as it says, when bad requests come by chance', () => {
    let covered = 0;
    for (let seed = 0; seed < 300; seed++) {
      const { normal } = chance(seed);
      const trials = RATES.map((rate) => {
        const p = share(rate, 10);
        return trial(
          rate,
          steady(p).map((mean) => Math.max(0, mean + normal() * Math.sqrt((p * (1 - p)) / 500))),
          500,
        );
      });
      const { x, halfWidth } = crossingFit(trials, QUESTION)!;
      if (Math.abs(x - Math.log(400)) <= halfWidth) covered++;
    }
    // More often, as the noise between batches would allow more degrees of freedom than the trials have.
    expect(covered / 300).toBeGreaterThan(0.9);
    expect(covered / 300).toBeLessThan(0.995);
  });

  it('needs two trials', () => {
    expect(crossingFit([trial(400, steady(0.05))], QUESTION)).toBeUndefined();
  });
});
