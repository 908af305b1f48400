// A service whose every request asks PostgreSQL through a pool of 6 for something that takes a random time: exponential, WORK seconds on average.
import { createServer } from 'node:http';
import pg from 'pg';

const { PORT, PGHOST, PGPORT, WORK } = process.env;
const pool = new pg.Pool({ host: PGHOST, port: Number(PGPORT), user: 'postgres', database: 'postgres', max: 6 });
pool.on('error', () => {});

const server = createServer((_, response) => {
  pool.query('select pg_sleep(-ln(1 - random()) * $1)', [Number(WORK)]).then(
    () => response.end('ok\n'),
    () => response.writeHead(503).end('no database\n'),
  );
});
// Longer than nginx keeps a connection to it, so that it is never closed at the moment in which it is used.
server.keepAliveTimeout = 120_000;
server.listen(Number(PORT), '127.0.0.1');
