import { execFile } from 'node:child_process';
import { access, constants, copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { messageOf, RunError } from '../errors.ts';
import type { NoPackage } from './engine-package.ts';
import type { EngineSources } from './engine-sources.ts';
import { withLock } from './lock.ts';

export interface BuildInput {
  readonly sources: EngineSources;
  /** The cache in which the binary is kept. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Why no engine came with the installation, for those who cannot build one either. */
  readonly noPackage: NoPackage;
  readonly onProgress: (text: string) => void;
}

/** The oldest Go that builds the engine. */
const GO = { major: 1, minor: 25 };
const INSTALL = `install Go ${GO.major}.${GO.minor} or newer (https://go.dev/doc/install), put a k6 v2 on the PATH, or name an engine with --engine or LOADKIT_ENGINE`;
const TAIL = 15;

const run = promisify(execFile);

/** Builds the engine with Go and returns its path in the cache. Two loadkits that need it at once build it once. */
export async function buildEngine(input: BuildInput): Promise<string> {
  const { sources, folder, onProgress } = input;
  const env = await goEnvironment(input.env, folder);
  await requireGo(env, input.noPackage);
  const binary = sources.binaryIn(folder);
  const lock = `${path.dirname(binary)}.lock`;
  const waiting = (pid: number) =>
    onProgress(`waiting for the load engine that another loadkit (process ${pid}) is building`);
  return withLock(lock, { isDone: binary, onWait: waiting }, async () => {
    onProgress('building the load engine once (k6 v2.2.0 with loadkit’s output; 1-2 minutes)');
    const work = `${path.dirname(binary)}.${process.pid}`;
    try {
      // A copy, because Go wants to write there and an installed package may be read-only.
      for (const name of sources.files) {
        await mkdir(path.dirname(path.join(work, name)), { recursive: true });
        await copyFile(path.join(sources.folder, name), path.join(work, name));
      }
      await compile(work, 'built', env);
      await mkdir(path.dirname(binary), { recursive: true });
      await rename(path.join(work, 'built'), binary);
    } finally {
      await rm(work, { recursive: true, force: true });
    }
    return binary;
  });
}

/** Throws RunError (7) naming what to install when there is no Go that builds the engine. */
export async function findGo(env: BuildInput['env'], folder: string, noPackage: NoPackage): Promise<void> {
  await requireGo(await goEnvironment(env, folder), noPackage);
}

/**
 * The variables that Go itself reads, and where it may write when there is no home to write in. It builds for this machine:
 * who wants another platform adds GOOS and GOARCH.
 */
export async function goEnvironment(own: BuildInput['env'], folder: string): Promise<Record<string, string>> {
  const wanted =
    /^(GO(?!(?:OS|ARCH)$)[A-Z0-9_]*|PATH|HOME|TMPDIR|TMP|TEMP|XDG_CACHE_HOME|XDG_CONFIG_HOME|USERPROFILE|LOCALAPPDATA|APPDATA|SystemRoot|(HTTPS?|NO|ALL)_PROXY|SSL_CERT_(FILE|DIR))$/i;
  const kept = Object.entries(own).filter(([name, value]) => value && wanted.test(name));
  const homeless = { GOCACHE: path.join(folder, 'go-build'), GOPATH: path.join(folder, 'go') };
  // Without cgo no C compiler is needed, and the binary runs in any container.
  return { CGO_ENABLED: '0', ...((await hasHome(own)) ? {} : homeless), ...Object.fromEntries(kept), GOWORK: 'off' };
}

async function hasHome(own: BuildInput['env']): Promise<boolean> {
  const home = own['HOME'] || own['USERPROFILE'];
  if (!home) return false;
  return access(home, constants.W_OK).then(
    () => true,
    () => false,
  );
}

async function requireGo(env: Record<string, string>, { why, cure }: NoPackage): Promise<void> {
  const problem = (what: string) =>
    new RunError(
      {
        what,
        why: `loadkit drives its own build of k6, and ${why}`,
        next: cure ? `${cure}, or ${INSTALL}` : INSTALL,
      },
      7,
    );
  let version: string;
  try {
    version = (await run('go', ['env', 'GOVERSION'], { env, cwd: tmpdir() })).stdout.trim();
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw problem(
      missing
        ? 'there is no load engine yet, and no Go on the PATH to build it'
        : `go does not run: ${messageOf(error)}`,
    );
  }
  const [, major, minor] = /^go(\d+)\.(\d+)/.exec(version) ?? [];
  // A development build (`devel …`) is newer than any release.
  if (major !== undefined && (Number(major) < GO.major || (Number(major) === GO.major && Number(minor) < GO.minor))) {
    throw problem(`there is no load engine yet, and ${version} is too old to build it`);
  }
}

/**
 * Compiles the engine's module in `folder` to the file `binary`. The flags leave the machine's paths and the debugging tables
 * out: the same sources and the same Go give the same bytes anywhere.
 */
export async function compile(folder: string, binary: string, env: Record<string, string>): Promise<void> {
  try {
    await run('go', ['build', '-trimpath', '-buildvcs=false', '-ldflags=-s -w', '-o', binary, '.'], {
      cwd: folder,
      env,
      maxBuffer: 64 * 2 ** 20,
    });
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    throw new RunError(
      {
        what: 'the load engine could not be built',
        where: { file: folder },
        said: (stderr || messageOf(error)).trim().split('\n').slice(-TAIL),
        next: 'Go has to reach its module proxy once (GOPROXY, HTTPS_PROXY); put a k6 v2 on the PATH, or name an engine with --engine',
      },
      7,
    );
  }
}
