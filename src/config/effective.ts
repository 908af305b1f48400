import type { AlertRule } from '../objectives/alert-rule.ts';
import { fallbackObjectives } from '../objectives/fallback.ts';
import { type Objective, objectiveOf, statOf } from '../objectives/objective.ts';
import { decides } from '../objectives/severity.ts';
import { quantileOf } from '../objectives/stat.ts';
import { normaliseObjective } from '../objectives/written/normalise.ts';
import { objectivesFromThresholds } from '../objectives/written/thresholds.ts';
import { isLower } from '../objectives/zone.ts';
import { alertsOf, withWindows } from './alerts/section.ts';
import { layerObjectives, layersFor, sectionsFor } from './objectives/layers.ts';
import { silenceFor } from './objectives/silence.ts';
import { canonicalName, type Profile, profileNamed } from './profile/name.ts';
import { mergeProfileOverride, type ProfileOverride } from './profile/override.ts';
import { parseProfileOverride } from './profile/rules.ts';
import type { ServiceConfig } from './service-config.ts';
import type { Tier } from './tier.ts';

/** Everything that objectives of a run can come from. */
export interface ObjectiveSources {
  readonly service: ServiceConfig;
  readonly tier: Tier | null;
  /** The scenario's name, and that of its profile (`script` for a plain k6 script). */
  readonly scenario: string;
  readonly profile: string;
  /** `--objective`: these replace the configured ones. */
  readonly flags: readonly Objective[];
  /** When the run began (ISO 8601, UTC): silences that ended before that day have no effect. */
  readonly at: string;
  /** The script's own thresholds, as its options hold them. */
  readonly k6?: unknown;
}

/**
 * The objectives of a run, each saying its source; where nobody stated one that can fail the run, also what every
 * service is expected to do. Pure; throws UserError for thresholds that k6 would not accept either.
 */
export function effectiveObjectives(sources: ObjectiveSources): Objective[] {
  const { profile, flags, k6 } = sources;
  const stated = flags.length > 0 ? [...flags] : configured(sources);
  const judged = [...stated, ...ofProfile(profile, stated), ...objectivesFromThresholds(k6)];
  const weighty = judged.some((objective) => objective.source !== 'profile' && decides(objective));
  return weighty ? judged : [...fallbackObjectives(judged.filter(decides)), ...judged];
}

function configured({ service, tier, scenario, profile, at }: ObjectiveSources): Objective[] {
  const layers = layersFor(service, tier, scenario, profile);
  const objectives = layerObjectives(service, layers).map(({ written, source, path }): Objective => {
    const silence = silenceFor(written.name, service.silence, at);
    return { ...normaliseObjective(written, source, path), ...(silence ? { silence } : {}) };
  });
  const here = [scenario, profile].map(canonicalName);
  const meant = (objective: Objective) => objective.scenarios?.some((name) => here.includes(canonicalName(name)));
  if (profile !== 'smoke') return objectives.filter((objective) => meant(objective) ?? true);
  return objectives.flatMap((objective) => (meant(objective) ? [objective] : forSmoke(objective)));
}

/**
 * A smoke run has too few samples for percentiles, and is too short for rows of windows: of an objective that does not
 * list it, it judges the maximum against the critical limit, or the ratio, over the whole.
 */
function forSmoke(objective: Objective): Objective[] {
  const { measure, critical, unit, scenarios } = objective;
  if (measure.kind === 'stat' && unit === 'seconds' && quantileOf(measure.stat) !== undefined) {
    if (!critical || !isLower(critical)) return [];
    return [
      {
        ...objective,
        name: `${objective.name} (max)`,
        measure: { ...measure, stat: 'max' },
        target: null,
        over: null,
        for: null,
        scenarios: null,
        // An objective of other scenarios may look at steps that a smoke run does not make.
        required: objective.required && scenarios === null,
      },
    ];
  }
  const wholly = { ...objective, over: null, for: null };
  return unit === 'ratio' && measure.kind !== 'monitor' && scenarios === null ? [wholly] : [];
}

/**
 * The alerts of a run: those of the configuration that hold for its scenario, and all rules of rule files. Pure; throws
 * UserError for what is no objective either.
 */
export function effectiveAlerts(
  { service, scenario, profile }: Pick<ObjectiveSources, 'service' | 'scenario' | 'profile'>,
  rules: readonly AlertRule[],
): AlertRule[] {
  const here = [scenario, profile].map(canonicalName);
  const own = statedAlerts(service).filter(
    ({ scenarios }) => scenarios?.some((name) => here.includes(canonicalName(name))) ?? true,
  );
  return [...own.map((objective): AlertRule => ({ kind: 'measured', objective })), ...rules];
}

/** The alerts of a configuration beside its rule files, of every scenario, as objectives. Throws as effectiveAlerts. */
export function statedAlerts({ alerts }: Pick<ServiceConfig, 'alerts'>): Objective[] {
  return alertsOf(alerts).map(({ alert, index }) =>
    normaliseObjective(withWindows(alert), 'config', ['alerts', index]),
  );
}

/** The profiles under which data might be lost or mixed up: by too much load, or by load for long. */
const READS_BACK: readonly string[] = ['stress', 'spike', 'soak', 'breakpoint'] satisfies Profile[];

/** What a profile judges by itself, unless an objective already looks at it. */
function ofProfile(profile: string, stated: readonly Objective[]): Objective[] {
  const own: Objective[] = [];
  if (profile === 'smoke') own.push(rateObjective('checks', 'checks', { target: { op: '==', value: 1 } }));
  if (READS_BACK.includes(profile))
    own.push(rateObjective('integrity', 'read_back', { critical: { op: '<', value: 1 } }));
  return own.filter(
    ({ name, measure }) => !stated.some((other) => other.name === name || sameMeasure(other.measure, measure)),
  );
}

function sameMeasure(a: Objective['measure'], b: Objective['measure']): boolean {
  if (a.kind !== 'stat' || b.kind !== 'stat') return false;
  return a.metric === b.metric && a.stat === b.stat && Object.keys(a.where).length === 0;
}

/** Not required: a journey without checks or read-backs has no such samples. */
function rateObjective(name: string, metric: string, limits: Pick<Objective, 'target'> | Pick<Objective, 'critical'>) {
  const measure = statOf(metric, 'rate');
  return objectiveOf({ name, source: 'profile', measure, unit: 'ratio', ...limits, required: false });
}

/** Everything that can change a profile. */
export interface OverrideSources {
  readonly service: ServiceConfig;
  readonly tier: Tier | null;
  readonly scenario: string;
  readonly profile: string;
  /** The second argument of `profile()` in the scenario's file, unchecked. */
  readonly file?: unknown;
  /** `--set`, read by `parseSets`. */
  readonly sets?: ProfileOverride | undefined;
}

/**
 * What is changed of a profile, by precedence: service < tier < scenario file < flags. Sections of `scenarios:` hold
 * for the scenario of that name and for every scenario of that profile. Pure; throws UserError when the file's part is
 * no override.
 */
export function effectiveOverride({ service, tier, scenario, profile, file, sets }: OverrideSources): ProfileOverride {
  const sections = [service.scenarios, tier?.scenarios ?? {}].flatMap((scenarios) =>
    sectionsFor(scenarios, scenario, profile),
  );
  const written = sections.map(({ value: { objectives: _, ...override } }): ProfileOverride => override);
  const ofFile = parseProfileOverride(file ?? {}, `profile('${profile}')`, profileNamed(profile));
  return [...written, ofFile, sets ?? {}].reduce(mergeProfileOverride, {});
}
