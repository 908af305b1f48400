import { describe, expect, it } from 'vitest';
import { exitCode } from '../../src/judge/exit-code.ts';
import { judge } from '../../src/judge/judge.ts';
import { plannedStop } from '../../src/judge/watch/planned-stop.ts';
import { PLANNED_STOP } from '../../src/metrics/events.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { ChartSeries } from '../../src/result/chart-series.ts';
import { Result } from '../../src/result/result.ts';
import {
  fold,
  INTEGRITY,
  objective,
  planOf,
  ratio,
  recordOf,
  runOf,
  STARVED,
  type StageStory,
} from '../fixtures/record.ts';
import { type Engine, times } from '../fixtures/timeline.ts';

const OBJECTIVES = [objective(), ratio(), INTEGRITY];
const plans = (profile: 'load' | 'spike' | 'soak' | 'breakpoint') =>
  planOf({ profile, timeScale: 0.1, objectives: [objective()] });

function judged(plan: Plan, engine: Engine) {
  const record = recordOf(plan, OBJECTIVES);
  return judge(record, fold(record, engine));
}

const run = (plan: Plan, stories: Record<string, StageStory> = {}) =>
  judged(plan, runOf(plan, stories).end().close()).result;
const slow = (latency: number): StageStory => ({ second: () => ({ latencies: times(20, latency) }) });
const busy: StageStory = { gen: () => STARVED };
const outcome = (result: Result) => [result.verdict, exitCode(result, { written: true, failOn: 'critical' })];

describe('load', () => {
  it('is one judged stage', () => {
    const plan = plans('load');
    expect(outcome(run(plan))).toEqual(['met', 0]);
    expect(outcome(run(plan, { load: slow(0.3) }))).toEqual(['degraded', 0]);
    expect(outcome(run(plan, { load: slow(2) }))).toEqual(['critical', 3]);
    expect(outcome(run(plan, { load: busy }))).toEqual(['inconclusive', 5]);
    expect(run(plan).estimates).toEqual({});
  });
});

describe('soak', () => {
  it('is critical for one record that was not read back as it was written', () => {
    const plan = planOf({ profile: 'soak', timeScale: 0.02 });
    const readBack = (intact: number) =>
      runOf(plan).rate(100, 'read_back', 1000, intact, { stage: 'soak' }).end().close();
    expect(outcome(judged(plan, readBack(1000)).result)).toEqual(['met', 0]);
    expect(outcome(judged(plan, readBack(999)).result)).toEqual(['critical', 3]);
  });
});

describe('the verdict of a spike run', () => {
  const plan = plans('spike');

  it.each([
    ['stands it', {}, 'met', 0],
    ['breaks in the spike: no failure by itself', { spike: slow(2) }, 'met', 0],
    ['does not recover', { spike: slow(2), recovery: slow(2) }, 'critical', 3],
    ['recovers to a slower state', { spike: slow(2), recovery: slow(0.3) }, 'degraded', 0],
    ['was broken before', { before: slow(2) }, 'critical', 3],
    ['cannot be told before', { before: busy }, 'inconclusive', 5],
    ['cannot be told during the spike', { spike: busy }, 'met', 0],
  ])('on a service that %s', (_, stories, verdict, exit) => {
    expect(outcome(run(plan, stories))).toEqual([verdict, exit]);
  });

  it('tells how the spike went, and makes no estimate of it', () => {
    const result = run(plan, { spike: slow(2) });
    const line = result.objectives.find((each) => each.stage === 'spike' && each.name === 'API response');
    expect(line).toMatchObject({ zone: 'critical', actual: 2, counts: false });
    expect(result.stages.map(({ name, zone, counts }) => [name, zone, counts])).toEqual([
      ['before', 'met', true],
      ['spike', 'critical', false],
      ['recovery', 'met', true],
    ]);
    expect(result.estimates).toEqual({});
  });

  it('waits with the recovery until the spike’s iterations are over', () => {
    const late: StageStory = {
      second: (s) => (s < 40 ? { latencies: times(30, 15), tags: { stage: 'spike' } } : { latencies: times(20, 0.05) }),
    };
    const result = run(plan, { recovery: late });
    expect(result.stages[2]).toMatchObject({ name: 'recovery', judgedFrom: 40, zone: 'met' });
  });
});

