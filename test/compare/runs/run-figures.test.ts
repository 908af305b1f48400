import { describe, expect, it } from 'vitest';
import { objectionsTo } from '../../../src/compare/runs/objections.ts';
import { figuresOf, type RunFigures } from '../../../src/compare/runs/run-figures.ts';
import { judge } from '../../../src/judge/judge.ts';
import { PLANNED_STOP } from '../../../src/metrics/events.ts';
import { fold, planOf, recordOf, runOf } from '../../fixtures/record.ts';
import { times } from '../../fixtures/timeline.ts';

type Asked = Pick<NonNullable<Parameters<typeof planOf>[0]>, 'profile' | 'override'>;

/** The figures of a run of this profile, which loadkit ended at a second, or which came to its end. */
function figures(asked: Asked, id: string, endedAt?: number): RunFigures {
  const record = { ...recordOf(planOf({ timeScale: 0.05, ...asked })), id };
  const until = endedAt ?? Number.POSITIVE_INFINITY;
  const engine = runOf(record.plan, {}, { until });
  if (endedAt !== undefined) engine.event(endedAt - 1, PLANNED_STOP, 'the load was ended');
  return figuresOf(judge(record, fold(record, engine.end().close())).result);
}
const loadOf = (...of: Parameters<typeof figures>) => figures(...of).facts.load['load'];
const closed = (users: number) => ({ stages: [50, users].map((each) => ({ users: each, duration: 600 })) });

describe('the load of a run', () => {
  it.each<[string, Asked, Asked, string, string]>([
    [
      'the peak of a spike',
      { profile: 'spike', override: { peak: 5 } },
      { profile: 'spike', override: { peak: 2 } },
      'stages of 200, 1000, 200',
      'stages of 200, 400, 200',
    ],
    [
      'steps above the tier’s load',
      { profile: 'stress', override: { steps: [0.5, 1, 3] } },
      { profile: 'stress', override: { steps: [0.5, 1, 1.5] } },
      'stages of 100, 200, 600, 100',
      'stages of 100, 200, 300, 100',
    ],
    [
      'a closed ramp beyond the tier’s users',
      { profile: 'stress', override: closed(400) },
      { profile: 'stress', override: closed(200) },
      'stages of 50, 400, 50',
      'stages of 50, 200, 50',
    ],
  ])('has %s: other ones are refused', (_, first, second, before, after) => {
    const [objection, ...others] = objectionsTo([figures(first, 'a')], [figures(second, 'b')]);
    expect(others).toEqual([]);
    expect(objection).toMatch(new RegExp(`^the load differs: .*, ${before} before, .*, ${after} after$`));
    expect(objectionsTo([figures(first, 'a')], [figures(first, 'b')])).toEqual([]);
  });

  it('is that of the plan, wherever a breakpoint run was ended', () => {
    const breakpoint = { profile: 'breakpoint', override: {} } as const;
    const whole = loadOf(breakpoint, 'a');
    expect(whole).toBe('200 requests/s, stages of 200, 1000');
    expect([60, 10].map((at) => loadOf(breakpoint, 'a', at))).toEqual([whole, whole]);
    expect(loadOf({ profile: 'breakpoint', override: { peak: 10 } }, 'a', 60)).not.toBe(whole);
  });

  it('is one number where it is held', () => {
    expect(loadOf({ profile: 'load', override: {} }, 'a')).toBe('200 requests/s');
  });
});

describe('the share of a run that failed', () => {
  const plan = planOf({ profile: 'load', override: { duration: 60, ramp: 0 } });
  const [stage] = plan.stages;
  /** A minute of 20 requests/s, of which one in ten has status 500, after which as many were cut off at that age. */
  const cutOff = (count: number, age: number, failed = 2) => {
    const story = { second: () => ({ latencies: times(20 - failed, 0.05), failed }) };
    const engine = runOf(plan, { [stage!.name]: story });
    engine.trend(89, 'requests_cut_off', times(count, age), { scenario: 'main', stage: stage!.name, method: 'GET' });
    const record = recordOf(plan);
    const { result } = judge(record, fold(record, engine.end().close()));
    const { metrics, errors } = figuresOf(result);
    const value = metrics.find(({ name, endpoint }) => name === 'failed' && endpoint === null)!.value!;
    return { value, error: errors?.['failed'], requests: result.stages[0]!.requests };
  };

  it('has what was never answered on both sides of it, and not what was under way at the end', () => {
    const { requests, value } = cutOff(9, 0.9);
    expect(value).toBeCloseTo(0.1, 9);
    expect(cutOff(9, 31).value).toBeCloseTo((0.1 * requests + 9) / (requests + 9), 5);
    expect(cutOff(9, 31, 0).value).toBeCloseTo(9 / (requests + 9), 5);
  });

  it('is no surer of what was never answered than of a count', () => {
    const { requests, error } = cutOff(0, 31);
    expect(error).toBeGreaterThanOrEqual(0);
    const more = Math.hypot(error!, Math.sqrt(9) / (requests + 9));
    expect(cutOff(9, 31).error).toBeCloseTo(more, 6);
  });
});
