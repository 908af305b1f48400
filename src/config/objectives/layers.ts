import type { Path } from '../../input/finding.ts';
import type { Objective } from '../../objectives/objective.ts';
import { mergeObjective, type ObjectiveOverrides, type WrittenObjective } from '../../objectives/written/objective.ts';
import { canonicalName } from '../profile/name.ts';
import type { ServiceConfig } from '../service-config.ts';
import type { ScenarioOverride, Tier } from '../tier.ts';

/** One place that overrides objectives, and how it is called. */
export interface Layer {
  readonly source: Extract<Objective['source'], 'tier' | 'scenario'>;
  /** Which document it stands in. */
  readonly document: 'service' | 'tier';
  readonly path: Path;
  readonly overrides: ObjectiveOverrides;
}

/** An objective of the service with what was laid over it, and where its last word stands. */
export interface LayeredObjective {
  readonly written: WrittenObjective;
  readonly source: Objective['source'];
  readonly document: 'service' | 'tier';
  readonly path: Path;
}

/**
 * The sections of `scenarios:` that hold for a scenario: its profile's, then its own, which is more particular. A
 * section may be written under another name of either.
 */
export function sectionsFor<T>(
  scenarios: Readonly<Record<string, T>>,
  scenario: string,
  profile: string,
): { key: string; value: T }[] {
  const names = new Set([canonicalName(profile), canonicalName(scenario)]);
  const entries = Object.entries(scenarios).map(([key, value]) => ({ key, value }));
  return [...names].flatMap((name) => entries.filter(({ key }) => canonicalName(key) === name));
}

/** What overrides objectives, in the order of precedence: the service's scenarios, the tier, the tier's scenarios. */
export function layersFor(service: ServiceConfig, tier: Tier | null, scenario: string, profile: string): Layer[] {
  const sections = (document: Layer['document'], scenarios: Readonly<Record<string, ScenarioOverride>>): Layer[] =>
    sectionsFor(scenarios, scenario, profile).map(({ key, value }) => ({
      source: 'scenario',
      document,
      path: ['scenarios', key, 'objectives'],
      overrides: value.objectives ?? {},
    }));
  const ofService = sections('service', service.scenarios);
  if (!tier) return ofService;
  const ofTier: Layer = { source: 'tier', document: 'tier', path: ['objectives'], overrides: tier.objectives };
  return [...ofService, ofTier, ...sections('tier', tier.scenarios)];
}

/** The service's objectives with the layers laid over them by name. */
export function layerObjectives(service: ServiceConfig, layers: readonly Layer[]): LayeredObjective[] {
  return service.objectives.map((objective, index) => {
    const base: LayeredObjective = {
      written: objective,
      source: 'config',
      document: 'service',
      path: ['objectives', index],
    };
    return layers.reduce((below, { source, document, path, overrides }) => {
      if (!Object.hasOwn(overrides, objective.name)) return below;
      const written = mergeObjective(below.written, overrides[objective.name]!);
      return { written, source, document, path: [...path, objective.name] };
    }, base);
  });
}
