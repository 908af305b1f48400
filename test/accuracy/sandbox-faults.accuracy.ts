import { expect, onTestFinished, test } from 'vitest';
import type { StabilityFinding } from '../../src/result/stability.ts';
import { CLI } from '../e2e/command.ts';
import { freePort, startProcess } from './stacks/processes.ts';
import { isDisturbed, said, show, watchedRun } from './watched-run.ts';

/**
 * What is judged of the sandbox under each of its faults (docs/sandbox.md), scaled to a minute or two, with the real k6,
 * its page of metrics, its process and the machine watched.
 *
 *   RUNS=2 npm run accuracy -- sandbox-faults
 *
 * One fault alone: -t lock. SHOW=1 prints every finding, KEEP names a folder for the runs.
 */
const RUNS = Number(process.env['RUNS'] ?? 1);
/** A run in which other work on the machine kept the judges from telling is done again, once. */
const TRIES = Number(process.env['TRIES'] ?? 2);

type Judge = StabilityFinding['judge'];
type Verdict = StabilityFinding['verdict'];

interface Case {
  readonly fault: string;
  readonly sandbox: readonly string[];
  readonly load: keyof typeof LOADS;
  /** What must be found: by which judge, with one of these verdicts, about one of these series. */
  readonly truth?: { readonly judge: Judge; readonly verdicts: readonly Verdict[]; readonly about: RegExp };
  /** What may be named beside it: what follows from it. */
  readonly besides?: RegExp;
}

/** 4 slots of 50 ms: 80 requests/s at most, but for what is wrong with it. */
const SIZE = ['--slots', '4', '--service', '50ms'];
/** A level of memory by whoever reads it: of the process, or of what Node.js holds beside its heap. */
const MEMORY = /memory/;

const CASES: readonly Case[] = [
  {
    fault: 'leak=10GB/h',
    sandbox: [],
    load: 'soak',
    truth: { judge: 'leak', verdicts: ['leak'], about: MEMORY },
    besides: /^leak .*memory/,
  },
  {
    fault: 'drift=120%/min',
    sandbox: [],
    load: 'soak',
    truth: { judge: 'drift', verdicts: ['drift'], about: /^p(50|95)$/ },
    besides: /^drift /,
  },
  {
    fault: 'pool-leak=12/min',
    sandbox: ['--pool', '40'],
    load: 'soak',
    truth: { judge: 'leak', verdicts: ['leak'], about: /^db_pool_usage$/ },
  },
  {
    fault: 'corrupt=2%',
    sandbox: [],
    load: 'load',
    truth: { judge: 'integrity', verdicts: ['corrupted'], about: /^read_back$/ },
  },
  {
    fault: 'refuse=45/s',
    sandbox: [],
    load: 'stress',
    truth: { judge: 'degradation', verdicts: ['graceful'], about: /^goodput$/ },
  },
  {
    fault: 'collapse=10',
    sandbox: [],
    load: 'stress',
    truth: { judge: 'degradation', verdicts: ['collapse'], about: /^goodput$/ },
  },
  {
    fault: 'slow-recovery=15s',
    sandbox: ['--queue', '40'],
    load: 'stress',
    truth: { judge: 'recovery', verdicts: ['not-recovered'], about: /^recovery$/ },
    besides: /^degradation goodput: graceful/,
  },
  {
    fault: 'lock=50%',
    sandbox: [],
    load: 'stress',
    truth: { judge: 'gives-way', verdicts: ['gave-way-first'], about: /^sandbox_lock_waiting$/ },
  },
  {
    fault: 'crash=40s+6s',
    sandbox: [],
    load: 'load',
    truth: { judge: 'recovery', verdicts: ['recovered'], about: /^restart$/ },
  },
  {
    fault: '',
    sandbox: ['--pool', '2'],
    load: 'stress',
    truth: { judge: 'gives-way', verdicts: ['gave-way-first'], about: /^db_pool_usage$/ },
    besides: /^pool throughput: exhausted/,
  },
  { fault: '', sandbox: [], load: 'soak' },
  { fault: '', sandbox: ['--slots', '16'], load: 'stress' },
];

