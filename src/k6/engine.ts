import { access, constants } from 'node:fs/promises';
import { messageOf, RunError } from '../errors.ts';
import { cacheFolders, isOurs, usableCache } from './cache-folder.ts';
import { buildEngine, findGo } from './engine-build.ts';
import { findPackaged, type NoPackage } from './engine-package.ts';
import { type EngineSources, readSources } from './engine-sources.ts';
import { findStock, K6_MAJOR, stockEngine, WITHOUT } from './stock-engine.ts';
import { askVersion, importsOf } from './version.ts';

/** The k6 that loadkit's engine is built from. */
const K6_VERSION = 'v2.2.0';

/** A k6 that loadkit can drive. */
export interface Engine {
  /** `loadkit`: our own, with our output and executor; `stock`: a k6 as its makers publish it. */
  readonly kind: 'loadkit' | 'stock';
  readonly path: string;
  /** The version of k6 inside it. */
  readonly k6: string;
  /** The engine's own version; of one that was given by path it is only known from its first line. */
  readonly version: string;
  /** How it was found, in words. */
  readonly found: string;
  /** The JavaScript extensions that it was built with besides our own: what `k6/x/…` may be imported. Absent: none. */
  readonly extensions?: readonly string[];
}

export interface FindEngineInput {
  /** `--engine`; wins over LOADKIT_ENGINE. */
  readonly explicit?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where engines are kept; XDG_CACHE_HOME or ~/.cache unless given. */
  readonly cacheDir?: string | undefined;
  /** The folder of the engine's Go sources. */
  readonly sourceDir: string;
  /** Whether a k6 of another major version will do (`--allow-k6-version`). */
  readonly allowVersion?: boolean | undefined;
  /** Is told, in words, what takes long or was not wished for. */
  readonly onProgress?: (text: string) => void;
}

/**
 * The engine to use: the one that was named, else the one that npm installed for this platform, else the cached one, else a
 * newly built one, else a stock k6 on the PATH. Of the middle two only one built from this loadkit's very sources counts, so
 * that either would do; the package comes first because a lockfile vouches for it, and it needs no folder to write in.
 * RunError (7) naming all ways when there is none.
 */
export async function findEngine(input: FindEngineInput): Promise<Engine> {
  const named = namedEngine(input);
  if (named) return checkEngine(named.path, named.by, input.allowVersion);
  const sources = await readSources(input.sourceDir);
  const packaged = await findPackaged(sources);
  if (packaged.path !== undefined) return engineOf(sources, packaged);
  const cached = await findCached(input, sources);
  if (cached) return cached;
  try {
    return await newlyBuilt(input, sources, packaged);
  } catch (error) {
    const stock = await stockInstead(input, error);
    input.onProgress?.(`${firstLine(error)}: running with ${stock.path}, ${stock.found} (${WITHOUT})`);
    return stock;
  }
}

/** What `loadkit doctor` says: the engine in use or why there is none; builds nothing. */
export async function describeEngine(input: FindEngineInput): Promise<{ ok: boolean; text: string }> {
  try {
    const named = namedEngine(input);
    if (named) return describe(await checkEngine(named.path, named.by, input.allowVersion));
    const sources = await readSources(input.sourceDir);
    const packaged = await findPackaged(sources);
    if (packaged.path !== undefined) return describe(engineOf(sources, packaged));
    const cached = await findCached(input, sources);
    if (cached) return describe(cached);
    try {
      await findGo(input.env, cacheFolders(input.env, input.cacheDir)[0]!, packaged);
    } catch (error) {
      return describe(await stockInstead(input, error));
    }
    return { ok: true, text: `none yet: the first run builds it with Go from ${input.sourceDir} (${packaged.why})` };
  } catch (error) {
    return { ok: false, text: messageOf(error) };
  }
}

function describe({ kind, path, k6, version, found }: Engine): { ok: true; text: string } {
  if (kind === 'loadkit') return { ok: true, text: `${path} (k6 ${k6}, engine ${version}; ${found})` };
  return { ok: true, text: `${path} (k6 ${k6}; ${found}): ${WITHOUT}; with Go, loadkit builds its own engine` };
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

async function newlyBuilt(input: FindEngineInput, sources: EngineSources, noPackage: NoPackage): Promise<Engine> {
  const folder = await usableCache(cacheFolders(input.env, input.cacheDir));
  const { env, onProgress = () => {} } = input;
  const path = await buildEngine({ sources, folder, env, noPackage, onProgress });
  return engineOf(sources, { path, found: `built from ${sources.folder}` });
}

/** A stock k6 where our engine cannot be had; without one the error that says why, and what of a k6 there is instead. */
async function stockInstead({ env, allowVersion = false }: FindEngineInput, error: unknown): Promise<Engine> {
  if (!(error instanceof RunError)) throw error;
  const { problem, exitCode } = error;
  try {
    const stock = await findStock(env, allowVersion);
    if (stock) return stock;
  } catch (other) {
    if (!(other instanceof RunError)) throw other;
    const { what, where, next } = other.problem;
    throw new RunError(
      {
        ...problem,
        why: `${problem.why}; ${what} (${where?.file})`,
        next: [problem.next, next].filter(Boolean).join('; or '),
      },
      exitCode,
    );
  }
  throw error;
}

function firstLine(error: unknown): string {
  return error instanceof RunError ? error.problem.what : messageOf(error);
}

/** A named executable: our engine, or a stock k6. */
async function checkEngine(path: string, by: string, allowVersion = false): Promise<Engine> {
  const answer = await askVersion(path, by);
  const ours = answer.extensions?.some(({ outputs }) => outputs?.includes('loadkit')) ?? false;
  if (ours && (answer.version === K6_VERSION || allowVersion)) {
    return {
      kind: 'loadkit',
      path,
      k6: answer.version ?? 'unknown',
      version: 'unknown',
      found: `named by ${by}`,
      extensions: importsOf(answer),
    };
  }
  if (!ours && answer.version)
    return { ...stockEngine(path, answer.version, `named by ${by}`, allowVersion), extensions: importsOf(answer) };
  const found = ours ? `k6 ${answer.version} with loadkit's output` : 'something that is no k6';
  throw new RunError(
    {
      what: `this is no engine for loadkit: wanted k6 ${K6_VERSION} with loadkit's output or a k6 v${K6_MAJOR}, found ${found}`,
      where: { file: path, path: by },
      next: `leave out ${by}: loadkit then takes its own, installed with it or built with Go`,
    },
    7,
  );
}
