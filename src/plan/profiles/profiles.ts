import type { Profile } from '../../config/profile/name.ts';
import type { ProfileOverride } from '../../config/profile/override.ts';
import { breakpoint, load, spike } from './open-shapes.ts';
import { HOUR, MINUTE, type Segment, type Shape, type TierLoad } from './shape.ts';
import { stressRate, stressUsers } from './stress.ts';

/**
 * The shape of a profile at a tier, with what tier and service override. Pure.
 * docs/scenarios.md has them in a table.
 */
export function shapeOf(profile: Profile, tier: TierLoad, override: ProfileOverride): Shape {
  switch (profile) {
    case 'smoke':
      return constantUsers('smoke', 1, override, MINUTE);
    case 'baseline':
      return constantUsers('baseline', tier.sessions, override, 10 * MINUTE);
    case 'load':
      return load(tier, override);
    case 'stress':
      return override.stages ? stressUsers(tier, override) : stressRate(tier, override);
    case 'spike':
      return spike(tier, override);
    case 'soak':
      return constantUsers('soak', tier.sessions, override, 4 * HOUR);
    case 'breakpoint':
      return breakpoint(tier, override);
  }
}

/** So many users for so long, all of them from the start. */
function constantUsers(name: string, sessions: number, override: ProfileOverride, duration: number): Shape {
  const users = override.sessions ?? sessions;
  const held: Segment = {
    name,
    role: 'hold',
    to: users,
    factor: null,
    ramp: 0,
    hold: override.duration ?? duration,
    counts: true,
  };
  return { kind: 'users', start: users, base: sessions, segments: [held], recoveryWithin: null };
}
