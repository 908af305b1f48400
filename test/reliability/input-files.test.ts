import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { createTar } from 'nanotar';
import { describe, expect, onTestFinished, test } from 'vitest';
import { loadProject } from '../../src/config/load.ts';
import { UserError } from '../../src/errors.ts';
import { readYaml } from '../../src/input/yaml/yaml.ts';
import { readDataFile } from '../../src/k6/bundle/data-file.ts';
import { scriptFromArchive } from '../../src/pipeline/scenario/script-from-archive.ts';
import { createRun } from '../../src/store/runs.ts';
import { emptyFolder, loadkit, ROOT, runFolder } from '../e2e/command.ts';
import { startService } from '../e2e/service.ts';

type Content = string | Buffer;

function folderWith(files: Readonly<Record<string, Content>>): string {
  const cwd = emptyFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), content);
  }
  return cwd;
}

/** What was refused, which must be the user's to mend: exit 2. */
async function refusal(work: () => unknown): Promise<string> {
  const error = await Promise.resolve()
    .then(work)
    .then(
      () => expect.unreachable('it was taken'),
      (thrown: unknown) => thrown,
    );
  expect(error).toBeInstanceOf(UserError);
  expect((error as UserError).exitCode).toBe(2);
  return (error as UserError).message;
}

describe('B-60 a CSV file', () => {
  const JOURNEY = `import http from 'k6/http';
import { csv, row, target } from 'loadkit/k6';
export const requests = 1;
const users = csv('users.csv');
export default function main() { http.get(target + '/' + row(users).name); }
`;
  const SMOKE = `import { profile } from 'loadkit/k6';
export const options = profile('smoke');
export { default, requests } from './journeys/main.ts';
`;
  const project = (csv: Content) =>
    folderWith({
      'scenarios/smoke.ts': SMOKE,
      'scenarios/journeys/main.ts': JOURNEY,
      'scenarios/journeys/users.csv': csv,
    });

  test.each<[string, Content, RegExp]>([
    ['a ragged row', 'name,age\nann,1\nbob\n', /users\.csv:3: 1 field where the header has 2/],
    ['one field too many, Windows', 'name,age\r\nann,1\r\nbob,2,3\r\n', /users\.csv:3: 3 fields/],
    ['a quote that is never closed', 'name,age\nann,1\n"bob,2\ncid,3\n', /users\.csv:3: a quote .* never closed/],
    ['NUL', 'name,age\nann,1\nb\0b,2\n', /users\.csv:3: the row holds a NUL/],
    ['UTF-16 without its mark', Buffer.from('name,age\nann,1\n', 'utf16le'), /users\.csv:1: the row holds a NUL/],
    ['UTF-16 with its mark', Buffer.from('\ufeffname,age\nann,1\n', 'utf16le'), /users\.csv: the file is not UTF-8/],
    ['two columns of one name', 'name,age,name\nann,1,2\n', /users\.csv:1: two columns are called "name"/],
    ['__proto__', 'name,__proto__\nann,1\n', /users\.csv:1: no column can be called __proto__/],
    ['nothing', '', /users\.csv: the file is empty/],
    ['a mark and nothing', '\ufeff', /users\.csv: the file is empty/],
    ['a header and no row', 'name,age\n', /users\.csv: there is no row/],
  ])('B-60 %s is refused with its line', async (_, csv, message) => {
    const file = join(folderWith({ 'users.csv': csv }), 'users.csv');
    expect(await refusal(() => readDataFile(file, { file: 'main.ts', line: 4 }))).toMatch(message);
  });

  test('B-60 a mark, Windows line ends and quoted line breaks are read', () => {
    const file = join(folderWith({ 'users.csv': '\ufeffname,note\r\nann,"a\r\nb"\r\nbob,""\r\n' }), 'users.csv');
    expect(readDataFile(file, {})).toMatchObject({ columns: ['name', 'note'], rows: 2 });
  });

  test('B-60 of the built command it is exit 2 before any load; 500 MB are refused unread, a pipe is not waited for', async () => {
    const service = await startService();
    const ragged = project('name,age\nann,1\nbob\n');
    const large = project('name\nann\n');
    truncateSync(join(large, 'scenarios/journeys/users.csv'), 500e6);
    const pipe = project('');
    execFileSync('sh', ['-c', 'rm "$0"; mkfifo "$0"', join(pipe, 'scenarios/journeys/users.csv')]);
    const ended = await Promise.all(
      [ragged, large, pipe].map((cwd) => loadkit(['run', 'smoke', '--target', service.url], { cwd })),
    );
    expect(ended.map(({ code }) => code)).toEqual([2, 2, 2]);
    expect(ended[0]?.stderr).toContain('scenarios/journeys/users.csv:3: 1 field where the header has 2');
    expect(ended[1]?.stderr).toContain('users.csv: 500 MB are more than a data file may have');
    expect(ended[2]?.stderr).toContain('scenarios/journeys/users.csv: this is no file');
    expect(service.requests()).toBe(0);
  });
});

