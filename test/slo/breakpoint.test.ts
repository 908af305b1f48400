import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Objective } from '../../src/objectives/objective.ts';
import { breakOnRamp, heldOnRamp, watchRamp } from '../../src/slo/breakpoint.ts';
import { judgeObjectives } from '../../src/slo/judge.ts';
import {
  fold,
  INTEGRITY,
  measurementOf,
  monitorOf,
  objective,
  planOf,
  ratio,
  recordOf,
  runOf,
  type StageStory,
  threshold,
} from '../fixtures/record.ts';
import { type Engine, times, trendEntry } from '../fixtures/timeline.ts';

/** 0 to 1,000 requests/s in 180 s, the tier's 200 at 36 s; windows of 1 s. */
const PLAN = planOf({ profile: 'breakpoint', timeScale: 0.1, objectives: [objective()] });

type Slow = (second: number) => boolean;
const during = (from: number, to = 999) => ((s) => s >= from && s < to) satisfies Slow;

/** 70 requests a second all the way, slow in some seconds. */
function ramp(slow: Slow, latency = 2, until = Number.POSITIVE_INFINITY): Engine {
  const story: StageStory = { second: (s) => ({ latencies: times(70, slow(s) ? latency : 0.05) }) };
  return runOf(PLAN, { 'to 1x': story, 'to 5x': story }, { until });
}

const folded = (engine: Engine, objectives: readonly Objective[]) => fold(recordOf(PLAN, objectives), engine);
const watchOf = (engine: Engine, objectives: readonly Objective[] = [objective()]) =>
  watchRamp(objectives, { timeline: folded(engine, objectives), plan: PLAN });
const breakOf = (engine: Engine, objectives: readonly Objective[] = [objective()]) =>
  breakOnRamp(measurementOf(objectives, folded(engine, objectives), PLAN));
const lineOf = (engine: Engine, of: Objective = objective()) =>
  judgeObjectives(measurementOf([of], folded(engine, [of]), PLAN));

describe('breakOnRamp', () => {
  it('is the first window of three in a row whose critical limit broke', () => {
    expect(breakOf(ramp(during(50)))).toEqual({ from: 50, to: 51, name: 'API response' });
    expect(breakOf(ramp(during(50, 53)))).toEqual({ from: 50, to: 51, name: 'API response' });
    expect(breakOf(ramp(() => false))).toBeUndefined();
    expect(breakOf(ramp(during(50), 0.3))).toBeUndefined();
  });

  it('is no hiccup', () => {
    expect(breakOf(ramp(during(50, 52)))).toBeUndefined();
    const hiccups: Slow = (s) => s === 20 || s === 30 || s === 32 || s === 33 || during(60)(s);
    expect(breakOf(ramp(hiccups))).toMatchObject({ from: 60 });
  });

  it('is by no objective whose samples cannot be read, which is no data afterwards', () => {
    const of = objective({ where: { name: '/orders' } });
    const engine = ramp(() => false);
    engine.line({
      t: 'series',
      id: 90,
      metric: 'request_time',
      type: 'trend',
      unit: 'seconds',
      bits: 9,
      tags: { expected_response: 'true' },
      folded: ['name'],
    });
    for (let s = 0; s < 180; s++)
      engine.trend(s, 'request_time', times(70, s > 50 ? 2 : 0.05), { expected_response: 'true', name: '/orders' });
    expect(breakOf(engine, [of])).toMatchObject({ from: 51 });
    engine.frame(60, [90, ...trendEntry(times(70, 0.05))]);
    expect(breakOf(engine, [of])).toBeUndefined();
    expect(lineOf(engine, of)[0]).toMatchObject({ zone: 'no-data' });
  });

  it('needs the row to be over, where only a part of the record is there yet', () => {
    expect([51, 52, 53].map((until) => watchOf(ramp(during(50)))(until)?.from)).toEqual([undefined, undefined, 50]);
  });

  it('is the same found at the end of the run, or asked for second by second', () => {
    const samples = fc.constantFrom(20, 70);
    const pattern = fc.array(fc.boolean(), { minLength: 30, maxLength: 30 });
    fc.assert(
      fc.property(pattern, samples, fc.constantFrom(null, 2), (slow, count, over) => {
        const story: StageStory = { second: (s) => ({ latencies: times(count, slow[s] ? 2 : 0.05) }) };
        const engine = runOf(PLAN, { 'to 1x': story, 'to 5x': story }, { until: 30 });
        const watch = watchOf(engine, [objective({ over })]);
        let found: unknown;
        for (let until = 1; until <= 30 && !found; until++) found = watch(until);
        expect(found).toEqual(breakOf(engine, [objective({ over })]));
      }),
      { numRuns: 50 },
    );
  });

  it('takes the earliest of several objectives', () => {
    const failing: StageStory = {
      second: (s) => ({ latencies: times(70, s >= 60 ? 2 : 0.05), failed: s >= 45 ? 10 : 0 }),
    };
    const engine = runOf(PLAN, { 'to 1x': failing, 'to 5x': failing });
    expect(breakOf(engine, [objective(), ratio()])).toMatchObject({ from: 45, name: 'server errors' });
  });

  it('takes windows joined for their few samples as the row they are', () => {
    const few: StageStory = { second: (s) => ({ latencies: times(20, s >= 50 ? 2 : 0.05) }) };
    // p95 needs three seconds of 20
    expect(breakOf(runOf(PLAN, { 'to 1x': few, 'to 5x': few }))).toEqual({ from: 48, to: 51, name: 'API response' });
  });

  it('judges an objective that has windows by these, and by its `for`', () => {
    const own = (patch: Partial<Objective>) => objective({ over: 2, ...patch });
    expect(breakOf(ramp(during(50, 54)), [own({})])).toBeUndefined();
    expect(breakOf(ramp(during(50, 56)), [own({})])).toMatchObject({ from: 50, to: 52 });
    // 40 s × 0.1
    expect(breakOf(ramp(during(50, 54)), [own({ for: 40 })])).toMatchObject({ from: 50, to: 52 });
    expect(breakOf(ramp(during(50, 52)), [own({ for: 40 })])).toBeUndefined();
  });

  it.each([
    ['what a profile judges by itself', INTEGRITY],
    [
      'little throughput where little is offered',
      objective({
        measure: { kind: 'stat', metric: 'http_reqs', where: {}, stat: 'rate' },
        unit: 'per second',
        target: { op: '>', value: 50 },
        critical: { op: '<', value: 40 },
      }),
    ],
    ['a number of requests not yet reached', threshold('http_reqs', 'count', '>', 5000)],
    ['what a monitor measures', objective({ measure: monitorOf('cpu') })],
  ])('is not made by %s', (_, of) => {
    expect(
      breakOf(
        ramp(() => false),
        [of],
      ),
    ).toBeUndefined();
  });
});

