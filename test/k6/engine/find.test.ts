import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RunError } from '../../../src/errors.ts';
import { describeEngine, type FindEngineInput, findEngine } from '../../../src/k6/engine/find.ts';

let folder: string;
let sourceDir: string;
let cacheDir: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'loadkit-engine-test-'));
  sourceDir = path.join(folder, 'engine');
  cacheDir = path.join(folder, 'cache');
  mkdirSync(path.join(sourceDir, 'version'), { recursive: true });
  writeFileSync(path.join(sourceDir, 'go.mod'), 'module x\n');
  writeFileSync(path.join(sourceDir, 'go.sum'), '');
  writeFileSync(path.join(sourceDir, 'main.go'), 'package main\n');
  writeFileSync(path.join(sourceDir, 'main_test.go'), 'package main\n');
  writeFileSync(path.join(sourceDir, 'version', 'version.go'), 'package version\n\nconst Engine = "9.8.7"\n');
});
/** This machine may have a pip, and these tests fetch nothing: test/k6/engine/go-wheel.test.ts has one of its own. */
beforeEach(() => {
  for (const name of ['python3', 'pip3', 'pip']) executable(name, 'exit 1');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function executable(name: string, script: string): string {
  const file = path.join(folder, 'bin', name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

/** A Go that takes a moment, notes every build with what it saw, and builds a file. */
function fakeGo(
  version = 'go1.25.1',
  build = 'echo built >> "$LOG_DIR/builds"; ls > "$LOG_DIR/files"; env > "$LOG_DIR/env"; sleep 0.4; echo engine > built; chmod +x built',
) {
  executable('go', `LOG_DIR=${folder}\ncase "$1" in env) echo ${version} ;; build) ${build} ;; esac`);
}

const variables = () => ({ PATH: `${path.join(folder, 'bin')}:/usr/bin:/bin`, HOME: folder });
const find = (more: Partial<FindEngineInput> = {}) => findEngine({ env: variables(), cacheDir, sourceDir, ...more });
const builds = () =>
  existsSync(path.join(folder, 'builds'))
    ? readFileSync(path.join(folder, 'builds'), 'utf8').trim().split('\n').length
    : 0;
const failure = (more: Partial<FindEngineInput> = {}) =>
  find(more).then(
    () => undefined,
    (error: RunError) => error,
  );

describe('findEngine builds', () => {
  test('once, from a copy without tests, and then finds it in the cache', async () => {
    fakeGo();
    const told: string[] = [];
    const built = await find({ onProgress: (text) => told.push(text) });
    expect(told).toEqual([expect.stringContaining('building the load engine once (k6 v2.2.0')]);
    expect(built).toMatchObject({
      kind: 'loadkit',
      k6: 'v2.2.0',
      version: '9.8.7',
      found: expect.stringContaining('built'),
    });
    expect(built.path).toMatch(/engine-9\.8\.7-[0-9a-f]{12}\/loadkit-engine$/);
    expect(readFileSync(path.join(folder, 'files'), 'utf8').trim().split('\n')).toEqual([
      'go.mod',
      'go.sum',
      'main.go',
      'version',
    ]);
    expect(await find()).toMatchObject({ path: built.path, found: expect.stringContaining('cache') });
    expect(builds()).toBe(1);
    expect(readdirSync(cacheDir)).toHaveLength(1);
  });

  test('again when a source changes, but not when a test does', async () => {
    fakeGo();
    const first = await find();
    writeFileSync(path.join(sourceDir, 'main_test.go'), 'package main // changed\n');
    expect((await find()).path).toBe(first.path);
    writeFileSync(path.join(sourceDir, 'main.go'), 'package main // changed\n');
    expect((await find()).path).not.toBe(first.path);
    expect(builds()).toBe(2);
  });

  test('one time for two who need it at once, and takes over from a dead one', async () => {
    fakeGo();
    const told: string[] = [];
    const [first, second] = await Promise.all([find(), find({ onProgress: (text) => told.push(text) })]);
    expect(first.path).toBe(second.path);
    expect(builds()).toBe(1);
    rmSync(path.dirname(first.path), { recursive: true });
    mkdirSync(`${path.dirname(first.path)}.lock`);
    writeFileSync(`${path.dirname(first.path)}.lock/pid`, '999999999');
    await find();
    expect(builds()).toBe(2);
  });

  test.each([
    ['empty', 0],
    ['cut short', 3],
  ])('again where the cached one is %s', async (_, bytes) => {
    fakeGo();
    const { path: binary } = await find();
    truncateSync(binary, bytes);
    expect(await find()).toMatchObject({ path: binary, found: expect.stringContaining('built from') });
    expect([builds(), readFileSync(binary, 'utf8')]).toEqual([2, 'engine\n']);
    expect(await find()).toMatchObject({ found: expect.stringContaining('cache') });
  });

  test('with only the variables that Go reads', async () => {
    fakeGo();
    await find({
      env: {
        ...variables(),
        GOPROXY: 'https://proxy.example',
        GOFLAGS: '-x',
        GOOS: 'plan9',
        SECRET_TOKEN: 'no',
        K6_VUS: '3',
      },
    });
    const env = readFileSync(path.join(folder, 'env'), 'utf8');
    expect(env).toMatch(/^GOPROXY=https:\/\/proxy\.example$/m);
    expect(env).toMatch(/^CGO_ENABLED=0$/m);
    expect(env).not.toMatch(/SECRET_TOKEN|K6_VUS|GOCACHE|GOOS/);
  });

  test('inside the cache when there is no home', async () => {
    fakeGo();
    await find({ env: { PATH: variables().PATH } });
    expect(readFileSync(path.join(folder, 'env'), 'utf8')).toContain(`GOCACHE=${cacheDir}/go-build`);
  });

  test('or says what to install', async () => {
    const env = { PATH: path.join(folder, 'empty'), HOME: folder };
    expect(await failure({ env })).toMatchObject({
      exitCode: 7,
      message: expect.stringMatching(/no Go on the PATH[\s\S]*install Go 1\.25/),
    });
    fakeGo('go1.24.9');
    expect(await failure()).toMatchObject({
      exitCode: 7,
      message: expect.stringMatching(/go1\.24\.9 is too old[\s\S]*install Go 1\.25/),
    });
    expect(existsSync(path.join(folder, 'builds'))).toBe(false);
  });

  test('or shows why Go could not, and leaves nothing', async () => {
    fakeGo('go1.26.0', 'echo "dial tcp: lookup go-modules.example: no such host" >&2; exit 1');
    expect(await failure()).toMatchObject({ exitCode: 7, message: expect.stringContaining('no such host') });
    expect(readdirSync(cacheDir)).toEqual([]);
  });

  test('and needs its sources', async () => {
    expect(await failure({ sourceDir: path.join(folder, 'gone') })).toMatchObject({
      exitCode: 7,
      message: expect.stringContaining('sources'),
    });
  });
});

describe('where engines are kept', () => {
  test('XDG_CACHE_HOME, else ~/.cache, else the temporary folder', async () => {
    fakeGo();
    const input = { sourceDir };
    const xdg = await findEngine({ ...input, env: { ...variables(), XDG_CACHE_HOME: path.join(folder, 'xdg') } });
    expect(xdg.path.startsWith(path.join(folder, 'xdg', 'loadkit'))).toBe(true);
    const home = await findEngine({ ...input, env: variables() });
    expect(home.path.startsWith(path.join(folder, '.cache', 'loadkit'))).toBe(true);
    writeFileSync(path.join(folder, 'file'), '');
    const temporary = await findEngine({ ...input, env: { ...variables(), HOME: path.join(folder, 'file') } });
    expect(temporary.path.startsWith(tmpdir())).toBe(true);
    rmSync(path.resolve(temporary.path, '../..'), { recursive: true });
  });
});

/** A k6 that knows no `version --json`. */
const OLD = 'case "$2" in --json) echo unknown flag >&2; exit 255;; *) echo "k6 v0.40.0 (go1.19)";; esac';

describe('an engine that was named', () => {
  const answer = (version: string, outputs: string[]) =>
    `echo '${JSON.stringify({ version, extensions: [{ module: 'm', outputs }] })}'`;

  test('is taken when it is ours, --engine before LOADKIT_ENGINE', async () => {
    const ours = executable('ours', answer('v2.2.0', ['loadkit']));
    expect(await find({ explicit: ours, env: { LOADKIT_ENGINE: 'other' } })).toMatchObject({
      path: ours,
      found: 'named by --engine',
    });
    expect(await find({ env: { LOADKIT_ENGINE: ours } })).toMatchObject({
      path: ours,
      found: 'named by LOADKIT_ENGINE',
    });
  });

  test('is taken when it is a stock k6 of major 2', async () => {
    const stock = executable('stock', answer('v2.9.1', ['faker']));
    expect(await find({ explicit: stock })).toEqual({
      kind: 'stock',
      path: stock,
      k6: 'v2.9.1',
      version: 'stock',
      found: 'a stock k6, named by --engine',
      extensions: [],
    });
    expect(await find({ env: { LOADKIT_ENGINE: stock } })).toMatchObject({ kind: 'stock' });
  });

  test('says which extensions it has', async () => {
    const extensions = [
      { module: 'github.com/grafana/xk6-faker', version: 'v0.4.4', imports: ['k6/x/faker'] },
      { module: 'loadkit', version: '', outputs: ['loadkit'] },
    ];
    const ours = executable('extended', `echo '${JSON.stringify({ version: 'v2.2.0', extensions })}'`);
    expect(await find({ explicit: ours })).toMatchObject({ kind: 'loadkit', extensions: ['k6/x/faker'] });
  });

  test.each([OLD, answer('v3.0.0', []), 'echo "k6 v1.0.0"'])(
    'a stock k6 of another major version only with --allow-k6-version: %s',
    async (script) => {
      const other = executable('other', script);
      const error = await failure({ explicit: other });
      expect(error?.exitCode).toBe(7);
      expect(error?.message).toMatch(/named by --engine is v\d\.\d+\.0; loadkit knows major version 2/);
      expect(error?.message).toContain('--allow-k6-version');
      expect(await find({ explicit: other, allowVersion: true })).toMatchObject({ kind: 'stock', path: other });
    },
  );

  test('our engine of another version only with --allow-k6-version', async () => {
    const other = executable('other', answer('v2.1.0', ['loadkit']));
    expect(await find({ explicit: other, allowVersion: true })).toMatchObject({ kind: 'loadkit', k6: 'v2.1.0' });
  });

  test.each([
    ['our engine of another version', answer('v2.1.0', ['loadkit']), 'found k6 v2.1.0 with loadkit’s output'],
    ['garbage', 'echo garbage', 'found something that is no k6'],
  ])('is refused when it is %s', async (_, script, what) => {
    const error = await failure({ explicit: executable('other', script) });
    expect(error?.exitCode).toBe(7);
    expect(error?.message.replaceAll("'", '’')).toContain(`wanted k6 v2.2.0 with loadkit’s output or a k6 v2, ${what}`);
  });

  test('or is not there, or cannot be executed', async () => {
    expect(await failure({ explicit: path.join(folder, 'nothing') })).toMatchObject({
      exitCode: 7,
      message: expect.stringContaining('no such file'),
    });
    const file = path.join(folder, 'text');
    writeFileSync(file, 'text');
    expect(await failure({ explicit: file })).toMatchObject({
      exitCode: 7,
      message: expect.stringContaining('cannot be executed'),
    });
  });
});

describe('a stock k6 on the PATH', () => {
  const stock = (version = 'v2.2.0') => executable('k6', `echo '{"version":"${version}"}'`);

  test('is taken when there is no Go, and that is said', async () => {
    const told: string[] = [];
    const path = stock();
    const engine = await find({ onProgress: (text) => told.push(text) });
    expect(engine).toEqual({
      kind: 'stock',
      path,
      k6: 'v2.2.0',
      version: 'stock',
      found: 'a stock k6, on the PATH',
      extensions: [],
    });
    expect(told).toEqual([expect.stringMatching(/no Go on the PATH to build it: running with .*even arrivals only/)]);
    expect(await describeEngine({ env: variables(), cacheDir, sourceDir })).toEqual({
      ok: true,
      text: expect.stringMatching(/k6 v2\.2\.0; a stock k6, on the PATH\): even arrivals only/),
    });
  });

  test('is taken when Go cannot build', async () => {
    fakeGo('go1.26.0', 'exit 1');
    stock();
    expect(await find()).toMatchObject({ kind: 'stock' });
  });

  test('is not looked at when our engine can be had', async () => {
    fakeGo();
    stock();
    expect(await find()).toMatchObject({ kind: 'loadkit' });
    expect(await describeEngine({ env: variables(), cacheDir, sourceDir })).toMatchObject({
      text: expect.stringContaining('kept in the cache'),
    });
  });

  test('of another major version is named in the error, and taken when that is allowed', async () => {
    const path = stock('v1.4.0');
    const error = await failure();
    expect(error?.exitCode).toBe(7);
    expect(error?.message).toContain('the k6 on the PATH is v1.4.0; loadkit knows major version 2');
    expect(error?.message).toMatch(
      /next: try this one all the same with --allow-k6-version; or put a k6 v2 on the PATH.*LOADKIT_ENGINE.*install Go 1\.25/,
    );
    expect(await find({ allowVersion: true })).toMatchObject({ kind: 'stock', path, k6: 'v1.4.0' });
  });

  test('that is a folder, no k6, or broken is none', async () => {
    mkdirSync(path.join(folder, 'bin', 'k6'), { recursive: true });
    expect((await failure())?.message).toContain('no Go on the PATH');
    rmSync(path.join(folder, 'bin', 'k6'), { recursive: true });
    executable('k6', 'echo garbage');
    expect((await failure())?.message).toContain('no Go on the PATH');
    writeFileSync(path.join(folder, 'bin', 'k6'), '#!/nowhere\n');
    expect((await failure())?.message).toContain('no Go on the PATH');
  });
});

test('describeEngine builds nothing and says what there is', async () => {
  fakeGo();
  expect(await describeEngine({ env: variables(), cacheDir, sourceDir })).toEqual({
    ok: true,
    text: expect.stringContaining('the first run builds it'),
  });
  expect(builds()).toBe(0);
  const { path: built } = await find();
  expect(await describeEngine({ env: variables(), cacheDir, sourceDir })).toEqual({
    ok: true,
    text: expect.stringContaining(built),
  });
  expect(await describeEngine({ explicit: path.join(folder, 'nothing'), env: {}, cacheDir, sourceDir })).toMatchObject({
    ok: false,
  });
});

test('a read-only source folder is no obstacle', async () => {
  fakeGo();
  const copy = path.join(folder, 'readonly');
  cpSync(sourceDir, copy, { recursive: true });
  chmodSync(copy, 0o555);
  await find({ sourceDir: copy });
  expect(readdirSync(copy).sort()).toEqual(['go.mod', 'go.sum', 'main.go', 'main_test.go', 'version']);
  chmodSync(copy, 0o755);
});
