import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Plan, Stage } from '../../../src/plan/plan.ts';
import { loadAt, planUntil } from '../../../src/plan/stages.ts';
import { objective, planOf, TIERS } from '../../fixtures/record.ts';

const figures = (stage: Stage) => [stage.name, stage.from, stage.rampTo, stage.to, stage.load.from, stage.load.to];
const judged = (stage: Stage) => [stage.role, stage.factor, stage.judgedFrom, stage.counts];
const scenario = (plan: Plan) => (plan.options['scenarios'] as { main: Record<string, unknown> }).main;

describe('load', () => {
  it.each(Object.values(TIERS))('is the rate of $name for half an hour after a short ramp', (tier) => {
    const plan = planOf({ profile: 'load', tier });
    expect(plan.stages.map(figures)).toEqual([['load', 0, 30, 1830, 0, tier.rate]]);
    // max(10 s, 10 %) of the hold
    expect(plan.stages.map(judged)).toEqual([['hold', 1, 210, true]]);
    expect(plan.requests).toBe(tier.rate * 1815);
    expect(plan.base).toEqual({ kind: 'rate', value: tier.rate });
    expect(scenario(plan)).toMatchObject({ executor: 'poisson-arrival-rate', startRate: 0 });
  });

  it('changes its rate, length and ramp', () => {
    const plan = planOf({ profile: 'load', override: { rate: 7, duration: 60, ramp: 0 } });
    expect(plan.stages.map(figures)).toEqual([['load', 0, 0, 60, 0, 7]]);
  });
});

describe('soak', () => {
  it.each(Object.values(TIERS))('is the sessions of $name for four hours', (tier) => {
    const plan = planOf({ profile: 'soak', tier });
    expect(plan.stages.map(figures)).toEqual([['soak', 0, 0, 14_400, tier.sessions, tier.sessions]]);
    expect(plan.stages[0]).toMatchObject({ role: 'hold', judgedFrom: 1440, counts: true });
    expect(plan).toMatchObject({ maxVUs: tier.sessions, arrivals: null, requests: null });
    expect(scenario(plan)).toMatchObject({ executor: 'constant-vus', vus: tier.sessions, duration: '14400s' });
  });

  it('is the thresholds guide’s 20 users where the small tier says so', () => {
    const plan = planOf({ profile: 'soak', tier: TIERS.small, override: { sessions: 20, duration: 14_400 } });
    expect(plan).toMatchObject({ maxVUs: 20, base: { kind: 'users', value: 10 } });
  });
});

describe('spike', () => {
  it.each(Object.values(TIERS))('is the rate of $name, five times it for a minute, and the rate again', (tier) => {
    const plan = planOf({ profile: 'spike', tier });
    const r = tier.rate;
    expect(plan.stages.map(figures)).toEqual([
      ['before', 0, 30, 150, 0, r],
      ['spike', 150, 160, 220, r, 5 * r],
      ['recovery', 220, 230, 530, 5 * r, r],
    ]);
    expect(plan.stages.map(judged)).toEqual([
      ['hold', 1, 42, true],
      // from the moment the load is there: how its suddenness is met is what is asked
      ['spike', 5, 160, false],
      ['recovery', 1, 260, true],
    ]);
  });

  it('has users enough for its height', () => {
    // 1000 requests/s; an iteration may take 0.5 s + 2 s of pauses
    expect(planOf({ profile: 'spike', objectives: [objective()] }).maxVUs).toBe(Math.ceil(1000 * 2.5 * 1.25));
  });

  it('changes height, length and what is around it', () => {
    const override = { rate: 10, peak: 8, before: 20, hold: 5, ramp: 0, recovery: { factor: 0.5, hold: 40, ramp: 2 } };
    expect(planOf({ profile: 'spike', override }).stages.map(figures)).toEqual([
      ['before', 0, 30, 50, 0, 10],
      ['spike', 50, 50, 55, 10, 80],
      ['recovery', 55, 57, 97, 80, 5],
    ]);
  });

  it('can come out of nothing, and is then judged by its recovery alone', () => {
    const { stages } = planOf({ profile: 'spike', override: { before: 0 } });
    expect(stages.map((stage) => [stage.name, stage.load.from, stage.counts])).toEqual([
      ['spike', 0, false],
      ['recovery', 1000, true],
    ]);
  });
});

