import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/judge/judge.ts';
import { arrivalsOf } from '../../../src/plan/arrivals/arrivals.ts';
import { pausesIn } from '../../../src/plan/arrivals/pauses.ts';
import { scriptArrivals } from '../../../src/plan/arrivals/script-arrivals.ts';
import {
  CLOSED_RAMP,
  fold,
  measurementOf,
  objective,
  planOf,
  recordOf,
  runOf,
  scriptPlan,
} from '../../fixtures/record.ts';
import { type Engine, times } from '../../fixtures/timeline.ts';

const OPEN = { timeScale: 0.1, objectives: [objective()], override: { rate: 20 } };

/** A run that drops 2 of 20 arrivals a second at 1 ×, as its executor says it. */
function dropping(arrivals: 'poisson' | 'even', vusMax = 2000) {
  const plan = planOf({ ...OPEN, arrivals });
  const record = recordOf(plan);
  const engine = runOf(plan, {
    '1x': {
      second: () => ({ latencies: times(18, 0.05) }),
      gen: () => ({ vusMax, ...(arrivals === 'poisson' ? { dropped: 2 } : {}) }),
    },
  });
  // k6's own counter carries no stage.
  for (let s = 33; s < 66; s++) engine.counter(s, 'dropped_iterations', 2, { scenario: 'main' });
  const timeline = fold(record, engine);
  return {
    plan,
    timeline,
    arrivals: arrivalsOf(plan.stages[1]!, plan, timeline),
    result: judge(record, timeline).result,
  };
}

describe('arrivalsOf', () => {
  it.each(['poisson', 'even'] as const)('knows what became of %s arrivals', (kind) => {
    const { arrivals, plan, timeline } = dropping(kind);
    expect(arrivals).toEqual({ scheduled: 540, started: 486, dropped: 54, targets: true });
    expect(arrivalsOf(plan.stages[0]!, plan, timeline)).toMatchObject({ dropped: 0, scheduled: 540 });
  });

  it.each(['poisson', 'even'] as const)('counts dropped %s arrivals as bad where the VUs sufficed', (kind) => {
    const { result } = dropping(kind);
    expect(result.objectives.find((line) => line.stage === '1x')).toMatchObject({ zone: 'critical', samples: 540 });
    expect(result.caveats.map((caveat) => caveat.code)).toContain('dropped-counted-bad');
    expect(result).toMatchObject({ verdict: 'critical', validity: { status: 'valid' } });
  });

  it.each(['poisson', 'even'] as const)(
    'blames the generator for dropped %s arrivals where the VUs did not suffice',
    (kind) => {
      const { result } = dropping(kind, 40);
      expect(result).toMatchObject({
        verdict: 'inconclusive',
        validity: { reasons: [{ code: 'too-few-users', stage: '1x' }] },
      });
    },
  );

  it('is undefined without an arrival rate, or where nothing was heard', () => {
    const closed = planOf({ timeScale: 0.1, override: CLOSED_RAMP });
    expect(arrivalsOf(closed.stages[0]!, closed, fold(recordOf(closed), runOf(closed)))).toBeUndefined();
    const open = planOf(OPEN);
    expect(arrivalsOf(open.stages[3]!, open, fold(recordOf(open), runOf(open, {}, { until: 50 })))).toBeUndefined();
  });
});

describe('a journey that pauses for longer than the 2 s of its plan', () => {
  const critical = objective({ target: { op: '<', value: 0.4 }, critical: { op: '>', value: 0.8 } });
  // 10 iterations a second of 4 requests, each at most 5.2 s: 65 VUs. With 9 s of pauses 92 are at work.
  const plan = planOf({
    ...{ profile: 'load', requests: 4, objectives: [critical] },
    override: { rate: 40, duration: 60, ramp: 3 },
  });
  const pausing: readonly [string, (engine: Engine, s: number) => unknown][] = [
    ['asks think() for them', (engine, s) => engine.trend(s, 'think_time', times(21, 3), { stage: 'load' })],
    ['sleeps', (engine, s) => engine.trend(s, 'iteration_duration', times(7, 9.2), { stage: 'load' })],
  ];
  const waiting: typeof pausing = [
    ['makes no pause that is known', () => undefined],
    ['waits for requests', (engine, s) => engine.trend(s, 'iteration_duration', times(7, 0.25), { stage: 'load' })],
    [
      'may wait for another protocol',
      (engine, s) =>
        engine
          .trend(s, 'iteration_duration', times(7, 9.2), { stage: 'load' })
          .trend(s, 'grpc_req_duration', times(7, 9), { stage: 'load' }),
    ],
    [
      'waited for very long now and then',
      (engine, s) => engine.trend(s, 'iteration_duration', [...times(4, 0.25), ...times(3, 60)], { stage: 'load' }),
    ],
  ];
  const seven = { second: () => ({ latencies: times(28, 0.05), iterations: 7 }) };

  function judged(each: (engine: Engine, s: number) => unknown) {
    const engine = runOf(plan, {
      load: { ...seven, gen: () => ({ scheduled: 10, started: 7, dropped: 3, vusMax: 65 }) },
    });
    for (let s = 0; s < 63; s++) each(engine, s);
    const record = recordOf(plan, [critical]);
    return judge(record, fold(record, engine)).result;
  }

  it.each(pausing)('uses its VUs up by itself, where it %s: no fault of the target', (_, each) => {
    const { verdict, validity } = judged(each);
    expect(plan.maxVUs).toBe(65);
    expect(verdict).toBe('inconclusive');
    expect(validity.reasons).toMatchObject([
      { code: 'too-few-users', next: 'raise maxVUs of the profile (or safety.maxVUs)' },
    ]);
    expect(validity.reasons[0]?.text).toMatch(/only 65 VUs, too few for this rate and iterations that pause for 9 s$/);
  });

  it.each(waiting)('is not told from a slow target where it %s', (_, each) => {
    expect(judged(each)).toMatchObject({ verdict: 'critical', validity: { status: 'valid' } });
  });

  it.each([
    ['users that sleep', pausing[1]![1], false],
    ['users that wait', waiting[1]![1], true],
  ] as const)('of a plain script it is the same: %s', (_, each, targets) => {
    const rate = { executor: 'constant-arrival-rate', rate: 10, duration: '60s', maxVUs: 65 };
    const script = scriptPlan(60, { scenarios: { main: rate } });
    const engine = runOf(script, { '': seven });
    for (let s = 0; s < 60; s++) each(engine.counter(s, 'dropped_iterations', 3, { scenario: 'main' }), s);
    const measurement = measurementOf([], fold(recordOf(script, []), engine), script);
    expect(scriptArrivals(measurement)).toMatchObject([{ dropped: 180, targets }]);
  });

  it('of a search does not exist, though it asks for pauses', () => {
    const engine = runOf(plan).trend(5, 'think_time', times(100, 3));
    const pauses = (profile: 'load' | 'capacity') =>
      pausesIn({ plan: { ...plan, profile }, timeline: fold(recordOf(plan), engine) });
    expect([pauses('load') > 0, pauses('capacity')]).toEqual([true, 0]);
  });
});
