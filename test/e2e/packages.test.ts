import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest';
import { ENGINE_PLATFORMS, enginePackage } from '../../src/k6/engine-package.ts';
import { disturbance, ROOT, resultIn, runFolder, undisturbed } from './command.ts';
import { type Ended, startCommand } from './processes.ts';
import { type Registry, startRegistry } from './registry.ts';
import { startService } from './service.ts';

const HERE = `${process.platform}-${process.arch}`;
const OWN = enginePackage(HERE);
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };

let base: string;
/** What a maintainer publishes: the packages' folders and their tarballs. */
let release: string;
let registry: Registry;
/** All that is on the PATH of a machine without Go, k6 and npm. */
let bin: string;

beforeAll(async () => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'loadkit-packages-')));
  release = join(base, 'release');
  bin = join(base, 'bin');
  for (const folder of [release, bin, join(base, 'npm'), join(base, 'tmp')]) mkdirSync(folder);
  symlinkSync(process.execPath, join(bin, 'node'));
  registry = await startRegistry();
  // The engine that the suite has built is one of these sources: no second build of minutes.
  const binary = process.env['LOADKIT_ENGINE']!;
  const only = ['--only', HERE, '--out', release];
  for (const args of [
    ['scripts/engines.mjs', ...only, '--binary', binary, '--pack'],
    ['scripts/pack.mjs', ...only],
  ]) {
    const { code, stderr } = await command(process.execPath, args, { cwd: ROOT, env: process.env });
    expect(code, stderr).toBe(0);
  }
});
afterAll(() => {
  registry.close();
  rmSync(base, { recursive: true, force: true });
});

describe('what is published', () => {
  test('the engine: its platform, its licence, where its source is, and a binary that needs nothing around it', () => {
    const folder = join(release, OWN.name);
    expect(manifestIn(folder)).toMatchObject({
      name: OWN.name,
      version,
      license: 'AGPL-3.0-only',
      os: [process.platform],
      cpu: [process.arch],
      preferUnplugged: true,
    });
    // Nothing runs at installation, nothing else is installed with it.
    for (const name of ['scripts', 'dependencies']) expect(manifestIn(folder)).not.toHaveProperty(name);
    const text = (name: string) => readFileSync(join(folder, name), 'utf8');
    expect(text('LICENSE')).toContain('GNU AFFERO GENERAL PUBLIC LICENSE');
    expect(text('README.md')).toContain(`\`engine/\` of the npm package \`loadkit@${version}\``);
    expect(text('THIRD-PARTY-NOTICES.txt')).toMatch(/^go\.k6\.io\/k6\/v2 v2\.2\.0$/m);
    expect(text('THIRD-PARTY-NOTICES.txt')).toContain('Redistributions in binary form must reproduce');
    expect(statSync(join(folder, OWN.binary)).mode & 0o111).toBe(0o111);
    expect(readdirSync(folder).sort()).toEqual([
      'LICENSE',
      'README.md',
      'THIRD-PARTY-NOTICES.txt',
      'bin',
      'package.json',
    ]);
  });

  test('loadkit: names the engines of all platforms, of its very version, and carries their source', () => {
    const manifest = manifestIn(join(release, 'loadkit'));
    const own = manifestIn(ROOT);
    for (const platform of ENGINE_PLATFORMS)
      expect(manifest['optionalDependencies']).toHaveProperty([enginePackage(platform).name], version);
    expect(manifest).toMatchObject({ dependencies: own['dependencies'], bin: own['bin'], exports: own['exports'] });
    for (const name of ['private', 'scripts', 'devDependencies', 'overrides'])
      expect(manifest).not.toHaveProperty(name);
    for (const file of [
      'engine/go.mod',
      'engine/go.sum',
      'engine/main.go',
      'engine/LICENSE',
      'LICENSE',
      'dist/cli.js',
      'dist/THIRD-PARTY-NOTICES.txt',
    ])
      expect(existsSync(join(release, 'loadkit', file)), file).toBe(true);
  });

  test('not without all engines of this version', async () => {
    const { code, stderr } = await command(process.execPath, ['scripts/pack.mjs', '--out', release], {
      cwd: ROOT,
      env: process.env,
    });
    expect(code).toBe(1);
    for (const platform of ENGINE_PLATFORMS.filter((name) => name !== HERE))
      expect(stderr).toContain(enginePackage(platform).name);
    expect(stderr).not.toContain(`${OWN.name}\n`);
  });

  test.runIf(process.platform === 'linux')('the binary runs where there is no C library', (context: TestContext) => {
    const folder = join(release, OWN.name, 'bin');
    const unshare = namespace();
    context.skip(unshare === undefined, 'no namespaces here');
    const ended = spawnSync('unshare', [...unshare!, 'chroot', folder, '/loadkit-engine', 'version'], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] },
    });
    expect(ended.stderr).toBe('');
    expect(ended.stdout).toContain('v2.2.0');
  });
});

