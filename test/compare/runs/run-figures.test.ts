import { describe, expect, it } from 'vitest';
import { objectionsTo } from '../../../src/compare/runs/objections.ts';
import { figuresOf, type RunFigures } from '../../../src/compare/runs/run-figures.ts';
import { judge } from '../../../src/judge/judge.ts';
import { PLANNED_STOP } from '../../../src/metrics/events.ts';
import { fold, planOf, recordOf, runOf } from '../../fixtures/record.ts';

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
