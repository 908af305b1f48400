import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exitCode } from '../../src/judge/exit-code.ts';
import { judge } from '../../src/judge/judge.ts';
import type { Objective } from '../../src/objectives/objective.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { Result } from '../../src/result/result.ts';
import { CLOSED_RAMP, fold, objective, planOf, ratio, recordOf, runOf, TIERS } from '../fixtures/record.ts';
import { type Second, times } from '../fixtures/timeline.ts';

/**
 * 3 s up, 12 s at 200 requests/s, the spike until 22 s, 1 s down, 30 s at 200 requests/s; windows of a second, within
 * 30 s.
 */
const PLAN = planOf({ profile: 'spike', timeScale: 0.1 });
const FELL = 23;
const good: Second = { latencies: times(70, 0.05) };
const slow: Second = { latencies: times(70, 2) };
const refused: Second = { failed: 70 };
const silent: Second = {};

interface Story {
  /** What a second is like, counted from when the load had fallen. */
  readonly after: (second: number) => Second;
  readonly plan?: Plan;
  readonly objectives?: readonly Objective[];
  readonly dropped?: (second: number) => number;
}

function judged({ after, plan = PLAN, objectives = [objective(), ratio()], dropped = () => 0 }: Story) {
  const record = recordOf(plan, objectives);
  const stages = Object.fromEntries(plan.stages.map(({ name }) => [name, { second: () => good }]));
  const recovery = plan.stages.at(-1)!;
  const engine = runOf(plan, {
    ...stages,
    [plan.stages.at(-2)!.name]: { second: () => slow },
    recovery: {
      second: (s) => after(s - recovery.rampTo),
      gen: (s) => ({ scheduled: 70, started: 70, dropped: dropped(s - recovery.rampTo) }),
    },
  });
  for (let s = recovery.rampTo; s < recovery.to; s++) {
    const lost = dropped(s - recovery.rampTo);
    if (lost > 0) engine.counter(s, 'dropped_iterations', lost);
  }
  const { result } = judge(record, fold(record, engine.end().close()));
  const exit = exitCode(result, { written: true, failOn: 'critical' });
  const line = result.objectives.find(({ name, source }) => name === 'recovery' && source === 'profile');
  return { result, exit, line, seconds: result.recovery?.seconds, zone: result.recovery?.zone };
}

const badUntil = (end: number, bad = slow) => ({ after: (s: number) => (s < end ? bad : good) });

describe('a service that recovers in time', () => {
  it('passes, and the part before that moment makes nothing red', () => {
    const { result, exit, line } = judged(badUntil(7));
    expect([result.verdict, exit]).toEqual(['met', 0]);
    expect(result.recovery).toEqual({
      stage: 'recovery',
      fell: FELL,
      watched: 30,
      within: 30,
      seconds: 7,
      zone: 'met',
      last: 'API response',
    });
    expect(line).toMatchObject({
      zone: 'met',
      actual: 7,
      target: { op: '<=', value: 30 },
      counts: true,
      required: true,
    });
    expect(line?.note).toBe('API response was the last to hold again, for the 23 s that followed');
    expect(result.stages.at(-1)).toMatchObject({ judgedFrom: FELL + 7, zone: 'met' });
    expect(result.objectives.find(({ stage, name }) => stage === 'recovery' && name === 'API response')).toMatchObject({
      samples: 23 * 70,
      actual: 0.05,
    });
    expect(Result.parse(result)).toEqual(result);
  });

  it('after 70 s of a run at full length', () => {
    const { result, exit, seconds } = judged({ ...badUntil(70), plan: planOf({ profile: 'spike' }) });
    expect([result.verdict, exit, seconds]).toEqual(['met', 0, 70]);
  });

  it('at once, where nothing broke', () => {
    const { result, line, seconds } = judged({ after: () => good });
    expect([result.verdict, seconds, result.recovery?.last]).toEqual(['met', 0, null]);
    expect(line?.note).toBeNull();
  });

  it('after users of a closed ramp as well', () => {
    const plan = planOf({ tier: TIERS.small, override: CLOSED_RAMP, timeScale: 0.1 });
    const { result, seconds } = judged({ ...badUntil(11), plan });
    expect([result.verdict, seconds]).toEqual(['met', 11]);
  });

  it('is told to the second, however long it takes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 26 }), fc.constantFrom(slow, refused, silent), (end, bad) => {
        expect(judged(badUntil(end, bad))).toMatchObject({ seconds: end, zone: 'met', exit: 0 });
      }),
      { numRuns: 12 },
    );
  });

  it('is judged by what it does afterwards', () => {
    const { result, seconds } = judged({ after: (s) => (s < 5 ? slow : { latencies: [...times(67, 0.3), 0.1] }) });
    expect([seconds, result.recovery?.zone, result.verdict]).toEqual([5, 'degraded', 'degraded']);
  });
});

