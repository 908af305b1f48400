import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { effectiveAlerts, effectiveObjectives, effectiveOverride } from '../config/effective.ts';
import { loadProject, type Project } from '../config/load.ts';
import { ALIASES, PROFILES, type Profile, profileNamed } from '../config/profile/name.ts';
import type { ProfileOverride } from '../config/profile/override.ts';
import { parseSets, refuseSetsOfScript } from '../config/profile/set-flag.ts';
import { type Problem, UserError } from '../errors.ts';
import { didYouMean } from '../input/nearest.ts';
import type { Engine } from '../k6/engine/engine.ts';
import { findEngine } from '../k6/engine/find.ts';
import { inspectScenario, type ScenarioFacts } from '../k6/inspect/inspect.ts';
import type { GuardRails } from '../measure/guards.ts';
import { refuseWrongQueries } from '../monitor/prometheus/refuse-queries.ts';
import type { AlertRule } from '../objectives/alert-rule.ts';
import type { Objective } from '../objectives/objective.ts';
import { parseObjectiveFlag } from '../objectives/written/flag.ts';
import { can } from '../plan/abilities.ts';
import { seedFor } from '../plan/make-plan.ts';
import { readFaults } from '../sandbox/faults/faults.ts';
import { refuseProxies } from '../target/proxy.ts';
import type { Installation } from './installation.ts';
import { refuseLoadFlags } from './refuse-load-flags.ts';
import type { RunRequest } from './request.ts';
import { redactorOf, scenarioEnvironment } from './scenario/environment.ts';
import { openScenario } from './scenario/open-scenario.ts';
import type { ScenarioFile } from './scenario/scenario-file.ts';
import type { Earlier } from './search/resumed.ts';
import { type SearchTerms, searchTerms } from './search/search-terms.ts';
import { chooseTier } from './tiers.ts';

/** Everything that flags and files say of a run; data only. What it plans of it is `planOf`. */
export interface Asked {
  readonly project: Project;
  readonly scenario: ScenarioFile;
  readonly engine: Engine;
  readonly facts: ScenarioFacts;
  readonly tier: Project['tiers'][number];
  /** `script`: a plain k6 script, which runs by its own options. */
  readonly profile: Profile | 'script';
  readonly objectives: readonly Objective[];
  readonly alerts: readonly AlertRule[];
  /** What is changed of the profile, and what of that `--set` said. */
  readonly override: ProfileOverride;
  readonly sets: ProfileOverride;
  readonly arrivals: 'poisson' | 'even';
  readonly timeScale: number;
  /** Whether the load ends once the verdict of each objective is settled. */
  readonly untilSure: boolean;
  readonly seed: number;
  /** Of a capacity search: what it is to look for. */
  readonly search: SearchTerms | undefined;
  /** `sandbox` or a URL; null when nobody named a target (only plain scripts may do without). */
  readonly target: string | null;
  /** Which build of the service it is; null when nobody said. */
  readonly targetVersion: string | null;
  /** What the project forbids. */
  readonly guardRails: GuardRails;
  /** Variables handed to the scenario. */
  readonly env: Readonly<Record<string, string>>;
  readonly warnings: readonly Problem[];
}

