import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { measured } from '../../../fixtures/measured.ts';
import { ROOT } from '../../command.ts';
import { CONFIG, type PlanCase } from './case.ts';

/** 400 requests/s that held. */
const HELD = [measured({ tier: 'medium', profile: 'stress', stages: [{ rate: 400, zone: 'met' }] })];
const growth = (section: string) => `growth: ${section}\n`;
const HISTORY = growth('{ requests/s: { history: history.csv } }');
const DAY = 86_400_000;

export const day = (at: number) => new Date(at).toISOString().slice(0, 10);

/** A history of the cases with its months moved, so that it ends in the month of this test. */
function shifted(name: string, dateOf: (month: Date) => string = (month) => day(month.getTime())): string {
  const text = readFileSync(join(ROOT, 'test/fixtures/cases/plan', name, 'history.csv'), 'utf8');
  const [header, ...rows] = text.trim().split('\n');
  const now = new Date();
  const month = (index: number) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - rows.length + 1 + index));
  return [header, ...rows.map((row, index) => `${dateOf(month(index))},${row.split(',')[1]}`), ''].join('\n');
}

/** A row a minute for 30 days, which grow by one request/s a day and swing by 50 in each. */
function byMinute(): string {
  const first = Math.floor(Date.now() / DAY) * DAY - 30 * DAY;
  const rows = Array.from({ length: 43_200 }, (_, minute) => {
    const rate = 100 + Math.floor(minute / 1440) + 50 * Math.sin((2 * Math.PI * minute) / 1440);
    return `${new Date(first + minute * 60_000).toISOString()},${rate.toFixed(2)}`;
  });
  return `date,value\n${rows.join('\n')}\n`;
}

const asExported = (dateOf: (month: Date) => string) =>
  shifted('history-epoch', dateOf).replace('date,value', 'Time,http_requests_total');

/** What a team writes about its growth, against 400 requests/s that held. */
export const DEMAND: readonly PlanCase[] = [
  ...['requests/min', 'RPM'].map((name) => ({
    is: `${name} is load`,
    files: { [CONFIG]: growth(`{ ${name}: { now: 18000, rate: 20%/month } }`) },
    runs: HELD,
    code: 0,
    // ln(400/300) / ln 1.2
    says: [/it reaches the 400 requests\/s that held \(no limit: measure above it first\) on \S+, in 1\.58 months/],
  })),
  {
    is: 'a time that loadkit does not know is refused with its line',
    files: { [CONFIG]: growth('{ requests/fortnight: { now: 18000, rate: 20%/month } }') },
    runs: HELD,
    code: 2,
    says: ['loadkit.config.yaml:1', 'may mean the load'],
  },
  {
    is: 'thousands of requests a second are no quantity of their own',
    files: { [CONFIG]: growth('{ kRPS: { now: 0.3, rate: 20%/month } }') },
    runs: HELD,
    code: 2,
    says: ['"kRPS" may mean the load, in no unit that is known'],
  },
  {
    is: 'growth a quarter; 10 % of it reach 400 from 300 in nine months',
    files: { [CONFIG]: growth('{ requests: { now: 300, rate: 10%/quarter } }') },
    runs: HELD,
    code: 0,
    says: [/it reaches the 400 requests\/s that held .* in 9\.06 months/],
  },
  {
    is: 'a campaign between the months of the table is planned for',
    files: { [CONFIG]: growth('{ requests/day: { now: 5M, milestones: { +4mo: 20M, +6mo: 5M } } }') },
    runs: HELD,
    code: 0,
    says: ['+4 months', /; for month 4 deploy [678] replicas/],
    never: ['for month 12 deploy'],
  },
  {
    is: 'what Prometheus answers, saved as CSV',
    files: { [CONFIG]: HISTORY, 'history.csv': '{"status":"success","data":{"resultType":"matrix","result":[]}}' },
    runs: HELD,
    code: 2,
    says: ['history.csv: this is JSON, and a table is wanted', 'jq -r'],
  },
  {
    is: 'users that grow move the load',
    files: { [CONFIG]: growth('{ users: { rate: 20%/month } }') },
    runs: HELD,
    code: 0,
    says: [/medium: it reaches the 400 requests\/s that held/],
  },
  {
    is: 'a step in the history is named; what is expected comes first',
    files: { [CONFIG]: HISTORY, 'history.csv': shifted('history-step') },
    runs: HELD,
    code: 5,
    says: [
      /it is expected to stay below the 400 requests\/s that held .* for .*, and may be above already \(2[78]\d requests\/s are expected now/,
      /a step shows at \d{4}-\d\d-01, from about \d\d(\.\d)? to 2\d\d/,
    ],
  },
  {
    is: 'a month that is not over is left out',
    files: { [CONFIG]: HISTORY, 'history.csv': shifted('history-unfinished-month') },
    runs: HELD,
    code: 0,
    says: [
      new RegExp(`the last row, 15 on ${day(Date.now()).slice(0, 8)}01, lies far below`),
      /Now .* service 1(9\d|8[5-9]) \(/,
    ],
  },
  ...(
    [
      ['unix seconds', (month) => String(month.getTime() / 1000)],
      ['an offset', (month) => `${day(month.getTime())}T02:00:00+02:00`],
    ] as readonly (readonly [string, (month: Date) => string])[]
  ).map(([name, written]) => ({
    is: `${name}, in a column Time`,
    files: { [CONFIG]: HISTORY, 'history.csv': asExported(written) },
    runs: HELD,
    code: 5,
    says: [/it is above the 400 requests\/s that held .* already: 1,[89]\d\d requests\/s are expected now/],
  })),
  {
    is: 'a row a minute, 43,200 of them, is folded by day',
    files: { [CONFIG]: HISTORY, 'history.csv': byMinute() },
    runs: HELD,
    code: 0,
    says: ['through 30 points of history (43,200 rows, the highest of each day)', /Now .* service 180 \(/],
  },
  {
    is: 'a local time that was written as Z stands twice: both lines are named',
    of: 'history-dst',
    files: { [CONFIG]: HISTORY },
    runs: HELD,
    code: 2,
    says: ['history.csv:5: 2025-10-26T02:00:00Z stands on line 4 too'],
  },
  {
    is: 'faults of one kind are told once',
    files: {
      [CONFIG]: HISTORY,
      'history.csv': shifted('history-epoch', (month) => day(month.getTime()).split('-').reverse().join('.')),
    },
    runs: HELD,
    code: 2,
    says: ['is no day (the same in 21 other rows: lines 3, 4, 5 …)'],
    never: [/is no day.*is no day/],
  },
];
