/** biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables in YAML */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadProject } from '../../src/config/load.ts';
import { UserError } from '../../src/errors.ts';

const SHIPPED = fileURLToPath(new URL('../../tiers', import.meta.url));
const FIXTURES = fileURLToPath(new URL('../fixtures/config', import.meta.url));
const TIER = 'name: small\nsessions: 1\nrate: 1\n';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadkit config ü '));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string | Buffer): string {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

const load = (options: Partial<Parameters<typeof loadProject>[0]> = {}) =>
  loadProject({ cwd: folder, env: { HOME: folder }, shippedTiers: SHIPPED, ...options });

async function refusal(options: Partial<Parameters<typeof loadProject>[0]> = {}): Promise<string> {
  const error = await load(options).then(
    () => expect.unreachable('it was loaded'),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(UserError);
  expect((error as UserError).exitCode).toBe(2);
  return (error as UserError).message;
}

describe('where a project is', () => {
  test('without any file: the defaults and the shipped tiers', async () => {
    const project = await load();
    expect(project).toMatchObject({ root: folder, serviceFile: null, warnings: [] });
    expect(project.service).toMatchObject({ target: null, objectives: [], arrivals: 'poisson', seed: null, env: [] });
    const { stopWhen, ...safety } = project.service.safety;
    expect(safety).toEqual({ allow: [], watch: [], maxRate: 10_000, maxVUs: 20_000, maxDuration: 90_000 });
    expect(stopWhen.map(({ text }) => text)).toEqual(['errors >= 90%']);
    expect(project.policy).toEqual({});
    expect(project.tiers.map(({ name }) => name)).toEqual(['small', 'medium', 'large', 'enterprise']);
    expect(project.tiers[0]?.file).toBe(join(SHIPPED, 'small.yaml'));
  });

  test('in a folder above, but not above the repository or the home folder', async () => {
    const file = write('loadkit.config.yaml', 'target: http://127.0.0.1:1/\n');
    const deep = join(folder, 'a/b');
    mkdirSync(deep, { recursive: true });
    expect(await load({ cwd: deep })).toMatchObject({
      root: folder,
      serviceFile: file,
      service: { target: 'http://127.0.0.1:1' },
    });
    expect(await load({ cwd: deep, env: { HOME: deep } })).toMatchObject({ root: deep, serviceFile: null });
    mkdirSync(join(folder, 'a/.git'));
    expect(await load({ cwd: deep })).toMatchObject({ root: deep, serviceFile: null });
  });

  test('where --config says; then tiers and scenarios are beside it', async () => {
    const file = write(
      'etc/other.yaml',
      'defaultTier: pilot\nobjectives: [{name: a, target: "< 1s", scenarios: [checkout]}]\n',
    );
    write('etc/tiers/pilot.yaml', 'name: pilot\nsessions: 5\nrate: 5\n');
    write('etc/scenarios/checkout.ts', '');
    const project = await load({ configFile: 'etc/other.yaml' });
    expect(project).toMatchObject({ root: dirname(file), serviceFile: file, warnings: [] });
    expect(project.tiers[0]).toMatchObject({ name: 'pilot', file: join(folder, 'etc/tiers/pilot.yaml') });
  });
});

describe('tiers', () => {
  test('a project with tiers of its own sees only those, ordered by size', async () => {
    write('tiers/small.yaml', 'name: small\nsessions: 60\nrate: 5\n');
    write('tiers/huge.yaml', 'name: huge\nsessions: 5000\nrate: 5\n');
    const { tiers } = await load();
    expect(tiers.map(({ name, sessions }) => `${name} ${sessions}`)).toEqual(['small 60', 'huge 5000']);
    expect(tiers[0]?.file).toBe(join(folder, 'tiers/small.yaml'));
  });

  test('a name stands in one file of a folder only, and should be the file’s', async () => {
    write('tiers/a.yaml', TIER);
    expect((await load()).warnings).toEqual([
      {
        what: 'the tier in a.yaml is called "small", and --tier takes that name',
        where: { file: 'tiers/a.yaml', line: 1, column: 7, path: 'name' },
      },
    ]);
    write('tiers/small.yaml', TIER);
    expect(await refusal()).toBe(
      'tiers/small.yaml:1:7 (name): the tier "small" is described twice\n  next: rename it here or in tiers/a.yaml',
    );
  });

  test('files that end in .yml are not read silently', async () => {
    write('tiers/big.yml', TIER);
    write('loadkit.config.yml', 'target: sandbox');
    expect((await load()).warnings.map(({ where }) => where?.file)).toEqual(['loadkit.config.yml', 'tiers/big.yml']);
  });
});

describe('what is wrong is told at once, with file, line, path, why and the nearest name', () => {
  test.each(['broken', 'crossed'])('%s', async (name) => {
    await expect(`${await refusal({ cwd: join(FIXTURES, name) })}\n`).toMatchFileSnapshot(
      `../golden/config-${name}.txt`,
    );
  });

  test('an override in a tier is checked against the service', async () => {
    write('loadkit.config.yaml', 'objectives:\n  - { name: API, target: "< 1s", critical: "> 2s" }\n');
    write('tiers/small.yaml', `${TIER}objectives:\n  API: { target: "< 3s" }\n`);
    expect(await refusal()).toContain(
      'tiers/small.yaml:5:3 (objectives.API.critical): some values would meet the target',
    );
  });

  test('values from the environment do not appear in messages', async () => {
    write('loadkit.config.yaml', 'target: "ftp://u:${PASSWORD}@h/${PASSWORD}"\n');
    const message = await refusal({ env: { PASSWORD: 'hunter2hunter2' } });
    expect(message).toContain('loadkit.config.yaml:1:9 (target): "ftp://h/${PASSWORD}" has the scheme "ftp"');
    expect(message).not.toContain('hunter2');
  });
});

describe('files that cannot be read', () => {
  test.each([
    ['missing', () => 'nowhere.yaml', 'nowhere.yaml: there is no such file'],
    ['a folder', () => '.', 'this is no file'],
    ['too large', () => write('l.yaml', 'a: 1\n'.repeat(200_001)), 'l.yaml: the file is too large'],
    ['not UTF-8', () => write('u.yaml', Buffer.from([0x61, 0x3a, 0x20, 0xff])), 'u.yaml: the file is not UTF-8 text'],
    ['a list', () => write('s.yaml', '- a'), 's.yaml:1:1: expected fields, found a list'],
  ])('%s', async (_, file, message) => {
    expect(await refusal({ configFile: file() })).toContain(message);
  });

  test('a pipe does not make it wait', async () => {
    execFileSync('sh', ['-c', 'mkfifo "$0"', join(folder, 'loadkit.config.yaml')]);
    expect(await refusal()).toContain('this is no file');
  });

  test.each(['loadkit.config.yaml', 'tiers', 'tiers/x.yaml', 'scenarios'])(
    'a link that leads nowhere is not a missing %s',
    async (name) => {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      symlinkSync('nowhere', join(folder, name));
      const nowhere = join(dirname(join(folder, name)), 'nowhere');
      expect(await refusal()).toContain(`this is a link to ${nowhere}, which is not there`);
    },
  );

  test('what may not be read is not missing', async ({ skip }) => {
    if (process.getuid?.() === 0) skip('root may read everything');
    mkdirSync(join(folder, 'tiers'), { mode: 0o000 });
    expect(await refusal()).toMatch(/tiers: this cannot be read\n {2}why: {2}EACCES/);
  });

  test('an empty file is a configuration without wishes', async () => {
    write('loadkit.config.yaml', '# nothing yet\n');
    expect((await load()).service.target).toBeNull();
  });
});

test('where the guard rails stand that a project states', async () => {
  write('loadkit.config.yaml', 'safety:\n  maxRate: 5\n  stopWhen: false\n');
  expect((await load()).policy).toEqual({
    maxRate: { file: 'loadkit.config.yaml', line: 2, column: 12, path: 'safety.maxRate' },
    stopWhen: { file: 'loadkit.config.yaml', line: 3, column: 13, path: 'safety.stopWhen' },
  });
});