/** Reads flags and files, and asks k6 what the script is; no traffic. Throws UserError (2, 6) or RunError (7). */
export async function gather(
  request: RunRequest,
  install: Installation,
  note: (text: string) => void,
  earlier?: Earlier,
): Promise<Asked> {
  const { cwd, environment, search } = request;
  const project = await loadProject({
    cwd,
    configFile: request.configFile,
    env: environment,
    shippedTiers: install.tiers,
  });
  const { service } = project;
  await refuseWrongQueries(service.monitors, project.serviceFile);
  readFaults(service.sandbox.fault ?? [], 'sandbox.fault');
  const { scenario, handed, forget } = await openScenario(request, project.root, install.scenarios);
  const tier = chooseTier(project, request.tier);
  const env = { ...handed, ...scenarioEnvironment(service.env, request.env, environment) };
  refuseProxies(env);
  const flags = request.objectives.map(parseObjectiveFlag);
  const sets = parseSets(request.sets);
  const engine = await findEngine({
    explicit: request.engine,
    env: environment,
    sourceDir: install.engine,
    allowVersion: request.allowK6Version,
    onProgress: note,
  });
  const arrivals = arrivalsOn(engine, request.arrivals, service.arrivals);
  const facts = await inspectScenario({
    file: scenario.file,
    journey: journeyFile(request, scenario),
    engine,
    library: install.scenarioLibrary,
    traces: service.traces > 0,
    staged: search !== undefined,
    env,
    shell: environment,
    load: request.load,
    redact: redactorOf(env, null),
  }).finally(forget);
  const profile = facts.profile === null ? 'script' : profileName(facts.profile, scenario);
  refuseLoadFlags(request.load ?? {}, profile, search !== undefined);
  if (profile === 'script' && !search) refuseSetsOfScript(sets, scenario.file);
  const objectives = effectiveObjectives({
    service,
    tier,
    scenario: scenario.name,
    // The load of a plain script is replaced by a search, as that of the load profile would be.
    profile: search && profile === 'script' ? 'load' : profile,
    flags,
    at: new Date().toISOString(),
    k6: facts.options['thresholds'],
  });
  const seed = request.seed ?? service.seed;
  return {
    project,
    scenario,
    engine,
    facts,
    tier,
    profile,
    objectives,
    alerts: effectiveAlerts({ service, scenario: scenario.name, profile }, project.alertRules),
    override: effectiveOverride({ service, tier, scenario: scenario.name, profile, file: facts.override, sets }),
    sets,
    arrivals,
    timeScale: request.timeScale,
    untilSure: request.untilSure === true,
    seed: seed ?? (search ? randomInt(1, 10_000) : seedFor(scenario.name, tier.name)),
    search: search && searchTerms({ request, wish: search, engine, facts, objectives, earlier }),
    target: request.target ?? service.target,
    targetVersion: request.targetVersion ?? service.targetVersion ?? null,
    guardRails: guardRailsOf(project),
    env,
    warnings: project.warnings,
  };
}

function guardRailsOf({ service: { safety }, policy: { stopWhen: stopWhenAt, ...stated } }: Project): GuardRails {
  const { maxRate, maxVUs, maxDuration, stopWhen } = safety;
  return { ceilings: { maxRate, maxVUs, maxDuration, stated }, stopWhen, stopWhenAt };
}

/**
 * How arrivals are spaced: as the flag says, else the configuration. A stock k6 has even ones only: what a project
 * wishes in general gives way to that, with a caveat in the result, what was asked for in this run does not.
 */
function arrivalsOn(engine: Engine, asked: RunRequest['arrivals'], configured: 'poisson' | 'even') {
  if (can(engine).poisson) return asked ?? configured;
  if (asked !== 'poisson') return 'even';
  throw new UserError({
    what: 'a stock k6 has no random arrivals',
    where: { path: '--arrivals' },
    why: `the engine is ${engine.path}, ${engine.found}`,
    next: 'leave out --arrivals, or install Go 1.25 or newer: loadkit then builds its own engine, which has them',
  });
}

function profileName(name: string, scenario: ScenarioFile): Profile {
  const profile = profileNamed(name);
  if (profile) return profile;
  throw new UserError({
    what: `there is no profile "${name}"`,
    where: { file: scenario.file },
    next: didYouMean(name, [...PROFILES, ...Object.keys(ALIASES)]),
  });
}

/** `--journey FILE` takes the place of the sandbox's journey in a shipped scenario; others import their own. */
function journeyFile({ journey, cwd }: RunRequest, scenario: ScenarioFile): string | undefined {
  if (journey === undefined) return undefined;
  const file = resolve(cwd, journey);
  const problem = { where: { path: '--journey' } };
  if (scenario.origin !== 'shipped') {
    throw new UserError({
      ...problem,
      what: `${scenario.file} imports its own journey`,
      next: 'use --journey with a shipped scenario',
    });
  }
  if (!existsSync(file))
    throw new UserError({
      ...problem,
      what: `no such file: ${file}`,
      next: 'name the module whose default function is one iteration',
    });
  return file;
}
