import { UserError } from '../errors.ts';
import { fieldNumber } from '../input/table/csv.ts';
import { readTable } from '../input/table/table.ts';
import type { UslPoint } from '../stats/usl/usl-fit.ts';
import { LEAST_CONCURRENCIES } from './usl.ts';

/** What the columns are called elsewhere. Never a rate that is offered: it is no concurrency. */
const COLUMNS = {
  concurrency: [
    ...['n', 'conc', 'size', 'users', 'vus', 'virtual users', 'concurrent users', 'clients', 'connections', 'sessions'],
    ...['threads', 'workers', 'streams', 'processes', 'processors', 'cpus', 'cores', 'nodes', 'in flight', 'inflight'],
    ...[
      'parallelism',
      'concurrent requests',
      'concurrency level',
      'number of users',
      'number of threads',
      'number of clients',
    ],
  ],
  throughput: [
    ...[
      'x',
      'x(n)',
      'tput',
      'thruput',
      'goodput',
      'rps',
      'tps',
      'qps',
      'ops',
      'req/s',
      'reqs/s',
      'requests/s',
      'requests/sec',
    ],
    ...['req/sec', 'requests per second', 'transactions/s', 'transactions per second', 'queries/s', 'ops/s', 'ops/sec'],
    ...['queries per second', 'operations per second', 'throughput/s', 'requests/second'],
  ],
};

/**
 * The points of a table: columns `concurrency` and `throughput`, by these or other usual names, numbers above 0, a row
 * a run; other columns are left alone. Throws UserError naming file and line, also where the rows are too few to be
 * fitted.
 */
export function readUslPoints(text: string, file: string): readonly UslPoint[] {
  const rows = readTable(text, file, {
    columns: COLUMNS,
    next: 'name the columns concurrency (users, or requests in flight) and throughput (what got done per second)',
  });
  const read = (name: 'concurrency' | 'throughput', { fields, line }: (typeof rows)[number]) => {
    const value = fieldNumber(fields[name]);
    if (value !== undefined && value > 0) return value;
    const next = 'write a number above 0, with a point for its decimals: 1250.5';
    throw new UserError({
      what: `the ${name} ${JSON.stringify(fields[name])} is no number above 0`,
      where: { file, line },
      next,
    });
  };
  const points = rows.map((row) => ({ concurrency: read('concurrency', row), throughput: read('throughput', row) }));
  const different = new Set(points.map(({ concurrency }) => concurrency)).size;
  if (different < LEAST_CONCURRENCIES)
    throw new UserError({
      what: `${different} different ${different === 1 ? 'concurrency is' : 'concurrencies are'} too few`,
      where: { file },
      why: `three coefficients are fitted: ${LEAST_CONCURRENCIES} are the least, 6 or more tell something`,
      next: 'measure at more concurrencies, some of them past the point where throughput stops rising',
    });
  return points;
}
