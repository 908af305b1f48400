import type { PlanCase } from './case.ts';

const DIALECTS = [
  'caps.csv',
  'comment.csv',
  'sep.csv',
  'semicolon-comma.csv',
  'tab-conc-tput.tsv',
  'space-size-tput.txt',
];

/** Tables for `analyze usl`, as spreadsheets and exporters write them. */
export const TABLES: readonly PlanCase[] = DIALECTS.map((file) => ({
  is: file,
  of: 'csv-dialects',
  typed: ['analyze', 'usl', file],
  code: 0,
  says: [/^Throughput at concurrency N: X\(N\) = 983\.\d N/],
  never: [/loadkit:/],
}));
