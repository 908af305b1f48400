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
/** Why the registry could not be asked; a machine without it skips these tests, loudly. */
let unreachable: string | undefined;

beforeAll(async () => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'loadkit-newcomer-')));
  home = join(base, 'home');
  bare = join(base, 'mein Projekt für Last');
  for (const folder of [home, bare, join(base, 'tmp')]) mkdirSync(folder);
  const pack = await command('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', base], { cwd: ROOT });
  expect(pack.code, pack.stderr).toBe(0);
  const [{ filename }] = JSON.parse(pack.stdout) as [{ filename: string }];
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

describe('README: your own service', () => {
  test('init, list, check, run: from a bare folder to a verdict', async ({ skip }) => {
    const service = await startService();
    const init = await command('npx', ['--no-install', 'loadkit', 'init', service.url], { cwd: bare });
    expect(init).toMatchObject({ code: 0, stderr: '' });
    for (const file of INIT_FILES)
      expect(init.stdout).toMatch(new RegExp(`^written +${file.replaceAll('.', '\\.')}$`, 'm'));
    const written = filesOf(bare);
    expect(Object.keys(written)).toEqual(INIT_FILES);
    for (const [name, content] of Object.entries(written)) {
      expect(content.split('\n').length, name).toBeLessThan(36);
      expect(content, name).not.toMatch(/[ \t]$/m);
      // Nothing that the reader never said: neither a guide nor a deployment of somebody else's.
      expect(content, name).not.toMatch(/guide|pool|workers|replicas/i);
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
    expect(check.stdout).toMatch(/6 stages, 33 min, up to 150 requests\/s/);
    expect(check.stdout).toMatch(/shorter +--time-scale 0\.1 for a try of 3 min 18 s; --set hold=1m for another plan/);
    expect(check.stdout).toMatch(
      /integrity +what the journey wrote is read as it was written \(readBack\(\); without it not judged\)/,
    );
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

  test('stress at the small tier, 33 minutes in 40 seconds: a quick service is not called critical', async () => {
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
      '0.02',
      '--out',
      reports,
    ];
    const { code, stderr } = await loadkit(args);
    const result = resultIn(runFolder(reports));
    expect(stderr).not.toContain('internal error');
    expect(result.run).toMatchObject({ state: 'complete', scenario: 'stress', tier: 'small', timeScale: 0.02 });
    expect(['met', 'degraded', 'inconclusive']).toContain(result.verdict);
    expect(code).toBe(result.verdict === 'inconclusive' ? 5 : 0);
    expect(result.stages.map(({ name }) => name)).toHaveLength(6);
    expect(result.totals.failed).toBe(0);
    expect(result.totals.requests).toBeGreaterThan(1000);
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

describe('README', () => {
  /** Its commands, and what runs each (with the time scaled): a test of this file, or another file. */
  const HERE = 'test/e2e/newcomer.test.ts';
  const COMMANDS: Readonly<Record<string, string>> = {
    'loadkit run stress --tier medium': 'test/e2e/alone/stress.ts',
    'npm ci': '.ci/run',
    'npm run demo': 'scripts/demo.mjs',
    'npm test': '.ci/run',
    'mkdir ../my-load-tests': HERE,
    'cd ../my-load-tests': HERE,
    'npm init -y': HERE,
    'npm i -D ../loadkit': HERE,
    'npx loadkit init http://127.0.0.1:8080': HERE,
    'npx loadkit run smoke': HERE,
    'npx loadkit check stress --tier small': HERE,
    'npx loadkit run stress --tier small': HERE,
    // To its end: npm run accuracy -- long-runs.
    'npx loadkit capacity --tier small': 'test/e2e/search-resumed.test.ts',
    'npx loadkit plan --growth requests=15%/month': 'test/cli/plan.test.ts',
    'npx loadkit gate nightly --dry-run': HERE,
    // A gate of its own that is as short as a test must be.
    'npx loadkit gate nightly': 'test/e2e/gate.test.ts',
  };

  test('has no command that nothing runs', () => {
    const text = readFileSync(join(ROOT, 'README.md'), 'utf8');
    const blocks = [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)].flatMap(([, kind, block]) =>
      kind === '' ? block! : [],
    );
    // The list of commands is that of `loadkit --help`.
    const typed = blocks
      .filter((block) => !block.startsWith('loadkit init [URL]'))
      .flatMap((block) => block.split('\n'));
    const commands = typed.flatMap((line) => line.replace(/ +#.*/, '').split(' && ')).filter(Boolean);
    expect([...new Set(commands)].sort()).toEqual(Object.keys(COMMANDS).sort());
    for (const file of Object.values(COMMANDS)) expect(readFileSync(join(ROOT, file), 'utf8'), file).not.toBe('');
  });

  test('a clone is linked into a project of its own, and stays as it is', async () => {
    const cwd = mkdtempSync(join(base, 'linked-'));
    const manifest = readFileSync(join(ROOT, 'package.json'), 'utf8');
    expect(await command('npm', ['init', '-y'], { cwd })).toMatchObject({ code: 0 });
    expect(await command('npm', ['i', '-D', ROOT], { cwd })).toMatchObject({ code: 0 });
    expect(realpathSync(join(cwd, 'node_modules/loadkit'))).toBe(realpathSync(ROOT));
    expect(readFileSync(join(ROOT, 'package.json'), 'utf8')).toBe(manifest);
    const loadkit = (...args: string[]) => command('npx', ['--no-install', 'loadkit', ...args], { cwd });
    expect(await loadkit('init', 'http://127.0.0.1:8080')).toMatchObject({ code: 0, stderr: '' });
    const check = await loadkit('check', 'stress', '--tier', 'small');
    expect(check).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing was sent.') });
    const gate = await loadkit('gate', 'nightly', '--dry-run');
    expect(gate).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing was sent.') });
  });
});

interface How {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

function installed(): string {
  return join(bare, 'node_modules/loadkit/dist/cli.js');
}

/** The installed command in the bare folder, where npx finds it: npx itself takes longer to start than loadkit. */
function loadkit(args: readonly string[]): Promise<Ended> {
  return command(join(bare, 'node_modules/.bin/loadkit'), args, { cwd: bare });
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
