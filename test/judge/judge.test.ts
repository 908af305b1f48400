import { describe, expect, it } from 'vitest';
import { exitCode } from '../../src/judge/exit-code.ts';
import { judge } from '../../src/judge/judge.ts';
import { layoutOf } from '../../src/judge/layout.ts';
import { ChartSeries } from '../../src/result/chart-series.ts';
import { Result } from '../../src/result/result.ts';
import {
  CLOSED_RAMP,
  fold,
  objective,
  planOf,
  ratio,
  recordOf,
  runOf,
  STARVED,
  type StageStory,
  scriptPlan,
  TIERS,
} from '../fixtures/record.ts';
import { type Engine, times } from '../fixtures/timeline.ts';

const PLAN = planOf({ timeScale: 0.1, objectives: [objective()] });
const OBJECTIVES = [objective(), ratio()];

function judged(engine: Engine = runOf(PLAN).end().close(), plan = PLAN, objectives = OBJECTIVES) {
  const record = recordOf(plan, objectives);
  return judge(record, fold(record, engine)).result;
}

const withStory = (stories: Record<string, StageStory>) => judged(runOf(PLAN, stories).end().close());
const slow = (latency: number): StageStory => ({ second: () => ({ latencies: times(20, latency) }) });
const code = (result: Result) => exitCode(result, { written: true, failOn: 'critical' });

describe('a result', () => {
  it('is what its schema says, for every kind of plan, and the same each time', () => {
    const plans = [
      PLAN,
      planOf({ profile: 'smoke', timeScale: 0.5 }),
      planOf({ timeScale: 0.1, override: CLOSED_RAMP }),
      scriptPlan(),
      scriptPlan(null),
    ];
    for (const plan of plans) {
      const record = recordOf(plan, OBJECTIVES);
      const [first, second] = [1, 2].map(() =>
        judge(record, fold(record, runOf(plan).exemplar({}).event(1, 'restart', 'x').end().close())),
      );
      expect(Result.parse(first?.result)).toEqual(first?.result);
      expect(ChartSeries.parse(first?.series)).toEqual(first?.series);
      expect(second).toEqual(first);
      expect(JSON.parse(JSON.stringify(first))).toEqual(first);
    }
  });

  it('says how the run ended', () => {
    expect(judged().run).toMatchObject({
      state: 'complete',
      reason: null,
      endedAt: '2026-11-21T15:00:00.000Z',
      planned: 198,
    });
    expect(judged(runOf(PLAN).end().close('aborted', 'k6 was killed')).run).toMatchObject({
      state: 'aborted',
      reason: 'k6 was killed',
    });
    const record = recordOf(PLAN, OBJECTIVES);
    const { result } = judge(record, runOf(PLAN).into(layoutOf(record)));
    expect(result.run).toMatchObject({ state: 'crashed', endedBy: 'loadkit', endedAt: null, duration: 198 });
    expect(result.run.reason).toMatch(/loadkit or its machine stopped/);
    expect(result.verdict).toBe('inconclusive');
  });

  it('of an empty record is no data', () => {
    const record = recordOf(PLAN);
    const { result } = judge(record, fold(record, runOf(PLAN, {}, { until: 0 })));
    expect(result).toMatchObject({ verdict: 'no-data', totals: { requests: 0, requestsPerIteration: null } });
    expect(code(result)).toBe(5);
  });
});

