import { describe, expect, it } from 'vitest';
import { nextTrial, trialIsOver } from '../../../src/capacity/trials/next-trial.ts';
import type { TrialAsk, TrialBatch, TrialRun } from '../../../src/capacity/trials/trial.ts';
import { type Chance, chance } from '../simulator/draws.ts';

const TRUTH = 300;
const SETTINGS = {
  objectives: [{ name: 'p95', allowed: 0.05, limit: 0.1 }],
  startRate: 20,
  maxRate: 100_000,
  precision: 0.03,
  budget: 600,
  confirmSeconds: 0,
};

/** A service without a queue to simulate: a logistic of slope 12, and spells of bad requests from batch to batch. */
function batchOf(ask: TrialAsk, at: number, { normal }: Chance): TrialBatch {
  const scheduled = Math.round(ask.rate * ask.batchSeconds);
  const mean = 1 / (1 + 19 * (ask.rate / TRUTH) ** -12);
  const spell = Math.exp(0.5 * normal() - 0.125);
  const bad = Math.min(
    scheduled,
    Math.max(0, Math.round(scheduled * mean * spell + Math.sqrt(scheduled * mean) * normal())),
  );
  const counts = { scheduled, dropped: 0, finished: scheduled, bad: [bad], inFlight: 3, inFlightAtEnd: 3 };
  return { at, seconds: ask.batchSeconds, ...counts };
}

function search(seed: number) {
  const draws = chance(seed);
  const runs: TrialRun[] = [];
  let clock = 0;
  for (let next = nextTrial(SETTINGS, runs); ; next = nextTrial(SETTINGS, runs)) {
    if (next.done) return { outcome: next.outcome, runs };
    let run: TrialRun = { ask: next.trial, at: clock, batches: [], medianIteration: 0.02, valid: true };
    do run = { ...run, batches: [...run.batches, batchOf(run.ask, run.batches.length * run.ask.batchSeconds, draws)] };
    while (!trialIsOver(SETTINGS, runs, run));
    runs.push(run);
    clock += run.batches.length * run.ask.batchSeconds;
  }
}

describe('a thousand searches', () => {
  const found = Array.from({ length: 1000 }, (_, seed) => search(seed));
  const share = (holds: (one: (typeof found)[number]) => boolean) => found.filter(holds).length / found.length;

  it('all end within the budget, with an interval', () => {
    for (const { outcome, runs } of found) {
      // A drain that is under way is not cut short.
      expect(outcome.seconds).toBeLessThanOrEqual(SETTINGS.budget + 10);
      expect(['precise', 'budget']).toContain(outcome.reason);
      expect(outcome.lower).toBeLessThan(outcome.value!);
      expect(outcome.upper).toBeGreaterThan(outcome.value!);
      expect(runs.length).toBeLessThanOrEqual(25);
    }
  });

  it('cover the truth as often as they say, over-claim rarely, and are near it', () => {
    expect(share(({ outcome }) => outcome.lower! <= TRUTH && outcome.upper! >= TRUTH)).toBeGreaterThan(0.88);
    expect(share(({ outcome }) => outcome.lower! > 1.02 * TRUTH)).toBeLessThan(0.02);
    expect(share(({ outcome }) => Math.abs(outcome.value! / TRUTH - 1) <= 0.03)).toBeGreaterThan(0.9);
  });
});
