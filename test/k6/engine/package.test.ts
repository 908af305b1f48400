import { chmodSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RunError } from '../../../src/errors.ts';
import { describeEngine, findEngine } from '../../../src/k6/engine/find.ts';
import { enginePackage, findPackaged } from '../../../src/k6/engine/package.ts';
import { readSources } from '../../../src/k6/engine/sources.ts';

const HERE = `${process.platform}-${process.arch}`;

/** A project with loadkit in its node_modules, and a Go that notes every build. */
let folder: string;
let modules: string;
let sourceDir: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'loadkit-package-test-')));
  modules = path.join(folder, 'node_modules');
  sourceDir = path.join(modules, 'loadkit', 'engine');
  mkdirSync(path.join(sourceDir, 'version'), { recursive: true });
  writeFileSync(path.join(sourceDir, 'go.mod'), 'module x\n');
  writeFileSync(path.join(sourceDir, 'main.go'), 'package main\n');
  writeFileSync(path.join(sourceDir, 'version', 'version.go'), 'package version\n\nconst Engine = "9.8.7"\n');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Installs an engine package as npm would, built from the sources as they are now unless a key is given. */
async function install(platform: string, { key, mode = 0o755 }: { key?: string; mode?: number } = {}): Promise<string> {
  const { name, binary } = enginePackage(platform);
  const engine = key ?? (await readSources(sourceDir)).key;
  const file = path.join(modules, name, binary);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(
    path.join(modules, name, 'package.json'),
    JSON.stringify({ name, version: '0.1.2', loadkit: { engine } }),
  );
  writeFileSync(file, '#!/bin/sh\n');
  chmodSync(file, mode);
  return file;
}

function manifestOfLoadkit(manifest: Record<string, unknown>): void {
  writeFileSync(path.join(sourceDir, '..', 'package.json'), JSON.stringify({ name: 'loadkit', ...manifest }));
}

function executable(name: string, script: string): string {
  const file = path.join(folder, 'bin', name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

const input = () => ({
  env: { PATH: `${path.join(folder, 'bin')}:/usr/bin:/bin`, HOME: folder },
  cacheDir: path.join(folder, 'cache'),
  sourceDir,
});
const withGo = () =>
  executable(
    'go',
    `case "$1" in env) echo go1.25.1 ;; build) touch ${folder}/built; echo engine > built; chmod +x built ;; esac`,
  );
const withoutGo = () => ({ ...input(), env: { PATH: path.join(folder, 'bin'), HOME: folder } });
const isBuilt = () => existsSync(path.join(folder, 'built'));
const packaged = async (platform?: string) => findPackaged(await readSources(sourceDir), platform);
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: RunError) => error,
  );

describe('the platform package', () => {
  test('is taken without Go and without a cache, and doctor names it', async () => {
    const file = await install(HERE);
    const engine = { kind: 'loadkit', path: file, version: '9.8.7', found: `from @loadkit/engine-${HERE} 0.1.2` };
    expect(await findEngine(withoutGo())).toMatchObject(engine);
    expect(await describeEngine(withoutGo())).toEqual({
      ok: true,
      text: `${file} (k6 v2.2.0, engine 9.8.7; from @loadkit/engine-${HERE} 0.1.2)`,
    });
    expect(existsSync(path.join(folder, 'cache'))).toBe(false);
  });

  test('comes before the cache and after what was named', async () => {
    withGo();
    const cached = await findEngine(input());
    expect(cached.found).toContain('built from');
    const file = await install(HERE);
    expect((await findEngine(input())).path).toBe(file);
    const answer = JSON.stringify({ version: 'v2.2.0', extensions: [{ outputs: ['loadkit'] }] });
    const named = executable('mine', `echo '${answer}'`);
    expect((await findEngine({ ...input(), explicit: named })).path).toBe(named);
    expect((await findEngine({ ...input(), env: { LOADKIT_ENGINE: named } })).path).toBe(named);
  });

  test('nested under loadkit comes before a hoisted one', async () => {
    await install(HERE);
    modules = path.join(modules, 'loadkit', 'node_modules');
    const nested = await install(HERE);
    expect((await packaged()).path).toBe(nested);
  });

  test('of other sources is passed over: a changed engine/ is built', async () => {
    withGo();
    await install(HERE);
    writeFileSync(path.join(sourceDir, 'main.go'), 'package main // changed\n');
    expect((await findEngine(input())).found).toContain('built from');
    expect(isBuilt()).toBe(true);
  });

  test.each([
    ['linux-x64', 'bin/loadkit-engine'],
    ['darwin-arm64', 'bin/loadkit-engine'],
    ['win32-arm64', 'bin/loadkit-engine.exe'],
  ])('on %s brings %s', async (platform, binary) => {
    const file = await install(platform);
    expect(await packaged(platform)).toEqual({ path: file, found: `from @loadkit/engine-${platform} 0.1.2` });
    expect(file.endsWith(`@loadkit/engine-${platform}/${binary}`)).toBe(true);
  });
});