/** A quarter of its length: windows, too, are shorter then, by which a recovery is judged. */
const SCALE: Readonly<Partial<Record<keyof typeof LOADS, readonly string[]>>> = { stress: ['--time-scale', '0.25'] };
/** Steps of 25 to 110 requests/s in 86 s; 20 users, who think, for two minutes; 30 requests/s for 80 s. */
const LOADS = {
  stress:
    "'stress', { rate: 50, steps: [0.5, 0.75, 1, 1.5, 2.2], ramp: '8s', hold: '40s', recovery: { ramp: '8s', hold: '96s', within: '40s' }, maxVUs: 400 }",
  soak: "'soak', { sessions: 20, duration: '125s' }",
  load: "'load', { rate: 30, ramp: '2s', duration: '80s' }",
};

const script = (load: keyof typeof LOADS) => `import http from 'k6/http';
import { profile, readBack, target } from 'loadkit/k6';
import { sleep } from 'k6';
export const requests = 2;
export const options = profile(${LOADS[load]});
const json = { 'Content-Type': 'application/json' };
export default function () {
  const value = { title: \`record \${__VU}-\${__ITER}\` };
  const written = http.post(target + '/records', JSON.stringify({ value }), { headers: json, tags: { name: '/records' } });
  if (written.status !== 201) return;
  const read = http.get(target + '/records/' + written.json('id'), { tags: { name: '/records/{id}' } });
  if (read.status === 200) readBack('record', value, read.json('value'));
  ${load === 'soak' ? 'sleep(0.5 + Math.random());' : ''}
}
`;

const config = (port: number, pid: number) => `target: http://127.0.0.1:${port}
objectives:
  - { name: API response, metric: request_time, stat: p95, target: "< 300ms", critical: "> 450ms" }
monitors:
  page: { metrics: /metrics, take: [sandbox_lock_waiting] }
  service: { process: ${pid} }
  machine: { host: true }
`;

async function oneRun({ fault, sandbox, load }: Case, seed: number) {
  const port = await freePort();
  const flags = [...SIZE, ...sandbox, ...(fault ? ['--fault', fault] : []), '--seed', String(seed)];
  const service = await startProcess(process.execPath, [CLI, 'sandbox', '--port', String(port), ...flags], { port });
  onTestFinished(service.stop);
  const files = { 'loadkit.config.yaml': config(port, service.pid), 'records.ts': script(load) };
  const { result } = await watchedRun({ files, args: ['records.ts', '--tier', 'medium', ...(SCALE[load] ?? [])] });
  await service.stop();
  show(result.stability ?? []);
  return { findings: result.stability ?? [], disturbed: isDisturbed(result) };
}

/** What says that something gave way or went wrong. */
const ALARMS: readonly Verdict[] = [
  ...(['gave-way-first', 'gave-way-together', 'gave-way', 'exhausted', 'collapse', 'graceful'] as const),
  ...(['not-recovered', 'corrupted', 'leak', 'drift'] as const),
];

test.each(CASES.map((one) => [`${one.fault || 'none'} ${one.sandbox.join(' ')} ${one.load}`, one] as const))(
  '%s',
  { timeout: RUNS * TRIES * 400_000 },
  async (name, one) => {
    const { truth, besides } = one;
    const missed: string[] = [];
    for (let i = 0; i < RUNS; i++) {
      let run = await oneRun(one, i + 1);
      for (let again = 1; run.disturbed && again < TRIES; again++) run = await oneRun(one, i + 1);
      const found = run.findings.filter(
        ({ judge, verdict, about }) =>
          judge === truth?.judge && truth.verdicts.includes(verdict) && truth.about.test(about.series),
      );
      const others = run.findings.filter((one) => ALARMS.includes(one.verdict) && !found.includes(one)).map(said);
      const wrong = others.filter((other) => !besides?.test(other));
      const text = found[0]?.text ?? (truth ? 'not found' : 'silent');
      process.stdout.write(`| ${name} | ${i + 1} | ${text} | ${others.join(', ') || 'nothing'} |\n`);
      if ((truth && found.length === 0) || wrong.length > 0) missed.push(`${i + 1}: ${text}; ${wrong.join(', ')}`);
    }
    expect(missed).toEqual([]);
  },
);
