import { describe, expect, it } from 'vitest';
import { judge } from '../../src/judge/judge.ts';
import { latencyOf } from '../../src/judge/latency/latency.ts';
import { layoutOf, MOST_WINDOWS } from '../../src/judge/layout.ts';
import type { Objective } from '../../src/objectives/objective.ts';
import type { Plan } from '../../src/plan/plan.ts';
import {
  CLOSED_RAMP,
  fold,
  objective,
  planOf,
  ratio,
  recordOf,
  runOf,
  type StageStory,
  scriptPlan,
} from '../fixtures/record.ts';
import { Engine, times } from '../fixtures/timeline.ts';

const PLAN = planOf({ timeScale: 0.1 });

function judged(plan: Plan, stories: Record<string, StageStory> = {}, offset = 0) {
  const record = recordOf(plan, [objective(), ratio()]);
  return judge(record, fold(record, runOf(plan, stories, { offset }).end().close()));
}

describe('a stage', () => {
  it('shows what its judged part held', () => {
    const story: StageStory = {
      second: () => ({ latencies: times(18, 0.3), failed: 2 }),
      gen: () => ({ pressure: 0.1 }),
    };
    const stage = judged(PLAN, { '1x': story }).result.stages[1]!;
    expect(stage).toMatchObject({
      name: '1x',
      factor: 1,
      from: 33,
      judgedFrom: 39,
      to: 66,
      valid: true,
      zone: 'critical',
    });
    expect(stage).toMatchObject({
      requests: 540,
      throughput: 20,
      failed: 54,
      scheduled: 540,
      started: 540,
      dropped: 0,
    });
    expect(stage.latency).toMatchObject({ count: 486, p95: 0.3, p99: 0.3, max: 0.3 });
    expect(stage.lateness).toBeCloseTo(1e-4, 6);
    expect(stage.pressure).toBeCloseTo(0.1);
  });

  it('has the throughput of whole windows, at any offset', () => {
    const plan = planOf({ timeScale: 0.034 });
    for (const offset of [0, 0.25, 0.5, 0.9]) {
      expect(judged(plan, {}, offset).result.stages.map((stage) => stage.throughput)).toEqual(times(6, 20));
    }
  });

  it('does not count as throughput what was completed only after it', () => {
    const record = recordOf(PLAN);
    const engine = runOf(PLAN);
    // 500 requests of 1 × that come back in the stage after it
    for (let s = 67; s < 72; s++) engine.requests(s, { stage: '1x', latencies: times(100, 6) });
    const { result } = judge(record, fold(record, engine));
    expect(result.stages[1]).toMatchObject({ requests: 540 + 500, throughput: 20 });
  });

  it('has the zone of the verdict where the verdict rests on it alone', () => {
    const baseline = planOf({ profile: 'baseline', timeScale: 0.1 });
    const slow: StageStory = { second: () => ({ latencies: times(20, 0.3) }) };
    expect(judged(baseline, { baseline: slow }).result.stages[0]?.zone).toBe('degraded');
    expect(judged(PLAN, { '1x': slow }).result.stages.map((stage) => stage.zone)).toEqual([
      'met',
      'degraded',
      'met',
      'met',
      'met',
      'met',
    ]);
  });

  it('that nobody measured has no zone and no numbers', () => {
    const record = recordOf(PLAN);
    const { result } = judge(record, fold(record, runOf(PLAN, {}, { until: 40 }).close('aborted')));
    expect(result.stages[3]).toMatchObject({
      zone: null,
      requests: 0,
      throughput: null,
      scheduled: null,
      lateness: null,
      pressure: null,
    });
    expect(result.stages[3]?.latency).toEqual({
      count: 0,
      mean: null,
      p50: null,
      p90: null,
      p95: null,
      p99: null,
      max: null,
    });
  });
});

