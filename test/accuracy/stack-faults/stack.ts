import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { clientOf, makeCluster, startPostgres } from '../../fixtures/postgres.ts';
import { freePort, type Process, startProcess } from '../stacks/processes.ts';
import { makeQuota } from '../stacks/quota.ts';
import { startNginx } from '../stacks/stacks.ts';
import { makeSlowDisk } from './slow-disk.ts';

const SERVER = fileURLToPath(new URL('orders-server.mjs', import.meta.url));

/** What a request does, and what it has to do it with. Times in seconds. */
export interface Work {
  /** Connections of the service's pool. */
  readonly pool: number;
  /** CPU time that a request computes in the service, beside what it takes to answer. */
  readonly burn: number;
  /** A query that waits so long. */
  readonly sleep: number;
  /** Rows of which each request locks one, and for how long. */
  readonly rows: number;
  readonly held: number;
  /** Bytes that it writes. */
  readonly body: number;
  /** Cores that the service may use; undefined: all. */
  readonly cores?: number;
  /** Bytes a second that the database's disk writes; undefined: the machine's own disk. */
  readonly disk?: number;
}

/** nginx before Node.js before PostgreSQL, running. */
export interface OrdersStack {
  readonly url: string;
  readonly database: string;
  /** The number of the service's process. */
  readonly service: number;
  stop(): Promise<void>;
}

/** No statement waits for a checkpoint, or for a file of the write-ahead log to be filled with zeroes. */
const SETTINGS = ['wal_init_zero=off', 'max_wal_size=2GB', 'checkpoint_timeout=1h', 'autovacuum=off'];

/** Starts nginx, a Node.js service and a PostgreSQL of its own. Every order is committed to the disk before its answer. */
export async function startOrders({ pool, burn, sleep, rows, held, body, cores, disk }: Work): Promise<OrdersStack> {
  const folder = mkdtempSync(join(tmpdir(), 'loadkit-orders-'));
  const ends: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];
  const stop = async () => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  const run = async (starting: Promise<Process>) => {
    const started = await starting;
    ends.push(() => started.stop());
    return started;
  };
  try {
    for (const path of [tmpdir(), folder]) chmodSync(path, 0o711);
    const [dbPort, port, front] = [await freePort(), await freePort(), await freePort()];
    const slow = disk === undefined ? undefined : makeSlowDisk(folder, disk);
    if (slow) ends.push(() => slow.remove());
    const data = join(slow?.folder ?? folder, 'data');
    makeCluster(data);
    await run(startPostgres(data, dbPort, SETTINGS, slow ? [slow.processes] : []));
    // A server writes all that it has before it ends.
    if (slow) ends.push(() => slow.hurry());
    await fill(dbPort, rows);
    const quota = cores === undefined ? undefined : makeQuota(cores);
    if (quota) ends.push(() => quota.remove());
    const numbers = { PORT: port, PGPORT: dbPort, POOL: pool, BURN: 1000 * burn, SLEEP: sleep, ROWS: rows };
    const env = Object.fromEntries(
      Object.entries({ ...numbers, HELD: held, BODY: body }).map(([name, value]) => [name, String(value)]),
    );
    const groups = quota ? [quota.processes] : [];
    const service = await run(
      startProcess(process.execPath, [SERVER], { env: { ...env, PGHOST: '127.0.0.1' }, port, groups }),
    );
    await run(startNginx(join(folder, 'nginx'), front, port));
    const database = `postgres://postgres@127.0.0.1:${dbPort}/postgres?sslmode=disable`;
    return { url: `http://127.0.0.1:${front}/`, database, service: service.pid, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function fill(port: number, rows: number): Promise<void> {
  const client = clientOf(port);
  await client.connect();
  await client.query(`
    create table items (id int primary key, stock int not null);
    insert into items select n, 1000000 from generate_series(1, ${rows}) n;
    create table orders (id bigserial primary key, item int not null, body bytea not null);
    alter table orders alter column body set storage external;
    checkpoint`);
  await client.end();
}
