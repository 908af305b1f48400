import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { readUslPoints } from '../../src/capacity/usl-points.ts';
import { UserError } from '../../src/errors.ts';

it('reads the two columns, wherever they stand, and leaves others alone', () => {
  const text = '\ufeffthroughput,note,concurrency\r\n64.9,"a, b",1\r\n1e3,,18.5\r\n\r\n1652.4,,36\r\n1853.2,,72\r\n';
  expect(readUslPoints(text, 'points.csv')).toEqual([
    { concurrency: 1, throughput: 64.9 },
    { concurrency: 18.5, throughput: 1000 },
    { concurrency: 36, throughput: 1652.4 },
    { concurrency: 72, throughput: 1853.2 },
  ]);
});

/** As people export, paste and type them. */
const ROWS = [
  [1, 997.44],
  [2, 1949.41],
  [4, 3637.4],
  [32, 12722.29],
] as const;
const table = (header: string, separator: string, { comma = false, before = '', end = '\n', line = '' } = {}) => {
  const rows = ROWS.map(([n, x]) => `${n}${separator}${comma ? String(x).replace('.', ',') : x}`);
  return `${before}${[header, ...(line ? [line] : []), ...rows].join(end)}${end}`;
};

describe('dialects', () => {
  test.each([
    ['spreadsheet, German', table('Benutzer;Concurrency;Throughput', ';', { comma: true }).replace(/^(\d)/gm, 'x;$1')],
    ['semicolons, decimal commas, mark, CRLF', table('Users;RPS', ';', { comma: true, before: '\ufeff', end: '\r\n' })],
    ['sep= with a mark', table('"VUs";"req/s"', ';', { before: '\ufeffsep=;\r\n', end: '\r\n' })],
    ['tabs, quoted header', table('"Threads"\t"Throughput (req/s)"', '\t')],
    ['gnuplot', table('# N X(N)', ' ', { before: '# usl of monday\n' })],
    ['aligned columns', table('   size      tput', '        ')],
    ['R, write.csv', table('"","processors","throughput"', ',').replace(/^(\d)/gm, '"1",$1')],
    ['Markdown', table('| Clients | TPS |', ' | ', { line: '|:---:|---:|' }).replace(/^(\d.*)$/gm, '| $1 |')],
    ['psql', table(' in_flight |  tput  ', ' | ', { line: '-----------+--------' })],
    ['JMeter', table('Number of Threads,Throughput/s', ',')],
    ['Oracle', table('CONCURRENT_USERS,TRANSACTIONS_PER_SECOND', ',')],
    ['wrk, by hand', table('connections,requests/sec', ',')],
    ['ab', table('Concurrency Level,Requests per second [#/sec]', ',')],
    ['bars', table('conc|goodput', '|')],
    ['blank rows and spaces at ends', table('concurrency , throughput', ' ,  ', { line: ' , ' })],
    ['old Mac', table('users,qps', ',', { end: '\r' })],
    ['streams', table('streams,ops/s', ',')],
  ])('%s', (_, text) => {
    expect(readUslPoints(text, 'points.csv').map(({ concurrency, throughput }) => [concurrency, throughput])).toEqual(
      ROWS.map((row) => [...row]),
    );
  });

  const folder = new URL('../fixtures/cases/plan/csv-dialects/', import.meta.url);
  test.each(readdirSync(folder))('%s, as people hand it in', (name) => {
    const points = readUslPoints(readFileSync(new URL(name, folder), 'utf8'), name);
    expect(points).toHaveLength(11);
    expect(points.at(-1)!.throughput).toBeCloseTo(12722, 0);
  });

  test('a rate is no concurrency: what separates, what stands there and what to write are told', () => {
    expect(() => readUslPoints(table('rate;tput', ';'), 'points.csv')).toThrow(
      'points.csv: there is no column "concurrency"\n' +
        '  why:  the columns, separated by semicolons, are "rate", "tput"\n' +
        '  next: name the columns concurrency (users, or requests in flight) and throughput (what got done per second)',
    );
    expect(() => readUslPoints(table('1;2', ';'), 'points.csv')).toThrow('separated by semicolons, are "1", "2"');
  });
});

test.each([
  ['', undefined, 'the file is empty'],
  ['concurrency,throughput\n', undefined, '0 different concurrencies are too few'],
  ['concurrency,throughput\n1,2\n1,3\n1,4\n1,5\n', undefined, '1 different concurrency is too few'],
  ['concurrency,throughput\n1,2\n2,3\n4,4\n', undefined, '3 different concurrencies are too few'],
  ['rate,throughput\n1,2\n', undefined, 'there is no column "concurrency"'],
  ['users,threads,throughput\n1,2,3\n', 1, 'the columns "users" and "threads" may both be the concurrency'],
  ['1,2\n2,4\n', undefined, 'there is no column "concurrency" and none "throughput"'],
  ['concurrency, throughput\n1, 2\n', undefined, '1 different concurrency is too few'],
  ['concurrency;throughput\n1;2\n', undefined, '1 different concurrency is too few'],
  ['concurrency throughput\n1 2\n', undefined, '1 different concurrency is too few'],
  ['concurrency,throughput\n1,2\n2\n', 3, '1 field where the header has 2'],
  ['concurrency,throughput\n1,2\n0,3\n', 3, 'the concurrency "0" is no number above 0'],
  ['concurrency,throughput\n1,2\n2,-3\n', 3, 'the throughput "-3" is no number above 0'],
  ['concurrency,throughput\n1,2\n2,\n', 3, 'the throughput "" is no number above 0'],
  ['concurrency,throughput\n1,2\n2,"1,5"\n', 3, 'the throughput "1,5" is no number above 0'],
  ['concurrency,throughput\n1,2\n2,1e999\n', 3, 'the throughput "1e999" is no number above 0'],
  ['concurrency,throughput\n1,2\n2,NaN\n', 3, 'the throughput "NaN" is no number above 0'],
  ['concurrency,throughput\n1,2\n2,0x10\n', 3, 'the throughput "0x10" is no number above 0'],
])('refuses %j', (text, line, what) => {
  let problem: UserError | undefined;
  try {
    readUslPoints(text, 'points.csv');
  } catch (error) {
    if (error instanceof UserError) problem = error;
  }
  expect(problem?.problems[0]?.what).toContain(what);
  expect(problem!.problems[0]!.where).toEqual({ file: 'points.csv', ...(line ? { line } : {}) });
  expect(problem!.exitCode).toBe(2);
});
