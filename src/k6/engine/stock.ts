import { access, constants, stat } from 'node:fs/promises';
import path from 'node:path';
import { RunError } from '../../errors.ts';
import type { Engine } from './engine.ts';
import { askVersion, importsOf, majorOf, type VersionAnswer } from './version.ts';

/** The major version of k6 whose csv, options and exit codes loadkit knows. */
export const K6_MAJOR = 2;

/** What a run on a stock k6 does without, in words; its result says it in caveats. */
export const WITHOUT = 'even arrivals only, no lateness, custom metrics known at the end';

/**
 * The k6 on the PATH; undefined when there is none that works. RunError (7) when its major version is another and not
 * allowed.
 */
export async function findStock(
  env: Readonly<Record<string, string | undefined>>,
  allowVersion: boolean,
): Promise<Engine | undefined> {
  const file = await findOnPath(env);
  if (file === undefined) return undefined;
  const answer = await askVersion(file, 'PATH').catch((): VersionAnswer => ({}));
  if (answer.version === undefined) return undefined;
  return { ...stockEngine(file, answer.version, 'on the PATH', allowVersion), extensions: importsOf(answer) };
}

/** A stock k6 as an engine. RunError (7) on Windows, and when its major version is another and not allowed. */
export function stockEngine(file: string, version: string, found: string, allowVersion: boolean): Engine {
  if (process.platform === 'win32') {
    throw refusal(file, `the k6 ${found} is a stock k6, which loadkit reads through a named pipe: Windows has none`);
  }
  if (majorOf(version) !== K6_MAJOR && !allowVersion) {
    const what = `the k6 ${found} is ${version}; loadkit knows major version ${K6_MAJOR}`;
    throw refusal(file, what, 'try this one all the same with --allow-k6-version');
  }
  return { kind: 'stock', path: file, k6: version, version: 'stock', found: `a stock k6, ${found}` };
}

function refusal(file: string, what: string, next?: string): RunError {
  return new RunError({ what, where: { file }, next }, 7);
}

/** The folders in which a k6 is looked for. */
export function pathFolders(env: Readonly<Record<string, string | undefined>>): string[] {
  return (env['PATH'] ?? '').split(path.delimiter).filter(path.isAbsolute);
}

async function findOnPath(env: Readonly<Record<string, string | undefined>>): Promise<string | undefined> {
  const name = process.platform === 'win32' ? 'k6.exe' : 'k6';
  for (const folder of pathFolders(env)) {
    const file = path.join(folder, name);
    if (await isExecutable(file)) return file;
  }
  return undefined;
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
