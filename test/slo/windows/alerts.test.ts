import { describe, expect, it } from 'vitest';
import { effectiveObjectives, effectiveOverride } from '../../../src/config/effective.ts';
import type { Project } from '../../../src/config/load.ts';
import type { Profile } from '../../../src/config/profile/name.ts';
import type { Objective } from '../../../src/objectives/objective.ts';
import { planProfile } from '../../../src/plan/make-plan.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import { judgeObjectives } from '../../../src/slo/judge.ts';
import { exampleFolder, loadExample } from '../../fixtures/examples.ts';
import {
  CEILINGS,
  fold,
  measurementOf,
  objective,
  planOf,
  ratio,
  recordOf,
  runOf,
  type StageStory,
  scriptPlan,
} from '../../fixtures/record.ts';
import { Engine, times } from '../../fixtures/timeline.ts';

const ALERT = ratio({ name: 'alert', critical: { op: '>', value: 0.05 }, target: null, over: 30, for: 300 });

function judged(of: Objective, plan: Plan, tell: StageStory) {
  const stories = Object.fromEntries(plan.stages.map(({ name }) => [name, tell]));
  const [line] = judgeObjectives(measurementOf([of], fold(recordOf(plan, [of]), runOf(plan, stories)), plan));
  return line!;
}

const healthy: StageStory = { second: () => ({ latencies: times(5, 0.05) }) };
const failing: StageStory = { second: () => ({ failed: 5 }) };
const when = (bad: (s: number) => boolean, worse: StageStory = failing): StageStory => ({
  second: (s) => (bad(s) ? worse : healthy).second!(s),
});

describe('an alert rule under the stress profile, whose holds last five minutes', () => {
  const plan = planOf();

  it('is met by a healthy service: it could have broken from the first step on', () => {
    expect(judged(ALERT, plan, healthy)).toMatchObject({ zone: 'met', actual: 0 });
  });

  it('is broken by one that answers 500 to everything', () => {
    expect(judged(ALERT, plan, failing).zone).toBe('critical');
  });

  it('is broken by a row that begins in one step and ends in the next', () => {
    expect(
      judged(
        ALERT,
        plan,
        when((s) => s >= 200 && s < 530),
      ).zone,
    ).toBe('critical');
  });

  it('is not met where the whole recovery broke, which is shorter than the row', () => {
    const line = judged(
      ALERT,
      plan,
      when((s) => s >= 700),
    );
    expect(line).toMatchObject({ zone: 'no-data' });
    expect(line.note).toMatch(/^from 28 min 30 s to 33 min every window broke/);
  });

  it('is met by what happens beyond the load on which the verdict rests', () => {
    expect(
      judged(
        ALERT,
        plan,
        when((s) => s >= 700 && s < 1700),
      ).zone,
    ).toBe('met');
  });

  it('has no data where it asks for longer than all of that lasts', () => {
    const line = judged({ ...ALERT, for: 900 }, plan, healthy);
    expect(line).toMatchObject({ zone: 'no-data', actual: null });
    expect(line.note).toMatch(/last 10 min at most in what is judged, `for` asks for 15 min/);
  });
});

