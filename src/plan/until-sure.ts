import { UserError } from '../errors.ts';
import type { Objective } from '../objectives/objective.ts';
import type { Plan } from './plan.ts';

/** Why a profile is for its whole length; undefined of one whose only stage holds a load to be judged. */
const WHOLE: Readonly<Record<Plan['profile'], string | undefined>> = {
  load: undefined,
  baseline: undefined,
  smoke: 'it lasts a minute, and its checks and longest answers are known at its end',
  stress: 'each step needs its time, and the service is watched while it recovers',
  spike: 'the service is watched while it recovers',
  soak: 'how long it lasts is what it asks: leaks and late failures come later than any verdict on the first hour',
  breakpoint: 'it ends by itself when a critical limit breaks',
  script: 'its own options say how long it lasts',
  capacity: 'it ends by itself when it knows enough',
};

/** Refuses to end a load early that is for its length, or of which no verdict is asked. Throws UserError (2). */
export function refuseUntilSure(profile: Plan['profile'], objectives: readonly Objective[]): void {
  const where = { path: '--until-sure' };
  const why = WHOLE[profile];
  if (why !== undefined)
    throw new UserError({
      what: `${profile === 'script' ? 'a plain k6 script' : `the profile ${profile}`} is not ended early`,
      where,
      why,
      next: 'leave out --until-sure, or run the profile load or baseline',
    });
  if (objectives.length > 0) return;
  throw new UserError({
    what: 'there is no objective to be settled',
    where,
    next: 'state one, or leave out --until-sure',
  });
}
