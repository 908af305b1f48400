// A service whose every request computes for BURN milliseconds and writes an order through a pool of POOL connections: it
// looks for SLEEP seconds, locks one of ROWS rows for HELD seconds, and keeps BODY bytes that cannot be compressed.
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import pg from 'pg';

const { PORT, PGHOST, PGPORT } = process.env;
const [poolSize, burn, sleep, rows, held, body] = ['POOL', 'BURN', 'SLEEP', 'ROWS', 'HELD', 'BODY'].map((name) =>
  Number(process.env[name]),
);
const pool = new pg.Pool({ host: PGHOST, port: Number(PGPORT), user: 'postgres', database: 'postgres', max: poolSize });
pool.on('error', () => {});

async function order() {
  const client = await pool.connect();
  try {
    await client.query('begin');
    if (sleep > 0) await client.query('select pg_sleep($1)', [sleep]);
    const item = 1 + Math.floor(Math.random() * rows);
    await client.query('select stock from items where id = $1 for update', [item]);
    if (held > 0) await client.query('select pg_sleep($1)', [held]);
    await client.query('update items set stock = stock - 1 where id = $1', [item]);
    await client.query('insert into orders (item, body) values ($1, $2)', [item, randomBytes(body)]);
    await client.query('commit');
  } finally {
    client.release();
  }
}

function compute() {
  const end = process.cpuUsage().user + burn * 1000;
  while (process.cpuUsage().user < end);
}

const server = createServer((_, response) => {
  compute();
  order().then(
    () => response.end('ok\n'),
    () => response.writeHead(503).end('no database\n'),
  );
});
// Longer than nginx keeps a connection to it, so that it is never closed at the moment in which it is used.
server.keepAliveTimeout = 120_000;
server.listen(Number(PORT), '127.0.0.1');
