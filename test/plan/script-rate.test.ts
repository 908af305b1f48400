import { describe, expect, it } from 'vitest';
import { planScript } from '../../src/plan/make-plan.ts';
import { scriptRate } from '../../src/plan/script-rate.ts';

const constant = { executor: 'constant-arrival-rate', rate: 600, timeUnit: '1m' };
const ramping = {
  executor: 'ramping-arrival-rate',
  startRate: 5,
  timeUnit: '1s',
  stages: [{ target: 40 }, { target: 10 }],
};

describe('scriptRate', () => {
  it('adds the peaks of arrival-rate executors, per second', () => {
    expect(scriptRate({ scenarios: { a: constant, b: ramping, c: { executor: 'constant-vus', vus: 9 } } })).toBe(50);
    expect(scriptRate({})).toBe(0);
  });

  it('is held to the ceiling', () => {
    const ceilings = { maxRate: 30, maxVUs: 100, maxDuration: 100 };
    const options = { scenarios: { b: ramping } };
    const plan = () => planScript({ scenario: 's', tier: null, options, maxVUs: 1, duration: 1, seed: 1, ceilings });
    expect(plan).toThrow(/40 requests\/s, above maxRate: 30/);
  });
});
