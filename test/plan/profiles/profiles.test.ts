import { describe, expect, it } from 'vitest';
import type { Plan, Stage } from '../../../src/plan/plan.ts';
import { CLOSED_RAMP, planOf, TIERS } from '../../fixtures/record.ts';

const figures = (stage: Stage) => [stage.name, stage.from, stage.rampTo, stage.to, stage.load.from, stage.load.to];
const scenario = (plan: Plan) => (plan.options['scenarios'] as { main: Record<string, unknown> }).main;

describe('smoke', () => {
  it.each(Object.values(TIERS))('is one user for a minute at $name, judged from the first request', (tier) => {
    const plan = planOf({ profile: 'smoke', tier });
    expect(plan.stages.map(figures)).toEqual([['smoke', 0, 0, 60, 1, 1]]);
    expect(plan.stages[0]).toMatchObject({ judgedFrom: 0, counts: true, role: 'hold', factor: null });
    expect(plan).toMatchObject({ duration: 60, maxVUs: 1, arrivals: null, requests: null, iterationLimit: null });
    expect(scenario(plan)).toEqual({ executor: 'constant-vus', vus: 1, duration: '60s', gracefulStop: '30s' });
  });
});

describe('baseline', () => {
  it.each(Object.values(TIERS))('is the sessions of $name for ten minutes', (tier) => {
    const plan = planOf({ profile: 'baseline', tier });
    expect(plan.stages.map(figures)).toEqual([['baseline', 0, 0, 600, tier.sessions, tier.sessions]]);
    // max(10 s, 10 %) of the hold
    expect(plan.stages[0]?.judgedFrom).toBe(60);
    expect(plan.maxVUs).toBe(tier.sessions);
    expect(scenario(plan)).toMatchObject({ executor: 'constant-vus', vus: tier.sessions, duration: '600s' });
  });
});

describe('stress', () => {
  it.each(Object.values(TIERS))(
    'steps through 0.5, 1, 1.5, 2 and 3 × the rate of $name, then recovers at 0.5 ×',
    (tier) => {
      const plan = planOf({ tier });
      const r = tier.rate;
      expect(plan.stages.map(figures)).toEqual([
        ['0.5x', 0, 30, 330, 0, 0.5 * r],
        ['1x', 330, 360, 660, 0.5 * r, r],
        ['1.5x', 660, 690, 990, r, 1.5 * r],
        ['2x', 990, 1020, 1320, 1.5 * r, 2 * r],
        ['3x', 1320, 1350, 1650, 2 * r, 3 * r],
        ['recovery', 1650, 1680, 1980, 3 * r, 0.5 * r],
      ]);
      expect(plan.stages.map((stage) => stage.judgedFrom - stage.rampTo)).toEqual([30, 30, 30, 30, 30, 30]);
      expect(plan.stages.filter((stage) => stage.counts).map((stage) => stage.name)).toEqual([
        '0.5x',
        '1x',
        'recovery',
      ]);
      expect(plan.base).toEqual({ kind: 'rate', value: r });
      // 300 s × (0.5 + 1 + 1.5 + 2 + 3 + 0.5) and the ramps between them, 30 s each
      const ramps = 30 * (0.25 + 0.75 + 1.25 + 1.75 + 2.5 + 1.75);
      expect(plan.requests).toBe(r * (300 * 8.5 + ramps));
      expect(plan.duration).toBe(1980);
    },
  );

  it('is sent by random arrivals with the legs of its ramps and holds', () => {
    const plan = planOf({ requests: 2 });
    expect(scenario(plan)).toMatchObject({
      executor: 'poisson-arrival-rate',
      startRate: 0,
      timeUnit: '1s',
      seed: 7,
      preAllocatedVUs: plan.maxVUs,
      maxVUs: plan.maxVUs,
    });
    expect(scenario(plan)['stages']).toEqual([
      { duration: '30s', target: 50 },
      { duration: '300s', target: 50 },
      { duration: '30s', target: 100 },
      { duration: '300s', target: 100 },
      { duration: '30s', target: 150 },
      { duration: '300s', target: 150 },
      { duration: '30s', target: 200 },
      { duration: '300s', target: 200 },
      { duration: '30s', target: 300 },
      { duration: '300s', target: 300 },
      { duration: '30s', target: 50 },
      { duration: '300s', target: 50 },
    ]);
  });

  it('is the thresholds guide’s closed ramp where a tier says stages, then the recovery at the sessions', () => {
    const plan = planOf({ tier: TIERS.small, override: CLOSED_RAMP });
    expect(plan.stages.map(figures)).toEqual([
      ['to 10 users', 0, 60, 60, 1, 10],
      ['to 50 users', 60, 360, 360, 10, 50],
      ['to 100 users', 360, 660, 660, 50, 100],
      ['to 200 users', 660, 960, 960, 100, 200],
      ['recovery', 960, 990, 1290, 200, 10],
    ]);
    expect(plan.stages.map((stage) => [stage.role, stage.judgedFrom, stage.counts])).toEqual([
      ['ramp', 0, true],
      ['ramp', 60, false],
      ['ramp', 360, false],
      ['ramp', 660, false],
      ['recovery', 1020, true],
    ]);
    expect(plan).toMatchObject({ maxVUs: 200, window: 10, arrivals: null, base: { kind: 'users', value: 10 } });
    expect(scenario(plan)).toEqual({
      executor: 'ramping-vus',
      startVUs: 1,
      stages: [
        { duration: '60s', target: 10 },
        { duration: '300s', target: 50 },
        { duration: '300s', target: 100 },
        { duration: '300s', target: 200 },
        { duration: '30s', target: 10 },
        { duration: '300s', target: 10 },
      ],
      gracefulRampDown: '30s',
      gracefulStop: '30s',
    });
  });
});

