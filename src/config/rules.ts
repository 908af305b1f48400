import { type Finding, fault, formatPath, type Path, warning } from '../input/finding.ts';
import { didYouMean, nearest } from '../input/nearest.ts';
import { METRICS } from '../metrics/catalogue.ts';
import { objectiveId } from '../objectives/finding-id.ts';
import { readObjective } from '../objectives/written/normalise.ts';
import type { ObjectiveOverrides, WrittenObjective } from '../objectives/written/objective.ts';
import { alertsOf, withWindows } from './alerts/section.ts';
import { eventFindings } from './events/rules.ts';
import { growthFindings } from './growth/rules.ts';
import { hpaFindings } from './hpa.ts';
import { readByMonitors } from './monitors/rules.ts';
import { layerObjectives, layersFor } from './objectives/layers.ts';
import { silenceFindings } from './objectives/silence.ts';
import { ALIASES, canonicalName, PROFILES, profileNamed } from './profile/name.ts';
import { idleFields, profileFindings } from './profile/rules.ts';
import type { ServiceConfig } from './service-config.ts';
import type { ScenarioOverrides, Tier } from './tier.ts';

/** The names that configuration may refer to. */
export interface Names {
  readonly tiers: readonly string[];
  /** Scenarios of the project, by file name; the profiles are known anyway. */
  readonly scenarios: readonly string[];
}

/** The profiles, whose names are also those of the shipped scenarios; `script`: a plain k6 script. */
const KNOWN: readonly string[] = [...PROFILES, ...Object.keys(ALIASES), 'script'];

/** What is wrong with a service's configuration although each of its fields is well-formed. */
export function serviceFindings(service: ServiceConfig, names: Names): Finding[] {
  return [
    ...duplicateNames(service),
    ...service.objectives.flatMap((objective, index) =>
      objectiveFindings(objective, ['objectives', index], service, names),
    ),
    ...alertsOf(service.alerts).flatMap(({ alert, index }) =>
      objectiveFindings(withWindows(alert), ['alerts', index], service, names),
    ),
    ...silenceFindings(
      service.silence,
      service.objectives.map(({ name }) => name),
    ),
    ...defaultTierExists(service, names),
    ...scenarioFindings(service.scenarios, service, names),
    ...mergedFindings(service, null, names),
    ...eventFindings(service.events, [...KNOWN, ...names.scenarios]),
    ...growthFindings(service.growth),
    ...(service.hpa ? hpaFindings(service.hpa) : []),
  ];
}

/** What is wrong with a tier, by itself and laid over the service's objectives. */
export function tierFindings(tier: Tier, service: ServiceConfig, names: Names): Finding[] {
  return [
    ...unknownObjectives(tier.objectives, ['objectives'], service),
    ...scenarioFindings(tier.scenarios, service, names),
    ...mergedFindings(service, tier, names),
  ];
}

function duplicateNames({ objectives }: ServiceConfig): Finding[] {
  const first = new Map<string, number>();
  return objectives.flatMap(({ name }, index) => {
    const id = objectiveId(name);
    const other = first.get(id);
    if (other === undefined) first.set(id, index);
    if (other === undefined) return [];
    const same = objectives[other]!.name === name;
    const what = same
      ? `two objectives are called ${JSON.stringify(name)} (the other: objectives[${other}])`
      : `${JSON.stringify(name)} has the same id as ${JSON.stringify(objectives[other]!.name)}: ${id}`;
    const why = `tiers, scenarios and reports tell objectives apart by ${same ? 'name' : 'id'}`;
    return [fault(['objectives', index, 'name'], what, { why })];
  });
}

function defaultTierExists({ defaultTier }: ServiceConfig, { tiers }: Names): Finding[] {
  if (defaultTier === undefined || tiers.includes(defaultTier)) return [];
  return [
    fault(['defaultTier'], `there is no tier ${JSON.stringify(defaultTier)}`, { next: didYouMean(defaultTier, tiers) }),
  ];
}

/** One objective by itself: what it means, its windows, and the names it refers to. */
function objectiveFindings(written: WrittenObjective, path: Path, service: ServiceConfig, names: Names): Finding[] {
  return [
    ...readObjective(written, 'config', path).findings,
    ...windowsFit(written, path),
    ...metricExists(written, path),
    ...scenariosExist(written, path, names),
    ...readByMonitors(written, path, service.monitors),
  ];
}

