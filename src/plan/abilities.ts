export const ENGINE_KINDS = ['loadkit', 'stock'] as const;

/** `loadkit`: k6 with our output and executor; `stock`: a k6 as its makers publish it. */
export type EngineKind = (typeof ENGINE_KINDS)[number];

/** What an engine can do: what a plan may ask of it, and what its record may be asked. */
export interface Abilities {
  /** Its rate can be set while it runs. */
  readonly steer: boolean;
  /** It has the arrivals of independent users. */
  readonly poisson: boolean;
  /** It says how late arrivals started, and what began and was never answered. */
  readonly accountArrivals: boolean;
  /** It tells the types of a script's own metrics, and their values whole. */
  readonly typeMetrics: boolean;
  /** Its log says what the allow-list blocked. */
  readonly tellBlocked: boolean;
}

const ABILITIES: Readonly<Record<EngineKind, Abilities>> = {
  loadkit: { steer: true, poisson: true, accountArrivals: true, typeMetrics: true, tellBlocked: true },
  stock: { steer: false, poisson: false, accountArrivals: false, typeMetrics: false, tellBlocked: false },
};

/** What an engine can do: `can(engine).steer`. Who asks this need not know which engines there are. */
export function can({ kind }: { readonly kind: EngineKind }): Abilities {
  return ABILITIES[kind];
}
