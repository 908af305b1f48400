import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/judge/judge.ts';
import { arrivalsOf } from '../../../src/plan/arrivals/arrivals.ts';
import { CLOSED_RAMP, fold, objective, planOf, recordOf, runOf } from '../../fixtures/record.ts';
import { times } from '../../fixtures/timeline.ts';

const OPEN = { timeScale: 0.1, objectives: [objective()], override: { rate: 20 } };

/** A run that drops 2 of 20 arrivals a second at 1 ×, as its executor says it. */
function dropping(arrivals: 'poisson' | 'even', vusMax = 2000) {
  const plan = planOf({ ...OPEN, arrivals });
  const record = recordOf(plan);
  const engine = runOf(plan, {
    '1x': {
      second: () => ({ latencies: times(18, 0.05) }),
      gen: () => ({ vusMax, ...(arrivals === 'poisson' ? { dropped: 2 } : {}) }),
    },
  });
  // k6's own counter carries no stage.
  for (let s = 33; s < 66; s++) engine.counter(s, 'dropped_iterations', 2, { scenario: 'main' });
  const timeline = fold(record, engine);
  return {
    plan,
    timeline,
    arrivals: arrivalsOf(plan.stages[1]!, plan, timeline),
    result: judge(record, timeline).result,
  };
}

describe('arrivalsOf', () => {
  it.each(['poisson', 'even'] as const)('knows what became of %s arrivals', (kind) => {
    const { arrivals, plan, timeline } = dropping(kind);
    expect(arrivals).toEqual({ scheduled: 540, started: 486, dropped: 54, targets: true });
    expect(arrivalsOf(plan.stages[0]!, plan, timeline)).toMatchObject({ dropped: 0, scheduled: 540 });
  });

  it.each(['poisson', 'even'] as const)('counts dropped %s arrivals as bad where the VUs sufficed', (kind) => {
    const { result } = dropping(kind);
    expect(result.objectives.find((line) => line.stage === '1x')).toMatchObject({ zone: 'critical', samples: 540 });
    expect(result.caveats.map((caveat) => caveat.code)).toContain('dropped-counted-bad');
    expect(result).toMatchObject({ verdict: 'critical', validity: { status: 'valid' } });
  });

  it.each(['poisson', 'even'] as const)(
    'blames the generator for dropped %s arrivals where the VUs did not suffice',
    (kind) => {
      const { result } = dropping(kind, 40);
      expect(result).toMatchObject({
        verdict: 'inconclusive',
        validity: { reasons: [{ code: 'too-few-users', stage: '1x' }] },
      });
    },
  );

  it('is undefined without an arrival rate, or where nothing was heard', () => {
    const closed = planOf({ timeScale: 0.1, override: CLOSED_RAMP });
    expect(arrivalsOf(closed.stages[0]!, closed, fold(recordOf(closed), runOf(closed)))).toBeUndefined();
    const open = planOf(OPEN);
    expect(arrivalsOf(open.stages[3]!, open, fold(recordOf(open), runOf(open, {}, { until: 50 })))).toBeUndefined();
  });
});
