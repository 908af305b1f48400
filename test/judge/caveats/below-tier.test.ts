import { describe, expect, it } from 'vitest';
import type { ProfileOverride } from '../../../src/config/profile/override.ts';
import { belowTier, belowTierCaveat } from '../../../src/judge/caveats/below-tier.ts';
import type { ProfileInput } from '../../../src/plan/make-plan.ts';
import type { StageResult } from '../../../src/result/result.ts';
import { CLOSED_RAMP, planOf, TIERS } from '../../fixtures/record.ts';

const of = (patch: Partial<ProfileInput>) => {
  const plan = planOf(patch);
  return belowTier(plan, plan.stages);
};
const set = (override: ProfileOverride, profile: ProfileInput['profile'] = 'load') => of({ profile, override });

describe('belowTier', () => {
  it.each([
    ['load', {}],
    ['stress', {}],
    ['spike', {}],
    ['breakpoint', {}],
    ['baseline', {}],
    ['soak', {}],
    ['load', { rate: 200 }],
    ['load', { rate: 300 }],
    ['stress', { steps: [1, 2, 3] }],
    ['spike', { recovery: { factor: 0.5 } }],
  ] as const)('is nothing of the profile %s with %j, which offers what the tier is for', (profile, override) => {
    expect(set(override as unknown as ProfileOverride, profile)).toBeUndefined();
    expect(of({ profile, override: override as unknown as ProfileOverride, timeScale: 0.1 })).toBeUndefined();
  });

  it.each([
    ['load', { rate: 40 }, 40, 200],
    ['stress', { rate: 40 }, 40, 200],
    ['stress', { steps: [0.1, 0.5, 3] }, 100, 200],
    ['breakpoint', { rate: 20 }, 20, 200],
    ['baseline', { sessions: 5 }, 5, 50],
    ['soak', { sessions: 49 }, 49, 50],
    ['smoke', {}, 1, 50],
  ] as const)('of the profile %s with %j it is %d of %d', (profile, override, load, own) => {
    expect(set(override as unknown as ProfileOverride, profile)).toMatchObject({ load, own });
  });

  it('is nothing of the guide’s ramp of users, which holds the tier’s own at its beginning and end', () => {
    expect(of({ profile: 'stress', tier: TIERS.small, override: CLOSED_RAMP })).toBeUndefined();
  });

  it('is nothing where there is no tier’s load', () => {
    const { tierLoad: _, ...plan } = planOf({ override: { rate: 10 } });
    expect(belowTier(plan, plan.stages)).toBeUndefined();
  });
});

describe('belowTierCaveat', () => {
  it('says on what the verdict rests, but for smoke', () => {
    const told = (patch: Partial<ProfileInput>) => {
      const plan = planOf(patch);
      return belowTierCaveat(plan, plan.stages as unknown as StageResult[])?.text;
    };
    expect(told({ profile: 'load', override: { rate: 40 } })).toBe(
      'the verdict rests on 40 requests/s at most, and the medium tier is for 200: nothing is said of the tier',
    );
    expect(told({ profile: 'load' })).toBeUndefined();
    expect(told({ profile: 'smoke' })).toBeUndefined();
  });
});
