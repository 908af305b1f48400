import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { MonitorsSection, secretsOfMonitors } from '../../src/config/monitors/section.ts';
import type { MissedReading, Monitor, Reading, StatementsTaken } from '../../src/monitor/monitor.ts';
import { openMonitors } from '../../src/monitor/open.ts';
import { createRedactor } from '../../src/redact.ts';
import { freePort, type Process } from '../accuracy/stacks/processes.ts';
import { asOwner, clientOf, makeCluster, POSTGRES, startPostgres } from '../fixtures/postgres.ts';

const lacking = POSTGRES.initdb && POSTGRES.postgres ? undefined : 'there is no PostgreSQL: apt-get install postgresql';
const PLACES = 12;
const SETTINGS = [
  ...['fsync=off', 'autovacuum=off', 'max_connections=15', 'superuser_reserved_connections=3', 'deadlock_timeout=50ms'],
  ...['shared_preload_libraries=pg_stat_statements', 'max_wal_senders=2'],
];
const PASSWORD = 'pass/word@of:db';

let folder = '';
let port = 0;
let server: Process | undefined;
const open: (() => unknown)[] = [];

beforeAll(async () => {
  if (lacking) return;
  folder = mkdtempSync(join(tmpdir(), 'loadkit-postgres-'));
  const data = join(folder, 'data');
  makeCluster(data);
  const rules = readFileSync(join(data, 'pg_hba.conf'), 'utf8');
  writeFileSync(join(data, 'pg_hba.conf'), `host all app,watcher all scram-sha-256\n${rules}`);
  port = await freePort();
  server = await startPostgres(data, port, SETTINGS);
  const root = await connected();
  await root.query(`
    create role app login password '${PASSWORD}'; create role watcher login password '${PASSWORD}';
    grant pg_read_all_stats to watcher; create table items (id int primary key, n int);
    insert into items values (1, 0), (2, 0); grant all on items to app; create extension pg_stat_statements`);
  await root.query('create database plain');
});
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});
afterAll(async () => {
  await server?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

/** A client of the service: the superuser, unless said. */
async function connected(user = 'postgres'): Promise<Client> {
  const client = clientOf(port, user, PASSWORD);
  open.push(() => client.end().catch(() => {}));
  await client.connect();
  return client;
}

async function monitorOf(
  more: Record<string, unknown> = {},
  login = `watcher:${encodeURIComponent(PASSWORD)}`,
  db = 'postgres',
  at = port,
) {
  const monitors = MonitorsSection.parse({ db: { postgres: `postgres://${login}@127.0.0.1:${at}/${db}`, ...more } });
  const [monitor] = await openMonitors({ monitors, target: null, allow: [], objectives: [], cwd: '.', env: {} });
  open.push(() => monitor!.close?.());
  return monitor!;
}

const read = (monitor: Monitor): Promise<readonly Reading[]> => monitor.read(new AbortController().signal);
const missed = (monitor: Monitor): Promise<MissedReading> =>
  read(monitor).then(
    (readings) => Promise.reject(new Error(`it read ${readings.length}`)),
    (error: MissedReading) => error,
  );
const valuesOf = (readings: readonly Reading[]) =>
  Object.fromEntries(
    readings.map(({ metric, value, tags }) => [[metric, ...Object.values(tags ?? {})].join(' '), value]),
  );

/** Sessions tell their counters once a second, and ten seconds late where they idle, unless they are asked. */
async function told(...sessions: Client[]): Promise<void> {
  for (const session of sessions) await session.query('select pg_stat_force_next_flush()');
}

/** Reads until what is read fits. */
async function until(monitor: Monitor, fits: (values: Readonly<Record<string, number>>) => boolean) {
  for (let left = 60; ; left--) {
    const values = valuesOf(await read(monitor));
    if (fits(values)) return values;
    if (left === 0) throw new Error(`never read: ${JSON.stringify(values)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const shapesIn = (taken: StatementsTaken | undefined) =>
  taken && 'statements' in taken ? taken.statements.map(({ text, calls }) => [text, calls]) : taken;

describe.skipIf(lacking)(lacking ?? 'PostgreSQL', () => {
  test('work that blocks: connections by state, what waits, for how long, and of how many in the pool', async () => {
    const [holder, waiter] = [await connected('app'), await connected('app')];
    const monitor = await monitorOf({ pool: 4 });
    await holder.query('begin; update items set n = n + 1 where id = 1');
    const waits = waiter.query('update items set n = n + 1 where id = 1');
    const values = await until(monitor, ({ lock_waits }) => lock_waits === 1);
    expect(values).toMatchObject({
      'db_connections active': 1,
      'db_connections idle in transaction': 1,
      db_pool_usage: 0.5,
      db_connection_usage: (values['db_connections idle']! + 3) / PLACES,
    });
    expect(values['longest_query']).toBeGreaterThan(0);
    expect(values['longest_transaction']).toBeGreaterThanOrEqual(values['longest_query']!);
    await holder.query('rollback');
    await waits;
    await told(holder, waiter);
    const after = valuesOf(await read(monitor));
    expect(after).toMatchObject({ lock_waits: 0, db_pool_usage: 0 });
    expect(after['rollbacks']).toBeGreaterThan(0);
    expect(after['transactions']).toBeGreaterThan(after['rollbacks']!);
    expect(after['cache_hit_ratio']).toBeGreaterThan(0.5);
  });

  test('work that deadlocks is counted', async () => {
    const [a, b] = [await connected('app'), await connected('app')];
    const monitor = await monitorOf();
    await read(monitor);
    await Promise.all([
      a.query('begin; update items set n = 1 where id = 1'),
      b.query('begin; update items set n = 1 where id = 2'),
    ]);
    const ended = await Promise.allSettled([
      a.query('update items set n = 2 where id = 2'),
      b.query('update items set n = 2 where id = 1'),
    ]);
    expect(ended.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await Promise.all([a.query('rollback'), b.query('rollback')]);
    await told(a, b);
    expect(valuesOf(await read(monitor))['deadlocks']).toBeGreaterThan(0);
  });

  test('work that exhausts connections: all places are taken, and a monitor that comes later has a gap', async () => {
    const [monitor, late] = [await monitorOf(), await monitorOf()];
    await read(monitor);
    let refused = false;
    for (let i = 0; i <= PLACES && !refused; i++)
      await connected('app').catch((error: Error) => {
        refused = /remaining connection slots/.test(error.message);
      });
    expect(refused).toBe(true);
    expect(valuesOf(await read(monitor))['db_connection_usage']).toBe(1);
    expect((await missed(late)).message).toMatch(/^the server says: remaining connection slots.* \(53300\)$/);
  });

  test('a standby that falls behind is seen from both sides', async () => {
    const [root, data, standbyPort] = [await connected(), join(folder, 'standby'), await freePort()];
    const [copy, ...args] = asOwner([
      POSTGRES.basebackup!,
      '-h',
      '127.0.0.1',
      '-p',
      `${port}`,
      '-U',
      'postgres',
      '-D',
      data,
    ]);
    chmodSync(folder, 0o777);
    execFileSync(copy, [...args, '-R', '-c', 'fast', '--no-sync'], { stdio: 'ignore', cwd: '/' });
    chmodSync(folder, 0o711);
    const standby = await startPostgres(data, standbyPort, SETTINGS);
    open.push(() => standby.stop());
    const behind = clientOf(standbyPort);
    open.push(() => behind.end());
    await behind.connect();
    const monitors = [await monitorOf(), await monitorOf({}, undefined, 'postgres', standbyPort)] as const;
    await root.query('update items set n = n + 1');
    await until(monitors[0], (values) => values['replication_backlog walreceiver'] === 0);
    await until(monitors[1], ({ replication_lag }) => replication_lag === 0);
    await behind.query('select pg_wal_replay_pause()');
    await root.query('update items set n = n + 1');
    await until(monitors[0], (values) => values['replication_backlog walreceiver']! > 0);
    await until(monitors[1], ({ replication_lag = 0 }) => replication_lag > 0);
  });

  test('statements that grew since the reading before, by their shape, without the monitor’s own', async () => {
    const app = await connected('app');
    const monitor = await monitorOf();
    await app.query('select n from items where id = 1');
    await read(monitor);
    expect(monitor.statements?.()).toBeUndefined();
    for (const id of [1, 2, 3]) await app.query(`select n from items where id = ${id}`);
    await app.query('select pg_sleep(0.05)');
    await read(monitor);
    const taken = monitor.statements?.();
    expect(shapesIn(taken)).toEqual([
      ['select pg_sleep(?)', 1],
      ['select n from items where id = ?', 3],
    ]);
    const [slowest] = taken && 'statements' in taken ? taken.statements : [];
    expect(slowest!.seconds).toBeGreaterThanOrEqual(0.05);
    await read(monitor);
    expect(shapesIn(monitor.statements?.())).toEqual([]);
  });

  test('B-46 the session says who it is, and cannot write', async () => {
    const root = await connected();
    const monitor = await monitorOf({ timeout: '5s' }, 'postgres');
    await read(monitor);
    const sessions = `select pid from pg_stat_activity where application_name = 'loadkit'`;
    expect(await root.query(sessions)).toMatchObject({ rowCount: 1 });
    // Whatever a server could be made to run in this session: the settings are the session's own.
    const own = new URL(`postgres://postgres@127.0.0.1:${port}/postgres`);
    const { Session } = await import('../../src/monitor/postgres/session.ts');
    const session = new Session(own, { allow: [], timeout: 5, authorization: undefined });
    open.push(() => session.close());
    const { signal } = new AbortController();
    await expect(session.use(signal, (ask) => ask('create table public.written (a int)'))).rejects.toThrow(
      /read-only.*\(25006\)/,
    );
    const [[settings]] = (await session.use(signal, (ask) =>
      ask(`select current_setting('statement_timeout') as timeout, current_setting('application_name') as name`),
    )) as [[unknown]];
    expect(settings).toEqual({ timeout: '4s', name: 'loadkit' });
  });

  test('B-46 a wrong password, none, or no such database: a gap that says so, and no password anywhere', async () => {
    const wrong = await missed(await monitorOf({}, 'watcher:not-the-password'));
    expect(wrong.message).toBe('the server says: password authentication failed for user "watcher" (28P01)');
    expect((await missed(await monitorOf({}, 'watcher'))).message).toBe(
      'the server asks for a password, and the URL has none',
    );
    expect((await missed(await monitorOf({}, undefined, 'nowhere'))).message).toBe(
      'the server says: database "nowhere" does not exist (3D000)',
    );
    expect((await missed(await monitorOf({}, undefined, 'postgres?sslmode=require'))).message).toBe(
      'the server does not encrypt, and `sslmode` asks for it',
    );
    const monitors = MonitorsSection.parse({ db: { postgres: `postgres://u:${encodeURIComponent(PASSWORD)}@h/d` } });
    const redact = createRedactor(secretsOfMonitors(monitors));
    expect(redact(`${PASSWORD} ${encodeURIComponent(PASSWORD)}`)).toBe('*** ***');
  });

  test('a session that `sslmode` encrypts: `require` asks nobody who answers, `verify-full` does', async () => {
    const [key, certificate] = [join(folder, 'data/server.key'), join(folder, 'data/server.crt')];
    const own = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
    const made = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
    execFileSync('openssl', [...made, ...own, '-keyout', key, '-out', certificate], { stdio: 'ignore' });
    if (process.getuid?.() === 0) execFileSync('chown', ['postgres:postgres', key]);
    const root = await connected();
    await root.query('alter system set ssl = on');
    await root.query('select pg_reload_conf()');
    const monitorWith = (query: string) => monitorOf({}, undefined, `postgres?${query}`);
    const encrypted = await monitorWith('sslmode=require');
    const refused = 'the server does not encrypt, and `sslmode` asks for it';
    const reload = (): Promise<unknown> =>
      read(encrypted).catch(({ message }: Error) => (message === refused ? reload() : message));
    expect(await reload()).not.toBeTypeOf('string');
    const asked = `select count(*)::int from pg_stat_ssl join pg_stat_activity using (pid) where ssl and application_name = 'loadkit'`;
    expect(await root.query(asked)).toMatchObject({ rows: [{ count: 1 }] });
    expect((await missed(await monitorWith('sslmode=verify-full'))).message).toMatch(/self-signed certificate/);
    await read(await monitorWith(`sslmode=verify-full&sslrootcert=${certificate}`));
    expect((await missed(await monitorWith('sslmode=verify-ca&sslrootcert=/none.crt'))).message).toBe(
      'the file of sslrootcert cannot be read: a file or folder is not there',
    );
  });

  test('B-46 no pg_stat_statements: said once, and all else is read', async () => {
    const monitor = await monitorOf({}, undefined, 'plain');
    expect(valuesOf(await read(monitor))).toMatchObject({ lock_waits: 0 });
    expect(monitor.statements?.()).toEqual({
      missing: 'the database has no pg_stat_statements: create extension pg_stat_statements',
    });
    await read(monitor);
    expect(monitor.statements?.()).toBeUndefined();
  });

  test('B-46 a role that does not see others: a gap that names the grant, without numbers that would be too small', async () => {
    const { message, readings } = await missed(await monitorOf({}, `app:${encodeURIComponent(PASSWORD)}`));
    expect(message).toBe('the role does not see what others do: grant pg_read_all_stats to it');
    expect(valuesOf(readings)).toEqual({});
  });

  test('B-46 statistics that are reset: a gap, no growth that nobody saw, and read on', async () => {
    const root = await connected();
    const monitor = await monitorOf();
    await read(monitor);
    await root.query('select pg_stat_reset(), pg_stat_statements_reset()');
    const { message, readings } = await missed(monitor);
    expect(message).toBe('the statistics of the database were reset');
    expect(valuesOf(readings)).toMatchObject({ lock_waits: 0 });
    expect(valuesOf(readings)).not.toHaveProperty('transactions');
    expect(monitor.statements?.()).toEqual({ missing: 'the statistics of statements were reset' });
    expect(valuesOf(await read(monitor))).toHaveProperty('transactions');
  });

  test('B-46 a statement that the server ends after statement_timeout: a gap, and the session goes on', async () => {
    const root = await connected();
    const monitor = await monitorOf({ timeout: '1s' });
    await read(monitor);
    await root.query('begin; lock table pg_database');
    expect((await missed(monitor)).message).toMatch(/^a statement took longer than its statement_timeout of 800 ms$/);
    await root.query('rollback');
    expect(valuesOf(await read(monitor))).toHaveProperty('transactions');
  });

  test('B-46 a server that restarts: gaps while it is away and for what nobody saw, then it is read again', async () => {
    const root = await connected();
    const monitor = await monitorOf();
    await read(monitor);
    await root.query('begin; lock table pg_database');
    const broken = missed(monitor);
    await server!.stop();
    expect((await broken).message).toMatch(/^the server says: .* \(57P01\)$/);
    expect((await missed(monitor)).message).toBe('nothing listens there');
    server = await startPostgres(join(folder, 'data'), port, SETTINGS);
    const { message, readings } = await missed(monitor);
    expect(message).toBe('the server was restarted');
    expect(valuesOf(readings)).toMatchObject({ 'db_connections idle': 0 });
    expect(valuesOf(await read(monitor))).toHaveProperty('transactions');
  });
});
