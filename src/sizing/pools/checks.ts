import { erlangC } from '../../stats/queueing/mmc.ts';
import { formatNumber, formatRatio } from '../../units/format.ts';
import type { Sized } from '../sized.ts';
import { against, type ResourceCheck } from '../verdict/resource-check.ts';
import { enterOpened, statedOwner } from './owner.ts';

/** What pools may open of the server's connections, which none need have opened. */
export const OPENED = 'connections of the server';
/** What is in use of what the pools keep. */
export const CONNECTIONS = 'database connections';

/**
 * Little: connections in use = requests/s × time on a connection, against what all pools keep; and by Erlang C, how
 * many of the requests wait for one in a pool that gets its share of them.
 */
export function connections(sized: Sized): ResourceCheck | null {
  const { ledger, id, tier, stated } = sized;
  if (ledger.value('database_time') === null) return null;
  const needed = ledger.computed(
    `${id}_connections_in_use`,
    { says: `connections in use at the peak of ${tier.name}`, unit: 'connections', ends: true },
    `${id}_peak * database_time`,
    (n) => n[`${id}_peak`]! * n['database_time']!,
  );
  const about = { ledger, id, tier, resource: CONNECTIONS, needed, limit: 'pool_utilization' };
  const { pool, overflow, pools: count } = stated;
  if (pool === null) return against({ ...about, stated: null });
  const missing = missingOfPool(sized);
  if (missing !== null) return unknownOwner(sized, about, pool, missing);
  const kept =
    count === null
      ? pool
      : ledger.computed(
          `${id}_stated_kept`,
          { says: `connections that all pools of ${tier.name} keep`, unit: 'connections' },
          `${pool} * ${count}`,
          (n) => n[pool]! * n[count]!,
        );
  const check = against({ ...about, stated: kept });
  const each = overflow ? `(${pool} + ${overflow})` : pool;
  const share = count === null ? needed : `${needed} / ${count}`;
  const waiting = ledger.computed(
    `${id}_connection_waits`,
    { says: `requests that wait for a connection at the peak of ${tier.name}`, unit: 'ratio' },
    `erlang_c(${each}, ${share})`,
    (n) => erlangC(n[pool]! + (overflow ? n[overflow]! : 0), n[needed]! / (count ? n[count]! : 1)),
  );
  const waits = formatRatio(ledger.value(waiting));
  return { ...check, says: `${check.says}; with the overflow ${waits} of the requests wait for a connection` };
}

/** A pool of which nobody says whose it is: enough for all of them together is enough; less says nothing. */
function unknownOwner(
  { ledger, tier }: Sized,
  about: Omit<Parameters<typeof against>[0], 'stated'>,
  pool: string,
  missing: string,
): ResourceCheck {
  const [kept, needed, most] = [pool, about.needed, about.limit].map((one) => ledger.value(one) ?? Number.NaN);
  if (needed! <= kept! * most!) return against({ ...about, stated: pool });
  const { resource } = about;
  return {
    resource,
    needed: about.needed,
    stated: null,
    use: null,
    fits: null,
    says: `${tier.name} does not state ${missing}`,
  };
}

/** What all pools may open as stated, against what the server takes. */
export function serverConnections(sized: Sized): ResourceCheck | null {
  const { ledger, id, tier, stated } = sized;
  const most = `${id}_stated_max_connections`;
  if (!ledger.has(most)) return null;
  if (stated.pool === null) return withoutPool(sized, most);
  const resource = OPENED;
  const missing = missingOfPool(sized);
  const { pool, overflow } = stated;
  // At least what one pool opens, whosever it is.
  const needed =
    stated.connections ??
    enterOpened(
      ledger,
      `${id}_stated_least`,
      { pool, overflow, pools: { count: null } },
      { where: `of one pool at ${tier.name}` },
    );
  const [opened, takes] = [ledger.value(needed)!, ledger.value(most)!];
  if (missing !== null && opened <= takes)
    return { resource, needed, stated: most, use: null, fits: null, says: `${tier.name} does not state ${missing}` };
  const use = ledger.computed(
    `${id}_server_connections_use`,
    { says: `share of the connections of the server that ${tier.name} may open`, unit: 'ratio' },
    `${needed} / ${most}`,
    (n) => n[needed]! / n[most]!,
  );
  const says = `its pools may open ${formatNumber(opened, 9)} connections, and the server takes ${formatNumber(takes, 9)}`;
  return { resource, needed, stated: most, use, fits: opened <= takes, says };
}

/**
 * Without a pool (Go's database/sql opens what is asked for) what is in use is what is open, and a slow query opens
 * more.
 */
function withoutPool(sized: Sized, most: string): ResourceCheck | null {
  const { ledger, id, tier } = sized;
  const needed = `${id}_connections_in_use`;
  if (!ledger.has(needed)) return null;
  const check = against({ ledger, id, tier, resource: OPENED, needed, stated: most, limit: 'pool_utilization' });
  return { ...check, says: `${check.says}; ${tier.name} states no pool, and without one a slow query opens more` };
}

/** What must be stated before a pool is known to be how many; null: nothing. */
export function missingOfPool({ ledger, tier, id, stated }: Sized): string | null {
  const owner = statedOwner(ledger, tier, id);
  if (stated.pool === null) return null;
  if (owner === null) return 'whose the pool is (database.of: process, replica or deployment)';
  if (owner.of !== 'deployment' && stated.replicas === null)
    return 'its replicas (api.replicas), each of which has pools';
  if (owner.of === 'process' && owner.processes === null)
    return 'the processes of a replica (api.workers), each of which has a pool';
  return null;
}
