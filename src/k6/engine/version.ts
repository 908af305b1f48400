import { messageOf, RunError } from '../../errors.ts';
import { type Ran, runProgram } from '../../host/program.ts';
import { deathIn, deathText } from '../local/death.ts';
import { engineEnvironment } from '../local/environment.ts';

/** What a k6 says of itself with `version --json`. */
export interface VersionAnswer {
  readonly version?: string;
  readonly extensions?: readonly { readonly outputs?: readonly string[]; readonly imports?: readonly string[] }[];
}

/** The modules that its extensions let scripts import. */
export function importsOf({ extensions = [] }: VersionAnswer): string[] {
  return extensions.flatMap(({ imports = [] }) => imports);
}

/** Asks an executable for its version; empty for something that is no k6. RunError (7) when it cannot be run. */
export async function askVersion(path: string, by: string): Promise<VersionAnswer> {
  const answer = readAnswer(await ask(path, ['version', '--json'], by));
  // An old k6 knows the question only without --json.
  return answer.version === undefined ? readAnswer(await ask(path, ['version'], by)) : answer;
}

/** The major version in `v2.2.0`; undefined in what is no release. */
export function majorOf(version: string): number | undefined {
  const major = /^v?(\d+)\.\d+/.exec(version)?.[1];
  return major === undefined ? undefined : Number(major);
}

/** Milliseconds within which every k6 says its version. */
const PATIENCE = 10_000;

async function ask(file: string, args: readonly string[], by: string): Promise<string> {
  const env = engineEnvironment(process.env, {});
  const failure = (what: string) =>
    new RunError({ what, where: { file, path: by }, next: `name an executable, or leave out ${by}` }, 7);
  let ran: Ran;
  try {
    ran = await runProgram({ file, args, env, patience: PATIENCE });
  } catch (error) {
    const { code } = error as { code?: unknown };
    const why =
      code === 'ENOENT' ? 'there is no such file' : code === 'EACCES' ? 'it cannot be executed' : messageOf(error);
    throw failure(`cannot start the engine: ${why}`);
  }
  if (ran.overdue) throw failure(`the engine did not say its version within ${PATIENCE / 1000} s`);
  const death = ran.stderr.split('\n').map(deathIn).find(Boolean);
  if (death) throw failure(`the engine cannot say its version: ${deathText(death)}`);
  if (ran.signal) throw failure(`the engine died of ${ran.signal} when it was asked for its version`);
  return ran.stdout;
}

function readAnswer(stdout: string): VersionAnswer {
  try {
    const value: unknown = JSON.parse(stdout);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Not every k6 answers in JSON.
  }
  const version = /\bk6 (v\d+\.\d+\.\d+\S*)/.exec(stdout)?.[1];
  return version === undefined ? {} : { version };
}
