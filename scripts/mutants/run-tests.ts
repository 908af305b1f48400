import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isGo, type Mutant } from './mutant.ts';
import { type Outcome, ofGo, ofVitest } from './outcome.ts';

/** Longer than any single file of tests takes, ms. A mutant that hangs its tests is not noticed by them. */
const PATIENCE = 300_000;

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the tests that a mutant names, in a copy of the tree. */
export async function runTests({ test, only }: Pick<Mutant, 'test' | 'only'>, folder: string): Promise<Outcome> {
  if (isGo({ test })) return goTests(test, only, folder);
  if (needsBuild(join(folder, test))) {
    const built = await ended(process.execPath, ['scripts/build.mjs', '--no-types'], folder);
    if (built?.code !== 0) return { kind: 'broken', why: `it cannot be built: ${(built?.stderr ?? '').slice(0, 200)}` };
  }
  const out = mkdtempSync(join(folder, 'mutants-report-'));
  const report = join(out, 'vitest.json');
  try {
    const vitest = join(folder, 'node_modules/vitest/vitest.mjs');
    const args = [vitest, 'run', '--bail=1', '--reporter=json', `--outputFile=${report}`, test];
    const run = await ended(process.execPath, [...args, ...(only === undefined ? [] : ['-t', only])], folder);
    return run ? ofVitest(readFileSync(report, 'utf8')) : { kind: 'broken', why: 'its tests did not end' };
  } catch (error) {
    return { kind: 'broken', why: `vitest left no report: ${String(error)}` };
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

async function goTests(test: string, only: string | undefined, folder: string): Promise<Outcome> {
  const name = test.replace(/^engine/, '.');
  const args = ['test', '-json', ...(only === undefined ? [] : ['-run', only]), name];
  const run = await ended('go', args, join(folder, 'engine'));
  return run ? ofGo(run.stdout) : { kind: 'broken', why: 'its tests did not end' };
}

/** Whether a test runs the built command. */
function needsBuild(file: string): boolean {
  return /from '[^']*\/command\.ts'/.test(readFileSync(file, 'utf8'));
}

/**
 * Undefined of what does not end. As npm run check does, Go leaves paths out: what it compiled for one serves the
 * other.
 */
function ended(command: string, args: readonly string[], cwd: string): Promise<Ended | undefined> {
  const env = { ...process.env, CGO_ENABLED: '0', GOFLAGS: `${process.env['GOFLAGS'] ?? ''} -trimpath`.trim() };
  return new Promise((resolve, reject) => {
    // A group of its own: what the tests started ends with them.
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const stop = () => {
      try {
        process.kill(-child.pid!, 'SIGKILL');
      } catch {
        // It ended meanwhile.
      }
    };
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      stop();
    }, PATIENCE);
    // Before the copy is removed in which they run.
    process.prependOnceListener('exit', stop);
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(timer);
      process.off('exit', stop);
      resolve(late ? undefined : { code, stdout, stderr });
    });
  });
}
