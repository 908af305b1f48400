import type { ProfileOverride } from '../../config/profile/override.ts';
import { UserError } from '../../errors.ts';
import { MINUTE, RECOVERY, type Segment, type Shape, type TierLoad } from './shape.ts';

const STEPS = [0.5, 1, 1.5, 2, 3];

/**
 * Steps of the tier's rate, then recovery. The verdict rests on what the tier promises: up to 1 ×, and the recovery.
 */
export function stressRate(tier: TierLoad, override: ProfileOverride): Shape {
  const rate = override.rate ?? tier.rate;
  const ramp = override.ramp ?? 30;
  const hold = override.hold ?? 5 * MINUTE;
  const steps = override.steps ?? STEPS;
  const back = override.recovery?.factor ?? 0.5;
  const segments = steps.map(
    (factor): Segment => ({
      name: `${factor}x`,
      role: 'step',
      to: rate * factor,
      factor,
      ramp,
      hold,
      counts: factor <= 1,
    }),
  );
  segments.push({
    name: 'recovery',
    role: 'recovery',
    to: rate * back,
    factor: back,
    ramp: override.recovery?.ramp ?? ramp,
    hold: override.recovery?.hold ?? hold,
    counts: true,
  });
  return { kind: 'rate', start: 0, base: rate, segments, recoveryWithin: override.recovery?.within ?? RECOVERY };
}

/**
 * The thresholds guide's closed ramp (k6's --stage, which begins at one user), then recovery at the tier's own number
 * of users.
 */
export function stressUsers(tier: TierLoad, override: ProfileOverride): Shape {
  const own = override.recovery?.users ?? override.sessions ?? tier.sessions;
  const segments = (override.stages ?? []).map(
    (stage): Segment => ({
      name: `to ${stage.users} users`,
      role: 'ramp',
      to: stage.users,
      factor: null,
      ramp: stage.duration,
      hold: 0,
      counts: stage.users <= own,
    }),
  );
  const names = new Set(segments.map((segment) => segment.name));
  if (names.size < segments.length) {
    throw new UserError({
      what: 'two stages of the stress profile go to the same number of users',
      where: { path: 'scenarios.stress.stages' },
      why: 'stages are told apart by the number of users they end at',
      next: 'merge them, or vary one by a user',
    });
  }
  segments.push({
    name: 'recovery',
    role: 'recovery',
    to: own,
    factor: null,
    ramp: override.recovery?.ramp ?? 30,
    hold: override.recovery?.hold ?? 5 * MINUTE,
    counts: true,
  });
  return { kind: 'users', start: 1, base: own, segments, recoveryWithin: override.recovery?.within ?? RECOVERY };
}
