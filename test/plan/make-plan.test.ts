import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../src/config/profile/name.ts';
import { UserError } from '../../src/errors.ts';
import { plainOptions, planScript, seedFor } from '../../src/plan/make-plan.ts';
import { Plan } from '../../src/plan/plan.ts';
import { CEILINGS, CLOSED_RAMP, objective, planOf, scriptPlan, TIERS } from '../fixtures/record.ts';

const main = (options: Record<string, unknown>) => (options['scenarios'] as { main: Record<string, unknown> }).main;

function refusal(make: () => unknown): UserError {
  try {
    make();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('not refused');
}

describe('a plan', () => {
  it('is what its schema says, at every tier and profile', () => {
    for (const tier of Object.values(TIERS)) {
      for (const profile of PROFILES) {
        const plan = planOf({ profile, tier });
        expect(Plan.parse(plan)).toEqual(plan);
      }
    }
    expect(Plan.parse(scriptPlan())).toEqual(scriptPlan());
  });
});

describe('guard rails', () => {
  const within = (patch: Partial<typeof CEILINGS>) => ({ ...CEILINGS, ...patch });

  it.each([
    ['maxRate', () => planOf({ ceilings: within({ maxRate: 599 }) }), /peaks at 600 requests\/s, above maxRate: 599/],
    [
      'maxVUs',
      () => planOf({ profile: 'baseline', ceilings: within({ maxVUs: 49 }) }),
      /needs 50 VUs, above maxVUs: 49/,
    ],
    ['maxVUs', () => planOf({ override: CLOSED_RAMP, ceilings: within({ maxVUs: 199 }) }), /needs 200 VUs/],
    [
      'maxDuration',
      () => planOf({ ceilings: within({ maxDuration: 1979 }) }),
      /lasts 33 min, above maxDuration: 32 min 59 s/,
    ],
  ])('refuse what is above %s with exit code 6', (key, make, text) => {
    const error = refusal(make);
    expect(error.exitCode).toBe(6);
    expect(error.message).toMatch(text);
    expect(error.problems[0]).toMatchObject({ where: { path: `safety.${key}` } });
  });

  it('let pass what just reaches them', () => {
    const ceilings = within({ maxRate: 600, maxDuration: 1980 });
    expect(planOf({ ceilings }).duration).toBe(1980);
    expect(planOf({ profile: 'baseline', ceilings: within({ maxVUs: 50 }) }).maxVUs).toBe(50);
  });

  it('name everything that is too much at once', () => {
    expect(refusal(() => planOf({ ceilings: { maxRate: 1, maxVUs: 1, maxDuration: 1 } })).problems).toHaveLength(2);
  });

  it('cannot be passed by a closed profile that understates its users', () => {
    const plan = () => planOf({ profile: 'baseline', override: { maxVUs: 5 }, ceilings: within({ maxVUs: 49 }) });
    expect(refusal(plan).exitCode).toBe(6);
    expect(planOf({ profile: 'baseline', override: { maxVUs: 5 } }).maxVUs).toBe(50);
  });

  it('hold for plain scripts too', () => {
    const script = { scenario: 'a', tier: null, options: {}, seed: 1, ceilings: CEILINGS };
    expect(refusal(() => planScript({ ...script, maxVUs: 20_001, duration: 60 })).exitCode).toBe(6);
    expect(refusal(() => planScript({ ...script, maxVUs: 1, duration: 90_001 })).exitCode).toBe(6);
    expect(planScript({ ...script, maxVUs: 1, duration: null }).duration).toBeNull();
  });
});

describe('the VUs of an open profile', () => {
  it('suffice by Little’s law for the critical limit and the pauses of the journey, with a reserve', () => {
    // 600 requests/s at 2 an iteration; an iteration may take 2 × 0.5 s + 2 s of pauses.
    const plan = planOf({ requests: 2, objectives: [objective()] });
    expect(plan.iterationLimit).toBe(3);
    expect(plan.maxVUs).toBe(Math.ceil(300 * 3 * 1.25));
  });

  it('are what the profile says, and never more than the guard rail', () => {
    expect(planOf({ override: { maxVUs: 42 } }).maxVUs).toBe(42);
    expect(planOf({ ceilings: { ...CEILINGS, maxVUs: 30 } }).maxVUs).toBe(30);
  });
});

describe('the options of k6', () => {
  it('are those of k6’s own executor when arrivals are even, in whole iterations per 100 s', () => {
    const plan = planOf({ arrivals: 'even', requests: 3, override: { steps: [1], rate: 10 } });
    expect(main(plan.options)).toMatchObject({ executor: 'ramping-arrival-rate', timeUnit: '100s', startRate: 0 });
    expect(main(plan.options)['stages']).toEqual([
      { duration: '30s', target: 333 },
      { duration: '300s', target: 333 },
      { duration: '30s', target: 167 },
      { duration: '300s', target: 167 },
    ]);
    expect(main(plan.options)).not.toHaveProperty('seed');
  });

  it('run under a plain k6 as well: the same plan with even arrivals', () => {
    const plan = planOf({ requests: 2 });
    expect(plainOptions(plan)).toEqual(planOf({ requests: 2, arrivals: 'even' }).options);
    const closed = planOf({ profile: 'baseline' });
    expect(plainOptions(closed)).toEqual(closed.options);
    expect(plainOptions(scriptPlan())).toEqual({});
  });

  it('have no leg without length', () => {
    const legs = main(planOf({ override: { ramp: 0 } }).options)['stages'] as { duration: string }[];
    expect(legs.map((leg) => leg.duration)).not.toContain('0s');
  });
});

describe('seedFor', () => {
  it('stays the same for ever (FNV-1a)', () => {
    expect([seedFor('stress', 'medium'), seedFor('stress', 'small'), seedFor('smoke', null)]).toEqual([
      2479, 1154, 3413,
    ]);
  });

  it('is a whole number of 1..9999 for any name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.option(fc.string({ unit: 'binary' })), (scenario, tier) => {
        const seed = seedFor(scenario, tier);
        expect(Number.isInteger(seed) && seed >= 1 && seed <= 9999).toBe(true);
        expect(seedFor(scenario, tier)).toBe(seed);
      }),
    );
  });
});
