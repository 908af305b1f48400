import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { flightOf, highestRate, planSearch, planTrial, type SearchPlanInput } from '../../src/plan/search-plan.ts';
import { CEILINGS, TIERS } from '../fixtures/record.ts';

const input = (patch: Partial<SearchPlanInput> = {}): SearchPlanInput => ({
  scenario: 'load',
  tier: TIERS.medium,
  requests: 4,
  seed: 7,
  ceilings: CEILINGS,
  objectives: [{ limit: 0.2 }, { limit: null, where: { name: '/a', status: ['2xx', '!204'] } }],
  pauses: false,
  startRate: 20,
  maxRate: 1000,
  seconds: 600,
  arrivals: 'poisson',
  ...patch,
});

describe('the plan of a search', () => {
  it('does not begin above the highest rate that it was given, where it goes on from a faster one', () => {
    expect(() => planSearch(input({ startRate: 81, maxRate: 80 }))).toThrow('above --max-rate 80');
    expect(() => planSearch(input({ startRate: 80, maxRate: 80 }))).not.toThrow();
  });

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
          census: {
            objectives: [{ limit: 0.2 }, { limit: null, where: { name: ['/a'], status: ['2xx', '!204'] } }],
            requests: true,
          },
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
    const flight = (limits: readonly (number | null)[], requests: number, pauses = false) =>
      flightOf({ objectives: limits.map((limit) => ({ limit })), pauses }, requests);
    expect(flight([0.2, 0.5], 1)).toBeCloseTo(0.8, 9);
    // One of the two requests may last as long as the longest limit.
    expect(flight([0.2, 2], 2)).toBeCloseTo(2.8, 9);
    expect(flight([0.2, 0.5], 2)).toBeCloseTo(1.6, 9);
    expect(flight([null], 1, true)).toBe(5);
  });

  it('goes, where nobody said how high, as high as 2,000 users carry, 2.5 × the tier at least, within the rails', () => {
    expect(highestRate(TIERS.medium, 0.8, 1, CEILINGS)).toBe(2500);
    expect(highestRate(TIERS.enterprise, 3.2, 4, CEILINGS)).toBe(2500);
    expect(highestRate(TIERS.enterprise, 3.2, 1, CEILINGS)).toBe(2500);
    expect(highestRate(TIERS.medium, 0.1, 1, { ...CEILINGS, maxRate: 300 })).toBe(300);
    expect(highestRate(TIERS.medium, 1, 1, { ...CEILINGS, maxVUs: 100 })).toBe(100);
  });
});

describe('the plan of a trial', () => {
  const search = planSearch(input({ arrivals: 'even' }));

  it('is even arrivals at one rate, with the users that this rate needs, and is not waited for at its end', () => {
    const plan = planTrial(search, 123.4, 50);
    // 4 requests an iteration, each worth counting for 4 × 0.2 s.
    const users = Math.ceil((123.4 / 4) * 4 * 0.8);
    expect(plan.options).toEqual({
      scenarios: {
        main: {
          executor: 'constant-arrival-rate',
          rate: 3085,
          timeUnit: '100s',
          duration: '50s',
          preAllocatedVUs: users,
          maxVUs: users,
          gracefulStop: '0s',
        },
      },
    });
    expect(plan.maxVUs).toBe(users);
    expect(plan).toMatchObject({ arrivals: 'even', profile: 'capacity' });
    expect(plan.stages).toMatchObject([{ name: 'search', to: 50, load: { kind: 'rate', from: 123.4, to: 123.4 } }]);
  });

  it('is never without load: k6 takes whole numbers only', () => {
    const scenarios = planTrial(search, 1e-9, 50).options['scenarios'] as { main: { rate: number } };
    expect(scenarios.main.rate).toBe(1);
  });

  it('that of the first stands in the plan of the search, which has no census', () => {
    expect(search.arrivals).toBe('even');
    expect(search.options).toEqual(planTrial(search, 20, 600).options);
  });
});
