/** The shapes of load that loadkit knows, whose names also are those of the shipped scenarios. */
export const PROFILES = ['smoke', 'baseline', 'load', 'stress', 'spike', 'soak', 'breakpoint'] as const;
export type Profile = (typeof PROFILES)[number];

/** Other names that people know a profile by. They hold wherever the name of a profile or scenario is written. */
export const ALIASES = { endurance: 'soak' } as const satisfies Readonly<Record<string, Profile>>;

/** The one name of a profile or scenario that may be written in two ways; any other name is itself. */
export function canonicalName(name: string): string {
  return Object.hasOwn(ALIASES, name) ? ALIASES[name as keyof typeof ALIASES] : name;
}

/** The other names of a profile or scenario. */
export function aliasesOf(name: string): string[] {
  return Object.entries(ALIASES).flatMap(([alias, meant]) => (meant === name ? [alias] : []));
}

/** The profile that a name means; undefined when it is none. */
export function profileNamed(name: string): Profile | undefined {
  return PROFILES.find((profile) => profile === canonicalName(name));
}
