import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { RunError } from '../../errors.ts';
import { runProgram } from '../../host/program.ts';
import { temporaryFolder } from '../../host/temporary.ts';
import type { Bundle } from '../bundle/bundle.ts';
import { type PlacedScript, placeScript } from '../bundle/place.ts';
import { engineEnvironment } from '../local/environment.ts';
import type { LoadFlags } from '../local/load-flags.ts';
import { type LogLine, parseLogLine } from '../log/log-line.ts';

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
/**
 * A stock k6 loads modules by their URLs, if it gets there; loadkit's engine does not even try. Nothing listens here.
 */
const NOWHERE = { HTTPS_PROXY: 'http://127.0.0.1:1' };

/** Runs the top level of a bundle once, sending nothing, and returns what k6 makes of it. */
export async function inspectBundle(
  bundle: Bundle,
  source: string,
  engine: string,
  env: Readonly<Record<string, string>>,
  load?: LoadFlags,
): Promise<Inspected> {
  const { path: runDir, remove } = await temporaryFolder('inspect');
  try {
    const config = path.join(runDir, 'k6-config.json');
    await writeFile(config, '{}');
    const runId = `inspect-${randomBytes(3).toString('hex')}`;
    const script = await placeScript({ code: bundle.code, usesFiles: bundle.usesFiles, source, runDir, runId });
    try {
      const flags = ['--no-color', '--log-format', 'json', '--config', config, '--include-system-env-vars=true'];
      const args = ['inspect', ...flags, '--execution-requirements', script.path];
      const variables = { ...engineEnvironment(process.env, env, load), ...NOWHERE };
      const unneeded = [runDir, ...(script.copy ? [script.copy] : [])];
      return { ...(await capture(engine, args, variables, unneeded)), script };
    } finally {
      await script.release();
    }
  } finally {
    await remove();
  }
}

async function capture(
  file: string,
  args: string[],
  env: Record<string, string>,
  remove: readonly string[],
): Promise<Pick<Inspected, 'code' | 'stdout' | 'log' | 'rest'>> {
  const { code, signal, stdout, stderr, overdue } = await runProgram({ file, args, env, patience: PATIENCE, remove });
  if (code === null) {
    const why = overdue ? `no answer within ${PATIENCE / 1000} s` : `it was ended by ${signal}`;
    throw new RunError({ what: `the engine could not inspect the scenario: ${why}`, where: { file } }, 7);
  }
  const lines = stderr.split('\n').filter(Boolean);
  const log = lines.map(parseLogLine);
  return {
    code,
    stdout,
    log: log.filter((line) => line !== undefined),
    rest: lines.filter((_, i) => !log[i]).join('\n'),
  };
}
