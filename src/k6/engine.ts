import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { promisify } from 'node:util';
import { messageOf, RunError } from '../errors.ts';
import { cacheFolders, isOurs, usableCache } from './cache-folder.ts';
import { buildEngine, findGo } from './engine-build.ts';
import { findPackaged } from './engine-package.ts';
import { type EngineSources, readSources } from './engine-sources.ts';
import { engineEnvironment } from './environment.ts';

/** The k6 that loadkit's engine is built from. */
const K6_VERSION = 'v2.2.0';

/** A k6 that loadkit can drive. */
export interface Engine {
  readonly kind: 'loadkit';
  readonly path: string;
  /** The version of k6 inside it. */
  readonly k6: string;
  /** The engine's own version; of one that was given by path it is only known from its first line. */
  readonly version: string;
  /** How it was found, in words. */
  readonly found: string;
}

export interface FindEngineInput {
  /** `--engine`; wins over LOADKIT_ENGINE. */
  readonly explicit?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where engines are kept; XDG_CACHE_HOME or ~/.cache unless given. */
  readonly cacheDir?: string | undefined;
  /** The folder of the engine's Go sources. */
  readonly sourceDir: string;
  /** Is told, in words, what takes long. */
  readonly onProgress?: (text: string) => void;
}

/**
 * The engine to use: the one that was named, else the one that npm installed for this platform, else the cached one, else a
 * newly built one. Of the middle two only one built from this loadkit's very sources counts, so that either would do; the
 * package comes first because a lockfile vouches for it, and it needs no folder to write in.
 */
export async function findEngine(input: FindEngineInput): Promise<Engine> {
  const named = namedEngine(input);
  if (named) return checkEngine(named.path, named.by);
  const sources = await readSources(input.sourceDir);
  const packaged = await findPackaged(sources);
  if (packaged.path !== undefined) return engineOf(sources, packaged);
  const cached = await findCached(input, sources);
  if (cached) return cached;
  const folder = await usableCache(cacheFolders(input.env, input.cacheDir));
  const { env, onProgress = () => {} } = input;
  const path = await buildEngine({ sources, folder, env, noPackage: packaged, onProgress });
  return engineOf(sources, { path, found: `built from ${sources.folder}` });
}

/** What `loadkit doctor` says: the engine in use or why there is none; builds nothing. */
export async function describeEngine(input: FindEngineInput): Promise<{ ok: boolean; text: string }> {
  try {
    const named = namedEngine(input);
    if (named) return describe(await checkEngine(named.path, named.by));
    const sources = await readSources(input.sourceDir);
    const packaged = await findPackaged(sources);
    if (packaged.path !== undefined) return describe(engineOf(sources, packaged));
    const cached = await findCached(input, sources);
    if (cached) return describe(cached);
    await findGo(input.env, cacheFolders(input.env, input.cacheDir)[0]!, packaged);
    return { ok: true, text: `none yet: the first run builds it with Go from ${input.sourceDir} (${packaged.why})` };
  } catch (error) {
    return { ok: false, text: messageOf(error) };
  }
}

function describe({ path, k6, version, found }: Engine): { ok: true; text: string } {
  return { ok: true, text: `${path} (k6 ${k6}, engine ${version}; ${found})` };
}

function engineOf({ version }: EngineSources, { path, found }: Pick<Engine, 'path' | 'found'>): Engine {
  return { kind: 'loadkit', path, k6: K6_VERSION, version, found };
}

function namedEngine({ explicit, env }: FindEngineInput): { path: string; by: string } | undefined {
  if (explicit) return { path: explicit, by: '--engine' };
  const path = env['LOADKIT_ENGINE'];
  return path ? { path, by: 'LOADKIT_ENGINE' } : undefined;
}

async function findCached(input: FindEngineInput, sources: EngineSources): Promise<Engine | undefined> {
  for (const folder of cacheFolders(input.env, input.cacheDir)) {
    const path = sources.binaryIn(folder);
    try {
      await access(path, constants.X_OK);
      if (!(await isOurs(folder))) continue;
      return engineOf(sources, { path, found: 'built earlier, kept in the cache' });
    } catch {
      // Not there: look on.
    }
  }
  return undefined;
}

/** What a k6 says of itself with `version --json`. */
interface VersionAnswer {
  readonly version?: string;
  readonly extensions?: readonly { readonly outputs?: readonly string[] }[];
}

async function checkEngine(path: string, by: string): Promise<Engine> {
  const answer = await askVersion(path, by);
  const ours = answer.extensions?.some(({ outputs }) => outputs?.includes('loadkit')) ?? false;
  if (ours && answer.version === K6_VERSION) {
    return { kind: 'loadkit', path, k6: K6_VERSION, version: 'unknown', found: `named by ${by}` };
  }
  const found = answer.version
    ? `k6 ${answer.version} ${ours ? 'with' : 'without'} loadkit's output`
    : 'something that is no k6';
  throw new RunError(
    {
      what: `this is not loadkit's engine: wanted k6 ${K6_VERSION} with loadkit's output, found ${found}`,
      where: { file: path, path: by },
      next: `leave out ${by}: loadkit then takes its own, installed with it or built with Go`,
    },
    7,
  );
}

async function askVersion(path: string, by: string): Promise<VersionAnswer> {
  const answer = readAnswer(await ask(path, ['version', '--json'], by));
  // An old k6 knows the question only without --json.
  return answer.version === undefined ? readAnswer(await ask(path, ['version'], by)) : answer;
}

async function ask(path: string, args: readonly string[], by: string): Promise<string> {
  try {
    return (await promisify(execFile)(path, args, { env: engineEnvironment(process.env, {}), timeout: 10_000 })).stdout;
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (typeof code === 'number') return (error as { stdout?: string }).stdout ?? '';
    const why =
      code === 'ENOENT' ? 'there is no such file' : code === 'EACCES' ? 'it cannot be executed' : messageOf(error);
    throw new RunError(
      {
        what: `cannot start the engine: ${why}`,
        where: { file: path, path: by },
        next: `name an executable, or leave out ${by}`,
      },
      7,
    );
  }
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
