import { describe, expect, it } from 'vitest';
import type { GeneratorLine } from '../../src/metrics/lines/lines.ts';
import type { Objective } from '../../src/objectives/objective.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { judgeValidity } from '../../src/validity/judge.ts';
import {
  CLOSED_RAMP,
  fold,
  measurementOf,
  objective,
  planOf,
  recordOf,
  runOf,
  type StageStory,
  scriptPlan,
} from '../fixtures/record.ts';
import { type Engine, times, trendEntry } from '../fixtures/timeline.ts';

const PLAN = planOf({ timeScale: 0.1, objectives: [objective()] });

function reasonsOf(engine: Engine, plan: Plan = PLAN, objectives: readonly Objective[] = [objective()]) {
  return judgeValidity(measurementOf(objectives, fold(recordOf(plan, objectives), engine), plan));
}

const reasons = (story: StageStory, objectives?: readonly Objective[]) =>
  reasonsOf(runOf(PLAN, { '1x': story }).end(), PLAN, objectives);
const gen = (patch: Partial<GeneratorLine>): StageStory => ({ gen: () => patch });
/** 43 beats of the canary, of which two were so late. */
const woken = (seconds: number) => trendEntry([...times(41, 0.0001), ...times(2, seconds)], 5);
const late = (seconds: number, of = 20) => trendEntry([...times(98 * of, 0.0001), ...times(2 * of, seconds)]);

describe('a run', () => {
  it('is valid when nothing speaks against it', () => {
    expect(reasonsOf(runOf(PLAN).end().close())).toEqual([]);
    expect(reasonsOf(runOf(scriptPlan()).end(), scriptPlan())).toEqual([]);
    const closed = planOf({ timeScale: 0.1, override: CLOSED_RAMP });
    expect(reasonsOf(runOf(closed).end(), closed)).toEqual([]);
  });

  it('asked nothing of the target in a stage in which no arrival came due', () => {
    const nothing: StageStory = { second: () => ({}), gen: () => ({ vus: 0 }) };
    expect(reasons(nothing).map(({ code, stage }) => [code, stage])).toEqual([['load-not-offered', '1x']]);
    const rare = planOf({ profile: 'load', timeScale: 0.1, override: { rate: 0.05 } });
    expect(reasonsOf(runOf(rare, { load: nothing }).end(), rare)).toEqual([]);
  });

  it('names the stage, what happened and what to change', () => {
    for (const reason of reasons({ gen: () => ({ pressure: 0.9, late: late(1), cpu: 2, dropped: 1, vusMax: 1 }) })) {
      expect(reason).toMatchObject({ stage: '1x' });
      expect([reason.text.length > 20, reason.next.length > 10]).toEqual([true, true]);
    }
  });
});

describe('a stage is invalid when', () => {
  it.each([
    ['arrivals were late', gen({ late: late(0.03) }), 'late-arrivals'],
    ['k6 used its cores up', gen({ cpu: 1.61 }), 'generator-cpu'],
    ['the VUs did not suffice', gen({ dropped: 1, vusMax: 499 }), 'too-few-users'],
    ['arrivals were not offered', gen({ scheduled: 100, started: 98 }), 'load-not-offered'],
  ])('%s', (_, story, code) => {
    expect(reasons(story).map((reason) => [reason.stage, reason.code])).toEqual([['1x', code]]);
  });

  it.each([
    ['arrivals just late enough', gen({ late: late(0.019) })],
    ['work of others that waited for CPUs while the generator ran on time', gen({ pressure: 0.9, busy: 1 })],
    ['timers that woke on time', gen({ canary: woken(0.09) })],
    ['own CPU just below the limit', gen({ cpu: 1.59 })],
    ['drops that the VUs could have carried: the target’s doing', gen({ dropped: 5, vusMax: 500 })],
    ['one in a hundred not started', gen({ scheduled: 100, started: 99 })],
    ['measures that the machine does not have', gen({ pressure: null, busy: null })],
  ])('not for %s', (_, story) => {
    expect(reasons(story)).toEqual([]);
  });

  it('lateness exceeds 10 % of the tightest limit on latency, or 10 ms', () => {
    const tight = objective({ target: { op: '<', value: 0.05 } });
    expect(reasons(gen({ late: late(0.015) }), [tight]).map((reason) => reason.code)).toEqual(['late-arrivals']);
    expect(reasons(gen({ late: late(0.009) }), [tight])).toEqual([]);
    expect(reasons(gen({ late: late(0.015) }), [])).toHaveLength(1);
    const loose = objective({ target: { op: '<', value: 2 } });
    expect(reasons(gen({ late: late(0.19) }), [loose])).toEqual([]);
  });

  it('timers woke late, where no arrivals tell', () => {
    const closed = planOf({ timeScale: 0.1, override: CLOSED_RAMP });
    const of = (canary: ReturnType<typeof woken>, objectives = [objective()], plan = closed) =>
      reasonsOf(
        runOf(plan, Object.fromEntries(plan.stages.map(({ name }) => [name, gen({ canary })]))),
        plan,
        objectives,
      )
        .filter(({ code }) => code !== 'cut-short')
        .map(({ code }) => code);
    expect(of(woken(0.019))).toEqual([]);
    expect(new Set(of(woken(0.021)))).toEqual(new Set(['late-timers']));
    // Without an objective on latency a second stands in for its limit.
    expect([of(woken(0.09), []), new Set(of(woken(0.11), []))]).toEqual([[], new Set(['late-timers'])]);
    // 299 arrivals say more than the canary does.
    expect(of(woken(0.5), [objective()], PLAN)).toEqual([]);
  });

  it('the threads of a stock k6 waited long for a CPU', () => {
    const script = scriptPlan(30);
    const of = (runDelay: number) =>
      reasonsOf(runOf(script, { '': gen({ runDelay, slices: 500 }) }).end(), script).map(({ code }) => code);
    expect(of(0.05)).toEqual([]);
    expect(of(0.5)).toEqual(['late-timers']);
  });

  it('the engine said nothing for three seconds', () => {
    const silent = (seconds: number) => {
      const engine = runOf(PLAN);
      const lines = engine.lines.filter((line) => !(line.t === 'gen' && line.s >= 45 && line.s < 45 + seconds));
      engine.lines.splice(0, engine.lines.length, ...lines);
      return reasonsOf(engine);
    };
    expect(silent(3)).toEqual([]);
    expect(silent(4).map(({ code, stage, text }) => [code, stage, text])).toEqual([
      ['gap', '1x', 'the generator was silent for 3 of 26 s'],
    ]);
  });

  it('the steady part was disturbed, not its ramp', () => {
    const ramp: StageStory = { gen: (s) => (s < 38 ? { late: late(1) } : {}) };
    expect(reasons(ramp)).toEqual([]);
  });
});

