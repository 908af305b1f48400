import type { Sizing } from '../../result/capacity-plan.ts';
import { wholeUp } from '../../stats/whole.ts';
import { poolOf } from '../pools/pool.ts';
import type { Level, Sized } from '../sized.ts';
import { beforeOf } from '../stated.ts';
import { gpusNeeded, memoryNeeded } from './needs.ts';
import { beyond, replicaLoad, replicasFor } from './replicas.ts';

/** What to deploy at a tier for the load of a level, with the optimistic bound of the replicas. */
export function sizingFor(sized: Sized, level: Level): { readonly sizing: Sizing; readonly pooled: string | null } {
  const { ledger, id, tier } = sized;
  const { carrying, replicas, pooled, cpu } = replicasFor(sized, level);
  const at = `${id}_${level}`;
  const projected = beyond(sized, level);
  const memory = replicas && carrying ? memoryOf(sized, level, carrying, replicas) : null;
  const product = (what: string, one: string | null, says: string, unit: string) =>
    one === null || replicas === null
      ? null
      : ledger.computed(
          `${at}_${what}`,
          { says: `${says} at ${tier.name}`, unit, projected },
          `${replicas} * ${one}`,
          (n) => n[replicas]! * n[one]!,
        );
  const sizing = {
    replicas,
    cpu: replicas && cpu,
    memory,
    cores: product('cores', cpu, 'cores in all', 'cores'),
    totalMemory: product('total_memory', memory, 'memory in all', 'bytes'),
    ...poolOf(sized, level, replicas),
    ...workersOf(sized, level),
    gpus: gpusOf(sized, level, replicas),
  };
  return { sizing, pooled };
}

/**
 * Memory of a replica: what the measured one had, and what the formula of the growth guide asks, (in flight × memory of
 * a request) + base, in flight by Little's law; the larger. Never less in all than at a smaller tier.
 */
function memoryOf(sized: Sized, level: Level, carrying: string, replicas: string): string | null {
  const { ledger, id, tier, unit, stated, smaller } = sized;
  const at = `${id}_${level}`;
  const projected = beyond(sized, level);
  const like = unit ? null : (smaller.findLast((one) => one.stated.memory !== null)?.stated.memory ?? null);
  const measured = unit && ledger.value(`${unit.at}_replica_memory`) !== null ? `${unit.at}_replica_memory` : null;
  const had = measured ?? stated.memory ?? like;
  const needed = unit
    ? enterMemoryNeeded(sized, `${at}_memory_needed`, replicaLoad(id, level), carrying, projected)
    : null;
  const before = beforeOf(sized, level, 'totalMemory');
  const asked =
    needed &&
    ledger.computed(
      `${at}_memory_asked`,
      { says: `memory of a replica at ${tier.name}, of which so much may be used`, unit: 'bytes', projected },
      `${needed} / memory_utilization`,
      (n) => n[needed]! / n['memory_utilization']!,
    );
  const candidates = [had, asked].filter((one) => one !== null);
  if (candidates.length === 0) return null;
  const all = before ? [...candidates, `${before} / ${replicas}`] : candidates;
  return ledger.computed(
    `${at}_memory`,
    { says: `memory of a replica at ${tier.name}`, unit: 'bytes', projected },
    all.length === 1 ? all[0]! : `max(${all.join(', ')})`,
    (n) => Math.max(...candidates.map((name) => n[name]!), before ? n[before]! / n[replicas]! : 0),
  );
}

/**
 * Enters the memory that one of so many replicas needs at a load, and what is in flight then; null where an ingredient
 * is not known.
 */
export function enterMemoryNeeded(
  { ledger, tier, unit }: Sized,
  id: string,
  load: string,
  replicas: string,
  projected = false,
): string | null {
  const known = (name: string) => ledger.value(name) !== null;
  if (!unit || !known(`${unit.at}_response`) || !known('memory_per_request') || !known('memory_base')) return null;
  const response = `${unit.at}_response`;
  const inFlight = ledger.computed(
    `${id}_in_flight`,
    { says: `requests in flight at ${tier.name}`, unit: 'requests', projected },
    `${load} * ${response}`,
    (n) => n[load]! * n[response]!,
  );
  return ledger.computed(
    id,
    { says: `memory that a replica needs at ${tier.name}`, unit: 'bytes', projected, ends: true },
    `${inFlight} / ${replicas} * memory_per_request + memory_base`,
    (n) => memoryNeeded(n[inFlight]! / n[replicas]!, n['memory_per_request']!, n['memory_base']!),
  );
}

/** Workers as stated, else in proportion to the load of the nearest smaller tier that states them. */
function workersOf(
  { ledger, id, tier, stated, smaller }: Sized,
  level: Level,
): Pick<Sizing, 'workers' | 'workerMemory'> {
  const model = smaller.findLast((one) => one.stated.workers !== null);
  if (stated.workers !== null || !model) return { workers: stated.workers, workerMemory: stated.workerMemory };
  const [of, from, load] = [model.stated.workers!, `${model.id}_peak`, `${id}_peak`];
  const workers = ledger.computed(
    `${id}_${level}_workers`,
    { says: `workers at ${tier.name}, in proportion`, unit: 'workers', projected: true },
    `ceil(${of} * ${load} / ${from})`,
    (n) => wholeUp((n[of]! * n[load]!) / n[from]!),
  );
  return { workers, workerMemory: stated.workerMemory ?? model.stated.workerMemory };
}

/** The growth guide: GPUs = ceil(memory of the model / memory of a GPU) × replicas. */
function gpusOf({ ledger, id, tier }: Sized, level: Level, replicas: string | null): string | null {
  const count = ledger.has('model_replicas') ? 'model_replicas' : replicas;
  if (!ledger.has('model_memory') || count === null) return null;
  return ledger.computed(
    `${id}_${level}_gpus`,
    { says: `GPUs at ${tier.name}`, unit: 'GPUs' },
    `ceil(model_memory / gpu_memory) * ${count}`,
    (n) => gpusNeeded(n['model_memory']!, n['gpu_memory']!, n[count]!),
  );
}
