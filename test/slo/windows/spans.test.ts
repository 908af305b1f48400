import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../src/plan/plan.ts';
import { countedSpans, rowSpans } from '../../../src/slo/windows/spans.ts';
import { CLOSED_RAMP, planOf, TIERS } from '../../fixtures/record.ts';

const course = (plan: Plan) => ({
  judgedFrom: (name: string) => plan.stages.find((stage) => stage.name === name)!.judgedFrom,
  end: 60,
});

describe('countedSpans', () => {
  it('are the judged parts on which the verdict rests, or a whole script', () => {
    const plan = planOf({ timeScale: 0.1 });
    expect(countedSpans(plan, course(plan))).toEqual([
      { from: 6, to: 33 },
      { from: 39, to: 66 },
      { from: 171, to: 198 },
    ]);
    expect(countedSpans({ ...plan, stages: [] }, course(plan))).toEqual([{ from: 0, to: 60 }]);
  });
});

describe('rowSpans', () => {
  it('run on from one stage on which the verdict rests into the next, over the ramp between', () => {
    const plan = planOf();
    expect(rowSpans(plan, course(plan))).toEqual([
      { from: 60, to: 660 },
      { from: 1710, to: 1980 },
    ]);
  });

  it('do not reach over a stage beyond the verdict', () => {
    const plan = planOf({ tier: TIERS.small, override: CLOSED_RAMP });
    expect(rowSpans(plan, course(plan))).toEqual([
      { from: 0, to: 60 },
      { from: 1020, to: 1290 },
    ]);
    const spike = planOf({ profile: 'spike' });
    expect(rowSpans(spike, course(spike))).toEqual(countedSpans(spike, course(spike)));
  });
});
