import { describe, expect, it } from 'vitest';
import { judge } from '../../../../src/judge/judge.ts';
import type { ProfileInput } from '../../../../src/plan/make-plan.ts';
import { claimOf } from '../../../../src/report/stories/stages/claim.ts';
import { decisionOf } from '../../../../src/report/stories/stages/decision.ts';
import { fold, objective, planOf, recordOf, runOf, scriptPlan } from '../../../fixtures/record.ts';

const judged = (plan: ReturnType<typeof planOf>) => {
  const record = recordOf(plan, [objective()]);
  const engine = runOf(plan);
  engine.line({
    t: 'close',
    state: 'complete',
    endedBy: 'plan',
    s: 60,
    endedAt: '2026-11-21T14:33:00.000Z',
    exit: 0,
    signal: null,
    reason: '',
  });
  return judge(record, fold(record, engine)).result;
};
const claim = (patch: Partial<ProfileInput>) => claimOf(judged(planOf({ profile: 'load', ...patch })));

describe('what a headline claims something of', () => {
  it('is the tier, at the tier’s load', () => {
    expect(claim({ override: { duration: 60 } })).toBe(' at the medium tier');
    expect(claim({ timeScale: 0.1 })).toBe(' at the medium tier');
  });

  it('is the load, where that is less than the tier’s', () => {
    expect(claim({ override: { rate: 40, duration: 60 } })).toBe(' at 40 requests/s (the medium tier is for 200)');
    expect(claim({ profile: 'smoke' })).toBe(' with 1 user (the medium tier is for 50)');
    expect(claim({ profile: 'baseline', override: { sessions: 5, duration: 60 } })).toBe(
      ' with 5 users (the medium tier is for 50)',
    );
  });

  it('is nothing of a script', () => {
    expect(claimOf(judged(scriptPlan()))).toBe('');
  });

  it('stands in the headline', () => {
    const result = judged(planOf({ profile: 'load', override: { rate: 40, duration: 60 } }));
    expect(decisionOf(result).headline).toBe('Meets its objectives at 40 requests/s (the medium tier is for 200)');
    expect(result.caveats.map(({ code }) => code)).toContain('below-tier');
  });
});
