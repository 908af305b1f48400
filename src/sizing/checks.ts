import type { PlannedTier } from '../result/capacity-plan.ts';
import { erlangC } from '../stats/queueing.ts';
import { formatNumber, formatRatio } from '../units/format.ts';
import { enterMemoryNeeded } from './deployment.ts';
import type { Sized } from './stated.ts';

type Check = PlannedTier['checks'][number];

/** Each resource that the tier states against what its peak needs of it. What is not known is not checked. */
export function checksOf(sized: Sized): Check[] {
  return [cores(sized), memory(sized), connections(sized), workers(sized), network(sized)].filter(
    (check) => check !== null,
  );
}

/** Utilisation law: cores in use = requests/s × CPU time of a request. */
function cores({ ledger, id, tier, stated }: Sized): Check | null {
  if (ledger.value('cpu_time') === null) return null;
  const needed = ledger.computed(
    `${id}_cores_in_use`,
    { says: `cores in use at the peak of ${tier.name}`, unit: 'cores' },
    `${id}_peak * cpu_time`,
    (n) => n[`${id}_peak`]! * n['cpu_time']!,
  );
  return against({ ledger, id, tier, resource: 'cores', needed, stated: stated.cores, limit: 'cpu_utilization' });
}

function memory(sized: Sized): Check | null {
  const { ledger, id, tier, stated } = sized;
  if (stated.replicas === null || stated.memory === null) return null;
  const needed = enterMemoryNeeded(sized, `${id}_memory_in_use`, `${id}_peak`, stated.replicas);
  return needed === null
    ? null
    : against({ ledger, id, tier, resource: 'memory', needed, stated: stated.memory, limit: 'memory_utilization' });
}

/** Little: connections in use = requests/s × time on a connection; and by Erlang C, how many of the requests wait for one. */
function connections({ ledger, id, tier, stated }: Sized): Check | null {
  if (ledger.value('database_time') === null) return null;
  const needed = ledger.computed(
    `${id}_connections_in_use`,
    { says: `connections in use at the peak of ${tier.name}`, unit: 'connections' },
    `${id}_peak * database_time`,
    (n) => n[`${id}_peak`]! * n['database_time']!,
  );
  const check = against({
    ledger,
    id,
    tier,
    resource: 'database connections',
    needed,
    stated: stated.pool,
    limit: 'pool_utilization',
  });
  if (stated.pool === null) return check;
  const overflow = stated.overflow;
  const most = ledger.computed(
    `${id}_connections_most`,
    { says: `connections at most at ${tier.name}`, unit: 'connections' },
    overflow ? `${stated.pool} + ${overflow}` : stated.pool,
    (n) => n[stated.pool!]! + (overflow ? n[overflow]! : 0),
  );
  const waiting = ledger.computed(
    `${id}_connection_waits`,
    { says: `requests that wait for a connection at the peak of ${tier.name}`, unit: 'ratio' },
    `erlang_c(${most}, ${needed})`,
    (n) => erlangC(n[most]!, n[needed]!),
  );
  const share = formatRatio(ledger.value(waiting));
  return { ...check, says: `${check.says}; with the overflow ${share} of the requests wait for a connection` };
}

function workers({ ledger, id, tier, stated }: Sized): Check | null {
  if (stated.workers === null || stated.cores === null) return null;
  const most = ledger.computed(
    `${id}_workers_most`,
    { says: `workers that the cores of ${tier.name} bear`, unit: 'workers' },
    `${stated.cores} * workers_per_core`,
    (n) => n[stated.cores!]! * n['workers_per_core']!,
  );
  const use = ledger.computed(
    `${id}_workers_use`,
    { says: `workers of those that the cores of ${tier.name} bear`, unit: 'ratio' },
    `${stated.workers} / ${most}`,
    (n) => n[stated.workers!]! / n[most]!,
  );
  const [have, bear] = [ledger.value(stated.workers)!, ledger.value(most)!];
  const says = `${formatNumber(have, 9)} workers, and the cores bear ${formatNumber(bear, 9)}`;
  return { resource: 'workers', needed: stated.workers, stated: most, use, fits: have <= bear, says };
}

/** Bytes of both directions, against the bandwidth of all replicas. */
function network({ ledger, id, tier, unit, stated }: Sized): Check | null {
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

interface Against extends Pick<Sized, 'ledger' | 'id' | 'tier'> {
  readonly resource: string;
  readonly needed: string;
  readonly stated: string | null;
  /** The figure that the use may reach. */
  readonly limit: string;
}

function against({ ledger, id, tier, resource, needed, stated, limit }: Against): Check {
  if (stated === null)
    return { resource, needed, stated, use: null, fits: null, says: `${tier.name} does not state them` };
  const use = ledger.computed(
    `${id}_${resource.replaceAll(' ', '_')}_use`,
    { says: `share of the ${resource} in use at the peak of ${tier.name}`, unit: 'ratio' },
    `${needed} / ${stated}`,
    (n) => n[needed]! / n[stated]!,
  );
  const share = ledger.value(use);
  const most = ledger.value(limit) ?? 1;
  const fits = share === null ? null : share <= most;
  return {
    resource,
    needed,
    stated,
    use,
    fits,
    says: `${formatRatio(share)} in use at the peak, at most ${formatRatio(most)}`,
  };
}