describe('a breakpoint run', () => {
  const plan = plans('breakpoint');
  const record = recordOf(plan, OBJECTIVES);
  /** 70 requests/s, slow from a second on. The ramp reaches the tier's 200 requests/s at 36 s, 1,000 at 180 s. */
  const ramp = (from: number, until = Number.POSITIVE_INFINITY, gen?: StageStory['gen']) => {
    const story: StageStory = {
      second: (s) => ({ latencies: times(70, s >= from ? 2 : 0.05) }),
      ...(gen ? { gen } : {}),
    };
    return runOf(plan, { 'to 1x': story, 'to 5x': story }, { until });
  };
  /** As the pipeline leaves it: the event at the second that showed the break, some seconds more, the end. */
  const ended = (from: number, gen?: StageStory['gen']) =>
    ramp(from, from + 6, gen)
      .event(from + 3, PLANNED_STOP, 'the load was ended')
      .end()
      .close('complete', 'the load was ended');

  it('is to end once the row of broken windows is over, and not before', () => {
    const reasons = [51, 52, 53, 54, 60].map((until) => plannedStop(record, fold(record, ramp(50, until)))());
    // The last second seen may still get samples: it is not looked at.
    expect(reasons.map((reason) => reason !== undefined)).toEqual([false, false, false, true, true]);
    expect(reasons[3]).toBe('the load was ended: API response was critical from 278 requests/s on');
    expect(plannedStop(record, fold(record, ramp(999)))()).toBeUndefined();
  });

  it.each(['load', 'spike', 'soak'] as const)('is the only one to end early: %s goes on', (profile) => {
    const other = recordOf(plans(profile), OBJECTIVES);
    const bad = Object.fromEntries(other.plan.stages.map(({ name }) => [name, slow(9)]));
    expect(plannedStop(other, fold(other, runOf(other.plan, bad)))()).toBeUndefined();
  });

  it('that broke above the tier’s rate passes, and says where', () => {
    const { result } = judged(plan, ended(50));
    expect(outcome(result)).toEqual(['met', 0]);
    expect(result.run).toMatchObject({ state: 'complete', reason: 'the load was ended', planned: 180 });
    expect(result.validity).toEqual({ status: 'valid', reasons: [] });
    expect(Object.keys(result.estimates)).toEqual(['breakingPoint']);
    expect(result.estimates.breakingPoint).toMatchObject({
      unit: 'requests/s',
      confidence: null,
    });
    expect(result.estimates.breakingPoint?.lower).toBeCloseTo((50 / 36) * 200, 6);
    expect(result.estimates.breakingPoint?.upper).toBeCloseTo((51 / 36) * 200, 6);
    expect(result.estimates.breakingPoint?.caveats.map(({ text }) => text)).toEqual([
      'time-scaled run: no capacity claim',
    ]);
    expect(result.events).toContainEqual({ second: 53, kind: PLANNED_STOP, text: 'the load was ended' });
  });

  it('that broke below it does not', () => {
    const { result } = judged(plan, ended(20));
    expect(outcome(result)).toEqual(['critical', 3]);
    expect(result.validity.status).toBe('valid');
    expect(result.estimates.breakingPoint?.lower).toBeCloseTo((20 / 36) * 200, 6);
    expect(result.stages.map(({ name, to, zone }) => [name, to, zone])).toEqual([['to 1x', 24, 'critical']]);
  });

  it('is a run of what it sent: stages and charts end with the load', () => {
    const { result, series } = judged(plan, ended(50));
    expect(result.stages.map(({ name, to }) => [name, to])).toEqual([
      ['to 1x', 36],
      ['to 5x', 54],
    ]);
    expect(result.stages[1]?.load?.to).toBeCloseTo(300, 6);
    expect(result.stages[1]?.factor).toBeCloseTo(1.5, 6);
    expect(result.stages.every((stage) => stage.valid)).toBe(true);
    expect(series.windows).toBe(54);
    expect(Result.parse(result)).toEqual(result);
    expect(ChartSeries.parse(series)).toEqual(series);
  });

  it('that reaches its ceiling says that nothing broke up to there', () => {
    const { result } = judged(plan, ramp(999).end().close());
    expect(outcome(result)).toEqual(['met', 0]);
    expect(result.estimates.breakingPoint).toMatchObject({ lower: 1000, upper: null, value: null });
    expect(result.estimates.breakingPoint?.caveats[0]?.text).toBe('nothing broke up to 1,000 requests/s');
  });

  it('that broke in its last two windows claims nothing of them', () => {
    const { result } = judged(plan, ramp(178).end().close());
    expect(result.estimates.breakingPoint?.lower).toBeCloseTo((178 / 180) * 1000, 6);
    expect(result.estimates.breakingPoint?.upper).toBeNull();
  });

  it('that somebody else stopped proves nothing', () => {
    const { result } = judged(plan, ramp(999, 30).end().close('aborted', 'stopped by the user'));
    expect(outcome(result)).toEqual(['inconclusive', 130]);
    expect(result.validity.reasons).toMatchObject([{ code: 'ended-early' }, { code: 'cut-short', stage: 'to 1x' }]);
  });

  it('on a disturbed machine is inconclusive below the tier’s rate, and doubtful above it', () => {
    const pressure = (from: number, to: number) => (s: number) => (s >= from && s < to ? STARVED : {});
    expect(outcome(judged(plan, ended(20, pressure(0, 99))).result)).toEqual(['inconclusive', 5]);
    const { result } = judged(plan, ended(60, pressure(36, 99)));
    expect(outcome(result)).toEqual(['met', 0]);
    // Where it broke the generator was disturbed: that is no breaking point, not one with a caveat.
    expect(result.estimates).toEqual({});
  });

  it('is critical for corrupted data, wherever on the ramp', () => {
    const { result } = judged(plan, ramp(999).rate(150, 'read_back', 100, 99, { stage: 'to 5x' }).end().close());
    expect(outcome(result)).toEqual(['critical', 3]);
  });

  it('judged again by other objectives keeps to the load that was sent', () => {
    const lax = recordOf(plan, [objective({ target: { op: '<', value: 5 }, critical: { op: '>', value: 9 } })]);
    const { result } = judge(lax, fold(lax, ended(50)));
    expect(result.estimates.breakingPoint).toMatchObject({ upper: null });
    // Seconds after the event were measured too, but no load was planned for them.
    expect(result.estimates.breakingPoint?.lower).toBeCloseTo(300, 6);
  });
});
