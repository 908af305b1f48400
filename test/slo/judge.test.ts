import { describe, expect, it } from 'vitest';
import type { Objective } from '../../src/objectives/objective.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { judgeObjectives } from '../../src/slo/judge.ts';
import {
  CLOSED_RAMP,
  fold,
  INTEGRITY,
  measured,
  measurementOf,
  objective,
  planOf,
  ratio,
  recordOf,
  runOf,
  type StageStory,
  scriptPlan,
  TIERS,
} from '../fixtures/record.ts';
import { times } from '../fixtures/timeline.ts';

const SCALED = planOf({ timeScale: 0.1 });

function lines(of: Objective, plan: Plan = SCALED, stories: Record<string, StageStory> = {}) {
  return judgeObjectives(measurementOf([of], fold(recordOf(plan, [of]), runOf(plan, stories)), plan));
}

const slow = (latency: number): StageStory => ({ second: () => ({ latencies: times(20, latency) }) });

describe('an objective', () => {
  it('is judged over what the verdict rests on, then stage by stage', () => {
    const judged = lines(objective(), SCALED, { '1.5x': slow(0.3), '2x': slow(2) });
    expect(judged.map((line) => [line.stage, line.zone, line.counts])).toEqual([
      [null, 'met', true],
      ['0.5x', 'met', true],
      ['1x', 'met', true],
      ['1.5x', 'degraded', false],
      ['2x', 'critical', false],
      ['3x', 'met', false],
      ['recovery', 'met', true],
    ]);
    // 27 judged seconds in each of three stages
    expect(judged[0]).toMatchObject({
      samples: 3 * 27 * 20,
      actual: 0.05,
      measure: measured('request_time', 'p95'),
      unit: 'seconds',
    });
  });

  it('is judged once where the verdict rests on a single stage', () => {
    for (const profile of ['smoke', 'baseline'] as const) {
      const judged = lines(objective(), planOf({ profile, timeScale: 0.1 }), { [profile]: slow(0.3) });
      expect(judged.map((line) => [line.stage, line.zone, line.counts])).toEqual([[null, 'degraded', true]]);
    }
  });

  it('of a plain script is judged over the whole run', () => {
    const [line, ...others] = lines(objective(), scriptPlan(30), { '': slow(0.9) });
    expect(others).toEqual([]);
    expect(line).toMatchObject({ stage: null, zone: 'critical', counts: true, samples: 600 });
    const rate = objective({
      measure: { kind: 'stat', metric: 'http_reqs', where: {}, stat: 'rate' },
      unit: 'per second',
    });
    expect(lines(rate, scriptPlan(30))[0]?.actual).toBe(20);
  });

  it('pools the first ramp and the steady recovery of a closed ramp, which has no other steady part', () => {
    const plan = planOf({ timeScale: 0.1, tier: TIERS.small, override: CLOSED_RAMP });
    const judged = lines(objective(), plan, { 'to 100 users': slow(2), 'to 200 users': slow(5) });
    expect(judged.map((line) => [line.stage, line.zone, line.counts])).toEqual([
      [null, 'met', true],
      ['recovery', 'met', true],
    ]);
    // 6 s of ramp, and the recovery from 102 s (30 s of ramp and 30 s of settling, scaled) to 129 s
    expect(judged[0]?.samples).toBe((6 + 27) * 20);
    expect(lines(objective(), plan, { recovery: slow(0.9) })[1]?.zone).toBe('critical');
  });

  it('takes no pass from a stage without samples, and no failure either', () => {
    const silent: StageStory = { second: () => ({ latencies: [] }) };
    const judged = lines(objective(), SCALED, { '1x': silent });
    expect(judged.map((line) => [line.stage, line.zone, line.counts]).slice(0, 3)).toEqual([
      [null, 'met', true],
      ['0.5x', 'met', true],
      ['1x', 'no-data', false],
    ]);
    const none = lines(objective(), SCALED, Object.fromEntries(SCALED.stages.map((stage) => [stage.name, silent])));
    expect(none[0]).toMatchObject({ zone: 'no-data', actual: null, counts: true, samples: 0 });
    expect(none[0]?.note).toBe('no sample of this metric');
  });

  it('counts successes for latency: fast refusals are no fast answers', () => {
    const refusing: StageStory = { second: () => ({ latencies: times(10, 0.3), failed: 90 }) };
    const judged = lines(objective(), SCALED, { '1x': refusing });
    expect(judged[2]).toMatchObject({ zone: 'degraded', samples: 270 });
    expect(lines(ratio(), SCALED, { '1x': refusing })[2]).toMatchObject({ zone: 'critical', actual: 0.9 });
  });

  it('divides by the whole seconds that it counted', () => {
    const rate = objective({
      measure: { kind: 'stat', metric: 'http_reqs', where: {}, stat: 'rate' },
      unit: 'per second',
      target: { op: '>', value: 19.9 },
    });
    const plan = planOf({ timeScale: 0.034 });
    for (const offset of [0, 0.2, 0.5, 0.77]) {
      const [pooled] = judgeObjectives(
        measurementOf([rate], fold(recordOf(plan, [rate]), runOf(plan, {}, { offset })), plan),
      );
      expect(Math.abs(pooled!.actual! - 20)).toBeLessThan(1);
    }
  });

  it('what a stage leaves in line and is done after it is no throughput of it', () => {
    const rate = objective({
      measure: { kind: 'stat', metric: 'http_reqs', where: {}, stat: 'rate' },
      unit: 'per second',
      target: { op: '>', value: 19 },
    });
    const plan = planOf({ timeScale: 0.034 });
    const [name, to] = [plan.stages.at(-1)!.name, Math.ceil(plan.stages.at(-1)!.to)];
    const run = runOf(plan).requests(to + 2, { stage: name, latencies: times(500, 5) });
    const of = (engine: typeof run) =>
      judgeObjectives(measurementOf([rate], fold(recordOf(plan, [rate]), engine), plan)).find(
        ({ stage }) => stage === name,
      )?.actual;
    expect(of(run)).toBe(of(runOf(plan)));
  });

  it('is marginal when its interval reaches over a limit', () => {
    const mixed: StageStory = { second: () => ({ latencies: [...times(19, 0.1), 0.19, ...times(1, 0.6)] }) };
    const judged = lines(objective(), SCALED, { '1x': mixed });
    expect(judged[2]).toMatchObject({ zone: 'met', marginal: true });
    expect(judged[1]).toMatchObject({ marginal: false });
  });
});

