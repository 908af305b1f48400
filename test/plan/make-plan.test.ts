import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../src/config/profile/name.ts';
import { UserError } from '../../src/errors.ts';
import { plainOptions, planScript, seedFor } from '../../src/plan/make-plan.ts';
import { Plan } from '../../src/plan/plan.ts';
import { areaOf } from '../../src/plan/stages.ts';
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

  it('jump where the load does, and hold what the stages hold', () => {
    const override = { rate: 10, duration: 60, ramp: 0 };
    const jump = planOf({ profile: 'load', override });
    expect(main(jump.options)).toMatchObject({
      startRate: 0,
      stages: [
        { duration: '0s', target: 10 },
        { duration: '60s', target: 10 },
      ],
    });
    const spike = planOf({ profile: 'spike', override: { rate: 10, before: 20, hold: 5, ramp: 0 } });
    const legs = main(spike.options)['stages'] as { duration: string; target: number }[];
    expect(legs.map(({ duration, target }) => [duration, target])).toEqual([
      ['30s', 10],
      ['20s', 10],
      ['0s', 50],
      ['5s', 50],
      ['0s', 10],
      ['300s', 10],
    ]);
  });
});

describe('what an executor makes of its options', () => {
  const span = fc.integer({ min: 30, max: 90 });
  const ramp = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 60 }));
  const recovery = fc.record({ ramp, hold: span });
  const rate = fc.integer({ min: 1, max: 500 });
  const users = fc.uniqueArray(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 4 });
  const profiles = fc.oneof(
    fc.record({ profile: fc.constant('load' as const), override: fc.record({ rate, ramp, duration: span }) }),
    fc.record({
      profile: fc.constant('stress' as const),
      override: fc.record({
        rate,
        ramp,
        hold: span,
        steps: fc.constantFrom<number[]>([1], [0.5, 1, 3], [2, 1]),
        recovery,
      }),
    }),
    fc.record({
      profile: fc.constant('spike' as const),
      override: fc.record({ rate, ramp, before: fc.constantFrom(0, 30), hold: span, recovery }),
    }),
    fc.record({ profile: fc.constant('breakpoint' as const), override: fc.record({ rate, duration: span }) }),
    fc.record({
      profile: fc.constant('stress' as const),
      override: fc.record({
        stages: users.map((all) => all.map((count) => ({ duration: 10, users: count }))),
        recovery,
      }),
    }),
  );

  it('is what its stages say, whatever is overridden: their area, and the load of every judged part', () => {
    fc.assert(
      fc.property(
        profiles,
        fc.constantFrom('poisson' as const, 'even' as const),
        fc.constantFrom(1, 3),
        fc.constantFrom(1, 0.37),
        (asked, arrivals, requests, timeScale) => {
          const plan = planOf({ ...asked, arrivals, requests, timeScale });
          const exact = !plan.arrivals || arrivals === 'poisson';
          for (const [options, error] of [
            [plan.options, exact ? 1e-6 : ROUNDED],
            [plainOptions(plan), plan.arrivals ? ROUNDED : 1e-6],
          ] as const) {
            const curve = curveOf(main(options), plan.arrivals ? requests : 1);
            const apart = Math.abs(areaUnder(curve) - areaOf(plan.stages));
            expect(apart).toBeLessThanOrEqual(error * requests * plan.duration!);
            for (const { role, judgedFrom, to, load } of plan.stages) {
              if (role === 'ramp') continue;
              for (const at of [judgedFrom + 0.001, (judgedFrom + to) / 2, to - 0.001])
                expect(Math.abs(heightAt(curve, at) - load.to)).toBeLessThanOrEqual(error * requests);
            }
          }
        },
      ),
    );
  });

  /** Iterations per second by which whole ones per 100 s may be beside the plan's. */
  const ROUNDED = 0.005 + 1e-6;

  interface Leg {
    readonly start: number;
    readonly seconds: number;
    readonly from: number;
    readonly to: number;
  }

  /** The load over time as k6's executors and ours make it of stages: each changes it evenly, to its target at its end. */
  function curveOf(executor: Record<string, unknown>, requests: number): Leg[] {
    const unit = requests / (parseFloat(String(executor['timeUnit'] ?? '1s')) || 1);
    let [start, from] = [0, Number(executor['startRate'] ?? executor['startVUs']) * unit];
    return (executor['stages'] as { duration: string; target: number }[]).map(({ duration, target }) => {
      const leg = { start, seconds: parseFloat(duration), from, to: target * unit };
      [start, from] = [start + leg.seconds, leg.to];
      return leg;
    });
  }

  const areaUnder = (legs: readonly Leg[]) =>
    legs.reduce((sum, { seconds, from, to }) => sum + ((from + to) / 2) * seconds, 0);

  function heightAt(legs: readonly Leg[], at: number): number {
    const leg = legs.findLast(({ start, seconds }) => seconds > 0 && start <= at)!;
    return leg.from + ((leg.to - leg.from) * (at - leg.start)) / leg.seconds;
  }
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
