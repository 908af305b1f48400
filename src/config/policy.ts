import type { Location } from '../errors.ts';
import { fault } from '../input/finding.ts';
import type { YamlFile } from '../input/yaml/yaml.ts';

/** The guard rails of `safety:` that messages quote. */
const GUARD_RAILS = ['maxRate', 'maxVUs', 'maxDuration', 'stopWhen'] as const;
type GuardRail = (typeof GUARD_RAILS)[number];

/** Where a project states its guard rails; the others are defaults. */
export type Policy = Readonly<Partial<Record<GuardRail, Location>>>;

/** The places of the guard rails that a configuration states. */
export function policyOf({ value, place }: Pick<YamlFile, 'value' | 'place'>): Policy {
  const safety = (value as { safety?: Record<string, unknown> } | null)?.safety ?? {};
  return Object.fromEntries(
    GUARD_RAILS.filter((name) => safety[name] !== undefined).map((name) => [
      name,
      place(fault(['safety', name], name)).where ?? {},
    ]),
  );
}
