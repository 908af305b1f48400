import { describe, expect, it } from 'vitest';
import { type Ceilings, refuseAboveCeilings, sentCeiling } from '../../src/plan/ceilings.ts';
import { planSearch, planTrial } from '../../src/plan/search-plan.ts';
import { generator } from '../../src/scenario/random.ts';
import { CEILINGS, planOf, scriptPlan, TIERS } from '../fixtures/record.ts';

const stated = (maxRate: number): Ceilings => ({
  ...CEILINGS,
  maxRate,
  stated: { maxRate: { file: 'loadkit.config.yaml', line: 3, column: 12, path: 'safety.maxRate' } },
});
const SEARCH = planSearch({
  scenario: 'load',
  tier: TIERS.medium,
  requests: 2,
  seed: 7,
  ceilings: CEILINGS,
  objectives: [{ limit: 0.2 }],
  pauses: false,
  startRate: 20,
  maxRate: 80,
  seconds: 600,
  arrivals: 'poisson',
});

describe('what is refused', () => {
  it('quotes the line of the policy', () => {
    expect(() => refuseAboveCeilings(planOf(), stated(599))).toThrow(
      'loadkit.config.yaml:3:12 (safety.maxRate): the plan peaks at 600 requests/s, above maxRate: 599',
    );
  });

  it('is the rate to which a search may be steered, and that of each trial', () => {
    expect(() => refuseAboveCeilings(SEARCH, stated(79), 80)).toThrow('peaks at 80 requests/s');
    expect(() => refuseAboveCeilings(SEARCH, stated(79))).not.toThrow();
    expect(() => refuseAboveCeilings(planTrial(SEARCH, 79.5, 10), stated(79))).toThrow('peaks at 79.5 requests/s');
  });
});

describe('what the engine is held to', () => {
  it('is a second’s worth of a stated ceiling, and a page at least', () => {
    expect(sentCeiling(scriptPlan(), stated(500)).requests).toEqual({ refill: 500, burst: 500 });
    expect(sentCeiling(scriptPlan(), stated(1)).requests).toEqual({ refill: 1, burst: 20 });
  });

  it('is no number of requests where only the default bounds the plan', () => {
    expect(sentCeiling(scriptPlan(), CEILINGS)).toEqual({ requests: null, iterations: 10_000 });
  });

  it('is the highest rate of a search in iterations', () => {
    expect(sentCeiling(SEARCH, stated(100), 80).iterations).toBe(40);
    expect(sentCeiling(SEARCH, stated(60), 80).iterations).toBe(30);
  });

  it('lets independent users scatter as they do at its very peak', () => {
    const near = sentCeiling(planOf(), stated(600)).requests!;
    expect(near).toEqual({ refill: 630, burst: 600 });
    const low = sentCeiling(planOf({ override: { rate: 5, steps: [1] } }), stated(5)).requests!;
    expect(low.refill).toBeCloseTo(5.25, 9);
    expect(low.burst).toBe(352);
    expect(sentCeiling(planOf({ override: { rate: 5, steps: [1] } }), stated(10)).requests).toEqual({
      refill: 10,
      burst: 28,
    });
  });

  it('is never reached by a day of random arrivals of three requests each at the ceiling', () => {
    const [rate, requests] = [30, 3];
    const plan = planOf({ requests, override: { rate, steps: [1] } });
    const { refill, burst } = sentCeiling(plan, stated(rate)).requests!;
    const random = generator(1, 1);
    let [level, most] = [0, 0];
    for (let i = 0; i < (86_400 * rate) / requests; i++) {
      const gap = (-Math.log(1 - random()) * requests) / rate;
      level = Math.max(0, level - gap * refill) + requests;
      most = Math.max(most, level);
    }
    expect(most).toBeGreaterThan(burst / 5);
    expect(most).toBeLessThan(burst);
  });
});
