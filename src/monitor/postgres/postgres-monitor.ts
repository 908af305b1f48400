import type { SeriesUnit } from '../../metrics/lines/lines.ts';
import type { Access } from '../get.ts';
import { Increase } from '../increase.ts';
import { MissedReading, type Monitor, type Reading, type StatementsTaken } from '../monitor.ts';
import { readingsOf } from '../readings.ts';
import { Session } from './session.ts';
import { type ServerState, STATE, stateIn } from './state.ts';
import { Statements } from './statements.ts';

export interface PostgresGiven {
  readonly name: string;
  readonly every: number;
  /** With user and password. */
  readonly url: URL;
  readonly access: Access;
  /** How many connections the pools of the service have together; undefined: nobody says. */
  readonly pool: number | undefined;
}

/** Of these it is known, too, that nobody is in one. */
const STATES = ['active', 'idle', 'idle in transaction', 'idle in transaction (aborted)'];

/** Watches a PostgreSQL server through a session that only reads. */
export function postgresMonitor({ name, every, url, access, pool }: PostgresGiven): Monitor {
  const session = new Session(url, access);
  const counters = new Counters();
  const statements = new Statements();
  let taken: StatementsTaken | undefined;
  return {
    name,
    every,
    read(signal, notice) {
      taken = undefined;
      return session.use(signal, async (ask) => {
        const state = stateIn(await ask(STATE));
        if (state === undefined) throw new MissedReading('the answer is none of a PostgreSQL server');
        const anew = counters.turn(state);
        if (anew === RESTARTED) notice?.({ kind: 'restart', text: anew });
        const readings = [...counters.readings(state), ...lagsIn(state)];
        if (!state.server.sees)
          throw new MissedReading('the role does not see what others do: grant pg_read_all_stats to it', readings);
        readings.push(...clientsIn(state, pool));
        taken = await statements.take(ask, state);
        if (anew !== undefined) throw new MissedReading(anew, readings);
        return readings;
      });
    },
    statements: () => taken,
    close: () => session.close(),
  };
}

const RESTARTED = 'the server was restarted';

/** What only grows, since the server began or its statistics were reset. */
class Counters {
  #increase = new Increase();
  #epoch: Pick<ServerState['server'], 'started' | 'reset'> | undefined;

  /** A state was read. Why nothing is known of what grew since the one before; undefined: it is, or there was none. */
  turn({ server: { started, reset } }: ServerState): string | undefined {
    const before = this.#epoch;
    this.#epoch = { started, reset };
    const restarted = before !== undefined && before.started !== started;
    const anew = restarted || (before !== undefined && before.reset !== reset);
    if (anew) this.#increase = new Increase();
    this.#increase.turn(performance.now() / 1000);
    if (!anew) return undefined;
    return restarted ? RESTARTED : 'the statistics of the database were reset';
  }

  readings({ server: { commits, rollbacks, deadlocks, hits, reads } }: ServerState): Reading[] {
    const increase = this.#increase;
    const [hit, read] = [increase.of('hits', hits), increase.of('reads', reads)];
    const asked = (hit ?? 0) + (read ?? 0);
    return readingsOf([
      ['transactions', 'per second', increase.rate('transactions', commits + rollbacks)],
      ['rollbacks', 'per second', increase.rate('rollbacks', rollbacks)],
      ['deadlocks', 'per second', increase.rate('deadlocks', deadlocks)],
      ['cache_hit_ratio', 'ratio', hit !== undefined && asked > 0 ? hit / asked : undefined],
    ]);
  }
}

function clientsIn({ server, clients }: ServerState, pool: number | undefined): Reading[] {
  const sum = (of: (each: ServerState['clients'][number]) => number) =>
    clients.reduce((total, each) => total + of(each), 0);
  const most = (of: (each: ServerState['clients'][number]) => number | null) =>
    clients.reduce((longest, each) => Math.max(longest, of(each) ?? 0), 0);
  const connections = new Map(STATES.map((state) => [state, 0]));
  for (const each of clients) connections.set(each.state, each.connections);
  // The monitor's own session takes a place, too.
  const taken = sum((each) => each.connections) + 1;
  return readingsOf([
    ...[...connections].map(([state, count]) => ['db_connections', 'none', count, { state }] as const),
    ['db_connection_usage', 'ratio', taken / server.places],
    ['db_pool_usage', 'ratio', pool === undefined ? undefined : sum(({ busy }) => busy) / pool],
    ['lock_waits', 'none', sum(({ waiting }) => waiting)],
    ['longest_query', 'seconds', most(({ query }) => query)],
    ['longest_transaction', 'seconds', most(({ transaction }) => transaction)],
  ]);
}

/** How far standbys are behind this server, and it itself where it is one. */
function lagsIn({ server, standbys }: ServerState): Reading[] {
  const known = (value: number | null) => value ?? undefined;
  const lag = (metric: string, unit: SeriesUnit, value: number | null, standby: string) =>
    [metric, unit, known(value), { standby }] as const;
  return readingsOf([
    ...standbys.map(({ standby, lag: seconds }) => lag('replication_lag', 'seconds', seconds, standby)),
    ...standbys.map(({ standby, bytes }) => lag('replication_backlog', 'bytes', bytes, standby)),
    ['replication_lag', 'seconds', known(server.behind)],
  ]);
}
