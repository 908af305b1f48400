import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startService } from '../e2e/cases/service.ts';
import { type After, loadkit, resultIn, runFolder } from '../e2e/command.ts';
import { startCommand } from '../e2e/processes.ts';
import { type Agreement, compare, type Pair } from './against-k6/agreement.ts';
import { drawScript, type Script } from './against-k6/grammar.ts';
import { kindsTable } from './kinds-table.ts';

const SCRIPTS = Number(process.env['SCRIPTS'] ?? 300);
const FIRST = Number(process.env['FIRST_SEED'] ?? 1);
const AT_ONCE = 3;
/** The validity reasons that other work on this machine gives: such a run is repeated, up to this many times in all. */
const DISTURBED = /^(cpu-|generator-cpu|late-|disturbed)/;
const TRIES = 3;

test(`${SCRIPTS} drawn scripts: never more lenient than the bare engine, never redder without saying why`, async () => {
  const rows: { readonly script: Script; readonly agreement: Agreement }[] = [];
  const seeds = Array.from({ length: SCRIPTS }, (_, index) => FIRST + index);
  const worker = async () => {
    for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
      const script = drawScript(seed);
      rows.push({ script, agreement: compare(await both(script)) });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  process.stdout.write(
    kindsTable(
      'codes and reason',
      rows.map(({ script, agreement }) => ({ seed: script.seed, agreement })),
    ),
  );
  const wrong = rows.filter(({ agreement: { is } }) => is === 'lenient' || is === 'unexplained');
  expect(wrong.map(({ script: { seed }, agreement: { is, kind } }) => `seed ${seed}: ${is}, ${kind}`)).toEqual([]);
});

/** Runs a script under the bare engine, then under loadkit, each on a service of its own. */
async function both({ text }: Script): Promise<Pair> {
  const cleanups: Parameters<After>[0][] = [];
  const cwd = mkdtempSync(join(tmpdir(), 'loadkit-against-k6-'));
  try {
    const service = await startService();
    cleanups.push(service.close);
    const [http] = Object.values(service.addresses);
    writeFileSync(join(cwd, 'script.js'), text.replaceAll('127.0.0.1:8341', http!));
    const bare = await runBare(cwd);
    let measured = await runLoadkit(cwd, 1, cleanups);
    for (let tries = 1; tries < TRIES && isDisturbed(measured); tries++)
      measured = await runLoadkit(cwd, tries + 1, cleanups);
    return { ...bare, ...measured };
  } finally {
    for (const cleanup of cleanups.reverse()) await cleanup();
    rmSync(cwd, { recursive: true, force: true });
  }
}

async function runBare(cwd: string): Promise<Pick<Pair, 'k6' | 'k6Broken'>> {
  const args = ['run', '--quiet', '--no-usage-report', '--summary-export', 'k6.json', 'script.js'];
  const { code } = await startCommand(process.env['LOADKIT_ENGINE']!, args, { cwd, env: process.env }).ended;
  const file = join(cwd, 'k6.json');
  if (!existsSync(file)) return { k6: code, k6Broken: null };
  const { metrics } = JSON.parse(readFileSync(file, 'utf8')) as {
    metrics: Record<string, { thresholds?: Record<string, boolean> }>;
  };
  // In this file of k6's, true says that the threshold is broken.
  const k6Broken = Object.entries(metrics).flatMap(([metric, { thresholds = {} }]) =>
    Object.entries(thresholds).flatMap(([expression, broken]) => (broken ? [`${metric} ${expression}`] : [])),
  );
  return { k6: code, k6Broken };
}

async function runLoadkit(cwd: string, attempt: number, cleanups: Parameters<After>[0][]) {
  const out = join(cwd, `out-${attempt}`);
  const args = ['run', 'script.js', '--out', out, '--format', 'junit'];
  const { code, stdout, stderr } = await loadkit(args, { cwd, after: (cleanup) => void cleanups.push(cleanup) });
  const hasRun = existsSync(out) && readdirSync(out).length > 0;
  return { loadkit: code, terminal: stdout + stderr, result: hasRun ? resultIn(runFolder(out)) : undefined };
}

function isDisturbed({ result }: Pick<Pair, 'result'>): boolean {
  return result?.validity.reasons.some(({ code }) => DISTURBED.test(code)) ?? false;
}
