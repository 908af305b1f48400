import { wholeUp } from '../../stats/whole.ts';
import type { Ledger } from '../ledger.ts';
import { isProjected } from '../measured/measured-unit.ts';
import type { Level, Sized } from '../sized.ts';
import { beforeOf } from '../stated.ts';
import { cpuNeeded } from './needs.ts';
import { replicasPooled, replicasSeparate } from './queue-model.ts';

/** Ids of figures: the replicas that carry the load, all of them with those to lose, and the optimistic bound. */
export interface Replicas {
  readonly carrying: string | null;
  readonly replicas: string | null;
  readonly pooled: string | null;
  readonly cpu: string | null;
}

/** The ids of the load of a level. */
export function replicaLoad(id: string, level: Level): string {
  return level === 'minimum' ? `${id}_peak` : `${id}_planned`;
}

/**
 * Whether what is computed of a load rests on no measurement, is beyond what was measured, or was neither stated nor
 * measured here.
 */
export function beyond({ ledger, unit, own, stated, id }: Sized, level: Level): boolean {
  if (unit === null) return true;
  return isProjected(ledger, unit, replicaLoad(id, level)) || (!own && stated.replicas === null);
}

/** A load for which replicas are sought, and how the figures about it are named. */
export interface Load {
  /** The figure of the load, in requests/s. */
  readonly load: string;
  /** The beginning of the ids. */
  readonly at: string;
  /** What ends the words of each: `at medium`. */
  readonly where: string;
  readonly projected: boolean;
}

type Model = Pick<Sized, 'ledger' | 'unit' | 'stated' | 'smaller' | 'balancing'>;

/** The replicas for a tier's load: those that carry it and, where recommended, those that may fail. */
export function replicasFor(sized: Sized, level: Level): Replicas {
  const { ledger, id, tier } = sized;
  const at = `${id}_${level}`;
  const projected = beyond(sized, level);
  const { carrying, pooled, cpu } = carryingFor(sized, {
    load: replicaLoad(id, level),
    at,
    where: `at ${tier.name}`,
    projected,
  });
  if (carrying === null) return { carrying, replicas: null, pooled, cpu };
  if (level === 'minimum') return { carrying, replicas: notFewer(sized, level, carrying, cpu), pooled, cpu };
  const spare = withSpare(ledger, { at, where: `at ${tier.name}`, projected }, carrying);
  return { carrying, replicas: notFewer(sized, level, spare, cpu), pooled, cpu };
}

/** Enters replicas and those that may fail. */
export function withSpare(ledger: Ledger, { at, where, projected }: Omit<Load, 'load'>, carrying: string): string {
  const words = { says: `replicas ${where}, with those that may fail`, unit: 'replicas', projected };
  return ledger.computed(`${at}_with_spare`, words, `${carrying} + failures`, (n) => n[carrying]! + n['failures']!);
}

/** The replicas that carry a load, by the queueing model and by the cores that it needs; the larger counts. */
export function carryingFor(model: Model, load: Load): Omit<Replicas, 'replicas'> {
  const { ledger } = model;
  const cpu = cpuOf(model);
  const { candidates, pooled } = byQueue(model, load);
  const byCores = replicasByCores(ledger, load, cpu);
  if (byCores) candidates.push(byCores);
  if (candidates.length === 0) return { carrying: null, pooled, cpu };
  const carrying = ledger.computed(
    `${load.at}_carrying`,
    { says: `replicas that carry the load ${load.where}`, unit: 'replicas', projected: load.projected },
    candidates.length === 1 ? candidates[0]! : `max(${candidates.join(', ')})`,
    (n) => Math.max(...candidates.map((name) => n[name]!)),
  );
  return { carrying, pooled, cpu };
}

/**
 * The cores of a replica: as measured, as stated, or, where nothing was measured, as the nearest smaller tier states
 * them.
 */
function cpuOf({ ledger, unit, stated, smaller }: Model): string | null {
  if (unit && ledger.value(`${unit.at}_replica_cpu`) !== null) return `${unit.at}_replica_cpu`;
  return stated.cpu ?? (unit ? null : (smaller.findLast((one) => one.stated.cpu !== null)?.stated.cpu ?? null));
}

