import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { type After, loadkit } from '../e2e/command.ts';
import { type Ended, startCommand } from '../e2e/processes.ts';
import { type Agreement, compare } from './inspect/agreement.ts';
import { drawOptions, type Options } from './inspect/grammar.ts';
import { kindsTable } from './kinds-table.ts';

const SCRIPTS = Number(process.env['SCRIPTS'] ?? 300);
const FIRST = Number(process.env['FIRST_SEED'] ?? 1);
const AT_ONCE = 2;

test(`${SCRIPTS} drawn options: loadkit check accepts what k6 inspect accepts, and nothing else`, async () => {
  const rows: { readonly drawn: Options; readonly agreement: Agreement }[] = [];
  const seeds = Array.from({ length: SCRIPTS }, (_, index) => FIRST + index);
  const worker = async () => {
    for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
      const drawn = drawOptions(seed);
      rows.push({ drawn, agreement: await agreementOn(drawn) });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  process.stdout.write(
    kindsTable(
      'what k6 inspect and loadkit check say',
      rows.map(({ drawn, agreement }) => ({ seed: drawn.seed, agreement })),
    ),
  );
  const wrong = rows.filter(({ agreement }) => agreement.is === 'wrong');
  const told = wrong.map(
    ({ drawn: { seed, writing, mistakes }, agreement: { kind } }) =>
      `seed ${seed} (${writing}; ${mistakes.join(', ') || 'no mistake'}): ${kind}`,
  );
  expect(told).toEqual([]);
});

async function agreementOn({ files, env }: Options): Promise<Agreement> {
  const cwd = mkdtempSync(join(tmpdir(), 'loadkit-inspect-k6-'));
  const cleanups: Parameters<After>[0][] = [];
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(cwd, name)), { recursive: true });
      writeFileSync(join(cwd, name), text);
    }
    const [script = ''] = Object.keys(files);
    const after: After = (cleanup) => void cleanups.push(cleanup);
    const [inspect, check] = await Promise.all([bare(cwd, script, env), loadkit(['check', script], { cwd, after })]);
    return compare(inspect, check);
  } finally {
    for (const cleanup of cleanups.reverse()) await cleanup();
    rmSync(cwd, { recursive: true, force: true });
  }
}

/** As `k6 run` reads options: with --execution-requirements they are consolidated and validated. */
function bare(cwd: string, script: string, env: Options['env']): Promise<Ended> {
  const args = ['inspect', '--execution-requirements', script];
  return startCommand(process.env['LOADKIT_ENGINE']!, args, { cwd, env: { ...process.env, ...env } }).ended;
}
