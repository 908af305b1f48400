import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { flightOf, highestRate, planSearch, type SearchPlanInput } from '../../src/plan/search-plan.ts';
import { CEILINGS, TIERS } from '../fixtures/record.ts';

const input = (patch: Partial<SearchPlanInput> = {}): SearchPlanInput => ({
  scenario: 'load',
  tier: TIERS.medium,
  requests: 4,
  seed: 7,
  ceilings: CEILINGS,
  limits: [0.2, null],
  pauses: false,
  startRate: 20,
  maxRate: 1000,
  seconds: 600,
  arrivals: 'poisson',
  ...patch,
});

describe('the plan of a search', () => {
  it('is one open stage with a census, its users made beforehand by Little’s law', () => {
    const plan = planSearch(input());
    expect(plan).toMatchObject({
      profile: 'capacity',
      arrivals: 'poisson',
      duration: 600,
      maxVUs: 800,
      requests: null,
    });
    expect(plan.stages).toMatchObject([{ name: 'search', from: 0, to: 600, load: { kind: 'rate', from: 20, to: 20 } }]);
    expect(plan.options).toEqual({
      scenarios: {
        main: {
          executor: 'poisson-arrival-rate',
          startRate: 5,
          timeUnit: '1s',
          stages: [{ duration: '600s', target: 5 }],
          preAllocatedVUs: 800,
          maxVUs: 800,
          gracefulStop: '30s',
          seed: 7,
          census: { limits: [0.2, null], requests: true },
        },
      },
    });
  });

  it.each([
    [{ maxRate: 20_000 }, 'maxRate'],
    [{ ceilings: { ...CEILINGS, maxVUs: 100 } }, 'maxVUs'],
    [{ ceilings: { ...CEILINGS, maxDuration: 60 } }, 'maxDuration'],
  ])('keeps to the guard rails: %j', (patch, key) => {
    expect(() => planSearch(input(patch))).toThrow(UserError);
    expect(() => planSearch(input(patch))).toThrow(`safety.${key}`);
  });

  it('allows an iteration four times the tightest limit, the longest one, and the script’s own pauses', () => {
    expect(flightOf({ limits: [0.2, 0.5], pauses: false }, 1)).toBeCloseTo(0.8, 9);
    expect(flightOf({ limits: [0.2, 2], pauses: false }, 2)).toBe(4);
    expect(flightOf({ limits: [null], pauses: true }, 1)).toBe(5);
  });

  it('goes, where nobody said how high, as high as 2,000 users carry, 2.5 × the tier at least, within the rails', () => {
    expect(highestRate(TIERS.medium, 0.8, 1, CEILINGS)).toBe(2500);
    expect(highestRate(TIERS.enterprise, 3.2, 4, CEILINGS)).toBe(2500);
    expect(highestRate(TIERS.enterprise, 3.2, 1, CEILINGS)).toBe(2500);
    expect(highestRate(TIERS.medium, 0.1, 1, { ...CEILINGS, maxRate: 300 })).toBe(300);
    expect(highestRate(TIERS.medium, 1, 1, { ...CEILINGS, maxVUs: 100 })).toBe(100);
  });
});
