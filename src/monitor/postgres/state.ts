import * as z from 'zod';
import type { Rows } from './session.ts';

/** In the statements of the monitor itself, so that it does not count them as work of the service. */
export const OWN = '/* loadkit */';

/**
 * What the server says of itself, of this database, of its clients and of its standbys: the columns of its monitoring
 * views (postgresql.org/docs, chapter 28), as they are from version 13 on.
 */
export const STATE = `
select ${OWN}
  current_setting('max_connections')::float8 - current_setting('superuser_reserved_connections')::float8
    - coalesce(nullif(current_setting('reserved_connections', true), ''), '0')::float8 as places,
  extract(epoch from pg_postmaster_start_time())::float8 as started,
  extract(epoch from stats_reset)::float8 as reset,
  pg_has_role('pg_read_all_stats', 'USAGE') as sees,
  (select quote_ident(nspname) from pg_extension e join pg_namespace n on n.oid = e.extnamespace
    where extname = 'pg_stat_statements') as schema,
  exists (select from pg_class where relname = 'pg_stat_statements_info') as statements_reset,
  xact_commit::float8 as commits, xact_rollback::float8 as rollbacks, deadlocks::float8,
  blks_hit::float8 as hits, blks_read::float8 as reads,
  case when pg_is_in_recovery() then case
    when pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() then 0
    else extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp())::float8 end end as behind
from pg_stat_database where datname = current_database();
select ${OWN} coalesce(state, 'unknown') as state, count(*)::float8 as connections,
  count(*) filter (where datname = current_database() and state <> 'idle')::float8 as busy,
  count(*) filter (where wait_event_type = 'Lock')::float8 as waiting,
  max(extract(epoch from clock_timestamp() - query_start)) filter (where state = 'active')::float8 as query,
  max(extract(epoch from clock_timestamp() - xact_start))::float8 as transaction
from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid() group by 1;
select ${OWN} application_name as standby, max(bytes)::float8 as bytes,
  max(coalesce(extract(epoch from replay_lag)::float8, case when bytes = 0 then 0 end)) as lag
from (select application_name, replay_lag, pg_wal_lsn_diff(
  case when pg_is_in_recovery() then pg_last_wal_receive_lsn() else pg_current_wal_lsn() end, replay_lsn) as bytes
  from pg_stat_replication) as standbys group by 1`;

const Server = z.object({
  /** Connections that are not kept for superusers. */
  places: z.number(),
  /** When the server and the counters of the database began, seconds since the epoch. */
  started: z.number(),
  reset: z.number().nullable(),
  /** Whether the role may see what others do. */
  sees: z.boolean(),
  /** Where pg_stat_statements is, quoted; null: it is not in this database. */
  schema: z.string().nullable(),
  /** Whether it says when it was reset (its version 1.9). */
  statements_reset: z.boolean(),
  commits: z.number(),
  rollbacks: z.number(),
  deadlocks: z.number(),
  /** Blocks that were asked for: found in the cache, and not. */
  hits: z.number(),
  reads: z.number(),
  /** Of a standby: seconds that it is behind. */
  behind: z.number().nullable(),
});
const Clients = z.object({
  state: z.string(),
  connections: z.number(),
  /** Of this database, not idle. */
  busy: z.number(),
  /** That wait for a lock. */
  waiting: z.number(),
  /** Seconds of the longest query that runs, and of the longest transaction that is open. */
  query: z.number().nullable(),
  transaction: z.number().nullable(),
});
const Standby = z.object({ standby: z.string(), bytes: z.number().nullable(), lag: z.number().nullable() });

const Answer = z.tuple([z.tuple([Server]), z.array(Clients), z.array(Standby)]);

/** What `STATE` answers. */
export interface ServerState {
  readonly server: z.output<typeof Server>;
  /** By their state, without the monitor's own session. */
  readonly clients: readonly z.output<typeof Clients>[];
  readonly standbys: readonly z.output<typeof Standby>[];
}

export function stateIn(answer: readonly Rows[]): ServerState | undefined {
  const { data } = Answer.safeParse(answer);
  return data && { server: data[0][0], clients: data[1], standbys: data[2] };
}
