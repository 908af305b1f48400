import { formatNumber } from '../../units/format.ts';
import { enterMemoryNeeded } from '../deployment/deployment.ts';
import { connections, serverConnections } from '../pools/checks.ts';
import type { Sized } from '../sized.ts';
import { against, type ResourceCheck } from './resource-check.ts';
import { roomChecks } from './room-checks.ts';

/** More processes than cores bear only take turns: they serve all the same. */
export const PROCESSES = 'worker processes';

/** Each resource that the tier states against what its peak needs of it. What is not known is not checked. */
export function resourceChecks(sized: Sized): ResourceCheck[] {
  return [
    cores(sized),
    memory(sized),
    connections(sized),
    serverConnections(sized),
    processes(sized),
    network(sized),
    ...roomChecks(sized),
  ].filter((check) => check !== null);
}

/** Utilisation law: cores in use = requests/s × CPU time of a request + what each replica uses at rest. */
function cores({ ledger, id, tier, stated }: Sized): ResourceCheck | null {
  if (ledger.value('cpu_time') === null) return null;
  const { replicas } = stated;
  const rests = replicas !== null && ledger.has('cpu_rest');
  const needed = ledger.computed(
    `${id}_cores_in_use`,
    { says: `cores in use at the peak of ${tier.name}`, unit: 'cores', ends: true },
    rests ? `${id}_peak * cpu_time + ${replicas} * cpu_rest` : `${id}_peak * cpu_time`,
    (n) => n[`${id}_peak`]! * n['cpu_time']! + (rests ? n[replicas]! * n['cpu_rest']! : 0),
  );
  return against({ ledger, id, tier, resource: 'cores', needed, stated: stated.cores, limit: 'cpu_utilization' });
}

function memory(sized: Sized): ResourceCheck | null {
  const { ledger, id, tier, stated } = sized;
  if (stated.replicas === null || stated.memory === null) return null;
  const needed = enterMemoryNeeded(sized, `${id}_memory_in_use`, `${id}_peak`, stated.replicas);
  return needed === null
    ? null
    : against({ ledger, id, tier, resource: 'memory', needed, stated: stated.memory, limit: 'memory_utilization' });
}

/** Processes of a replica against its cores. Background workers run elsewhere: no core of a replica is theirs. */
function processes({ ledger, id, tier, stated }: Sized): ResourceCheck | null {
  if (tier.api?.workers === undefined || stated.cpu === null) return null;
  const [needed, cpu] = [`${id}_stated_processes`, stated.cpu];
  const most = ledger.computed(
    `${id}_processes_most`,
    { says: `worker processes that the cores of a replica of ${tier.name} bear`, unit: 'processes' },
    `${cpu} * workers_per_core`,
    (n) => n[cpu]! * n['workers_per_core']!,
  );
  const use = ledger.computed(
    `${id}_processes_use`,
    { says: `worker processes of those that the cores of a replica of ${tier.name} bear`, unit: 'ratio' },
    `${needed} / ${most}`,
    (n) => n[needed]! / n[most]!,
  );
  const [have, bear] = [ledger.value(needed)!, ledger.value(most)!];
  const says = `${formatNumber(have, 9)} worker processes in a replica, and its cores bear ${formatNumber(bear, 9)}`;
  return { resource: PROCESSES, needed, stated: most, use, fits: have <= bear, says };
}

/** Bytes of both directions, against the bandwidth of all replicas. */
function network({ ledger, id, tier, unit, stated }: Sized): ResourceCheck | null {
  if (!unit || ledger.value(`${unit.at}_bytes`) === null) return null;
  const bytes = `${unit.at}_bytes`;
  const needed = ledger.computed(
    `${id}_network`,
    { says: `network at the peak of ${tier.name}`, unit: 'bytes/s' },
    `${id}_peak * ${bytes}`,
    (n) => n[`${id}_peak`]! * n[bytes]!,
  );
  const { replicas } = stated;
  if (tier.api?.network === undefined || replicas === null)
    return { resource: 'network', needed, stated: null, use: null, fits: null, says: `${tier.name} does not state it` };
  const words = { says: `bandwidth of a replica that ${tier.name} states`, unit: 'bytes/s' };
  const each = ledger.input(`${id}_stated_network`, 'stated', { value: tier.api.network }, words);
  const all = ledger.computed(
    `${id}_bandwidth`,
    { says: `bandwidth in all that ${tier.name} states`, unit: 'bytes/s' },
    `${replicas} * ${each}`,
    (n) => n[replicas]! * n[each]!,
  );
  return against({ ledger, id, tier, resource: 'network', needed, stated: all, limit: 'network_utilization' });
}
