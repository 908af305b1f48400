import type { Tier } from '../config/tier.ts';
import type { Sizing } from '../result/capacity-plan.ts';
import type { Ledger } from './ledger.ts';
import { enterOpened, enterPools, statedOwner } from './pools/owner.ts';
import type { Level, Sized } from './sized.ts';

/**
 * What the tier before this one gets, below which this one does not fall. Of a measured tier what was only projected of
 * a smaller one says nothing: at neither level, or else what is recommended could fall below the minimum.
 */
export function beforeOf({ ledger, own, smaller }: Sized, level: Level, what: keyof Sizing): string | null {
  const before = smaller.at(-1);
  const figure = before?.[level][what] ?? null;
  const asked = before?.recommended[what] ?? null;
  return own && asked !== null && ledger.get(asked).basis === 'projected' ? null : figure;
}

export const NOTHING: Sizing = {
  replicas: null,
  cpu: null,
  memory: null,
  cores: null,
  totalMemory: null,
  pool: null,
  overflow: null,
  pools: null,
  connections: null,
  workers: null,
  workerMemory: null,
  gpus: null,
};

/** Enters what a tier states: its load, that load at its peak and with headroom, and its deployment. */
export function enterStated(ledger: Ledger, tier: Tier, id: string): Sizing {
  const { name, rate, sessions, api, database, workers } = tier;
  ledger.input(`${id}_rate`, 'stated', { value: rate }, { says: `load of ${name}`, unit: 'requests/s' });
  ledger.input(`${id}_sessions`, 'stated', { value: sessions }, { says: `users of ${name}`, unit: 'users' });
  ledger.computed(
    `${id}_peak`,
    { says: `peak load of ${name}`, unit: 'requests/s' },
    `${id}_rate * peak_over_mean`,
    (n) => n[`${id}_rate`]! * n['peak_over_mean']!,
  );
  ledger.computed(
    `${id}_planned`,
    { says: `peak load of ${name} with headroom`, unit: 'requests/s' },
    `${id}_peak * (1 + headroom)`,
    (n) => n[`${id}_peak`]! * (1 + n['headroom']!),
  );
  const state = (what: string, value: number | undefined, says: string, unit: string) =>
    value === undefined
      ? null
      : ledger.input(`${id}_stated_${what}`, 'stated', { value }, { says: `${says} that ${name} states`, unit });
  const times = (what: string, one: string | null, count: string | null, says: string, unit: string) =>
    one === null || count === null
      ? null
      : ledger.computed(
          `${id}_stated_${what}`,
          { says: `${says} that ${name} states`, unit },
          `${count} * ${one}`,
          (n) => n[count]! * n[one]!,
        );
  const replicas = state('replicas', api?.replicas, 'replicas', 'replicas');
  const cpu = state('cpu', api?.cpu, 'cores of a replica', 'cores');
  const memory = state('memory', api?.memory, 'memory of a replica', 'bytes');
  state('connections', database?.connections, 'database connections', 'connections');
  state('processes', api?.workers, 'worker processes of a replica', 'processes');
  state('max_connections', database?.maxConnections, 'connections of the server', 'connections');
  const pool = state('pool', database?.pool, 'pool of connections', 'connections');
  const overflow = state('overflow', database?.overflow, 'overflow of the pool', 'connections');
  const where = `at ${name} as stated`;
  const at = `${id}_stated`;
  const pools = pool === null ? null : enterPools(ledger, statedOwner(ledger, tier, id), replicas, { at, where });
  return {
    replicas,
    cpu,
    memory,
    cores: times('cores', cpu, replicas, 'cores in all', 'cores'),
    totalMemory: times('total_memory', memory, replicas, 'memory in all', 'bytes'),
    pool,
    overflow,
    pools: pools?.count ?? null,
    connections: pool && (pools ? enterOpened(ledger, `${at}_opened`, { pool, overflow, pools }, { where }) : null),
    workers: state('workers', workers?.count, 'workers', 'workers'),
    workerMemory: state('worker_memory', workers?.memory, 'memory of a worker', 'bytes'),
    gpus: null,
  };
}