describe('a target that answers nothing any more', () => {
  /** From second 60 on nothing is answered, and all that comes finds no free user. */
  function hung(maxVUs?: number): Engine {
    const silent: StageStory = {
      second: (s) => ({ latencies: s < 60 ? times(70, 0.05) : [] }),
      gen: (s) => ({ vusMax: maxVUs ?? PLAN.maxVUs, ...(s < 60 ? {} : { dropped: 70 }) }),
    };
    const engine = runOf(PLAN, { 'to 1x': silent, 'to 5x': silent });
    for (let s = 60; s < 180; s++) engine.counter(s, 'dropped_iterations', 70);
    return engine;
  }

  it('has broken where its arrivals find no free user, though there is no answer to time', () => {
    expect(breakOf(hung())).toEqual({ from: 60, to: 61, name: 'API response' });
    expect(breakOf(hung(), [ratio()])).toMatchObject({ from: 60, name: 'server errors' });
  });

  it('proves nothing where the generator had too few users', () => {
    expect(breakOf(hung(100))).toBeUndefined();
  });

  it('is not said to have held', () => {
    const held = (engine: Engine) => heldOnRamp(measurementOf([objective()], folded(engine, [objective()]), PLAN));
    expect(held(hung(100))).toBe(60);
    expect(held(ramp(() => false))).toBe(180);
    expect(held(ramp(during(178)))).toBe(178);
    expect(held(ramp(() => false, 1, 90))).toBe(90);
    expect(
      heldOnRamp(
        measurementOf(
          [INTEGRITY],
          folded(
            ramp(() => false),
            [INTEGRITY],
          ),
          PLAN,
        ),
      ),
    ).toBeUndefined();
  });
});

describe('an objective on the ramp', () => {
  it.each([
    ['held all the way', ramp(() => false), 'met', 0.05],
    ['broke beyond the tier’s rate', ramp(during(50)), 'met', 0.05],
    ['broke below it', ramp(during(30)), 'critical', 2],
    ['broke below it and was ended there', ramp(during(30), 2, 34), 'critical', 2],
    ['began to break just below it', ramp(during(35)), 'critical', 2],
    ['broke as the tier’s rate was reached', ramp(during(36)), 'met', 0.05],
    ['was slow below it, within the critical limit', ramp(during(30), 0.3), 'degraded', 0.3],
    ['was slow, and broke later', ramp((s) => s >= 30, 0.3, 180), 'degraded', 0.3],
    ['had a hiccup below it', ramp(during(30, 32)), 'met', 2],
    ['never had samples enough', ramp(() => false, 1, 0), 'no-data', null],
  ])('that %s', (_, engine, zone, actual) => {
    const lines = lineOf(engine);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ zone, stage: null, counts: true });
    if (actual === null) expect(lines[0]?.actual).toBeNull();
    else expect(lines[0]?.actual).toBeCloseTo(actual, 1);
  });

  it('counts windows below the tier’s rate', () => {
    expect(lineOf(ramp(during(30)))[0]?.window).toEqual({ width: 1, judged: 36, broken: 6, longest: 6 });
    expect(lineOf(ramp(during(30)))[0]?.samples).toBe(36 * 70);
  });

  it('is judged once, windows of its own or not: the verdict and the break never disagree', () => {
    for (const of of [
      objective(),
      objective({ over: 2 }),
      objective({ over: 2, for: 40 }),
      objective({ over: 2, allow: 0.9 }),
    ]) {
      for (const from of [10, 30, 34, 37, 60]) {
        const lines = lineOf(ramp(during(from)), of);
        const broken = breakOf(ramp(during(from)), [of])!;
        expect([of.over, from, lines.length, lines[0]?.zone]).toEqual([
          of.over,
          from,
          1,
          broken.from < 36 ? 'critical' : 'met',
        ]);
      }
    }
  });

  it('is not judged where it asks for much load', () => {
    const throughput = objective({
      measure: { kind: 'stat', metric: 'http_reqs', where: {}, stat: 'rate' },
      unit: 'per second',
      target: { op: '>', value: 500 },
      critical: null,
    });
    expect(
      lineOf(
        ramp(() => false),
        throughput,
      ),
    ).toMatchObject([{ zone: 'no-data', counts: false, note: expect.stringContaining('offered') }]);
  });

  it('of the profile itself is judged whole', () => {
    const engine = ramp(() => false).rate(100, 'read_back', 50, 49, { stage: 'to 5x' });
    expect(lineOf(engine, INTEGRITY)).toMatchObject([{ zone: 'critical', actual: 0.98, samples: 50 }]);
  });
});