describe('installed in a bare folder, without Go', () => {
  test('from files: init, doctor, run, with a read-only home and no fonts', async (context: TestContext) => {
    registry.offer([]);
    const project = newProject('aus Dateien für Last');
    await install(context, project, [tarball('loadkit'), tarball(OWN.name)]);
    expect(readdirSync(join(project, 'node_modules/@loadkit'))).toEqual([OWN.name.split('/')[1]]);

    const barren = barrenMachine();
    const probe = await barren(project, ['/bin/sh', '-c', '/bin/touch "$HOME/x" 2>&1; command -v go; command -v k6']);
    expect(probe.stdout).toMatch(/^\S*touch: .*(Read-only file system|Permission denied)\n$/);

    const service = await startService();
    const loadkit = (args: readonly string[]) => barren(project, [join(project, 'node_modules/.bin/loadkit'), ...args]);
    const doctor = await loadkit(['doctor']);
    expect(doctor).toMatchObject({ code: 0, stderr: '' });
    expect(doctor.stdout).toContain(`from ${OWN.name} ${version})`);
    expect(doctor.stdout).toContain(join(project, 'node_modules', OWN.name, OWN.binary));
    expect(await loadkit(['init', service.url])).toMatchObject({ code: 0, stderr: '' });

    const smoke = await undisturbed(async () => {
      rmSync(join(project, 'reports'), { recursive: true, force: true });
      return loadkit(['run', 'smoke', '--time-scale', '0.1']);
    });
    expect(smoke.stderr).not.toMatch(/building|internal error/);
    const folder = runFolder(join(project, 'reports'));
    const result = resultIn(folder);
    const disturbed = disturbance(result);
    if (disturbed) context.skip(disturbed);
    expect({ code: smoke.code, verdict: result.verdict, reasons: result.validity.reasons }).toEqual({
      code: 0,
      verdict: 'met',
      reasons: [],
    });
    expect(service.requests()).toBeGreaterThan(2);
    expect(readFileSync(join(folder, 'report.html'), 'utf8')).toMatch(/^<!doctype html>[\s\S]*<\/html>\s*$/i);
    // Nothing was put into a cache in place of the package.
    expect(readdirSync(join(base, 'tmp')).filter((name) => name.startsWith('loadkit-cache'))).toEqual([]);
  });

  test('from a registry that has all engines: npm takes the one that fits', async (context: TestContext) => {
    offerAll();
    const project = newProject('aus dem Register');
    await install(context, project, [tarball('loadkit')]);
    expect(readdirSync(join(project, 'node_modules/@loadkit'))).toEqual([OWN.name.split('/')[1]]);
    // Its own may come from npm's cache, where the test before has put it.
    expect(registry.asked.filter((name) => name !== OWN.name)).toEqual([]);
    const doctor = await installed(project, ['doctor']);
    expect(doctor.code).toBe(0);
    expect(doctor.stdout).toContain(`from ${OWN.name} ${version})`);
  });

  test('with --omit=optional: 7, and what to do about it', async (context: TestContext) => {
    offerAll();
    const project = newProject('ohne Beigaben');
    await install(context, project, [tarball('loadkit'), '--omit=optional']);
    const doctor = await installed(project, ['doctor']);
    expect(doctor.code).toBe(7);
    expect(doctor.stdout).toMatch(
      new RegExp(`!! +engine.*${OWN.name} is not installed.*without --omit=optional, or install Go`),
    );
  });
});

