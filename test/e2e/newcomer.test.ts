import {
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
import { afterAll, beforeAll, beforeEach, describe, expect, type TestContext, test } from 'vitest';
import { PROFILES } from '../../src/config/profile-name.ts';
import { disturbance, ROOT, resultIn, runFolder, undisturbed } from './command.ts';
import { type Ended, startCommand } from './processes.ts';
import { startService } from './service.ts';

const INIT_FILES = [
  '.gitignore',
  'loadkit.config.yaml',
  'scenarios/baseline.ts',
  'scenarios/breakpoint.ts',
  'scenarios/journeys/main.ts',
  'scenarios/load.ts',
  'scenarios/smoke.ts',
  'scenarios/soak.ts',
  'scenarios/spike.ts',
  'scenarios/stress.ts',
  'tiers/enterprise.yaml',
  'tiers/large.yaml',
  'tiers/medium.yaml',
  'tiers/small.yaml',
  'tsconfig.json',
];

let base: string;
let home: string;
/** A bare folder in which the packed loadkit is installed; its path has a space and an umlaut. */
let bare: string;
let packed: readonly string[];
/** Why the registry could not be asked; a machine without it skips these tests, loudly. */
let unreachable: string | undefined;

beforeAll(async () => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'loadkit-newcomer-')));
  home = join(base, 'home');
  bare = join(base, 'mein Projekt für Last');
  for (const folder of [home, bare, join(base, 'tmp')]) mkdirSync(folder);
  const pack = await command('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', base], { cwd: ROOT });
  expect(pack.code, pack.stderr).toBe(0);
  const [{ filename, files }] = JSON.parse(pack.stdout) as [{ filename: string; files: { path: string }[] }];
  packed = files.map(({ path }) => path);
  const install = await command('npm', ['install', '-D', join(base, filename), '--ignore-scripts'], { cwd: bare });
  if (install.code !== 0 && /ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|network/i.test(install.stderr)) {
    unreachable = install.stderr.trim().split('\n')[0];
    process.stderr.write(
      `\n*** SKIPPED: a newcomer's project cannot be installed, npm's registry is out of reach: ${unreachable}\n`,
    );
  } else expect(install.code, install.stderr).toBe(0);
});
afterAll(() => rmSync(base, { recursive: true, force: true }));
beforeEach((context: TestContext) => context.skip(unreachable !== undefined, unreachable));

test('the package carries what it needs, and neither tests nor secrets', () => {
  for (const file of ['dist/cli.js', 'engine/go.sum', 'engine/LICENSE', 'src/scenario/k6.ts', 'LICENSE', 'README.md'])
    expect(packed).toContain(file);
  for (const name of ['small', 'medium', 'large', 'enterprise']) expect(packed).toContain(`tiers/${name}.yaml`);
  for (const name of PROFILES) expect(packed).toContain(`scenarios/${name}.ts`);
  expect(packed.filter((file) => /^dist\/schema\/.*\.schema\.json$/.test(file)).length).toBeGreaterThan(3);
  expect(
    packed.filter((file) =>
      /(^|\/)(test|node_modules|reports)\/|_test\.go$|\.test\.|(^|\/)\.(env|npmrc|git)|\.pem$/.test(file),
    ),
  ).toEqual([]);
});

