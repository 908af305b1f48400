import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { RunError } from '../errors.ts';
import type { Bundle } from './bundle.ts';
import { engineEnvironment } from './environment.ts';
import type { LoadFlags } from './load-flags.ts';
import { type LogLine, parseLogLine } from './log-line.ts';
import { type PlacedScript, placeScript } from './place.ts';

/** What `k6 inspect` said. */
export interface Inspected {
  readonly code: number;
  readonly stdout: string;
  readonly log: readonly LogLine[];
  /** What was written besides log lines. */
  readonly rest: string;
  readonly script: PlacedScript;
}

const PATIENCE = 60_000;
/** A stock k6 loads modules by their URLs, if it gets there; loadkit's engine does not even try. Nothing listens here. */
const NOWHERE = { HTTPS_PROXY: 'http://127.0.0.1:1' };
const MOST_OUTPUT = 64 * 2 ** 20;

/** Runs the top level of a bundle once, sending nothing, and returns what k6 makes of it. */
export async function inspectBundle(
  bundle: Bundle,
  source: string,
  engine: string,
  env: Readonly<Record<string, string>>,
  load?: LoadFlags,
): Promise<Inspected> {
  const runDir = await mkdtemp(path.join(tmpdir(), 'loadkit-inspect-'));
  try {
    const config = path.join(runDir, 'k6-config.json');
    await writeFile(config, '{}');
    const runId = `inspect-${randomBytes(3).toString('hex')}`;
    const script = await placeScript({ code: bundle.code, usesFiles: bundle.usesFiles, source, runDir, runId });
    try {
      const flags = ['--no-color', '--log-format', 'json', '--config', config, '--include-system-env-vars=true'];
      const args = ['inspect', ...flags, '--execution-requirements', script.path];
      return { ...(await capture(engine, args, { ...engineEnvironment(process.env, env, load), ...NOWHERE })), script };
    } finally {
      await script.release();
    }
  } finally {
    await rm(runDir, { recursive: true, force: true });
  }
}

function capture(
  file: string,
  args: string[],
  env: Record<string, string>,
): Promise<Pick<Inspected, 'code' | 'stdout' | 'log' | 'rest'>> {
  return new Promise((resolve, reject) => {
    const child = execFile(file, args, { env, timeout: PATIENCE, maxBuffer: MOST_OUTPUT }, (error, stdout, stderr) => {
      const code = error ? error.code : 0;
      if (typeof code === 'number') {
        const lines = stderr.split('\n').filter(Boolean);
        const log = lines.map(parseLogLine);
        resolve({
          code,
          stdout,
          log: log.filter((line) => line !== undefined),
          rest: lines.filter((_, i) => !log[i]).join('\n'),
        });
        return;
      }
      const why = error?.killed ? `no answer within ${PATIENCE / 1000} s` : String(error?.signal ?? error?.message);
      reject(new RunError({ what: `the engine could not inspect the scenario: ${why}`, where: { file } }, 7));
    });
    child.stdin?.end();
  });
}