function windowsFit(written: WrittenObjective, path: Path): Finding[] {
  const findings: Finding[] = [];
  if (written.for !== undefined && written.over === undefined) {
    findings.push(
      fault([...path, 'for'], '`for` counts windows, and without `over` there are none', {
        next: 'write over: 30s as well',
      }),
    );
  }
  if (written.allow !== undefined && written.over === undefined) {
    findings.push(
      fault([...path, 'allow'], '`allow` is a share of windows, and without `over` there are none', {
        next: 'write over: 30s as well',
      }),
    );
  }
  if (written.allow !== undefined && written.for !== undefined) {
    findings.push(warning([...path, 'allow'], '`allow` has no effect beside `for`, which counts windows in a row'));
  }
  return findings;
}

function metricExists(written: WrittenObjective, path: Path): Finding[] {
  return (['metric', 'of'] as const).flatMap((key) => {
    const name = written[key];
    if (name === undefined || METRICS.has(name)) return [];
    const meant = nearest(name, [...METRICS.keys()]);
    if (meant === undefined || Math.abs(meant.length - name.length) > 1) return [];
    return [
      warning([...path, key], `k6 has no metric ${name}`, {
        why: 'right only if the script defines it',
        next: `did you mean \`${meant}\`?`,
      }),
    ];
  });
}

function scenariosExist(written: WrittenObjective, path: Path, names: Names): Finding[] {
  const known = [...new Set([...KNOWN, ...names.scenarios])];
  return (written.scenarios ?? []).flatMap((name, index) => {
    if (known.includes(name)) return [];
    return [
      warning([...path, 'scenarios', index], `there is no scenario or profile ${JSON.stringify(name)}`, {
        next: didYouMean(name, known),
      }),
    ];
  });
}

/** The sections under `scenarios:`. */
function scenarioFindings(scenarios: ScenarioOverrides, service: ServiceConfig, names: Names): Finding[] {
  const known = [...new Set([...KNOWN, ...names.scenarios])];
  return Object.entries(scenarios).flatMap(([name, { objectives, ...override }]) => {
    const path = ['scenarios', name];
    const unknown = warning(path, `there is no scenario or profile ${JSON.stringify(name)}`, {
      next: didYouMean(name, known),
    });
    const profile = profileNamed(name);
    return [
      ...(known.includes(name) ? [] : [{ ...unknown, atKey: true }]),
      ...saidTwice(name, scenarios),
      ...profileFindings(override, path),
      ...(profile ? idleFields(override, profile, path) : []),
      ...unknownObjectives(objectives ?? {}, [...path, 'objectives'], service),
    ];
  });
}

/** Two sections for one scenario: which of them wins could only be guessed. */
function saidTwice(name: string, scenarios: ScenarioOverrides): Finding[] {
  const meant = canonicalName(name);
  if (meant === name || !Object.hasOwn(scenarios, meant)) return [];
  const what = `${JSON.stringify(name)} is another name of ${JSON.stringify(meant)}, which has a section as well`;
  return [{ ...fault(['scenarios', name], what, { next: 'merge the two' }), atKey: true }];
}

function unknownObjectives(overrides: ObjectiveOverrides, path: Path, { objectives }: ServiceConfig): Finding[] {
  const known = [...new Set(objectives.map(({ name }) => name))];
  return Object.keys(overrides)
    .filter((name) => !known.includes(name))
    .map((name) => {
      const next = didYouMean(name, known) ?? 'the service has no objectives to override';
      return {
        ...fault([...path, name], `the service has no objective ${JSON.stringify(name)}`, { next }),
        atKey: true,
      };
    });
}

/**
 * Overridden objectives as they come out, under every scenario that changes them. What was wrong before is not said
 * again.
 */
function mergedFindings(service: ServiceConfig, tier: Tier | null, names: Names): Finding[] {
  const scenarios = new Set(['', ...Object.keys(service.scenarios), ...Object.keys(tier?.scenarios ?? {})]);
  const document = tier ? 'tier' : 'service';
  const said = new Set<string>();
  return [...scenarios].flatMap((scenario) => {
    const layers = layersFor(service, tier, scenario, scenario);
    const below = layerObjectives(service, tier ? layers.filter((layer) => layer.document === 'service') : []);
    return layerObjectives(service, layers).flatMap((merged, index) => {
      if (merged.source === 'config' || merged.document !== document) return [];
      if (objectiveFindings(below[index]!.written, [], service, names).some(({ level }) => level === 'error'))
        return [];
      return objectiveFindings(merged.written, merged.path, service, names).filter((finding) => {
        const key = `${formatPath(finding.path)}: ${finding.what}`;
        return !said.has(key) && said.add(key);
      });
    });
  });
}
