import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/judge/judge.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import type { RunRecord } from '../../../src/result/record.ts';
import { fold, objective, planOf, recordOf, runOf, type StageStory, scriptPlan } from '../../fixtures/record.ts';
import { type Engine, times } from '../../fixtures/timeline.ts';

const PLAN = planOf({ profile: 'baseline', timeScale: 1, override: { duration: 60 } });

type By = Partial<RunRecord['provenance']['engine']>;

function caveats(engine: Engine = runOf(PLAN), plan: Plan = PLAN, objectives = [objective()], by: By = {}) {
  const record = recordOf(plan, objectives);
  const provenance = { ...record.provenance, engine: { ...record.provenance.engine, ...by } };
  return judge({ ...record, provenance }, fold(record, engine)).result.caveats;
}

const codes = (...args: Parameters<typeof caveats>) => caveats(...args).map((caveat) => caveat.code);
const baseline = (story: StageStory) => runOf(PLAN, { baseline: story });

describe('caveats', () => {
  it('has none for a clean run', () => {
    expect(caveats(runOf(PLAN).end().close())).toEqual([]);
  });

  it('says that stages were scaled', () => {
    const plan = planOf({ profile: 'baseline', timeScale: 0.1 });
    expect(caveats(runOf(plan), plan)).toEqual([
      {
        id: 'caveat/time-scaled',
        code: 'time-scaled',
        text: 'stages were scaled to 0.1 of their length; such a run makes no capacity claim',
      },
    ]);
  });

  it('says that even arrivals flatter', () => {
    const plan = planOf({ arrivals: 'even' });
    expect(codes(runOf(plan), plan)).toContain('pacing-even');
    expect(codes(runOf(planOf()), planOf())).not.toContain('pacing-even');
  });

  it('names objectives too close to a limit', () => {
    const close: StageStory = { second: () => ({ latencies: [...times(19, 0.1), 0.19, 0.6] }) };
    expect(caveats(baseline(close)).find((caveat) => caveat.code === 'marginal')?.text).toMatch(/: API response$/);
  });

  it('says where dropped arrivals count as bad, not where they are the generator’s fault', () => {
    const plan = (maxVUs: number) => planOf({ timeScale: 0.1, objectives: [objective()], override: { maxVUs } });
    const text = (maxVUs: number) =>
      caveats(runOf(plan(maxVUs), { '1x': { gen: () => ({ dropped: 2 }) } }), plan(maxVUs)).find(
        (c) => c.code === 'dropped-counted-bad',
      )?.text;
    expect(text(2000)).toMatch(/54 in 1x$/);
    expect(text(10)).toBeUndefined();
  });

  it('says when an iteration made another number of requests where the verdict rests', () => {
    const open = planOf({ timeScale: 0.1, override: { maxVUs: 2000 } });
    const told = (stage: string, iterations: number) => {
      const story: StageStory = { second: () => ({ latencies: times(20, 0.05), iterations }) };
      return caveats(runOf(open, { [stage]: story }), open).find((caveat) => caveat.code === 'requests-per-iteration')
        ?.text;
    };
    // a third of 60 requests, made by 10 iterations instead of 20
    expect(told('1x', 10)).toMatch(/made 1.2 requests, not 1 as planned: rates are off/);
    expect(told('1x', 19)).toBeUndefined();
    // beyond the tier's load, refused requests cut iterations short: the target's doing
    expect(told('3x', 1)).toBeUndefined();
    const script = scriptPlan();
    expect(
      codes(runOf(script, { '': { second: () => ({ latencies: times(20, 0.05), iterations: 1 }) } }), script),
    ).toEqual([]);
  });

  it('says when connecting is a part of what users feel', () => {
    const tags = { name: '/x', method: 'GET', status: '200', expected_response: 'true', stage: 'baseline' };
    const engine = runOf(PLAN);
    for (let s = 0; s < 60; s++) engine.trend(s, 'request_time', times(5, 3), tags);
    expect(caveats(engine).find((caveat) => caveat.code === 'durations-differ')?.text).toMatch(
      /request_time is 3 s, of http_req_duration alone 50 ms/,
    );
  });

  it('says that nothing is configured to judge by', () => {
    const fallback = objective({ source: 'default' });
    expect(codes(undefined, PLAN, [fallback])).toEqual(['no-objectives']);
    expect(codes(undefined, PLAN, [fallback, objective()])).toEqual([]);
  });

  it('says that the target limits the rate', () => {
    const limited = (n: number) => {
      const engine = runOf(PLAN);
      return codes(engine.counter(5, 'http_reqs', n, { status: '429' }).counter(5, 'iterations', n));
    };
    expect([limited(20), limited(10)]).toEqual([['rate-limited'], []]);
  });

  describe('of a stock k6', () => {
    const STOCK: By = { kind: 'stock', version: 'stock' };
    const told = (engine: Engine, plan: Plan, by: By = STOCK) =>
      Object.fromEntries(caveats(engine, plan, [objective()], by).map(({ code, text }) => [code, text]));

    it('says that nobody knows how late arrivals were, and why they were even', () => {
      const plan = planOf({ arrivals: 'even' });
      const texts = told(runOf(plan), plan);
      expect(texts['no-lateness']).toMatch(/waits for a CPU alone/);
      expect(texts['pacing-even']).toMatch(/as a stock k6 has no others, which flatters the target: .* 2-11 % higher/);
      expect(told(runOf(PLAN).end(), PLAN)).toEqual({ 'no-lateness': expect.any(String) });
    });

    it('names custom metrics, and what was left out of them', () => {
      const engine = () => runOf(PLAN).counter(5, 'orders', 3).trend(5, 'basket', [1]).trend(5, 'step_duration', [1]);
      expect(told(engine().end(), PLAN)['custom-metric-types']).toBe(
        "custom metrics typed by k6's end-of-test summary, values rounded to six decimals: basket, orders",
      );
      expect(told(runOf(PLAN).end({ untyped: { orders: 12 } }), PLAN)['custom-metric-types']).toBe(
        'custom metrics left out, since no summary told the type: orders (12 samples)',
      );
      expect(codes(engine().end())).toEqual([]);
    });

    it('says that another major version was allowed', () => {
      expect(told(runOf(PLAN), PLAN, { ...STOCK, k6: 'v1.4.0' })['k6-version']).toMatch(
        /^measured with k6 v1\.4\.0, allowed by/,
      );
      expect(told(runOf(PLAN), PLAN, { ...STOCK, k6: 'v2.30.1' })).not.toHaveProperty('k6-version');
    });
  });

  it('says what the engine left out', () => {
    expect(codes(runOf(PLAN).end({ other: 5 }))).toEqual(['series-capped']);
    expect(codes(runOf(PLAN).end({ invalid: 1 }))).toEqual(['invalid-samples']);
  });
});