describe('a service that falls silent', () => {
  const plan = planOf({ profile: 'load', override: { duration: 1200 } });
  const dead = when((s) => s >= 600 && s < 1000, { second: () => ({}) });

  it.each([
    ['a share of requests', ALERT],
    ['a latency', objective({ over: 30, for: 300 })],
    ['a share of windows', objective({ over: 30 })],
  ])('does not meet a rule over windows by silence: %s', (_, of) => {
    const line = judged(of, plan, dead);
    expect(line).toMatchObject({ zone: 'no-data', actual: null });
    expect(line.note).toBe('in 13 windows samples were due and none came');
    expect(judged(of, plan, healthy).zone).toBe('met');
  });

  it('does not meet a latency by answering nothing but errors', () => {
    const errors = when((s) => s >= 600 && s < 1000);
    expect(judged(objective({ over: 30, for: 300 }), plan, errors).zone).toBe('no-data');
    expect(judged(objective({ over: 30, for: 600 }), plan, errors).zone).toBe('met');
  });

  it('is no matter of a rule about a part of the requests, of which none may be due', () => {
    const step = objective({ where: { name: '/rare' }, over: 30, for: 60, stat: 'max' });
    const rare: StageStory = {
      second: (s) => (s % 200 === 100 ? { latencies: [0.1], name: '/rare' } : healthy.second!(s)),
    };
    expect(judged(step, plan, rare).zone).toBe('met');
  });

  it('may be a pause of all users, where a share of windows counts, and not where a row outlasts pauses', () => {
    const users = planOf({ profile: 'baseline' });
    const waves: StageStory = {
      second: (s) => (s % 40 < 5 ? { latencies: times(50, 0.05) } : {}),
      gen: () => ({ vus: 50 }),
    };
    expect(judged(objective({ over: 10 }), users, waves).zone).toBe('met');
    expect(judged(objective({ over: 10, for: 60 }), users, waves).zone).toBe('met');
    const hung: StageStory = {
      second: (s) => (s < 300 ? { latencies: times(50, 0.05) } : {}),
      gen: () => ({ vus: 50 }),
    };
    expect(judged(objective({ over: 10, for: 60 }), users, hung).zone).toBe('no-data');
  });

  it('does not pause where requests are in flight all the time', () => {
    const users = planOf({ profile: 'baseline' });
    const waiting = (inFlight: number): StageStory => ({
      second: (s) => (s < 300 || s >= 400 ? { latencies: times(50, 0.05) } : {}),
      gen: (s) => ({ vus: 50, requests: s < 300 || s >= 400 ? [50, 50, 3] : [0, 0, inFlight] }),
    });
    expect(judged(objective({ over: 10 }), users, waiting(50)).zone).toBe('no-data');
    expect(judged(objective({ over: 10 }), users, waiting(0)).zone).toBe('met');
  });

  it('is not silent where a script has no users any more', () => {
    const script = scriptPlan(600);
    const of = objective({ over: 10, for: 60 });
    const engine = new Engine().hello();
    for (let s = 0; s < 600; s++)
      engine.requests(s, { latencies: s < 400 ? times(20, 0.05) : [] }).gen(s, { vus: s < 400 ? 10 : 0 });
    expect(judgeObjectives(measurementOf([of], fold(recordOf(script, [of]), engine), script))[0]?.zone).toBe('met');
  });
});

describe('a rule over windows', () => {
  it('counts the arrivals that the target left no user for, as whole stages do', () => {
    const plan = planOf({ profile: 'load', timeScale: 0.2 });
    const engine = runOf(plan, {
      load: { second: () => ({ latencies: times(20, 0.05) }), gen: () => ({ dropped: 60 }) },
    });
    for (let s = 0; s < plan.duration!; s++) engine.counter(s, 'dropped_iterations', 60);
    const timeline = fold(recordOf(plan, [objective({ over: 10 })]), engine);
    const zones = [objective({ over: 10 }), objective()].map(
      (of) => judgeObjectives(measurementOf([of], timeline, plan))[0]?.zone,
    );
    expect(zones).toEqual(['critical', 'critical']);
  });

  it('says nothing of windows that are still to come', () => {
    const plan = planOf({ profile: 'load', timeScale: 0.2 });
    const of = objective({
      measure: { kind: 'stat', metric: 'http_reqs', where: {}, stat: 'rate' },
      unit: 'per second',
      target: { op: '>', value: 10 },
      critical: null,
      over: 10,
    });
    const timeline = fold(recordOf(plan, [of]), runOf(plan, {}, { until: 60 }));
    expect(judgeObjectives(measurementOf([of], timeline, plan))[0]).toMatchObject({
      zone: 'met',
      window: { broken: 0 },
    });
  });
});