describe('the verdict of a stress run', () => {
  it.each([
    ['holds at every step', {}, 'met', 0],
    ['breaks beyond the tier’s load: no failure by itself', { '1.5x': slow(0.9), '2x': slow(2) }, 'met', 0],
    ['breaks at the tier’s load', { '1x': slow(0.9) }, 'critical', 3],
    ['is degraded at the tier’s load', { '1x': slow(0.3) }, 'degraded', 0],
    ['does not recover', { '3x': slow(2), recovery: slow(0.9) }, 'critical', 3],
    ['cannot be told at the tier’s load', { '1x': { gen: () => STARVED } }, 'inconclusive', 5],
    ['cannot be told beyond the tier’s load', { '3x': { gen: () => STARVED } }, 'met', 0],
  ])('that %s', (_, stories, verdict, exit) => {
    const result = withStory(stories);
    expect([result.verdict, code(result)]).toEqual([verdict, exit]);
  });

  it('rests on nothing that it did not see', () => {
    const cut = judged(runOf(PLAN, {}, { until: 150 }).close('aborted', 'k6 was killed'));
    expect(cut).toMatchObject({ verdict: 'inconclusive', validity: { status: 'inconclusive' } });
    expect(cut.validity.reasons.map((reason) => [reason.stage, reason.code])).toEqual([
      [null, 'ended-early'],
      ['recovery', 'cut-short'],
    ]);
  });

  it('keeps only the reasons that weigh', () => {
    const bad: StageStory = { gen: () => STARVED };
    const result = withStory({ '1x': bad, '3x': bad });
    expect(result.validity.reasons.map((reason) => reason.stage)).toEqual(['1x']);
    expect(result.stages.filter((stage) => !stage.valid).map((stage) => stage.name)).toEqual(['1x', '3x']);
    expect(result.caveats.find((caveat) => caveat.code === 'stage-invalid')?.text).toMatch(
      /^beyond the verdict.*3x \(the generator fell/,
    );
  });

  it('counts a required objective without data, not one that is not required', () => {
    const missing = objective({ name: 'search', where: { name: '/search' } });
    expect(judged(undefined, PLAN, [objective(), missing]).verdict).toBe('no-data');
    expect(judged(undefined, PLAN, [objective(), { ...missing, required: false }]).verdict).toBe('met');
  });
});

describe('what breaks first', () => {
  const estimates = (stories: Record<string, StageStory>) => withStory(stories).estimates.breakingPoint;

  it('is between the last step that held and the first that broke, in requests/s', () => {
    expect(estimates({ '1.5x': slow(0.9), '2x': slow(2), '3x': slow(9) })).toMatchObject({
      lower: 200,
      upper: 300,
      value: 250,
      unit: 'requests/s',
    });
    expect(estimates({ '1x': slow(0.9), '1.5x': slow(0.9) })).toMatchObject({ lower: 100, upper: 200 });
    expect(estimates({})).toMatchObject({ lower: 600, upper: null });
    expect(estimates({ '2x': slow(0.3), '3x': slow(0.9) })).toMatchObject({ lower: 400, upper: 600 });
  });

  it('does not rest on invalid steps, and makes no capacity claim when time-scaled', () => {
    const invalid: StageStory = { ...slow(0.9), gen: () => STARVED };
    const estimate = estimates({ '1.5x': invalid, '2x': slow(0.9) });
    expect(estimate).toMatchObject({ lower: 200, upper: 400 });
    expect(estimate?.caveats.map(({ text }) => text)).toEqual([
      'not valid and so proving nothing: 1.5x',
      'time-scaled run: no capacity claim',
    ]);
  });

  it('is not little throughput where little was offered', () => {
    const throughput = objective({
      name: 'throughput',
      unit: 'per second',
      target: { op: '>', value: 50 },
      critical: { op: '<', value: 30 },
      measure: { kind: 'stat', metric: 'http_reqs', where: {}, stat: 'rate' },
    });
    expect(judged(undefined, PLAN, [objective(), throughput]).estimates.breakingPoint).toMatchObject({
      lower: 600,
      upper: null,
    });
  });

  it('is estimated by stress only', () => {
    const plan = planOf({ profile: 'baseline', timeScale: 0.1 });
    expect(judged(runOf(plan), plan).estimates).toEqual({});
  });
});

describe('a closed ramp', () => {
  const stages = [6, 36, 66, 96].map((users, i) => ({ duration: i === 0 ? 60 : 300, users }));
  const plan = planOf({ timeScale: 0.1, tier: TIERS.small, override: { stages } });
  /** 70 requests/s; users as planned, ending at 96 at 96 s. */
  const ramp = (at: number): StageStory => ({
    second: (s) => ({ latencies: times(70, s >= at ? 2 : 0.05) }),
    gen: (s) => ({ vus: s + 1 }),
  });
  const run = (at: number, more: Record<string, StageStory> = {}) =>
    judged(
      runOf(plan, {
        'to 6 users': ramp(at),
        'to 36 users': ramp(at),
        'to 66 users': ramp(at),
        'to 96 users': ramp(at),
        ...more,
      }).close(),
      plan,
    );

  it('breaks in the first window whose critical limit broke, in users and requests/s', () => {
    const { verdict, estimates } = run(50);
    expect(verdict).toBe('met');
    expect(estimates).toMatchObject({
      breakingPoint: { lower: 50, upper: 51, unit: 'users' },
      breakingPointThroughput: { value: 70, unit: 'requests/s' },
    });
    expect(run(999).estimates).toMatchObject({ breakingPoint: { lower: 96, upper: null } });
    expect(run(0).estimates.breakingPoint).toMatchObject({ lower: 0, upper: 1 });
  });

  it('takes the window before the one that broke, also where windows had to be joined', () => {
    const few: StageStory = {
      second: (s) => ({ latencies: times(20, s >= 50 ? 2 : 0.05) }),
      gen: (s) => ({ vus: s + 1 }),
    };
    const { breakingPoint: users } = judged(
      runOf(plan, Object.fromEntries(plan.stages.map(({ name }) => [name, few]))).close(),
      plan,
    ).estimates;
    // 20 requests/s: p95 needs three seconds; [48, 51) is the first in which more than 5 % were slow
    expect(users).toMatchObject({ lower: 48, upper: 51 });
  });

  it('says which part of the ramp proves nothing', () => {
    const invalid: StageStory = { ...ramp(50), gen: (s) => ({ vus: s + 1, ...STARVED }) };
    expect(
      run(50, { 'to 36 users': invalid, 'to 96 users': invalid }).estimates.breakingPoint?.caveats.map(
        ({ text }) => text,
      ),
    ).toEqual(['not valid and so proving nothing: to 36 users', 'time-scaled run: no capacity claim']);
  });
});
