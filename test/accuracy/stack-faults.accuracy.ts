import { expect, onTestFinished, test } from 'vitest';
import { POSTGRES } from '../fixtures/postgres.ts';
import { missingForDisk } from './stack-faults/slow-disk.ts';
import { startOrders, type Work } from './stack-faults/stack.ts';
import { quotaKind } from './stacks/quota.ts';
import { programs } from './stacks/stacks.ts';
import { isDisturbed, show, watchedRun } from './watched-run.ts';

/**
 * What gives way first on a real nginx before Node.js before PostgreSQL, each fault in a stack of its own, watched by the
 * monitors of docs/monitors.md. Two minutes a run. On Debian, as root:
 *
 *   apt-get install --no-install-recommends nginx-light postgresql
 *   RUNS=3 npm run accuracy -- stack-faults
 *
 * One fault alone: -t disk (or pool, quota, lock, none). SHOW=1 prints every finding, KEEP names a folder for the runs.
 */
const RUNS = Number(process.env['RUNS'] ?? 1);
/** Of all runs with a fault, those in which the right resource is named first. */
const LEAST_NAMED = 11 / 12;
/** A run in which other work on the machine kept the judges from telling is done again, once. */
const TRIES = Number(process.env['TRIES'] ?? 2);

interface Case {
  readonly fault: string;
  readonly work: Work;
  /** What the service carries is between the third and the last of the steps, requests/s. */
  readonly rate: number;
  /** The monitor and the series that must be named first; undefined: none. */
  readonly truth: readonly [string, string] | undefined;
  /** Why it cannot be made here; empty: it can. */
  readonly lacking: () => readonly string[];
}

const FREE: Work = { pool: 20, burn: 0.001, sleep: 0, rows: 1000, held: 0, body: 100 };
const CASES: readonly Case[] = [
  {
    fault: 'pool',
    work: { ...FREE, pool: 4, sleep: 0.07 },
    rate: 40,
    truth: ['database', 'db_pool_usage'],
    lacking: () => [],
  },
  {
    fault: 'quota',
    work: { ...FREE, burn: 0.004, cores: 0.3 },
    rate: 40,
    truth: ['service', 'cpu_usage'],
    lacking: () => (quotaKind() ? [] : ['control groups with a CPU quota']),
  },
  {
    fault: 'lock',
    work: { ...FREE, rows: 1, held: 0.015 },
    rate: 40,
    truth: ['database', 'lock_waits'],
    lacking: () => [],
  },
  {
    fault: 'disk',
    work: { ...FREE, body: 16_000, disk: 1_000_000 },
    rate: 40,
    truth: ['machine', 'disk_busy'],
    lacking: missingForDisk,
  },
  { fault: 'none', work: FREE, rate: 20, truth: undefined, lacking: () => [] },
];

/** 90 s: steps of 16 s each at half to twice the rate. */
const script = (rate: number) => `import http from 'k6/http';
import { profile, target } from 'loadkit/k6';
export const requests = 1;
const recovery = { ramp: '2s', hold: '8s', within: '8s' };
export const options = profile('stress', { rate: ${rate}, steps: [0.5, 0.75, 1, 1.5, 2], ramp: '2s', hold: '14s', recovery });
export default function () { http.post(target, null, { tags: { name: '/orders' } }); }
`;

const config = (url: string, database: string, service: number, pool: number) => `target: ${url}
objectives:
  - { name: orders, metric: request_time, stat: p95, target: "< 500ms", critical: "> 2s" }
monitors:
  machine: { host: true }
  front: { process: nginx }
  connections: { command: [curl, -s, "${url}status"], readings: { nginx_connections: Active connections } }
  service: { process: ${service} }
  server: { process: postgres }
  database: { postgres: "${database}", pool: ${pool} }
`;

async function oneRun({ work, rate }: Case) {
  const stack = await startOrders(work);
  onTestFinished(stack.stop);
  const yaml = config(stack.url, stack.database, stack.service, work.pool);
  const { code, result } = await watchedRun({
    files: { 'loadkit.config.yaml': yaml, 'orders.ts': script(rate) },
    args: ['orders.ts', '--tier', 'medium'],
  });
  await stack.stop();
  const findings = result.stability ?? [];
  show(findings);
  const disturbed = isDisturbed(result);
  const named = findings.filter(({ judge, verdict }) => judge === 'gives-way' && verdict.startsWith('gave-way'));
  return { code, disturbed, first: named.filter(({ verdict }) => verdict === 'gave-way-first'), named, findings };
}

const say = (text: string) => process.stdout.write(`${text}\n`);
const nameOf = ({ about }: { about: { source: string | null; series: string } }) => `${about.source} ${about.series}`;

const missing = ['initdb', 'postgres', 'setpriv'].filter((name) => !POSTGRES[name as keyof typeof POSTGRES]);
if (!programs.nginx) missing.push('nginx');

let [right, all] = [0, 0];
test.for(CASES)('$fault', { timeout: RUNS * TRIES * 300_000 }, async (one, { skip }) => {
  const lacking = [...missing, ...one.lacking()];
  if (lacking.length > 0) {
    process.stderr.write(`SKIPPED: this machine lacks ${lacking.join(', ')}\n`);
    skip(`this machine lacks ${lacking.join(', ')}`);
  }
  for (let i = 0; i < RUNS; i++) {
    let run = await oneRun(one);
    let disturbed = 0;
    for (; run.disturbed && disturbed + 1 < TRIES; disturbed++) run = await oneRun(one);
    const { first, named, findings, code } = run;
    const is = one.truth
      ? first.length === 1 && nameOf(first[0]!) === one.truth.join(' ')
      : named.length === 0 && findings.every(({ verdict }) => !['exhausted', 'collapse', 'leak'].includes(verdict));
    if (one.truth) all += 1;
    if (one.truth && is) right += 1;
    const text = first[0]?.text ?? findings.find(({ verdict }) => verdict === 'inconclusive')?.text ?? 'nothing';
    say(`| ${one.fault} | ${i + 1} | ${is ? 'yes' : 'no'} | ${text} | ${code}, ${disturbed} done again |`);
    if (!one.truth) expect(named.map(nameOf)).toEqual([]);
  }
});

test('the right resource is named first', () => {
  say(`named first: ${right} of ${all}`);
  if (all > 0) expect(right / all).toBeGreaterThanOrEqual(LEAST_NAMED);
});
