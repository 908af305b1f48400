import { access, constants } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { messageOf } from '../../errors.ts';
import { type Ran, runProgram } from '../../host/program.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The oldest Go that builds the engine. */
const LEAST = { major: 1, minor: 25 };

/** Milliseconds within which any Go says its version. */
const PATIENCE_MS = 60_000;

/**
 * The variables that Go itself reads, and where it may write when there is no home to write in. It builds for this
 * machine: who wants another platform adds GOOS and GOARCH.
 */
export async function goEnvironment(own: Environment, folder: string): Promise<Record<string, string>> {
  const wanted =
    /^(GO(?!(?:OS|ARCH)$)[A-Z0-9_]*|PATH|HOME|TMPDIR|TMP|TEMP|XDG_CACHE_HOME|XDG_CONFIG_HOME|USERPROFILE|LOCALAPPDATA|APPDATA|SystemRoot|(HTTPS?|NO|ALL)_PROXY|SSL_CERT_(FILE|DIR))$/i;
  const kept = Object.entries(own).filter(([name, value]) => value && wanted.test(name));
  const homeless = { GOCACHE: path.join(folder, 'go-build'), GOPATH: path.join(folder, 'go') };
  // Without cgo no C compiler is needed, and the binary runs in any container.
  return {
    CGO_ENABLED: '0',
    ...((await hasHome(own)) ? {} : homeless),
    ...Object.fromEntries(kept),
    GOWORK: 'off',
    ...(isOffline(own) ? { GOPROXY: 'off', GOTOOLCHAIN: 'local' } : {}),
  };
}

/** Whether LOADKIT_OFFLINE forbids that anything is fetched: a Go, or the modules that it builds the engine from. */
export function isOffline(env: Environment): boolean {
  return !['', '0', 'false', undefined].includes(env['LOADKIT_OFFLINE']);
}

async function hasHome(own: Environment): Promise<boolean> {
  const home = own['HOME'] || own['USERPROFILE'];
  if (!home) return false;
  return access(home, constants.W_OK).then(
    () => true,
    () => false,
  );
}

/** What is wrong with the Go that these variables find, as the one to build the engine; undefined when nothing is. */
export async function lackOfGo(env: Record<string, string>): Promise<string | undefined> {
  const broken = (why: string) => `the Go on the PATH does not run: ${why}`;
  let asked: Ran;
  try {
    asked = await runProgram({ file: 'go', args: ['env', 'GOVERSION'], env, cwd: tmpdir(), patience: PATIENCE_MS });
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return missing ? 'no Go on the PATH to build it' : broken(messageOf(error));
  }
  if (asked.overdue) return broken(`it did not say its version within ${PATIENCE_MS / 1000} s`);
  if (asked.code !== 0) return broken(asked.stderr.trim() || `it ended with ${asked.signal ?? `code ${asked.code}`}`);
  const version = asked.stdout.trim();
  const [, major, minor] = /^go(\d+)\.(\d+)/.exec(version) ?? [];
  // A development build (`devel …`) is newer than any release.
  const old =
    major !== undefined &&
    (Number(major) < LEAST.major || (Number(major) === LEAST.major && Number(minor) < LEAST.minor));
  return old ? `${version} is too old to build it` : undefined;
}

/** The line that gives this machine a Go: what to type where loadkit cannot get one by itself. */
export function lineForGo(version: string, platform: NodeJS.Platform = process.platform, arch = process.arch): string {
  if (platform === 'darwin') return 'brew install go';
  if (platform === 'win32') return 'winget install GoLang.Go';
  const cpu = { x64: 'amd64', arm64: 'arm64', ia32: '386', ppc64: 'ppc64le', s390x: 's390x' }[arch as string];
  if (platform !== 'linux' || !cpu) return 'your system’s package manager';
  const archive = `https://go.dev/dl/go${version}.linux-${cpu}.tar.gz`;
  return `mkdir -p ~/.local && curl -fsSL ${archive} | tar -xz -C ~/.local && export PATH=~/.local/go/bin:$PATH`;
}

/** What gives loadkit an engine where there is none; the line to type comes last, where it is easily copied. */
export function howToInstall(version: string): string {
  const go = `install Go ${LEAST.major}.${LEAST.minor} or newer (https://go.dev/doc/install), here with: ${lineForGo(version)}`;
  return `put a k6 v2 on the PATH, name an engine with --engine or LOADKIT_ENGINE, or ${go}`;
}