describe('a run that was cut short', () => {
  it('proves nothing about the stages that it did not live to see', () => {
    const cut = reasonsOf(runOf(PLAN, {}, { until: 50 }));
    expect(cut.map(({ stage, code, text }) => [stage, code, text])).toEqual([
      ['1x', 'cut-short', 'the run ended before this stage was over'],
      ...['1.5x', '2x', '3x', 'recovery'].map((stage) => [
        stage,
        'cut-short',
        'the run ended before this stage could be judged',
      ]),
    ]);
    expect(reasonsOf(runOf(PLAN, {}, { until: 0 }))).toHaveLength(6);
  });

  it('is allowed to miss its last second', () => {
    expect(reasonsOf(runOf(PLAN, {}, { until: 198 }))).toEqual([]);
    expect(reasonsOf(runOf(PLAN, {}, { until: 196 })).map((reason) => reason.stage)).toEqual(['recovery']);
  });

  it('is not told by an engine that never says how it fares', () => {
    const engine = runOf(PLAN);
    engine.lines.splice(0, engine.lines.length, ...engine.lines.filter((line) => line.t !== 'gen'));
    expect(reasonsOf(engine)).toEqual([]);
  });
});

describe('the record', () => {
  it('must hold every sample of the closing totals', () => {
    const engine = runOf(PLAN).end();
    const frame = engine.lines.findIndex((line) => line.t === 'frame' && line.s === 100);
    engine.lines.splice(frame, 1);
    const [reason, ...others] = reasonsOf(engine);
    expect(others).toEqual([]);
    expect(reason).toMatchObject({ code: 'frames-lost', stage: null });
    expect(reason?.text).toMatch(/20 samples are missing, 0 lines/);
  });

  it('must hold every sample that a stock k6 counted', () => {
    expect(reasonsOf(runOf(PLAN).end({ lost: 0 }))).toEqual([]);
    const [reason] = reasonsOf(runOf(PLAN).end({ lost: 3 }));
    expect(reason).toMatchObject({ code: 'frames-lost', text: expect.stringContaining('3 samples are missing') });
  });

  it('must be readable, also where the closing totals are missing', () => {
    for (const engine of [runOf(PLAN), runOf(PLAN).end()]) {
      engine.line({ t: 'frame', s: 3, d: [[999, 1, 1]] });
      expect(reasonsOf(engine)[0]).toMatchObject({ code: 'frames-lost' });
    }
  });

  it('of a plain script is judged as a whole', () => {
    const script = scriptPlan(30);
    const engine = runOf(script, { '': gen({ cpu: 1.7 }) });
    expect(reasonsOf(engine, script).map(({ stage, code }) => [stage, code])).toEqual([[null, 'generator-cpu']]);
  });
});
