import type { Sizing } from '../../result/capacity-plan.ts';
import { wholeUp } from '../../stats/whole.ts';
import { beyond, replicaLoad } from '../deployment/replicas.ts';
import type { Level, Sized } from '../sized.ts';
import { beforeOf } from '../stated.ts';
import { enterOpened, enterPools, ownerOf, type Pools } from './owner.ts';

type Pooled = Pick<Sizing, 'pool' | 'overflow' | 'pools' | 'connections'>;

/**
 * Pool and overflow of each owner, by Little's law where the time on a connection is known; else as stated; else like
 * the nearest smaller tier. Where nobody says whose the pool is, what the law gives is a number for all of them
 * together.
 */
export function poolOf(sized: Sized, level: Level, replicas: string | null): Pooled {
  const { ledger, id, tier, stated, smaller } = sized;
  const [at, projected] = [`${id}_${level}`, beyond(sized, level)];
  const where = `at ${tier.name}`;
  const owner = ownerOf(sized);
  const pools = enterPools(ledger, owner, replicas, { at, where, projected });
  const like = smaller.findLast((one) => one.stated.pool !== null && one.stated.overflow !== null);
  const model = like?.pools?.of === owner?.of ? like : undefined;
  const pool = sizeOf(sized, level, pools, model);
  if (pool === null || (owner === null && pool !== stated.pool))
    return { pool, overflow: null, pools: null, connections: null };
  const overflow = stated.overflow ?? (model ? overflowLike(sized, level, pool, model.stated) : null);
  const connections =
    pools &&
    enterOpened(
      ledger,
      `${at}_opened`,
      { pool, overflow, pools },
      { where, projected: projected && pool !== stated.pool },
    );
  return { pool, overflow, pools: pools?.count ?? null, connections };
}

/** One pool of them; all together where nobody says whose they are. */
function sizeOf(
  sized: Sized,
  level: Level,
  pools: Pools | null,
  like: Sized['smaller'][number] | undefined,
): string | null {
  const { ledger, id, tier, stated, smaller } = sized;
  const [load, at] = [replicaLoad(id, level), `${id}_${level}`];
  const owner = ownerOf(sized);
  const words = { says: `pool of connections at ${tier.name}`, unit: 'connections', projected: stated.pool === null };
  // Of each process or replica, and nobody says how many there are.
  if (owner && pools === null) return stated.pool;
  const count = pools?.count ?? null;
  const split = count === null ? '' : ` / ${count}`;
  const share = (n: Readonly<Record<string, number>>) => (count === null ? 1 : n[count]!);
  if (ledger.value('database_time') !== null) {
    const connections = ledger.computed(
      `${at}_connections`,
      { says: `connections in use at ${tier.name}`, unit: 'connections' },
      `${load} * database_time`,
      (n) => n[load]! * n['database_time']!,
    );
    const before = count === null && smaller.at(-1)?.pools?.of === owner?.of ? beforeOf(sized, level, 'pool') : null;
    const asked = `ceil(${connections} / pool_utilization${split})`;
    // What was measured is no reason to take from a pool that is there: the server sees less than the pool holds.
    const kept = ledger.get('database_time').basis === 'measured' ? stated.pool : null;
    const least = [before, kept].filter((one) => one !== null);
    return ledger.computed(
      `${at}_pool`,
      { ...words, projected: beyond(sized, level) },
      least.length > 0 ? `max(${[asked, ...least].join(', ')})` : asked,
      (n) => Math.max(wholeUp(n[connections]! / n['pool_utilization']! / share(n)), ...least.map((one) => n[one]!)),
    );
  }
  if (stated.pool !== null) return stated.pool;
  const connections = `${id}_stated_connections`;
  if (ledger.has(connections))
    return count === null
      ? ledger.computed(`${at}_pool`, words, connections, (n) => n[connections]!)
      : ledger.computed(`${at}_pool`, words, `ceil(${connections}${split})`, (n) =>
          wholeUp(n[connections]! / share(n)),
        );
  if (!like?.stated.pool) return null;
  const [of, peak] = [like.stated.pool, `${like.id}_peak`];
  if (count !== null) return ledger.computed(`${at}_pool`, words, of, (n) => n[of]!);
  return ledger.computed(`${at}_pool`, words, `ceil(${of} * ${id}_peak / ${peak})`, (n) =>
    wholeUp((n[of]! * n[`${id}_peak`]!) / n[peak]!),
  );
}

function overflowLike({ ledger, id, tier }: Sized, level: Level, pool: string, like: Sizing): string {
  const [from, to] = [like.pool!, like.overflow!];
  return ledger.computed(
    `${id}_${level}_overflow`,
    { says: `overflow of the pool at ${tier.name}`, unit: 'connections', projected: true },
    `ceil(${pool} * ${to} / ${from})`,
    (n) => wholeUp((n[pool]! * n[to]!) / n[from]!),
  );
}