function byQueue(
  { ledger, unit, balancing }: Model,
  { load, at, where, projected }: Load,
): { candidates: string[]; pooled: string | null } {
  if (!unit) return { candidates: [], pooled: null };
  const { at: unitAt } = unit;
  const [promised, measured, service] = [`${unitAt}_promised`, `${unitAt}_replicas`, `${unitAt}_service_time`];
  const [q, limit] = [`${unitAt}_quantile`, `${unitAt}_limit`];
  const words = (says: string) => ({ says: `${says} ${where}`, unit: 'replicas', projected });
  const separate = ledger.computed(
    `${at}_separate`,
    words('replicas with a line each'),
    `replicas_separate(${load}, ${promised}, ${measured}, imbalance)`,
    (n) => replicasSeparate(n[load]!, n[promised]!, n[measured]!, n['imbalance']!),
  );
  if (ledger.value(service) === null) return { candidates: [separate], pooled: null };
  const pooled = ledger.computed(
    `${at}_pooled`,
    words('replicas that share one line'),
    `replicas_pooled(${load}, ${service}, ${q}, ${limit})`,
    (n) => replicasPooled(n[load]!, n[service]!, { quantile: n[q]!, limit: n[limit]! }),
  );
  // Fewer replicas than were measured lose what these gained by sharing a line, if they did: the larger of the two
  // models.
  return { candidates: balancing === 'separate' ? [separate, pooled] : [pooled], pooled };
}

/** The growth guide: cores = requests/s × processing time / utilization target; in replicas of so many cores. */
function replicasByCores(ledger: Ledger, { load, at, where, projected }: Load, cpu: string | null): string | null {
  if (ledger.value('cpu_time') === null) return null;
  const needed = ledger.computed(
    `${at}_cores_needed`,
    { says: `cores for the load ${where}`, unit: 'cores', projected },
    `${load} * cpu_time / cpu_utilization`,
    (n) => cpuNeeded(n[load]!, n['cpu_time']!, n['cpu_utilization']!),
  );
  if (cpu === null) return null;
  const words = { says: `replicas by cores ${where}`, unit: 'replicas', projected };
  // Of a replica that is as busy at rest as it may be nothing is left for requests: its cores are told by their check.
  const isFree =
    ledger.has('cpu_rest') && ledger.value(cpu)! * ledger.value('cpu_utilization')! > ledger.value('cpu_rest')!;
  if (!isFree)
    return ledger.computed(`${at}_by_cores`, words, `ceil(${needed} / ${cpu})`, (n) => wholeUp(n[needed]! / n[cpu]!));
  return ledger.computed(`${at}_by_cores`, words, `ceil(${needed} / (${cpu} - cpu_rest / cpu_utilization))`, (n) =>
    wholeUp(n[needed]! / (n[cpu]! - n['cpu_rest']! / n['cpu_utilization']!)),
  );
}

/** A larger tier never gets fewer cores than a smaller one, nor, where cores are not known, fewer replicas. */
function notFewer(sized: Sized, level: Level, own: string, cpu: string | null): string {
  const { ledger, id, tier } = sized;
  const words = { says: `replicas at ${tier.name}`, unit: 'replicas', projected: beyond(sized, level) };
  const final = `${id}_${level}_replicas`;
  const [cores, replicas] = [beforeOf(sized, level, 'cores'), beforeOf(sized, level, 'replicas')];
  if (cores && cpu) {
    return ledger.computed(final, words, `max(${own}, ceil(${cores} / ${cpu}))`, (n) =>
      Math.max(n[own]!, wholeUp(n[cores]! / n[cpu]!)),
    );
  }
  if (replicas && !cpu) {
    return ledger.computed(final, words, `max(${own}, ${replicas})`, (n) => Math.max(n[own]!, n[replicas]!));
  }
  return ledger.computed(final, words, own, (n) => n[own]!);
}