describe('integrity', () => {
  it('is judged over every stage, also those beyond the tier’s load', () => {
    const plan = SCALED;
    const engine = runOf(plan);
    for (const stage of plan.stages) {
      const s = Math.ceil(stage.judgedFrom);
      engine.rate(s, 'read_back', 100, stage.name === '3x' ? 99 : 100, { stage: stage.name, label: 'record' });
    }
    const judged = judgeObjectives(measurementOf([INTEGRITY], fold(recordOf(plan, [INTEGRITY]), engine), plan));
    expect(judged).toHaveLength(1);
    expect(judged[0]).toMatchObject({ zone: 'critical', samples: 600, counts: true });
  });

  it('is judged over all that began, whenever it ended', () => {
    const plan = SCALED;
    const last = plan.stages.at(-1)!;
    const late = runOf(plan).rate(Math.ceil(last.to) + 2, 'read_back', 1, 0, { stage: last.name, label: 'record' });
    const [line] = judgeObjectives(measurementOf([INTEGRITY], fold(recordOf(plan, [INTEGRITY]), late), plan));
    expect(line).toMatchObject({ zone: 'critical', samples: 1, actual: 0 });
  });
});

describe('an objective over windows', () => {
  it('is judged once, over the spans on which the verdict rests', () => {
    const over = objective({ over: 9 });
    const [line, ...others] = lines(over, SCALED, { '1x': slow(0.3), '3x': slow(9) });
    expect(others).toEqual([]);
    // three spans of 27 s; those of 1 × break
    expect(line).toMatchObject({
      zone: 'degraded',
      window: { width: 9, judged: 9, broken: 3, longest: 27 },
      stage: null,
      counts: true,
    });
    expect(line).toMatchObject({ samples: 3 * 27 * 20, note: 'the worst window', lower: null, upper: null });
  });

  it('is no data where no window held enough samples', () => {
    const [line] = lines(objective({ over: 9, stat: 'p99.9' }));
    expect(line).toMatchObject({ zone: 'no-data', actual: null, note: 'no window held enough samples' });
  });
});