describe('B-61 a YAML file', () => {
  const bomb = ['a0: &a0 [x,x,x,x,x,x,x,x,x]'];
  for (let i = 0; i < 9; i++) bomb.push(`a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(',')}]`);
  const CASES: readonly (readonly [string, string, RegExp])[] = [
    ['a duplicate key', 'target: sandbox\nsafety:\n  maxRate: 1\n  maxRate: 2\n', /:4:3 \(safety\.maxRate\).*twice/],
    ['an alias bomb', bomb.join('\n'), /alias/],
    ['a tab', 'safety:\n\tmaxRate: 1\n', /:2:1: .*[Tt]abs/],
    ['a tag of JavaScript', 'target: !!js/function "x"\n', /:1:\d+ \(target\): tags are not read/],
    ['a merge key', 'a: &a { x: 1 }\nb:\n  <<: *a\n', /:3:3 .*merge keys/],
    ['5 MB', `# ${'x'.repeat(5e6)}\n`, /too large/],
    ['two documents', 'target: sandbox\n---\ntarget: sandbox\n', /:2:1: .*document/],
    ['NUL', 'target: a\0b\n', /:1: .*control character/],
  ];

  test.each(CASES)('B-61 with %s is refused at once, with its place', async (_, text, message) => {
    const began = process.cpuUsage();
    expect(await refusal(() => readYaml(text, 'loadkit.config.yaml', {}))).toMatch(message);
    expect(process.cpuUsage(began).user).toBeLessThan(1e6);
  });

  test('B-61 of the built command it is exit 2 with line and column', async () => {
    const chosen = CASES.filter(([name]) => /duplicate|bomb|5 MB/.test(name));
    const ended = await Promise.all(
      chosen.map(([, text]) => loadkit(['list'], { cwd: folderWith({ 'loadkit.config.yaml': text }) })),
    );
    for (const [index, { code, stderr, stdout }] of ended.entries()) {
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(chosen[index]![2]);
      expect(stderr).toContain('loadkit.config.yaml');
    }
  });
});

describe('B-63 durations and sizes', () => {
  const shippedTiers = join(ROOT, 'tiers');
  const tier = (more: string) => `name: pilot\nsessions: 5\nrate: 5\n${more}\n`;
  const load = (text: string) => {
    const cwd = folderWith({ 'tiers/pilot.yaml': text });
    return loadProject({ cwd, env: { HOME: cwd }, shippedTiers });
  };

  test.each(['0', '"0"', '-5s', '1e9h', '5 m', '5M', 'NaN', '.nan', '1.5.2', '""', '5', '31d', '[5s]', 'null', '0s'])(
    'B-63 the duration %s is refused at its path',
    async (written) => {
      expect(await refusal(() => load(tier(`scenarios: { stress: { hold: ${written} } }`)))).toMatch(
        /^tiers\/pilot\.yaml:4:\d+ \(scenarios\.stress\.hold\): /,
      );
    },
  );

  test.each(['0 GB', '-1 GB', '2', '1e9GB', '2 gigs', '""', 'NaN', '1.5.2 GB', '[1 GB]', 'null'])(
    'B-63 the size %s is refused at its path',
    async (written) => {
      expect(await refusal(() => load(tier(`api: { memory: ${written} }`)))).toMatch(
        /^tiers\/pilot\.yaml:4:\d+ \(api\.memory\): /,
      );
    },
  );

  test('B-63 of the built command it is exit 2, in files and in flags', async () => {
    const cwd = folderWith({ 'tiers/pilot.yaml': tier('scenarios: { stress: { hold: 5 m } }') });
    const plain = emptyFolder();
    const [file, flag, scale] = await Promise.all([
      loadkit(['check', 'stress', '--tier', 'pilot'], { cwd }),
      loadkit(['check', 'smoke', '--set', 'duration=1e9h'], { cwd: plain }),
      loadkit(['check', 'smoke', '--time-scale', 'NaN'], { cwd: plain }),
    ]);
    expect([file.code, flag.code, scale.code]).toEqual([2, 2, 2]);
    expect(file.stderr).toMatch(/tiers\/pilot\.yaml:4:\d+ \(scenarios\.stress\.hold\): .*write 5m/);
    expect(flag.stderr).toMatch(/duration.*1e9h/);
    expect(scale.stderr).toContain('--time-scale');
  });
});