describe('README: your own service', () => {
  test('init, list, check, run: from a bare folder to a verdict', async ({ skip }) => {
    const service = await startService();
    const init = await loadkit(['init', service.url]);
    expect(init).toMatchObject({ code: 0, stderr: '' });
    for (const file of INIT_FILES)
      expect(init.stdout).toMatch(new RegExp(`^written +${file.replaceAll('.', '\\.')}$`, 'm'));
    const written = filesOf(bare);
    expect(Object.keys(written)).toEqual(INIT_FILES);
    for (const [name, content] of Object.entries(written)) {
      expect(content.split('\n').length, name).toBeLessThan(31);
      expect(content, name).not.toMatch(/[ \t]$/m);
    }
    const again = await loadkit(['init', 'http://127.0.0.1:1']);
    expect(again.code).toBe(0);
    expect(again.stdout).toMatch(/^kept +loadkit\.config\.yaml/m);
    expect(again.stdout).not.toContain('written');
    expect(filesOf(bare)).toEqual(written);

    const list = await loadkit(['list']);
    expect(list.code).toBe(0);
    for (const text of ['scenarios/stress.ts', 'tiers/small.yaml', 'response time', `Target: ${service.url}`])
      expect(list.stdout).toContain(text);
    const check = await loadkit(['check', 'stress', '--tier', 'small']);
    expect(check.code).toBe(0);
    expect(check.stdout).toMatch(/21 min 30 s.*200 users/);
    expect(check.stdout).toContain('Nothing was sent.');
    expect(service.requests()).toBe(0);

    const smoke = await undisturbed(async () => {
      const reports = mkdtempSync(join(base, 'smoke-'));
      const ended = await loadkit(['run', 'smoke', '--time-scale', '0.1', '--out', reports]);
      return { ...ended, result: resultIn(runFolder(reports)) };
    });
    expect(smoke.stderr).not.toContain('building the load engine');
    const disturbed = disturbance(smoke.result);
    if (disturbed) skip(disturbed);
    expect({ code: smoke.code, verdict: smoke.result.verdict, reasons: smoke.result.validity.reasons }).toEqual({
      code: 0,
      verdict: 'met',
      reasons: [],
    });
    expect(smoke.result.totals).toMatchObject({ failed: 0, checks: { fails: 0 } });
    expect(smoke.result.totals.requests).toBeGreaterThan(2);
    expect(Object.keys(filesOf(bare))).toEqual(INIT_FILES);
  });

  test('stress at the small tier, 21.5 minutes in one: a quick service is not called critical', async () => {
    const service = await startService();
    // Where the first test ran, its project is kept.
    await loadkit(['init', service.url]);
    const reports = mkdtempSync(join(base, 'stress-'));
    const args = [
      'run',
      'stress',
      '--tier',
      'small',
      '--target',
      service.url,
      '--time-scale',
      '0.034',
      '--out',
      reports,
    ];
    const { code, stderr } = await loadkit(args);
    const result = resultIn(runFolder(reports));
    expect(stderr).not.toContain('internal error');
    expect(result.run).toMatchObject({ state: 'complete', scenario: 'stress', tier: 'small', timeScale: 0.034 });
    expect(['met', 'degraded', 'inconclusive']).toContain(result.verdict);
    expect(code).toBe(result.verdict === 'inconclusive' ? 5 : 0);
    expect(result.stages.map(({ name }) => name)).toHaveLength(5);
    expect(result.totals.failed).toBe(0);
    // Seen once a second, while they come and go.
    expect(result.totals.vusMax).toBeGreaterThan(150);
    expect(result.totals.vusMax).toBeLessThanOrEqual(200);
    expect(result.totals.requests).toBe(service.requests() - 1);
    expect(result.caveats.map(({ text }) => text).join('\n')).toContain('makes no capacity claim');
  });

  test('without an engine and without Go: 7, naming what to install', async () => {
    const service = await startService();
    const bin = join(base, 'bin');
    mkdirSync(bin);
    symlinkSync(process.execPath, join(bin, 'node'));
    const env = { PATH: bin, HOME: mkdtempSync(join(base, 'home-')), TMPDIR: mkdtempSync(join(base, 'tmp-')) };
    const args = ['--target', service.url, '--out', join(base, 'never')];
    const run = await command(process.execPath, [installed(), 'run', 'smoke', ...args], { cwd: bare, env });
    expect(run).toMatchObject({ code: 7, stdout: '' });
    expect(run.stderr).toContain('no Go on the PATH');
    expect(run.stderr).toMatch(/install Go 1\.25 or newer \(https:\/\/go\.dev/);
    expect(service.requests()).toBe(0);
    expect(readdirSync(base)).not.toContain('never');
    const doctor = await command(process.execPath, [installed(), 'doctor'], { cwd: bare, env });
    expect(doctor.code).toBe(7);
    expect(doctor.stdout).toMatch(/!! +engine.*install Go 1\.25/);
  });

  test('installed elsewhere, as globally: a project of its own still finds loadkit/k6', async () => {
    const service = await startService();
    const cwd = mkdtempSync(join(base, 'other-'));
    mkdirSync(join(cwd, 'scenarios'));
    writeFileSync(
      join(cwd, 'scenarios/mine.ts'),
      `import { check } from 'k6';
import http from 'k6/http';
import { profile, step, target, think } from 'loadkit/k6';
export const options = profile('smoke');
export const requests = 1;
export default function main(): void {
  step('look', () => check(http.get(\`\${target}/look\`), { 'is 200': (r) => r.status === 200 }));
  think(0.2);
}
`,
    );
    const args = ['run', 'mine', '--target', service.url, '--time-scale', '0.1', '--json'];
    const run = await command(process.execPath, [installed(), ...args], { cwd });
    expect(run.stderr).not.toContain('internal error');
    expect([0, 5]).toContain(run.code);
    const result = resultIn(runFolder(join(cwd, 'reports')));
    expect(result.run).toMatchObject({ scenario: 'mine', profile: 'smoke', state: 'complete' });
    expect(result.totals).toMatchObject({ requests: service.requests() - 1, failed: 0, checks: { fails: 0 } });
    // The shipped scenarios are there too, for projects that have none.
    const list = await command(process.execPath, [installed(), 'list'], { cwd });
    expect(list.stdout).toMatch(/mine +scenarios\/mine\.ts/);
    expect(list.stdout).toMatch(/stress +shipped/);
  });
});

interface How {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

function installed(): string {
  return join(bare, 'node_modules/loadkit/dist/cli.js');
}

/** The installed command in the bare folder, as `npx loadkit` finds it. */
function loadkit(args: readonly string[]): Promise<Ended> {
  return command('npx', ['--no-install', 'loadkit', ...args], { cwd: bare });
}

/** Runs a command with an empty home, and little else in its environment: neither npm's nor XDG's variables. */
function command(name: string, args: readonly string[], { cwd, env }: How): Promise<Ended> {
  const kept = /^(PATH|LOADKIT_ENGINE|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|(https?|no|all)_proxy)$/i;
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([key]) => kept.test(key)));
  const own = env ?? { ...inherited, HOME: home, TMPDIR: join(base, 'tmp'), npm_config_update_notifier: 'false' };
  return startCommand(name, args, { cwd, env: own }).ended;
}

/** Every file of a project but npm's, by name. */
function filesOf(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => !/^(node_modules|package)/.test(name) && statSync(join(folder, name)).isFile())
    .sort();
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}
