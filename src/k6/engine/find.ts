import { access, constants, lstat } from 'node:fs/promises';
import { delimiter, dirname } from 'node:path';
import { messageOf, RunError } from '../../errors.ts';
import { isWhole } from './binary.ts';
import { buildEngine } from './build.ts';
import { cacheFolders, isOurs, usableCache } from './cache-folder.ts';
import type { Engine } from './engine.ts';
import { goEnvironment, howToInstall, lackOfGo } from './go-toolchain.ts';
import { describeGoWheel, GO_VERSION } from './go-wheel.ts';
import { findPackaged, type NoPackage } from './package.ts';
import { type EngineSources, readSources } from './sources.ts';
import { findStock, K6_MAJOR, pathFolders, stockEngine, WITHOUT } from './stock.ts';
import { askVersion, importsOf } from './version.ts';

/** The k6 that loadkit's engine is built from. */
const K6_VERSION = 'v2.2.0';

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
 * The engine to use: the one that was named, else the one that npm installed for this platform, else the cached one,
 * else one built with the Go on the PATH, else a stock k6 on the PATH, else one built with a Go that is fetched for it.
 * Of our own only one built from this loadkit's very sources counts, so that any would do; the package comes first
 * because a lockfile vouches for it, and it needs no folder to write in. RunError (7) naming all ways when there is
 * none.
 */
export async function findEngine(input: FindEngineInput): Promise<Engine> {
  const named = namedEngine(input);
  if (named) return checkEngine(named.path, named.by, input.allowVersion);
  const sources = await readSources(input.sourceDir);
  const packaged = await findPackaged(sources);
  if (packaged.path !== undefined) return engineOf(sources, packaged);
  const cached = await findCached(input, sources);
  if (cached) return cached;
  const built = await attempt(() => newlyBuilt(input, sources, 'own'));
  if (!(built instanceof RunError)) return built;
  const stock = await attempt(() => findStock(input.env, input.allowVersion ?? false));
  if (stock && !(stock instanceof RunError)) {
    input.onProgress?.(`${built.problem.what}: running with ${stock.path}, ${stock.found} (${WITHOUT})`);
    return stock;
  }
  const fetched = built instanceof NoGo ? await attempt(() => newlyBuilt(input, sources, 'fetched')) : undefined;
  if (fetched && !(fetched instanceof RunError)) return fetched;
  throw noEngine({ env: input.env, built, stock, fetched, packaged });
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
    const built = await attempt(() => requireGo(input.env, cacheFolders(input.env, input.cacheDir)[0]!));
    if (!built) {
      return { ok: true, text: `none yet: the first run builds it with Go from ${input.sourceDir} (${packaged.why})` };
    }
    const stock = await attempt(() => findStock(input.env, input.allowVersion ?? false));
    if (stock && !(stock instanceof RunError)) return describe(stock);
    const fetched = await attempt(() => describeGoWheel(input.env));
    if (fetched instanceof RunError) throw noEngine({ env: input.env, built, stock, fetched, packaged });
    return { ok: true, text: `none yet: the first run fetches ${fetched} and builds it (${packaged.why})` };
  } catch (error) {
    return { ok: false, text: messageOf(error) };
  }
}

/** What something gives, or the RunError that it throws. */
async function attempt<T>(work: () => Promise<T>): Promise<T | RunError> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RunError) return error;
    throw error;
  }
}

/** Why each of the ways to an engine led nowhere, and what opens one. */
interface NoWay {
  readonly env: FindEngineInput['env'];
  readonly built: RunError;
  readonly stock: RunError | undefined;
  readonly fetched: RunError | undefined;
  readonly packaged: NoPackage;
}

function noEngine({ env, built, stock, fetched, packaged }: NoWay): RunError {
  // Where a fetched Go could not build either, that is what there is to mend.
  const { problem } = fetched?.problem.next ? fetched : built;
  const other = stock
    ? `${stock.problem.what} (${stock.problem.where?.file})`
    : `no k6 on the PATH either (${pathFolders(env).join(delimiter) || 'it is empty'})`;
  const unfetched = problem === fetched?.problem ? undefined : fetched?.problem.what;
  const why = [problem.why ?? `loadkit drives its own build of k6, and ${packaged.why}`, other, unfetched];
  const said = problem.said ?? fetched?.problem.said;
  const next = [packaged.cure, stock?.problem.next, problem.next ?? howToInstall(GO_VERSION)];
  return new RunError(
    { ...problem, why: why.filter(Boolean).join('; '), said, next: next.filter(Boolean).join('; or ') },
    7,
  );
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

async function isProgram(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** Whoever may write a link there could have anything run: the link is refused, and stays as it is. */
function linked(file: string): RunError {
  return new RunError(
    {
      what: 'the load engine in the cache is a link, which loadkit never makes',
      where: { file },
      next: 'remove it: the next run builds the engine anew; or name an engine with --engine',
    },
    7,
  );
}

async function findCached(input: FindEngineInput, sources: EngineSources): Promise<Engine | undefined> {
  for (const folder of cacheFolders(input.env, input.cacheDir)) {
    const path = sources.binaryIn(folder);
    if (!(await isProgram(path)) || !(await isOurs(folder))) continue;
    if ((await lstat(path)).isSymbolicLink() || (await lstat(dirname(path))).isSymbolicLink()) throw linked(path);
    if (!(await isWhole(path))) continue;
    return engineOf(sources, { path, found: 'built earlier, kept in the cache' });
  }
  return undefined;
}

/** There is no Go on the PATH, or none that will do: another may be fetched. */
class NoGo extends RunError {}

async function requireGo(env: FindEngineInput['env'], folder: string): Promise<void> {
  const lack = await lackOfGo(await goEnvironment(env, folder));
  if (lack) throw new NoGo({ what: `there is no load engine yet, and ${lack}` }, 7);
}

async function newlyBuilt(input: FindEngineInput, sources: EngineSources, go: 'own' | 'fetched'): Promise<Engine> {
  const folder = await usableCache(cacheFolders(input.env, input.cacheDir));
  const { env, onProgress = () => {} } = input;
  if (go === 'own') await requireGo(env, folder);
  const path = await buildEngine({ sources, folder, env, go, onProgress });
  return engineOf(sources, { path, found: `built from ${sources.folder}` });
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
