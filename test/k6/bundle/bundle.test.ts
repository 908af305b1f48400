import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { UserError } from '../../../src/errors.ts';
import { bundleScenario } from '../../../src/k6/bundle/bundle.ts';
import { PLACEHOLDER } from '../../../src/k6/bundle/entry.ts';
import { finishBundle } from '../../../src/k6/bundle/finish.ts';
import type { Injected } from '../../../src/scenario/injected.ts';

const library = path.resolve('src/scenario/k6.ts');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'loadkit-bundle-test-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

const bundle = (file: string) => bundleScenario(file, library);
const sourcesOf = (code: string): { sources: string[] } =>
  JSON.parse(Buffer.from(code.split('base64,').at(-1)!, 'base64').toString());

async function problemsOf(file: string) {
  const error = await bundle(file).then(
    () => undefined,
    (reason: UserError) => reason,
  );
  expect(error).toMatchObject({ name: 'UserError', exitCode: 2 });
  return error!.problems;
}

describe('bundleScenario', () => {
  test.each([
    ["import foo from 'k6/x/foo';\nexport default foo;\n", 1, /no extension "k6\/x\/foo"/],
    [
      "import { b } from 'https://jslib.k6.io/b/1.0.0/index.js';\nexport default b;\n",
      1,
      /remote import "https:.*" refused/,
    ],
    ["import './a.ts';\nimport a from '//jslib.k6.io/b.js';\nexport default a;\n", 2, /remote import/],
    ["import fs from 'node:fs';\nexport default fs;\n", 1, /no Node.js modules/],
    ['export const a = 1;\nexport default function () { const x: = 3; }\n', 2, /Unexpected "="/],
    ["export const a = 1;\nimport { nothing } from './a.ts';\nexport default nothing;\n", 2, /No matching export/],
    ["import x from './missing.ts';\nexport default x;\n", 1, /Could not resolve/],
  ])('refuses %j at its line', async (text, line, what) => {
    write('a.ts', 'export const a = 1;\n');
    const file = write('refused.ts', text);
    const [problem] = await problemsOf(file);
    expect(problem?.what).toMatch(what);
    expect(problem?.where).toMatchObject({ file, line });
    expect(problem?.where?.column).toBeGreaterThan(0);
  });

  test('a file that is not there', async () => {
    expect((await problemsOf(path.join(folder, 'nothing.ts')))[0]).toMatchObject({ what: 'no such scenario file' });
  });

  test('exports are kept, TypeScript is stripped, k6 stays an import, packages come in', async () => {
    write('node_modules/tiny/package.json', '{"name":"tiny","main":"index.js"}');
    write(
      'node_modules/tiny/index.js',
      'module.exports = { double: (n) => 2 * n, mode: process.env.NODE_ENV, secret: process.env.SECRET_IN_ENV };',
    );
    process.env['SECRET_IN_ENV'] = 'never-in-a-bundle';
    onTestFinished(() => {
      delete process.env['SECRET_IN_ENV'];
    });
    const file = write(
      'kept.ts',
      "import http from 'k6/http';\nimport { double } from 'tiny';\nexport const options = { vus: double(1) };\nexport function setup() { http; }\nexport function other(): void {}\nexport function handleSummary() { return {}; }\nexport default function () {}\n",
    );
    const { code, exports, usesFiles, usesLibrary, sources } = await bundle(file);
    expect([...exports].sort()).toEqual(['default', 'handleSummary', 'options', 'other', 'setup']);
    expect(code.startsWith(`${PLACEHOLDER}\n`)).toBe(true);
    expect(code).toContain('from "k6/http"');
    expect(code).not.toContain('never-in-a-bundle');
    expect({ usesFiles, usesLibrary, sources }).toEqual({ usesFiles: false, usesLibrary: false, sources: [file] });
    for (const own of ['loadkit_start', 'step_duration', 'k6/execution']) expect(code).not.toContain(own);
    // A search needs to know when a plain script began, too.
    expect((await bundleScenario(file, library, { staged: true })).code).toContain('loadkit_start');
    delete process.env['SECRET_IN_ENV'];
  });

  test('neither code nor source map names a folder of this machine, and the hash does not depend on it', async () => {
    const text =
      "import { target } from 'loadkit/k6';\nimport { b } from './journeys/b.ts';\nexport default function () { b(target); }\n";
    const made = ['one', 'two/deeper'].map((place) => {
      write(`${place}/journeys/b.ts`, 'export const b = (x: string): string => x;\n');
      return write(`${place}/s.ts`, text);
    });
    const [first, second] = await Promise.all(made.map(bundle));
    expect(first!.hash).toBe(second!.hash);
    expect(sourcesOf(first!.code).sources).toEqual(
      expect.arrayContaining(['s.ts', 'journeys/b.ts', 'loadkit/target.ts']),
    );
    for (const text of [first!.code, JSON.stringify(sourcesOf(first!.code))]) {
      expect(text).not.toContain(folder);
      expect(text).not.toContain(path.resolve('.').slice(1));
      expect(text).not.toMatch(/(?<![.\w])\.\.\//);
    }
  });

  test.each([
    ['the scenario', 'export const requests = 2;\nexport default function () {}\n', {}, 'requests'],
    [
      'a module that it imports',
      "import main from './j.ts';\nexport default main;\n",
      { 'j.ts': 'export const requests = 2;\nexport default function () {}\n' },
      './j.ts',
    ],
    [
      'neither, only a comment',
      "import main from './j.ts';\nexport default main;\n",
      { 'j.ts': '// export const requests = 2;\nexport default function () {}\n' },
      null,
    ],
  ])('requests may be said by %s', async (name, text, others, from) => {
    const place = name.replaceAll(/\W/g, '-');
    for (const [other, content] of Object.entries(others)) write(`${place}/${other}`, content);
    const { code } = await bundle(write(`${place}/s.ts`, text));
    expect(code.includes('__loadkit_profile, requests')).toBe(from !== null);
  });

  test('requests said twice are refused', async () => {
    for (const name of ['x', 'y']) write(`twice/${name}.ts`, `export const requests = 2;\nexport const ${name} = 1;\n`);
    const file = write(
      'twice/s.ts',
      "import { x } from './x.ts';\nimport { y } from './y.ts';\nexport default function () { x + y; }\n",
    );
    expect((await problemsOf(file))[0]).toMatchObject({
      what: 'more than one imported module exports `requests`',
      why: expect.stringMatching(/x\.ts and .*y\.ts/),
    });
  });

  test.each([
    ["const a = open('./a.txt');", true],
    ["const a = globalThis.open('./a.txt');", true],
    ["import grpc from 'k6/net/grpc'; const a = new grpc.Client();", true],
    ["import { open as openFile } from 'k6/experimental/fs'; const a = openFile;", true],
    ["const a = import.meta.resolve('./a.txt');", true],
    ['const a = { open: 1 }.open;', false],
    ["const a = (x) => x.open('y');", false],
  ])('%s: reads files beside the script: %s', async (text, usesFiles) => {
    const { usesFiles: found } = await bundle(write('files.ts', `${text}\nexport default function () { a; }\n`));
    expect(found).toBe(usesFiles);
  });

  test('CommonJS scripts work, and a scenario behind a link', async () => {
    const file = write(
      'cjs.js',
      "const http = require('k6/http');\nmodule.exports.options = { vus: 1 };\nmodule.exports.default = function () { http.get('x'); };\n",
    );
    const { code } = await bundle(file);
    expect(code).toMatch(/module\.exports = accountedExports\d*\(user\)/);
    symlinkSync(file, path.join(folder, 'link.js'));
    expect((await bundle(path.join(folder, 'link.js'))).code.length).toBeGreaterThan(100);
  });
});

test('finishBundle replaces the first line and nothing else', async () => {
  const { code } = await bundle(write('finish.ts', 'export default function () {}\n'));
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the characters that replacing text could trip over
  const injected = { target: "http://x/'\u2028</script>`${1}$&" } as Injected;
  const finished = finishBundle(code, injected);
  expect(finished.split('\n').slice(1)).toEqual(code.split('\n').slice(1));
  expect(new Function(`${finished.split('\n')[0]} return __LOADKIT__`)()).toEqual(injected);
  expect(() => finishBundle(finished, injected)).toThrow('placeholder');
});