describe('B-65 hostile names', () => {
  const NAMES = [
    '../../x',
    '..',
    '/etc/passwd',
    'C:\\x',
    'CON',
    'x'.repeat(300),
    '😀',
    '-rf',
    '--help',
    'a\0b',
    '',
    ' ',
    '\u202ex',
  ];

  test('B-65 every run is a folder of its own below its output folder, whatever it is called', async () => {
    const parent = emptyFolder();
    const out = join(parent, 'reports');
    const at = new Date('2026-11-21T14:20:33Z');
    const names = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.constantFrom(...NAMES));
    const made = new Set<string>();
    await fc.assert(
      fc.asyncProperty(names, names, async (scenario, tier) => {
        const { folder } = await createRun(out, scenario, tier, at);
        expect(dirname(folder)).toBe(out);
        expect(made.has(folder)).toBe(false);
        made.add(folder);
      }),
      { numRuns: 100, endOnFailure: true, examples: NAMES.map((name): [string, string] => [name, name]) },
    );
    expect(readdirSync(parent)).toEqual(['reports']);
    expect(readdirSync(out).length).toBe(made.size);
    for (const name of readdirSync(out)) expect(name).toMatch(/^20261121-142033-[a-z0-9-]{1,90}$/);
  });

  test('B-65 the built command runs a script of such a name, and looks for none outside', async () => {
    const service = await startService();
    const name = '-rf 😀 \u202e$(id).js';
    const script = `import http from 'k6/http';\nexport const options = { iterations: 2 };\nexport default () => http.get('${service.url}/');\n`;
    const cwd = folderWith({ [name]: script });
    const [ran, report, scenario] = await Promise.all([
      loadkit(['run', `./${name}`], { cwd }),
      loadkit(['report', '../../x'], { cwd }),
      loadkit(['run', 'a/../../b'], { cwd }),
    ]);
    expect(ran.stderr).not.toContain('internal error');
    expect([0, 5]).toContain(ran.code);
    expect(ran.stdout + ran.stderr).not.toContain('\u202e');
    expect(runFolder(join(cwd, 'reports'))).toMatch(/\/reports\/\d{8}-\d{6}-rf-id-small-[0-9a-f]{6}$/);
    expect(statSync(join(cwd, name)).isFile()).toBe(true);
    expect([report.code, scenario.code]).toEqual([2, 2]);
    expect(report.stderr).toContain('no run "../../x"');
    expect(scenario.stderr).toContain('no such script');
  });
});

describe('B-67 archives of k6', () => {
  const metadata = JSON.stringify({
    type: 'js',
    filename: 'file:///w/main.js',
    options: { vus: 1, duration: null },
    env: null,
  });
  const script = 'export default function () {}\n';
  const WHOLE = [
    { name: 'metadata.json', data: metadata },
    { name: 'data', data: script },
    { name: 'file/w/main.js', data: '' },
  ];
  const saved = (bytes: Uint8Array) => {
    const file = join(emptyFolder(), 'made.tar');
    writeFileSync(file, bytes);
    return file;
  };

  test('B-67 one is unpacked into a folder of its own, with its options', async () => {
    const { scenario, env } = await scriptFromArchive(saved(createTar(WHOLE)));
    const folder = dirname(scenario.file);
    onTestFinished(() => rmSync(join(folder, '../..'), { recursive: true }));
    expect([scenario.name, env, readFileSync(join(folder, 'main.js'), 'utf8')]).toEqual(['made', {}, script]);
    expect(readFileSync(scenario.file, 'utf8')).toContain('export const options = {"vus":1};');
  });

  test.each([
    ['a module from the network', [...WHOLE, { name: 'https/example.org/x.js', data: 'x' }], 'loaded by URL'],
    ['no metadata', WHOLE.slice(1), 'no metadata.json'],
    ['no script', WHOLE.filter(({ name }) => name !== 'data'), 'the script in it is missing'],
    ['metadata of something else', [{ name: 'metadata.json', data: '{"type":"zip"}' }], 'metadata.json: '],
  ])('B-67 %s is refused, and nothing is written', async (_, entries, why) => {
    const refused = scriptFromArchive(saved(createTar(entries)));
    await expect(refused).rejects.toMatchObject({ exitCode: 2, message: expect.stringContaining(why) });
    expect(readdirSync(tmpdir()).filter((name) => name.includes('-archive-'))).toEqual([]);
  });

  test('B-67 names that lead elsewhere lead to nothing outside of its folder', async () => {
    const away = ['file/../../out.js', 'file/w/../../../out.js', '/file/out.js', '../file/out.js'];
    const written = saved(
      createTar([...WHOLE, ...away.map((name) => ({ name: name.replace(/\.\./g, 'xx'), data: 'x' }))]),
    );
    // As no writer of archives would name them.
    writeFileSync(written, readFileSync(written, 'latin1').replaceAll('xx/', '../'), 'latin1');
    const { scenario } = await scriptFromArchive(written);
    const folder = join(dirname(scenario.file), '../..');
    onTestFinished(() => rmSync(folder, { recursive: true }));
    expect(readdirSync(folder)).toEqual(['file']);
    expect(readdirSync(tmpdir()).filter((name) => name.endsWith('.js'))).toEqual([]);
  });

  test('B-67 a link, what is none, and one that is too large are refused', async () => {
    const link = Buffer.from(createTar(WHOLE));
    link[link.indexOf('file/w/main.js') + 156] = '2'.charCodeAt(0);
    await expect(scriptFromArchive(saved(link))).rejects.toThrow('neither file nor folder');
    await expect(scriptFromArchive(saved(Buffer.from('no archive at all')))).rejects.toMatchObject({ exitCode: 2 });
    const large = saved(new Uint8Array());
    truncateSync(large, 300_000_000);
    await expect(scriptFromArchive(large)).rejects.toThrow('is the most');
  });
});