function manifestIn(folder: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

/** The tarball of a package as `npm pack` names it. */
function tarball(name: string): string {
  return join(release, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`);
}

/** Has the registry know all six engines, though only this platform's can be fetched. */
function offerAll(): void {
  const own = manifestIn(join(release, OWN.name));
  registry.offer(
    ENGINE_PLATFORMS.map((platform) => {
      const { name } = enginePackage(platform);
      const [os, cpu] = platform.split('-');
      const manifest = { ...own, name, version, os: [os], cpu: [cpu] };
      return platform === HERE ? { manifest, tarball: tarball(name) } : { manifest };
    }),
  );
}

/** An empty project that asks the test's own registry for engines, and npm's for everything else. */
function newProject(name: string): string {
  const project = join(base, name);
  mkdirSync(project);
  writeFileSync(join(project, '.npmrc'), `@loadkit:registry=${registry.url}/\n`);
  return project;
}

/** `npm install --ignore-scripts`; where npm's registry is out of reach the test is skipped, loudly. */
async function install(context: TestContext, project: string, what: readonly string[]): Promise<void> {
  const kept = /^(PATH|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|(https?|all)_proxy)$/i;
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([key]) => kept.test(key)));
  const noProxy = [process.env['no_proxy'] ?? process.env['NO_PROXY'], '127.0.0.1'].filter(Boolean).join(',');
  const env = { ...inherited, no_proxy: noProxy, HOME: join(base, 'npm'), TMPDIR: join(base, 'tmp') };
  const { code, stderr } = await command('npm', ['install', '-D', '--ignore-scripts', ...what], { cwd: project, env });
  if (code !== 0 && /ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|network/i.test(stderr)) {
    const why = `npm's registry is out of reach: ${stderr.trim().split('\n')[0]}`;
    process.stderr.write(`\n*** SKIPPED: loadkit cannot be installed, ${why}\n`);
    context.skip(why);
  }
  expect(code, stderr).toBe(0);
}

/** The installed command on a machine that has only Node. */
function installed(project: string, args: readonly string[]): Promise<Ended> {
  const home = mkdtempSync(join(base, 'home-'));
  const env = { PATH: bin, HOME: home, TMPDIR: join(base, 'tmp') };
  return command(join(project, 'node_modules/.bin/loadkit'), args, { cwd: project, env });
}

/** The arguments that make `unshare` give a command mounts of its own, if this machine lets us. */
function namespace(): readonly string[] | undefined {
  return [['--mount'], ['--mount', '--map-root-user']].find(
    (args) => spawnSync('unshare', [...args, 'true']).status === 0,
  );
}

/**
 * Runs commands where HOME cannot be written, no fonts are installed and only Node is on the PATH. Without namespaces HOME
 * is a folder without write permission, and the machine's fonts stay: said loudly.
 */
function barrenMachine(): (cwd: string, argv: readonly string[]) => Promise<Ended> {
  const home = join(base, 'read-only home');
  mkdirSync(home, { mode: 0o555 });
  const env = { PATH: process.env['PATH']!, BARREN_PATH: bin, HOME: home, TMPDIR: join(base, 'tmp') };
  const unshare = namespace();
  if (!unshare) {
    process.stderr.write('\n*** no namespaces here: the fonts of this machine stay visible to this test\n');
    return (cwd, [name = '', ...args]) => command(name, args, { cwd, env: { ...env, PATH: bin } });
  }
  const script = `mount -t tmpfs -o ro none "$HOME" || exit 125
for fonts in /usr/share/fonts /usr/local/share/fonts; do
  [ ! -d "$fonts" ] || mount -t tmpfs none "$fonts" || exit 125
done
PATH="$BARREN_PATH" exec "$@"`;
  return (cwd, argv) => command('unshare', [...unshare, '/bin/sh', '-c', script, 'sh', ...argv], { cwd, env });
}

function command(
  name: string,
  args: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string | undefined>> },
): Promise<Ended> {
  return startCommand(name, args, { cwd, env }).ended;
}
