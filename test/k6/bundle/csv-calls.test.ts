import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { UserError } from '../../../src/errors.ts';
import { bundleScenario } from '../../../src/k6/bundle/bundle.ts';
import { carriesData, withoutData } from '../../../src/k6/bundle/embed.ts';
import { finishBundle } from '../../../src/k6/bundle/finish.ts';
import type { Injected } from '../../../src/scenario/injected.ts';

const library = path.resolve('src/scenario/k6.ts');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'loadkit-csv-calls-test-'));
  write('users.csv', 'name,password\nann,a\nbob,"it\'s \\ ""b""\u2028"\n');
  write('data/users.csv', 'name\ndeep\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

const bundle = (file: string) => bundleScenario(file, library);
const scenario = (lines: string) =>
  write('s.ts', `import { csv, row } from 'loadkit/k6';\n${lines}\nexport default function () { row([1]); }\n`);
/** What the second line of a bundle says, as JavaScript reads it. */
const dataOf = (code: string) => new Function(`${code.split('\n')[1]} return __LOADKIT_DATA__`)();
const callsIn = (code: string) => [...code.matchAll(/csv__bundled\((.*)\)/g)].map(([, args]) => args);

describe('csv() in a bundle', () => {
  test('brings its rows, once for all calls, and tells each call which file it means', async () => {
    write('data/more.ts', "import { csv as load } from 'loadkit/k6';\nexport const deep = load(`users.csv`);\n");
    const file = scenario(
      [
        "import * as lk from 'loadkit/k6';",
        "import { deep } from './data/more.ts';",
        "const users = csv<'name' | 'password'>('users.csv'); // csv('not-this.csv')",
        "export const same = lk.csv(/* the same */ './data/../users.csv').length + users.length + deep.length;",
        "export const text = 'csv(no)';",
      ].join('\n'),
    );
    const { code, data, usesFiles } = await bundle(file);
    expect(dataOf(code)).toEqual([
      { columns: ['name'], rows: '["deep"]' },
      {
        columns: ['name', 'password'],
        rows: `["ann","a"]\n${JSON.stringify(['bob', 'it\'s \\ "b"\u2028'])}`,
      },
    ]);
    expect(data).toEqual([
      { file: path.join(folder, 'data/users.csv'), columns: ['name'], rows: 1 },
      { file: path.join(folder, 'users.csv'), columns: ['name', 'password'], rows: 2 },
    ]);
    expect(callsIn(code).filter((args) => /^["`'.\n]/.test(args!) || args!.includes('users'))).toEqual([
      '`users.csv`, 0',
      '"users.csv", 1',
    ]);
    expect(code).toMatch(/"\.\/data\/\.\.\/users\.csv"\s*, 1\)/);
    expect(usesFiles).toBe(false);
    expect(code).not.toContain(folder);
  });

  test('is a part of the hash, and what is in it decides nothing else', async () => {
    const file = scenario("export const urls = csv('urls.csv');");
    const hashes: string[] = [];
    for (const url of ['https://one.example/open(', 'https://two.example/import.meta.resolve']) {
      write('urls.csv', `url\n${url}\n`);
      const { code, hash, usesFiles } = await bundle(file);
      hashes.push(hash);
      expect(usesFiles).toBe(false);
      expect(carriesData(code)).toBe(true);
      expect(code).toContain(url);
      expect(withoutData(code)).not.toContain('.example');
      const finished = finishBundle(code, { target: 'http://x' } as Injected);
      expect(withoutData(finished).split('\n').length).toBe(finished.split('\n').length);
      expect(carriesData(finished)).toBe(true);
    }
    expect(new Set(hashes).size).toBe(2);
  });

  test('a scenario without it has no line for data, and none of its code', async () => {
    const { code, data } = await bundle(
      write('none.ts', "import { target } from 'loadkit/k6';\nexport default () => target;\n"),
    );
    expect(data).toEqual([]);
    expect(code).not.toMatch(/__LOADKIT_DATA__|csv__bundled|new SharedArray/);
    expect(carriesData(code)).toBe(false);
    expect(withoutData(code)).toBe(code);
  });

  test('works beside open(), whose paths are those of each module too', async () => {
    write(
      'data/opens.ts',
      "import { csv } from 'loadkit/k6';\nexport const here = [open('./users.csv'), csv('users.csv')];\n",
    );
    const { code, data, usesFiles } = await bundle(
      write('opens.ts', "import { here } from './data/opens.ts';\nexport default () => here;\n"),
    );
    expect(usesFiles).toBe(true);
    expect(data.map(({ file }) => path.relative(folder, file))).toEqual([path.join('data', 'users.csv')]);
    expect(dataOf(code)).toHaveLength(1);
  });

  test.each([
    ["const file = 'users.csv';\nexport const users = csv(file);", 3, 22],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a scenario's text
    ['export const users = csv(`${__ENV.FILE}.csv`);', 2, 22],
    ['export const users = csv();', 2, 22],
    ["export const users = csv('data\\\\users.csv');", 2, 22],
    ["export const load = csv;\nexport const users = load('users.csv');", 2, 21],
    ["export const all = ['users.csv'].map((file) => csv(file));", 2, 48],
  ])('a path that is not written out is refused at its line: %s', async (lines, line, column) => {
    const file = scenario(lines);
    const error = await bundle(file).catch((reason: UserError) => reason);
    expect(error).toMatchObject({ name: 'UserError', exitCode: 2 });
    expect((error as UserError).problems).toMatchObject([
      {
        what: 'csv() must be called with the path written out',
        where: { file, line, column },
        next: expect.stringContaining("csv('users.csv')"),
      },
    ]);
  });

  test('every such call is told at once', async () => {
    const error = await bundle(scenario('export const a = [csv(__ENV.A), csv(__ENV.B)];')).catch((e: UserError) => e);
    expect((error as UserError).problems).toHaveLength(2);
  });

  test('a file that is not there is told at the line of the call', async () => {
    const file = scenario("\nexport const users = csv('nobody.csv');");
    await expect(bundle(file)).rejects.toMatchObject({
      problems: [{ what: expect.stringContaining('nobody.csv'), where: { file, line: 3, column: 22 } }],
    });
  });
});
