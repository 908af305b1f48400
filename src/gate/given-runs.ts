import { figuresOf, targetFact } from '../compare/runs/run-figures.ts';
import type { Problem } from '../errors.ts';
import type { Objective } from '../objectives/objective.ts';
import type { ObjectiveResult } from '../objectives/result.ts';
import { isSilenced } from '../objectives/severity.ts';
import type { Result } from '../result/result.ts';

/** What is known of a run, in words, by what it is about. */
export type Terms = Readonly<Record<string, readonly string[]>>;

/** What a leg says of its runs. What it does not say may be anything, as long as it is the same in all of them. */
export interface LegTerms {
  readonly terms: Terms;
  /** As it may be shown; null: whatever the runs have. */
  readonly target: string | null;
}

type Stated = Pick<
  Objective | ObjectiveResult,
  'name' | 'source' | 'target' | 'critical' | 'severity' | 'silence' | 'required'
>;

/** The objectives that somebody stated, and the script's own thresholds: which these are, and what they ask. */
export function objectiveTerms(objectives: readonly Stated[]): Terms {
  const from = (...sources: readonly string[]) => objectives.filter(({ source }) => sources.includes(source));
  return {
    objectives: distinct(from('config', 'tier', 'scenario', 'flag').map(objectiveText)),
    // What their limits are in base units only the metrics of a run say; the names hold them as they were written.
    "script's thresholds": distinct(from('k6').map(({ name }) => name)),
  };
}

function objectiveText({ name, target, critical, required, ...weighed }: Stated): string {
  const limits = [
    target && `target ${target.op} ${target.value}`,
    critical && `critical ${critical.op} ${critical.value}`,
  ];
  const weight = [
    weighed.severity === 'warning' && 'a warning',
    isSilenced(weighed) && 'silenced',
    !required && 'not required',
  ];
  return `${name} (${[...limits, ...weight].filter((part) => part).join(', ')})`;
}

/** The version of the target that was stated. */
export function versionTerms(version: string | null): Terms {
  return { 'target version': [version ?? 'none'] };
}

/** Facts of one value each. */
export function factTerms(facts: Readonly<Record<string, string>>): Terms {
  return Object.fromEntries(Object.entries(facts).map(([what, value]) => [what, [value]]));
}

function termsOf(result: Result): Terms {
  return {
    ...factTerms(figuresOf(result).facts.load),
    ...versionTerms(result.provenance.targetVersion),
    ...objectiveTerms(result.objectives.filter(({ measure }) => measure.kind !== 'own')),
  };
}

/**
 * What keeps given runs from being those of one leg: they differ from what it says, or among themselves. One verdict on
 * several targets, builds, loads or objectives is one on none of them.
 */
export function notOfLeg(
  name: string,
  results: readonly Result[],
  { terms, target }: LegTerms,
  next: string,
): Problem[] {
  const [first] = results;
  if (first === undefined) return [];
  const found = new Map<
    string,
    { readonly problem: Omit<Problem, 'what'>; readonly what: string; readonly ids: string[] }
  >();
  for (const result of results) {
    const { hostsTarget } = result.provenance.machine;
    const stated: Terms = { ...terms, ...(target === null ? {} : { target: [targetFact(target, hostsTarget)] }) };
    const wanted: Terms = { ...termsOf(first), ...stated };
    for (const [what, is] of Object.entries(termsOf(result))) {
      const [there, here] = [without(is, wanted[what] ?? []), without(wanted[what] ?? [], is)];
      if (there.length + here.length === 0) continue;
      const why = `${words(there)} there, ${words(here)} in ${what in stated ? 'this gate' : first.run.id}`;
      const known = found.get(what + why);
      if (known) known.ids.push(result.run.id);
      else found.set(what + why, { what, ids: [result.run.id], problem: { where: { path: name }, why, next } });
    }
  }
  return [...found.values()].map(({ what, ids: [id, ...more], problem }) => ({
    what: `${id}${more.length > 0 ? ` and ${more.length} more` : ''} cannot be judged with it: the ${what} ${PLURAL.has(what) ? 'differ' : 'differs'}`,
    ...problem,
  }));
}

const PLURAL: ReadonlySet<string> = new Set(['objectives', "script's thresholds", 'arrivals']);

function without(all: readonly string[], some: readonly string[]): string[] {
  return all.filter((one) => !some.includes(one));
}

function words(values: readonly string[]): string {
  return values.join('; ') || 'none';
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)];
}
