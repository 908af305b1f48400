import * as z from 'zod';
import type { Result } from '../../result/result.ts';
import { Validity } from '../../result/result.ts';
import { State } from '../../result/vocabulary.ts';
import { formatBytes, formatSpan } from '../../units/format.ts';
import { errorsWithin, metricsOf, RunMetric } from './run-metrics.ts';

/** Facts of a run as text, by what they are about. */
const Facts = z.record(z.string(), z.string());

/** What comparisons read of a run: all of it that a baseline keeps. */
export const RunFigures = z.strictObject({
  id: z.string(),
  startedAt: z.string(),
  state: State,
  validity: Validity.shape.status,
  facts: z.strictObject({
    /** What makes runs comparable: the same load on the same target. */
    load: Facts,
    /** The generator's machine: between two of them one and the same service differs by 10 to 30 %. */
    machine: Facts,
    /** What may be the very change that is looked for. */
    beside: Facts,
  }),
  metrics: z.array(RunMetric),
  /** Standard errors of figures within the run, by the metric's label; absent in older baselines. */
  errors: z.record(z.string(), z.number()).optional(),
});
export type RunFigures = z.infer<typeof RunFigures>;

/** The fact that says `Linux 6.8.0`: the system and the release of its kernel. */
export const OPERATING_SYSTEM = 'operating system';

/** The figures and facts of a run that was judged. */
export function figuresOf(result: Result): RunFigures {
  const { run, validity, kind, stages, provenance } = result;
  const { machine, engine } = provenance;
  const errors = errorsWithin(result);
  return {
    id: run.id,
    startedAt: run.startedAt,
    state: run.state,
    validity: validity.status,
    facts: {
      load: {
        ...loadFacts({ ...run, kind, loads: loadsOf(result), untilSure: stages.some(({ untilSure }) => untilSure) }),
        target: targetFact(run.target, machine.hostsTarget),
      },
      machine: asText({
        [OPERATING_SYSTEM]: machine.os,
        CPUs: machine.cpus,
        CPU: machine.cpuModel,
        memory: formatBytes(machine.memory, 2),
        'target on the generator': machine.hostsTarget,
      }),
      beside: asText({
        'target version': provenance.targetVersion,
        environment: provenance.environment,
        "scenario's code": provenance.bundleHash.slice(0, 12),
        configuration: provenance.configHash.slice(0, 12),
        loadkit: provenance.loadkit,
        k6: `${engine.k6} (${engine.kind})`,
        'Node.js': provenance.node,
      }),
    },
    metrics: [...metricsOf(result)],
    ...(Object.keys(errors).length > 0 ? { errors } : {}),
  };
}

/** What load a run sends, be it made or only planned. */
export interface RunLoad
  extends Pick<Result['run'], 'scenario' | 'profile' | 'tier' | 'base' | 'arrivals' | 'timeScale'> {
  readonly kind: Result['kind'];
  /** What each stage is to come to, in the unit of the base. */
  readonly loads: readonly number[];
  /** Seconds; null when unknown. */
  readonly planned: number | null;
  readonly untilSure: boolean;
}

/** What makes runs comparable, but for their target. */
export function loadFacts({ kind, ...load }: RunLoad): Record<string, string> {
  return asText({
    'kind of run': kind,
    scenario: load.scenario,
    profile: load.profile,
    tier: load.tier,
    load: offered({ kind, ...load }),
    arrivals: load.arrivals,
    'time-scale': load.timeScale,
    length: lengthOf({ kind, ...load }),
  });
}

function loadsOf({ run: { plannedLoads }, stages }: Result): readonly number[] {
  return plannedLoads ?? stages.flatMap(({ load }) => (load === null ? [] : [load.to]));
}

const DIGITS = 9;

/**
 * What is offered: the load of the profile, and where stages go beyond it or stay below, all of theirs. What a search offers
 * follows from what it finds.
 */
function offered({ kind, base, loads }: Pick<RunLoad, 'kind' | 'base' | 'loads'>): string | null {
  if (base === null) return null;
  const held = `${base.value} ${base.kind === 'rate' ? 'requests/s' : 'users'}`;
  if (kind === 'search' || loads.every((load) => load === base.value)) return held;
  return `${held}, stages of ${loads.map((load) => Number(load.toPrecision(DIGITS))).join(', ')}`;
}

/**
 * How long its load was to last: a service that was loaded for a minute is not yet as full or as warm as after an hour. A
 * search ends when it knows.
 */
function lengthOf({ kind, planned, untilSure }: Pick<RunLoad, 'kind' | 'planned' | 'untilSure'>): string | null {
  if (kind === 'search' || planned === null) return null;
  const span = formatSpan(planned);
  return untilSure ? `until sure, ${span} at most` : span;
}

/** On the generator's machine ports are given as they are free: to the sandbox, to a container, to either of two builds. */
export function targetFact(target: string, onThisMachine: boolean): string {
  if (!onThisMachine || !URL.canParse(target)) return target;
  const url = new URL(target);
  url.port = '';
  return url.href.replace(/\/$/, '');
}

function asText(facts: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(facts).map(([what, value]) => [what, String(value ?? 'none')]));
}

/** Runs as they were made, those of one moment by their ids: the same whatever order they are given in. */
export function inOrder(runs: readonly RunFigures[]): RunFigures[] {
  const before = (a: RunFigures, b: RunFigures) =>
    a.startedAt < b.startedAt || (a.startedAt === b.startedAt && a.id < b.id);
  return runs.toSorted((a, b) => (before(a, b) ? -1 : before(b, a) ? 1 : 0));
}
