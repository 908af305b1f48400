import { describe, expect, it } from 'vitest';
import type { ThresholdsOf } from '../../src/metrics/lines/lines.ts';
import { objectivesFromThresholds } from '../../src/objectives/written/thresholds.ts';
import { judgeObjectives } from '../../src/slo/judge.ts';
import { contradictedByExit } from '../../src/slo/of-k6.ts';
import { foldOnly, measurementOf, planOf, recordOf, runOf, scriptPlan, threshold } from '../fixtures/record.ts';
import { Engine, times } from '../fixtures/timeline.ts';

const PLAN = scriptPlan(30);

/** Judges one threshold of a script, as k6 told of it or not. */
function judged(metric: string, source: string, engine: Engine, plan = PLAN) {
  const [own] = objectivesFromThresholds({ [metric]: [source] });
  return judgeObjectives(measurementOf([own!], foldOnly(recordOf(plan, [own!]), engine), plan));
}

const TREND = { type: 'trend', unit: 'none' } as const;
const COUNTER = { type: 'counter', unit: 'none', values: { count: 0, rate: 0 }, empty: true } as const;
const told = (metric: string, of: Partial<ThresholdsOf>, source: string, failed: boolean) =>
  new Engine().hello().thresholds(metric, of, [source, failed]);

describe('a threshold that k6 judged', () => {
  it('has the value that k6 compared, in base units, and k6’s verdict', () => {
    const engine = runOf(PLAN).thresholds(
      'http_req_duration',
      { type: 'trend', unit: 'seconds', samples: 600, values: { 'p(95)': 0.0595 } },
      ['p(95) < 50', true],
    );
    expect(judged('http_req_duration', 'p(95) < 50', engine)[0]).toMatchObject({
      zone: 'critical',
      actual: 0.0595,
      unit: 'seconds',
      target: { op: '<', value: 0.05 },
      samples: 600,
      lower: 0.05,
      upper: 0.05,
    });
  });

  it('is met where k6 says so, whatever else the samples look like', () => {
    const engine = runOf(PLAN).thresholds(
      'http_reqs',
      { type: 'counter', unit: 'none', values: { count: 600, rate: 20.7 } },
      ['rate>=20.5', false],
    );
    expect(judged('http_reqs', 'rate>=20.5', engine)[0]).toMatchObject({
      zone: 'met',
      actual: 20.7,
      unit: 'per second',
    });
  });

  it('counts over the whole run in a profile too, and its stages are told beside it', () => {
    const plan = planOf({ timeScale: 0.1 });
    const engine = runOf(plan).thresholds('http_req_duration', { ...TREND, unit: 'seconds', values: { max: 9 } }, [
      'max<100',
      true,
    ]);
    const [whole, ...stages] = judged('http_req_duration', 'max<100', engine, plan);
    expect(whole).toMatchObject({ zone: 'critical', actual: 9, counts: true, stage: null });
    expect(stages.length).toBeGreaterThan(3);
    for (const stage of stages) expect(stage.counts).toBe(false);
  });

  it.each(['broken_orders', 'dropped_iterations'])('of the counter %s that nobody added to is 0', (metric) => {
    expect(judged(metric, 'count<1', told(metric, COUNTER, 'count<1', false))[0]).toMatchObject({
      zone: 'met',
      actual: 0,
    });
    expect(judged(metric, 'count>0', told(metric, COUNTER, 'count>0', true))[0]).toMatchObject({
      zone: 'critical',
      actual: 0,
    });
  });

  it('of requests with a status that none had is 0, and no data where there was no request at all', () => {
    const metric = 'http_reqs{status:500}';
    const engine = runOf(PLAN).thresholds(metric, COUNTER, ['count==0', false]);
    expect(judged(metric, 'count==0', engine)[0]).toMatchObject({ zone: 'met', actual: 0 });
    expect(judged(metric, 'count==0', told(metric, COUNTER, 'count==0', false))[0]).toMatchObject({ zone: 'no-data' });
  });

  it('of a tag that no sample carries is no data', () => {
    const metric = 'http_reqs{staus:500}';
    const engine = runOf(PLAN).thresholds(metric, COUNTER, ['count==0', false]);
    expect(judged(metric, 'count==0', engine)[0]).toMatchObject({
      zone: 'no-data',
      note: 'no sample of http_reqs carries the tag staus',
    });
  });

  it.each(['trend', 'rate', 'gauge'] as const)(
    'of a %s without samples is no data, unless k6 calls it crossed',
    (type) => {
      const of = { type, unit: 'none', empty: true } as const;
      expect(judged('mine', 'rate<1', told('mine', of, 'rate<1', false))[0]).toMatchObject({ zone: 'no-data' });
      expect(judged('mine', 'rate<1', told('mine', of, 'rate<1', true))[0]).toMatchObject({ zone: 'critical' });
    },
  );

  it('of http_req_failed is judged by status where k6 was told not to judge', () => {
    const of = { type: 'rate', unit: 'none', empty: true } as const;
    const engine = runOf(PLAN).thresholds('http_req_failed', of, ['rate<0.01', false]);
    expect(judged('http_req_failed', 'rate<0.01', engine)[0]).toMatchObject({ zone: 'met', actual: 0, samples: 600 });
  });

  it('stands though the bound on series took the tags it asks for', () => {
    const metric = 'http_req_duration{name:/x}';
    const engine = told(metric, { ...TREND, unit: 'seconds', samples: 9, values: { max: 0.2 } }, 'max<100', true);
    engine.line({
      t: 'series',
      id: 9,
      metric: 'http_req_duration',
      type: 'trend',
      unit: 'seconds',
      tags: {},
      folded: ['name'],
    });
    engine.frame(0, [9, 1, 0.2, 0.2, 0.2, [522752, 1]]);
    expect(judged(metric, 'max<100', engine)).toMatchObject([{ zone: 'critical', actual: 0.2, samples: 9 }]);
  });

  it('is not met where k6 never came to judge it', () => {
    expect(judged('http_reqs', 'count>0', runOf(PLAN))[0]).toMatchObject({
      zone: 'no-data',
      note: 'k6 ended before it judged this threshold',
    });
  });
});

