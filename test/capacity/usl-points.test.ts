import { expect, it, test } from 'vitest';
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

test.each([
  ['', undefined, 'the file is empty'],
  ['concurrency,throughput\n', undefined, '0 different concurrencies are too few'],
  ['concurrency,throughput\n1,2\n1,3\n1,4\n1,5\n', undefined, '1 different concurrency is too few'],
  ['concurrency,throughput\n1,2\n2,3\n4,4\n', undefined, '3 different concurrencies are too few'],
  ['users,throughput\n1,2\n', undefined, 'there is no column "concurrency"'],
  ['1,2\n2,4\n', undefined, 'there is no column "concurrency" and none "throughput"'],
  ['concurrency, throughput\n1, 2\n', undefined, '1 different concurrency is too few'],
  ['concurrency;throughput\n1;2\n', undefined, '1 different concurrency is too few'],
  ['concurrency throughput\n1 2\n', undefined, 'there is no column "concurrency" and none "throughput"'],
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
