import { UserError } from '../errors.ts';
import { type LoadFlags, namesOf } from '../k6/local/load-flags.ts';

/** A profile says its own load, and a search finds one: k6's load flags are for plain scripts. UserError (2). */
export function refuseLoadFlags(load: LoadFlags, profile: string, search: boolean): void {
  const names = namesOf(load);
  if (names.length === 0 || (profile === 'script' && !search)) return;
  throw new UserError({
    what: `${names.join(', ')} cannot change ${search ? 'a search' : `the profile ${profile}`}`,
    where: { path: names[0] },
    why: search ? 'it finds the load by itself' : 'its load comes from the tier, so that runs stay comparable',
    next: search
      ? 'leave out the flag; --max-rate bounds the search'
      : 'change the profile with --set (sessions=3, rate=50, duration=2m), or take another --tier',
  });
}