describe('breakpoint', () => {
  it.each(Object.values(TIERS))('is a ramp to five times the rate of $name, cut where it passes the rate', (tier) => {
    const plan = planOf({ profile: 'breakpoint', tier });
    const r = tier.rate;
    expect(plan.stages.map(figures)).toEqual([
      ['to 1x', 0, 360, 360, 0, r],
      ['to 5x', 360, 1800, 1800, r, 5 * r],
    ]);
    expect(plan.stages.map(judged)).toEqual([
      ['ramp', 1, 0, true],
      ['ramp', 5, 360, false],
    ]);
    expect(plan).toMatchObject({ window: 10, duration: 1800, requests: (5 * r * 1800) / 2 });
    expect(scenario(plan)['stages']).toEqual([
      { duration: '360s', target: r },
      { duration: '1440s', target: 5 * r },
    ]);
  });

  it('is one even ramp, whatever its peak, length and time-scale', () => {
    const peaks = fc.double({ min: 0.1, max: 20, noNaN: true });
    fc.assert(
      fc.property(peaks, fc.integer({ min: 600, max: 7200 }), fc.constantFrom(1, 0.1), (peak, duration, timeScale) => {
        const { stages, duration: whole } = planOf({
          profile: 'breakpoint',
          override: { peak, duration },
          timeScale,
          ceilings: { maxRate: 1e6, maxVUs: 1e6, maxDuration: 1e6 },
        });
        expect(whole).toBeCloseTo(duration * timeScale, 2);
        for (const share of [0.1, 0.5, 0.9]) {
          const load = loadAt(stages, share * whole!)!;
          expect(load / (share * peak * 200)).toBeCloseTo(1, 2);
        }
        expect(stages.map((stage) => stage.counts)).toEqual(peak > 1 ? [true, false] : [true]);
      }),
    );
  });
});

describe('planUntil', () => {
  const plan = planOf({ profile: 'breakpoint' });

  it('ends the stage of that moment at the load it had reached; what would have followed is no part of the run', () => {
    expect(planUntil(plan, 504).stages.map(figures)).toEqual([
      ['to 1x', 0, 360, 360, 0, 200],
      ['to 5x', 360, 504, 504, 200, 280],
    ]);
    expect(planUntil(plan, 504).stages[1]?.factor).toBeCloseTo(1.4);
    expect(planUntil(plan, 90).stages.map(figures)).toEqual([['to 1x', 0, 90, 90, 0, 50]]);
    expect(planUntil(plan, 90)).toMatchObject({ duration: 90, stages: [{ factor: 0.25, counts: true }] });
    expect(planUntil(plan, 360).stages).toHaveLength(1);
  });

  it('changes nothing of a run that went to its end', () => {
    expect(planUntil(plan, 1800)).toBe(plan);
    expect(planUntil(plan, Number.POSITIVE_INFINITY)).toBe(plan);
  });

  it('keeps the load up to that moment', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('stress', 'spike', 'breakpoint', 'load'),
        fc.double({ min: 1, max: 520, noNaN: true }),
        (profile, at) => {
          const whole = planOf({ profile });
          const cut = planUntil(whole, at);
          expect(cut.stages.at(-1)?.to).toBe(at);
          for (const share of [0.2, 0.7, 0.99])
            expect(loadAt(cut.stages, share * at)).toBeCloseTo(loadAt(whole.stages, share * at)!, 6);
        },
      ),
    );
  });
});
