import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CapacityPlan } from '../../src/result/capacity-plan.ts';
import { measured } from '../fixtures/measured.ts';
import { emptyFolder, loadkit, ROOT } from './command.ts';

/** Cases from practice: what a team writes about its growth, planned by the built command against 400 requests/s that were carried. */
const CASES = join(ROOT, 'test/fixtures/cases/plan');

async function planned(growth: string, history: string | null) {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'loadkit.config.yaml'), `growth: ${growth}\n`);
  if (history !== null) writeFileSync(join(cwd, 'history.csv'), history);
  const run = measured({ tier: 'medium', profile: 'stress', stages: [{ rate: 400, zone: 'met' }] });
  const folder = join(cwd, 'reports', run.run.id);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'record.json'), '{}');
  writeFileSync(join(folder, 'result.json'), JSON.stringify(run));
  const ended = await loadkit(['plan', '--json', '--tier', 'medium', '--from', run.run.id], { cwd });
  const plan = ended.stdout ? CapacityPlan.parse(JSON.parse(ended.stdout)) : undefined;
  const load = plan?.growth.find(({ crossing }) => crossing !== null);
  const figure = (id: string | null | undefined) => plan?.figures.find((one) => one.id === id)?.value;
  return { ...ended, plan, load, said: load?.crossing?.says ?? '', doubts: load?.caveats.join('\n') ?? '', figure };
}

const HISTORY = '{ requests/s: { history: history.csv } }';
const DAY = 86_400_000;
const day = (at: number) => new Date(at).toISOString().slice(0, 10);

/** A history of the cases with its months moved, so that it ends in the month of this test. */
function shifted(name: string, dateOf: (month: Date) => string = (month) => day(month.getTime())): string {
  const [header, ...rows] = readFileSync(join(CASES, name, 'history.csv'), 'utf8')
    .trim()
    .split('\n');
  const now = new Date();
  const month = (index: number) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - rows.length + 1 + index));
  return [header, ...rows.map((row, index) => `${dateOf(month(index))},${row.split(',')[1]}`), ''].join('\n');
}

describe('units', () => {
  test.each(['requests/min', 'RPM'])('%s is load', async (name) => {
    const { load, said, figure } = await planned(`{ ${name}: { now: 18000, rate: 20%/month } }`, null);
    expect(said).toContain('it reaches the 400 requests/s that held (no limit: measure above it first)');
    expect(figure(load!.crossing!.month)).toBeCloseTo(Math.log(4 / 3) / Math.log(1.2), 6);
  });

  test.each(['requests/fortnight'])('%s is refused with its line', async (name) => {
    const { code, stderr } = await planned(`{ ${name}: { now: 18000, rate: 20%/month } }`, null);
    expect([code, stderr.includes('loadkit.config.yaml:1'), stderr.includes('may mean the load')]).toEqual([
      2,
      true,
      true,
    ]);
  });

  test('users that grow move the load', async () => {
    const { load, said } = await planned('{ users: { rate: 20%/month } }', null);
    expect(load).toMatchObject({ quantity: 'requests', tier: 'medium' });
    expect(said).toContain('it reaches the 400 requests/s');
  });
});

describe('histories', () => {
  test('a step is named; what is expected comes first', async () => {
    const { said, doubts } = await planned(HISTORY, shifted('history-step'));
    expect(said).toMatch(
      /^it is expected to stay below the 400 requests\/s that held .* for .*, and may be above already \(2[78]\d requests\/s are expected now/,
    );
    expect(doubts).toMatch(/a step shows at \d{4}-\d\d-01, from about \d\d(\.\d)? to 2\d\d/);
  });

  test('a month that is not over is left out', async () => {
    const { load, doubts, figure } = await planned(HISTORY, shifted('history-unfinished-month'));
    expect(doubts).toContain(`the last row, 15 on ${day(Date.now()).slice(0, 8)}01, lies far below`);
    expect(figure(load!.rows[0]!.demand)).toBeGreaterThan(185);
  });

  test.each([
    ['unix seconds', (month: Date) => String(month.getTime() / 1000)],
    ['an offset', (month: Date) => `${day(month.getTime())}T02:00:00+02:00`],
  ])('%s, in a column Time', async (_, written) => {
    const text = shifted('history-epoch', written).replace('date,value', 'Time,http_requests_total');
    const { said, code, stderr } = await planned(HISTORY, text);
    expect([code === 2, stderr]).toEqual([false, '']);
    expect(said).toMatch(
      /^it is above the 400 requests\/s that held .* already: 1,[89]\d\d requests\/s are expected now$/,
    );
  });

  test('a row a minute, 43,200 of them, is folded by day', async () => {
    const first = Math.floor(Date.now() / DAY) * DAY - 30 * DAY;
    const rows = Array.from({ length: 43_200 }, (_, minute) => {
      const rate = 100 + Math.floor(minute / 1440) + 50 * Math.sin((2 * Math.PI * minute) / 1440);
      return `${new Date(first + minute * 60_000).toISOString()},${rate.toFixed(2)}`;
    });
    const { load, figure } = await planned(HISTORY, `date,value\n${rows.join('\n')}\n`);
    expect(load!.basis).toContain('through 30 points of history (43,200 rows, the highest of each day)');
    expect(figure(load!.rows[0]!.demand)).toBeCloseTo(180, 0);
  });

  test('a local time that was written as Z stands twice: both lines are named', async () => {
    const { code, stderr } = await planned(HISTORY, readFileSync(join(CASES, 'history-dst/history.csv'), 'utf8'));
    expect([code, stderr.includes('history.csv:5: 2025-10-26T02:00:00Z stands on line 4 too')]).toEqual([2, true]);
  });

  test('faults of one kind are told once', async () => {
    const text = shifted('history-epoch', (month) => day(month.getTime()).split('-').reverse().join('.'));
    const { code, stderr } = await planned(HISTORY, text);
    expect([
      code,
      stderr.match(/is no day/g)?.length,
      stderr.includes('(the same in 21 other rows: lines 3, 4, 5 …)'),
    ]).toEqual([2, 1, true]);
  });
});

describe('loadkit analyze usl', () => {
  const analyze = (file: string) =>
    loadkit(['analyze', 'usl', join(CASES, 'csv-dialects', file)], { cwd: emptyFolder() });

  test.each(readdirSync(join(CASES, 'csv-dialects')))('%s', async (file) => {
    const { code, stdout, stderr } = await analyze(file);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^Throughput at concurrency N: X\(N\) = 983\.\d N/);
  });
});