describe('latencyOf', () => {
  it.each([
    [4, [null, null, null, null]],
    [5, [0.1, null, null, null]],
    [29, [0.1, 0.1, null, null]],
    [59, [0.1, 0.1, 0.1, null]],
    [299, [0.1, 0.1, 0.1, 0.1]],
  ])('%d samples support %j', (n, expected) => {
    const cell = new Engine().trend(0, 't', times(n, 0.1)).into().total({ metric: 't', where: {} });
    const { p50, p90, p95, p99, count, max } = latencyOf(cell);
    expect([p50, p90, p95, p99]).toEqual(expected);
    expect([count, max]).toEqual([n, 0.1]);
  });
});

describe('layoutOf', () => {
  it.each([
    [60, 1],
    [1440, 1],
    [1441, 2],
    [14_400, 10],
    [86_400, 60],
  ])('a run of %d s has windows of %d s', (duration, bin) => {
    expect(layoutOf(recordOf(scriptPlan(duration))).bin).toBe(bin);
    expect(Math.ceil(duration / bin)).toBeLessThanOrEqual(MOST_WINDOWS);
  });

  it('holds the views that the judges read: of the charts, and of what is judged by windows', () => {
    const charts = ['http_reqs', 'request_time', 'request_time', 'http_req_failed'];
    const viewsOf = (plan: Plan, ...objectives: Objective[]) =>
      layoutOf(recordOf(plan, objectives)).views.map((view) => view.metric);
    const load = planOf({ profile: 'load' });
    expect(viewsOf(load, objective(), ratio())).toEqual(charts);
    const silence = ['http_reqs', 'iterations', 'request_time'];
    const arrivals = ['dropped_iterations', 'iterations'];
    expect(viewsOf(load, objective({ over: 30 }), ratio())).toEqual([
      ...charts,
      'request_time',
      ...silence,
      ...arrivals,
    ]);
    const all = [...charts, 'request_time', 'http_reqs', 'http_reqs', ...arrivals];
    expect(viewsOf(PLAN, objective(), ratio())).toEqual(all);
    expect(viewsOf(planOf({ override: CLOSED_RAMP }), objective(), ratio())).toEqual(all);
    expect(layoutOf(recordOf(PLAN)).stages).toHaveLength(6);
  });
});

describe('the chart’s series', () => {
  it('have one entry a window in every column', () => {
    for (const plan of [PLAN, scriptPlan(90), scriptPlan(null), planOf({ profile: 'smoke' })]) {
      const { series } = judged(plan);
      const { watched: _, latencies: __, ...own } = series;
      const columns = Object.values(own).filter((value) => Array.isArray(value));
      expect(columns).toHaveLength(13);
      for (const column of columns) expect(column).toHaveLength(series.windows);
      expect(series.windows).toBe(plan.duration === null ? 20 : plan.duration);
    }
  });

  it('show holes, not zeros, where no answer came', () => {
    const silent: StageStory = { second: () => ({}) };
    const { series } = judged(PLAN, { '1x': silent });
    expect([series.p95[10], series.p95[40], series.requests[10], series.requests[40]]).toEqual([0.05, null, 20, 0]);
    expect([series.failed[10], series.failed[40], series.vus[40], series.planned[40]]).toEqual([0, null, 10, 200]);
    expect(series.planned[0]).toBeCloseTo((100 * 0.5) / 3);
  });

  it('stop at the plan’s end, and have holes where the run did not come', () => {
    const record = recordOf(PLAN);
    const { series } = judge(record, fold(record, runOf(PLAN, {}, { until: 100 })));
    expect(series.windows).toBe(198);
    expect([series.requests[99], series.requests[100], series.cpu[100], series.planned[100]]).toEqual([
      20,
      null,
      null,
      350,
    ]);
  });

  it('add up seconds where a window is wider', () => {
    const plan = scriptPlan(2880);
    const { series } = judged(plan);
    expect([series.bin, series.windows, series.requests[5], series.cpu[5]]).toEqual([2, 1440, 20, 0.05]);
  });
});
