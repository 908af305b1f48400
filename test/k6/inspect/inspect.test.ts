import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { UserError } from '../../../src/errors.ts';
import { inspectScenario } from '../../../src/k6/inspect/inspect.ts';
import { engineBinary } from '../engine/engine-binary.ts';

const library = path.resolve('src/scenario/k6.ts');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'loadkit-inspect-test-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

const inspect = (file: string, env: Record<string, string> = {}) =>
  inspectScenario({ file, engine: { path: engineBinary! }, env, library });

async function problemOf(file: string) {
  const error = await inspect(file).then(
    () => undefined,
    (reason: UserError) => reason,
  );
  expect(error?.name).toBe('UserError');
  expect(error?.exitCode).toBe(2);
  return error!.problems[0]!;
}

describe.skipIf(!engineBinary)('inspectScenario', () => {
  test('a scenario on a profile says which, what it changes, and the requests of its journey', async () => {
    write(
      'journeys/main.ts',
      "import { target } from 'loadkit/k6';\nexport const requests = 3;\nexport default function () { target; }\n",
    );
    const file = write(
      'stress.ts',
      "import { profile } from 'loadkit/k6';\nimport main from './journeys/main.ts';\nexport const options = profile('stress', { steps: [1, 2] });\nexport default main;\n",
    );
    const facts = await inspect(file);
    expect(facts).toMatchObject({ kind: 'profile', profile: 'stress', override: { steps: [1, 2] }, requests: 3 });
    expect(facts.bundle.usesFiles).toBe(false);
  });

  test('a plain script keeps its options, consolidated by k6, thresholds included', async () => {
    const file = write(
      'plain.ts',
      "import { sleep } from 'k6';\nexport const options = { vus: Number(__ENV.USERS), duration: '2s', thresholds: { checks: ['rate>0.9'] }, tags: { team: 'a' } };\nexport default function (): void { sleep(1); }\n",
    );
    const facts = await inspect(file, { USERS: '3' });
    expect(facts).toMatchObject({ kind: 'plain', profile: null, requests: null, maxVUs: 3, duration: 32 });
    expect(facts.options).toMatchObject({
      scenarios: { default: { executor: 'constant-vus', vus: 3, duration: '2s' } },
      thresholds: { checks: ['rate>0.9'] },
      tags: { team: 'a' },
    });
    expect(facts.options).not.toHaveProperty('hosts');
  });

  test('files are opened relative to the module that opens them, as in k6, and the copy beside the source is gone', async () => {
    write('files/data.txt', 'root');
    write('files/deep/data.txt', 'deep');
    write(
      'files/deep/load.ts',
      "export const own = open('./data.txt');\nexport const resolved = open(import.meta.resolve('./data.txt'));\nexport const later = () => open('./data.txt');\n",
    );
    const file = write(
      'files/reads.ts',
      "import { own, resolved, later } from './deep/load.ts';\nexport const options = { tags: { own, resolved, later: later(), here: open('data.txt') } };\nexport default function () {}\n",
    );
    const facts = await inspect(file);
    expect(facts.bundle.usesFiles).toBe(true);
    expect(facts.options['tags']).toEqual({ own: 'deep', resolved: 'deep', later: 'root', here: 'root' });
    expect(readdirSync(path.dirname(file)).filter((name) => name.startsWith('.loadkit'))).toEqual([]);
  });

  test('a script that only says iterations gets one VU, as k6 run gives it', async () => {
    const facts = await inspect(
      write('iterations.js', 'export const options = { iterations: 3 };\nexport default function () {}\n'),
    );
    expect(facts.options).toMatchObject({ scenarios: { default: { executor: 'shared-iterations', iterations: 3 } } });
    expect(facts.maxVUs).toBe(1);
    const stages = await inspect(
      write(
        'stages.js',
        "export const options = { stages: [{ duration: '1s', target: 5 }] };\nexport default function () {}\n",
      ),
    );
    expect(stages.options).toMatchObject({
      scenarios: { default: { executor: 'ramping-vus', stages: [{ duration: '1s', target: 5 }] } },
    });
    expect(stages.options).not.toHaveProperty('stages');
  });

  test('a CommonJS script is inspected with what it exports', async () => {
    const file = write(
      'cjs.js',
      "const http = require('k6/http');\nexports.options = { vus: 2, iterations: 4 };\nexports.run = function () { http; };\nexports.handleSummary = () => ({});\nexports.options.scenarios = { a: { executor: 'per-vu-iterations', exec: 'run' } };\ndelete exports.options.vus;\ndelete exports.options.iterations;\n",
    );
    const facts = await inspect(file);
    expect(facts.exports).toEqual(['options', 'run', 'handleSummary']);
    expect(facts.options).toMatchObject({ scenarios: { a: { exec: 'run' } } });
  });

  test('an unknown option is refused with the key that was meant and its line', async () => {
    const file = write('typo.ts', 'export const options = {\n  vuz: 3,\n};\nexport default function () {}\n');
    expect(await problemOf(file)).toMatchObject({
      what: 'k6 has no option `vuz`',
      where: { file, line: 2 },
      next: 'did you mean `vus`?',
    });
  });

  test('so is an unknown key of a scenario', async () => {
    const file = write(
      'typo2.ts',
      "export const options = { scenarios: { a: {\n  executor: 'constant-vus', duratoin: '1s' } } };\nexport default function () {}\n",
    );
    expect(await problemOf(file)).toMatchObject({
      what: 'k6 has no option `duratoin`',
      where: { line: 2 },
      next: 'did you mean `duration`?',
    });
  });

  test.each([
    [
      'a threshold on a metric that does not exist',
      "export const options = {\n thresholds: { nope: ['p(95)<1'] } };\nexport default function () {}\n",
      /no metric name "nope"/,
      2,
    ],
    [
      'a function that is not exported',
      "export const options = { scenarios: { a: { executor: 'constant-vus', duration: '1s',\n exec: 'nofn' } } };\nexport function other() {}\n",
      /'nofn' not found/,
      2,
    ],
    [
      'an exception at the top level',
      "import http from 'k6/http';\ninterface A { b: string }\nconst a: A = missing;\nexport default function () { http; a; }\n",
      /^ReferenceError: missing is not defined/,
      3,
    ],
    [
      'a file that is not there',
      "\n\nconst data = open('./nothing.csv');\nexport default function () { data; }\n",
      /nothing\.csv: no such file/,
      3,
    ],
  ])('%s is told with the line of the source', async (name, text, what, line) => {
    const file = write(`${name.replaceAll(' ', '-')}.ts`, text);
    const problem = await problemOf(file);
    expect(problem.what).toMatch(what);
    expect(problem.where).toMatchObject({ file, line });
  });

  test('requests that are no number are refused', async () => {
    const file = write('requests.ts', "export const requests = 'two';\nexport default function () {}\n");
    expect(await problemOf(file)).toMatchObject({
      what: 'requests is "two", not a number above 0',
      where: { file, line: 1 },
    });
  });
});
