import { basename, dirname, join, relative, resolve } from 'node:path';
import type { z } from 'zod';
import { type Problem, UserError } from '../errors.ts';
import { checkSchema } from '../input/explain.ts';
import { type Finding, fault, warning } from '../input/finding.ts';
import type { Environment } from '../input/yaml/interpolate.ts';
import { readYaml, type YamlFile } from '../input/yaml/yaml.ts';
import type { PrometheusRule } from '../objectives/alert-rule.ts';
import { alertRulesOf, RuleFile } from './alerts/rule-file.ts';
import { ruleFilesOf } from './alerts/section.ts';
import { findProject, misnamedFiles, scenarioNames, tierFiles } from './find-files.ts';
import { type Policy, policyOf } from './policy.ts';
import { readText } from './read.ts';
import { type Names, serviceFindings, tierFindings } from './rules.ts';
import { ServiceConfig } from './service-config.ts';
import { Tier } from './tier.ts';

/** Where a project is looked for. */
export interface LoadOptions {
  readonly cwd: string;
  /** Instead of looking for loadkit.config.yaml in `cwd` and above. */
  readonly configFile?: string | undefined;
  /** For `${NAME}` in files, and HOME, above which nothing is looked for. */
  readonly env: Environment;
  /** The folder of the tiers that come with loadkit, for a project that has none. */
  readonly shippedTiers: string;
}

/** A tier and the file it stands in. */
type ProjectTier = Tier & { readonly file: string };

/** What a project's files say. */
export interface Project {
  /** The folder of the configuration file; without one, where loadkit was started. */
  readonly root: string;
  readonly service: ServiceConfig;
  /** Null: there is none, and `service` holds the defaults. */
  readonly serviceFile: string | null;
  /** Where its guard rails stand. */
  readonly policy: Policy;
  /** From the smallest to the largest. */
  readonly tiers: readonly ProjectTier[];
  /** The alert rules of the rule files that it names. */
  readonly alertRules: readonly PrometheusRule[];
  readonly warnings: readonly Problem[];
}

/** Reads a project. Throws UserError (exit 2) with every problem in every file, each with file, line and path. */
export async function loadProject({ cwd, configFile, env, shippedTiers }: LoadOptions): Promise<Project> {
  const here = resolve(cwd);
  const { root, serviceFile } = await findProject(here, configFile, env['HOME']);
  const told = new Told();
  const read = <T>(file: string, schema: z.ZodType<T>) => told.reading(file, shownFrom(here, file), schema, env);

  const written = serviceFile === null ? undefined : await read(serviceFile, ServiceConfig);
  const tiers = await Promise.all((await tierFiles(root, shippedTiers)).map((file) => read(file, Tier)));
  const kept = oneOfEachName(
    tiers.filter((tier) => tier !== undefined),
    join(root, 'tiers'),
    told,
  );
  for (const file of await misnamedFiles(root)) {
    told.warnings.push({
      what: 'this file is not read',
      where: { file: shownFrom(here, file) },
      next: 'let its name end in .yaml',
    });
  }
  const service = written?.value ?? ServiceConfig.parse({});
  if (written !== undefined || serviceFile === null) {
    const names: Names = { tiers: kept.map(({ value }) => value.name), scenarios: await scenarioNames(root) };
    if (written) told.tell(serviceFindings(service, names), written.yaml);
    for (const { value, yaml } of kept) told.tell(tierFindings(value, service, names), yaml);
  }
  const alertRules = await readRuleFiles(service, root, (file) => shownFrom(here, file), told);
  if (told.errors.length > 0) throw new UserError(told.errors);
  const ordered = kept.map(({ value, file }) => ({ ...value, file })).sort(bySize);
  const policy = written ? policyOf(written.yaml) : {};
  return { root, service, serviceFile, policy, tiers: ordered, alertRules, warnings: told.warnings };
}

interface FileRead<T> {
  readonly file: string;
  readonly value: T;
  readonly yaml: YamlFile;
}

/** The problems of all files, so that they are told at once. */
class Told {
  readonly errors: Problem[] = [];
  readonly warnings: Problem[] = [];

  tell(findings: readonly Finding[], yaml: YamlFile): void {
    const placed = findings.map((finding) => ({ level: finding.level, problem: yaml.place(finding) }));
    const [line, column] = [({ where }: Problem) => where?.line ?? 0, ({ where }: Problem) => where?.column ?? 0];
    placed.sort(({ problem: a }, { problem: b }) => line(a) - line(b) || column(a) - column(b));
    for (const { level, problem } of placed) (level === 'error' ? this.errors : this.warnings).push(problem);
  }

  /** A file by its schema; undefined when something is wrong, which has been told then. */
  async reading<T>(
    file: string,
    shown: string,
    schema: z.ZodType<T>,
    env: Environment | null,
  ): Promise<FileRead<T> | undefined> {
    try {
      const yaml = readYaml(await readText(file, shown), shown, env);
      const { data, findings } = checkSchema(schema, yaml.value ?? {});
      this.tell(findings, yaml);
      return data === undefined ? undefined : { file, value: data, yaml };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      this.errors.push(...error.problems);
      return undefined;
    }
  }
}

/** The rules of all rule files. A rule file is Prometheus' own: no variables are filled into it. */
async function readRuleFiles(
  { alerts }: ServiceConfig,
  root: string,
  shown: (file: string) => string,
  told: Told,
): Promise<PrometheusRule[]> {
  const all: PrometheusRule[] = [];
  for (const { file } of ruleFilesOf(alerts)) {
    const path = resolve(root, file);
    const read = await told.reading(path, shown(path), RuleFile, null);
    if (read === undefined) continue;
    const { rules, findings } = await alertRulesOf(read.value, file);
    told.tell(findings, read.yaml);
    all.push(...rules);
  }
  return all;
}

/** Each tier once: two of one name are an error, and a file should be called as its tier. */
function oneOfEachName(tiers: readonly FileRead<Tier>[], own: string, told: Told): FileRead<Tier>[] {
  const kept = new Map<string, FileRead<Tier>>();
  for (const tier of tiers) {
    const { name } = tier.value;
    const other = kept.get(name);
    const file = basename(tier.file, '.yaml');
    if (!other) kept.set(name, tier);
    if (other) {
      told.tell(
        [fault(['name'], `the tier "${name}" is described twice`, { next: `rename it here or in ${other.yaml.file}` })],
        tier.yaml,
      );
    } else if (dirname(tier.file) === own && file !== name) {
      told.tell(
        [warning(['name'], `the tier in ${file}.yaml is called "${name}", and --tier takes that name`)],
        tier.yaml,
      );
    }
  }
  return [...kept.values()];
}

const USUAL_ORDER: readonly string[] = ['small', 'medium', 'large', 'enterprise'];

function bySize(a: Tier, b: Tier): number {
  const usual = (tier: Tier) => USUAL_ORDER.indexOf(tier.name);
  return a.sessions - b.sessions || a.rate - b.rate || usual(a) - usual(b) || (a.name < b.name ? -1 : 1);
}

/** A file as people want to read it: relative, unless it lies elsewhere. */
function shownFrom(here: string, file: string): string {
  const path = relative(here, file);
  return path.startsWith('..') ? file : path;
}
