import { describe, expect, it } from 'vitest';
import type { ProfileInput } from '../../src/plan/make-plan.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { activeUsers } from '../../src/validity/active-users.ts';
import { judgeValidity } from '../../src/validity/judge.ts';
import { CLOSED_RAMP, fold, measurementOf, planOf, recordOf, runOf, TIERS } from '../fixtures/record.ts';

const closed = (patch: Partial<ProfileInput> = {}) => planOf({ tier: TIERS.small, ...patch });
const RAMP = closed({ timeScale: 0.1, override: CLOSED_RAMP });
const SHORT = closed({ profile: 'smoke', override: { duration: 4 } });
const SOAK = closed({ profile: 'soak', timeScale: 0.01, tier: TIERS.large });

/** A run whose users are a share of the planned ones, by second. */
function reasonsOf(plan: Plan, share: (s: number) => number, seconds = Number.POSITIVE_INFINITY) {
  const engine = runOf(plan, {}, { until: seconds });
  const lines = engine.lines.map((line) => {
    if (line.t !== 'gen') return line;
    const at = plan.stages.find(({ to }) => line.s < to) ?? plan.stages.at(-1)!;
    const ramp = Math.min(1, (line.s + 1 - at.from) / Math.max(1, at.rampTo - at.from));
    return { ...line, vus: Math.round(share(line.s) * (at.load.from + (at.load.to - at.load.from) * ramp)) };
  });
  engine.lines.splice(0, engine.lines.length, ...lines);
  const measurement = measurementOf([], fold(recordOf(plan, []), engine), plan);
  return { users: plan.stages.flatMap((stage) => activeUsers(stage, measurement)), all: judgeValidity(measurement) };
}

describe('the users of a closed profile', () => {
  it.each([
    ['a ramp', RAMP],
    ['a hold', SOAK],
    ['a few seconds of one user', SHORT],
  ])('are there in a healthy run: %s', (_, plan) => {
    for (const late of [0, 1, 2]) expect(reasonsOf(plan, (s) => (s < late ? 0 : 1)).all).toEqual([]);
    // The last line may be of the second after the load.
    expect(reasonsOf(plan, (s) => (s + 1 >= plan.duration! ? 0 : 1)).all).toEqual([]);
  });

  it('that vanish at half-time leave stages without a load, though everything is answered', () => {
    const { all } = reasonsOf(RAMP, (s) => (s < 50 ? 1 : 0));
    expect(all.map(({ stage, code }) => [stage, code])).toEqual(
      ['to 100 users', 'to 200 users', 'recovery'].map((name) => [name, 'load-not-offered']),
    );
    expect(all[1]?.text).toBe('only 0 of 150 planned users were active, in the mean');
  });

  it('may be fewer by 5 %, and no more', () => {
    const count = (share: number) => reasonsOf(SOAK, () => share).users.length;
    expect([count(1), count(0.96), count(0.9)]).toEqual([0, 0, 1]);
  });

  it('of arrivals are as many as are busy', () => {
    expect(reasonsOf(planOf({ timeScale: 0.1 }), () => 0).users).toEqual([]);
  });
});