describe('a service that does not recover in time', () => {
  it('is critical where it was late', () => {
    const plan = planOf({ profile: 'spike', timeScale: 0.1, override: { recovery: { within: 100 } } });
    const late = judged({ ...badUntil(12), plan });
    expect([late.result.verdict, late.exit, late.seconds]).toEqual(['critical', 3, 12]);
    expect(late.line).toMatchObject({ zone: 'critical', actual: 12, target: { op: '<=', value: 10 } });
    expect(judged({ ...badUntil(9), plan })).toMatchObject({ exit: 0, seconds: 9 });
  });

  it.each([
    ['stays slow', () => slow],
    ['refuses everything at once', () => refused],
    ['says nothing more', () => silent],
    ['falls silent after a good start', (s: number) => (s < 5 ? good : silent)],
    ['flaps', (s: number) => (s % 4 < 2 ? slow : good)],
    ['breaks again at the end', (s: number) => (s < 24 ? good : slow)],
    ['holds for the last moment only', (s: number) => (s < 29 ? slow : good)],
  ])('is critical where it %s', (_, after) => {
    // Only latency: whoever refuses is fast, and whoever is silent has no latency.
    const { result, exit, line } = judged({ after, objectives: [objective()] });
    expect([result.verdict, exit, result.recovery?.seconds, result.recovery?.zone]).toEqual([
      'critical',
      3,
      null,
      'critical',
    ]);
    expect(line).toMatchObject({ actual: null, lower: 30, zone: 'critical' });
    expect(line?.note).toBe('API response did not hold again and stay held in the 30 s that were watched');
  });

  it('counts arrivals for which it left no user', () => {
    const few: Second = { latencies: times(35, 0.05) };
    const { seconds } = judged({ after: (s) => (s < 8 ? few : good), dropped: (s) => (s < 8 ? 35 : 0) });
    expect(seconds).toBe(8);
  });
});

describe('what comes after', () => {
  it('is a relapse where three windows in a row are broken', () => {
    const broken = (s: number) => s < 4 || (s >= 15 && s < 18);
    expect(judged({ after: (s) => (broken(s) ? slow : good) }).seconds).toBe(18);
  });

  it('is no relapse where one is: the objective itself says what that is worth', () => {
    const { result, seconds } = judged({ after: (s) => (s < 4 || s === 15 ? slow : good) });
    expect(seconds).toBe(4);
    expect(result.stages.at(-1)?.judgedFrom).toBe(FELL + 4);
    expect(result.verdict).toBe('met');
  });

  it('never depends on a few samples that are close to the limit', () => {
    // 4 of 100 are over it, in seconds that have two or six of them.
    const close = (s: number): Second => ({
      latencies: [...times(s % 4 === 0 ? 2 : 66, 0.19), ...times(s % 2 ? 5 : 1, 0.21)],
    });
    const { result } = judged({ after: close });
    expect(result.recovery?.zone).not.toBe('critical');
  });
});

describe('a recovery is not judged', () => {
  it('where the run did not live to see it', () => {
    const record = recordOf(PLAN, [objective()]);
    const { result } = judge(record, fold(record, runOf(PLAN, {}, { until: FELL }).close('aborted')));
    expect(result.recovery).toBeUndefined();
  });

  it('by what says nothing of a moment: numbers of requests, throughput, integrity', () => {
    const count = objective({
      measure: { kind: 'stat', metric: 'http_reqs', where: {}, stat: 'count' },
      unit: 'count',
      target: { op: '<', value: 1e6 },
      critical: null,
    });
    expect(judged({ after: () => slow, objectives: [count] }).result.recovery).toBeUndefined();
  });

  it('where nothing fell', () => {
    const plan = planOf({ profile: 'load', timeScale: 0.1 });
    const record = recordOf(plan, [objective()]);
    expect(judge(record, fold(record, runOf(plan).end().close())).result.recovery).toBeUndefined();
  });
});