describe('errors per second, as rate(http_requests_total{status=~"5.."}[5m]) > 0.01 for 2m counts them', () => {
  const plan = scriptPlan(600);
  const literal = objective({
    measure: { kind: 'stat', metric: 'http_reqs', where: { status: '5xx' }, stat: 'rate' },
    unit: 'per second',
    target: null,
    critical: { op: '>', value: 0.01 },
    over: 300,
    for: 120,
  });
  const share = ratio({ critical: { op: '>', value: 0.01 }, target: null, over: 30, for: 120 });
  /** So many answers of 500 in each five minutes, among 200 a second that are good. */
  const zoneOf = (of: Objective, errors: number, good = 200) => {
    const engine = new Engine().hello();
    for (let s = 0; s < 600; s++) {
      engine.requests(s, { latencies: times(good, 0.05) });
      if (s % 300 < errors) engine.requests(s, { failed: 1, tags: { status: '500' } });
    }
    return judgeObjectives(measurementOf([of], fold(recordOf(plan, [of]), engine), plan))[0];
  };

  it.each([
    [0, 0, 'met'],
    [3, 0.01, 'met'],
    [4, 4 / 300, 'critical'],
  ])('%i in five minutes of 60,000 requests are %d/s: %s', (errors, perSecond, zone) => {
    expect(zoneOf(literal, errors)).toMatchObject({ zone, actual: perSecond });
  });

  it('fires at 0.007 % of errors, where the share of 1 % is far off', () => {
    expect([zoneOf(literal, 4)?.zone, zoneOf(share, 4)?.zone]).toEqual(['critical', 'met']);
  });

  it('does not fire where three requests come in five minutes and all of them fail', () => {
    expect(zoneOf(literal, 3, 0)).toMatchObject({ zone: 'met', actual: 0.01 });
  });
});

const isOfAll = (measure: Objective['measure']) =>
  measure.kind !== 'monitor' && Object.keys(measure.where).length === 0;

describe('the alert rules of the guides', () => {
  const COMMANDS: [guide: string, profile: Profile, tier: string, timeScale: number][] = [
    ['000-thresholds-and-load-tests', 'baseline', 'small', 0.1],
    ['000-thresholds-and-load-tests', 'stress', 'small', 1],
    ['000-thresholds-and-load-tests', 'stress', 'small', 0.1],
    ['000-thresholds-and-load-tests', 'stress', 'medium', 0.1],
    ['001-service-levels-and-scaling', 'smoke', 'current', 1],
    ['001-service-levels-and-scaling', 'load', 'current', 1],
    ['001-service-levels-and-scaling', 'load', 'current', 0.1],
    ['001-service-levels-and-scaling', 'stress', 'current', 0.1],
    ['002-services-and-growth', 'smoke', 'current', 1],
    ['002-services-and-growth', 'load', 'current', 0.1],
    ['002-services-and-growth', 'stress', 'current', 0.1],
    ['003-indicators-and-sizing', 'load', 'minimum', 0.1],
    ['003-indicators-and-sizing', 'smoke', 'minimum', 1],
    ['004-runbook', 'load', 'medium', 0.1],
    ['004-runbook', 'smoke', 'medium', 1],
  ];
  const projects = new Map<string, Promise<Project>>();

  it.each(COMMANDS)('%s, run %s --tier %s --time-scale %d', async (guide, profile, name, timeScale) => {
    if (!projects.has(guide)) projects.set(guide, loadExample(exampleFolder(guide)));
    const { service, tiers } = await projects.get(guide)!;
    const tier = tiers.find((each) => each.name === name) ?? {
      name,
      sessions: 50,
      rate: 200,
      scenarios: {},
      objectives: {},
    };
    const of = { service, tier, scenario: profile, profile };
    // Smoke judges the alerts' ratios over the whole minute.
    const rules = effectiveObjectives({ ...of, flags: [], at: '2026-11-21' }).filter(
      ({ measure, over, required }) =>
        required && (over !== null || (profile === 'smoke' && measure.kind === 'ratio')) && isOfAll(measure),
    );
    if (profile !== 'smoke' || service.objectives.some(({ bad }) => bad)) expect(rules).not.toEqual([]);
    const override = effectiveOverride(of);
    const input = {
      scenario: profile,
      profile,
      tier,
      override,
      objectives: [],
      requests: 1,
      arrivals: 'poisson' as const,
    };
    const plan = planProfile({ ...input, seed: 7, timeScale, ceilings: CEILINGS });
    const busy: StageStory = { second: () => ({ latencies: times(20, 0.05) }) };
    for (const rule of rules) {
      expect([rule.name, judged(rule, plan, busy).zone]).toEqual([rule.name, 'met']);
      expect([rule.name, judged(rule, plan, failing).zone]).not.toEqual([rule.name, 'met']);
      if (rule.measure.kind === 'ratio') expect(judged(rule, plan, failing).zone).toBe('critical');
    }
  });
});