describe('overrides', () => {
  it('change steps, rate, times and recovery', () => {
    const override = { steps: [1, 4], rate: 10, ramp: 0, hold: 100, recovery: { factor: 0.1, hold: 50, ramp: 5 } };
    expect(planOf({ override }).stages.map(figures)).toEqual([
      ['1x', 0, 0, 100, 0, 10],
      ['4x', 100, 100, 200, 10, 40],
      ['recovery', 200, 205, 255, 40, 1],
    ]);
  });

  it('change users and length of closed profiles', () => {
    const plan = planOf({ profile: 'baseline', override: { sessions: 3, duration: 40 } });
    expect(plan.stages.map(figures)).toEqual([['baseline', 0, 0, 40, 3, 3]]);
    // never more than half of a short hold
    expect(plan.stages[0]?.judgedFrom).toBe(10);
    expect(planOf({ profile: 'baseline', override: { duration: 12 } }).stages[0]?.judgedFrom).toBe(6);
  });

  it('refuse two stages of one name', () => {
    const stages = [
      { duration: 60, users: 10 },
      { duration: 60, users: 10 },
    ];
    expect(() => planOf({ override: { stages } })).toThrow(/same number of users/);
  });
});

describe('how soon a service must have recovered', () => {
  it('is five minutes, or what is said, after a stress or a spike; nothing else has a recovery', () => {
    const within = (profile: 'stress' | 'spike' | 'load' | 'smoke', override = {}, timeScale = 1) =>
      planOf({ profile, override, timeScale }).recoveryWithin;
    expect([within('stress'), within('spike'), within('load'), within('smoke')]).toEqual([300, 300, null, null]);
    expect(within('stress', { recovery: { within: 60 } })).toBe(60);
    expect(within('spike', { recovery: { within: 60 } }, 0.5)).toBe(30);
  });

  it('is scaled, but never below three iterations as long as the limits allow: latencies do not scale', () => {
    // A request of at most 1 s, where no objective says so, and 2 s of pauses.
    expect(planOf({ profile: 'spike', timeScale: 0.02 }).recoveryWithin).toBe(9);
    expect(planOf({ profile: 'spike', timeScale: 0.1, override: { recovery: { within: 5 } } }).recoveryWithin).toBe(5);
  });
});