describe('a threshold that a stock k6 did not tell of', () => {
  const stock = (engine: Engine) => engine.hello(2, 'stock');
  const own = (metric: string, stat: string, op: '<' | '>=', value: number, engine = stock(runOf(PLAN))) => {
    const line = threshold(metric, stat, op, value);
    return judgeObjectives(measurementOf([line], foldOnly(recordOf(PLAN, [line]), engine), PLAN))[0];
  };

  it('is in milliseconds where the metric is a time', () => {
    expect(own('http_req_duration', 'p95', '<', 40)).toMatchObject({
      unit: 'seconds',
      target: { op: '<', value: 0.04 },
      actual: 0.05,
      zone: 'critical',
    });
  });

  it.each([
    ['http_reqs', 'count', 600, 'count'],
    ['http_reqs', 'rate', 20, 'per second'],
    ['http_req_failed', 'rate', 0, 'ratio'],
    ['http_req_duration', 'count', 600, 'count'],
  ])('keeps the numbers of %s %s', (metric, stat, actual, unit) => {
    expect(own(metric, stat, '>=', actual)).toMatchObject({
      unit,
      actual,
      zone: 'met',
      target: { op: '>=', value: actual },
    });
  });

  it('has the percentile that k6 would have computed of few samples', () => {
    const engine = stock(new Engine()).trend(0, 'steps', [...times(19, 10), 1000], {}, 'none');
    const { actual, zone } = own('steps', 'p95', '<', 50, engine)!;
    expect(actual).toBeCloseTo(59.5, 0);
    expect(zone).toBe('critical');
  });

  it('has rates over the time in which there was load', () => {
    const engine = stock(new Engine())
      .counter(0, 'http_reqs', 51)
      .gen(5)
      .end({ span: [0.004, 5.004] });
    expect(own('http_reqs', 'rate', '>=', 9.5, engine)).toMatchObject({ zone: 'met', actual: 51 / 5 });
  });

  it('has no data without samples', () => {
    expect(own('mine', 'p95', '<', 40)).toMatchObject({ zone: 'no-data', unit: 'none' });
    expect(own('grpc_req_duration', 'p95', '<', 40)).toMatchObject({ unit: 'seconds' });
  });
});

describe('k6 that ends with 99', () => {
  const ended = (engine: Engine, exit: number) => {
    const endedAt = '2026-11-21T15:00:00.000Z';
    engine.line({ t: 'close', state: 'complete', endedBy: 'plan', s: 1, endedAt, exit, signal: null, reason: '' });
    return foldOnly(recordOf(PLAN, []), engine);
  };
  const crossed = () => judged('mine', 'max<1', told('mine', { ...TREND, values: { max: 2 } }, 'max<1', true));
  const met = () => judged('mine', 'max<1', told('mine', { ...TREND, values: { max: 0 } }, 'max<1', false));

  it('is not contradicted by a threshold that is crossed', () => {
    expect(contradictedByExit(crossed(), ended(new Engine(), 99), 'script')).toEqual([]);
  });

  it('is believed where every threshold in the record was met', () => {
    expect(contradictedByExit(met(), ended(new Engine(), 99), 'script')).toMatchObject([
      { zone: 'critical', counts: true },
    ]);
    expect(contradictedByExit(met(), ended(new Engine(), 0), 'script')).toEqual([]);
    expect(contradictedByExit(met(), ended(new Engine(), 99), 'breakpoint')).toEqual([]);
  });
});