describe('without a package that fits, and without Go: 7, saying why and what helps', () => {
  beforeEach(() => manifestOfLoadkit({ optionalDependencies: { [enginePackage(HERE).name]: '0.1.2' } }));

  test('none was promised, as in a clone', async () => {
    manifestOfLoadkit({});
    const error = await failure(findEngine(withoutGo()));
    expect(error?.message).toContain('this loadkit comes without an engine package, as a clone does');
    expect(error?.message).toMatch(/next: put a k6 v2 on the PATH.*install Go 1\.25/);
  });

  test('left out', async () => {
    const error = await failure(findEngine(withoutGo()));
    expect(error?.exitCode).toBe(7);
    expect(error?.message).toContain('no Go on the PATH');
    expect(error?.message).toContain(`@loadkit/engine-${HERE} is not installed`);
    expect(error?.message).toMatch(/install loadkit again without --omit=optional; or .*install Go 1\.25/);
    expect(await describeEngine(withoutGo())).toEqual({ ok: false, text: error?.message });
  });

  test('of another version', async () => {
    await install(HERE, { key: 'engine-9.8.6-000000000000' });
    const error = await failure(findEngine(withoutGo()));
    expect(error?.exitCode).toBe(7);
    expect(error?.message).toContain(`@loadkit/engine-${HERE} 0.1.2 is installed, but was built from other sources`);
  });

  test('of another platform', async () => {
    const other = HERE === 'darwin-arm64' ? 'linux-x64' : 'darwin-arm64';
    await install(other);
    const error = await failure(findEngine(withoutGo()));
    expect(error?.exitCode).toBe(7);
    expect(error?.message).toContain(`@loadkit/engine-${other} is installed, but Node runs as ${HERE} here`);
    expect(error?.message).toContain('install loadkit again on this machine');
  });

  test('never published for this one', async () => {
    await install(HERE);
    expect(await packaged('freebsd-x64')).toEqual({
      path: undefined,
      why: 'there is no engine package for freebsd-x64',
    });
  });
});

describe('a broken package is an error, though Go could build', () => {
  test('without its executable bit', async () => {
    withGo();
    const file = await install(HERE, { mode: 0o644 });
    const error = await failure(findEngine(input()));
    expect(error).toMatchObject({
      exitCode: 7,
      message: expect.stringMatching(/cannot be started: it has lost its executable bit/),
    });
    expect(error?.message).toContain(`chmod +x '${file}'`);
    expect(isBuilt()).toBe(false);
    chmodSync(file, 0o755);
    expect((await findEngine(input())).path).toBe(file);
  });

  test('without its binary', async () => {
    withGo();
    rmSync(await install(HERE));
    expect(await failure(findEngine(input()))).toMatchObject({
      exitCode: 7,
      message: expect.stringMatching(/cannot be started: the file is gone[\s\S]*npm ci/),
    });
    expect(isBuilt()).toBe(false);
  });
});
