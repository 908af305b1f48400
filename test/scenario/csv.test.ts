import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inspectScenario } from '../../src/k6/inspect/inspect.ts';
import { engineBinary } from '../k6/engine/engine-binary.ts';

const library = path.resolve('src/scenario/k6.ts');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'loadkit-csv-test-'));
  writeFileSync(path.join(folder, 'users.csv'), 'name,constructor,note\r\nann,a,\r\n"b, c",Ж,"x\ny ""z"""\r\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What k6 finds out about the rows while it loads a scenario, said through its options. */
async function saidBy(name: string, text: string): Promise<unknown> {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  const { options } = await inspectScenario({ file, engine: { path: engineBinary! }, env: {}, library });
  return (options['tags'] as { said?: string })?.said;
}

describe.skipIf(!engineBinary)('csv() inside k6', () => {
  test('gives the rows as a list of objects by header, as text', async () => {
    const said = await saidBy(
      'rows.ts',
      `import { csv } from 'loadkit/k6';
const users = csv<'name' | 'constructor' | 'note'>('users.csv');
const said = JSON.stringify([users, users.length, users.map(({ name }) => name), users[2] === undefined, [...users].length]);
export const options = { tags: { said } };
export default function () {}
`,
    );
    const rows = [
      '{"name":"ann","constructor":"a","note":""}',
      '{"name":"b, c","constructor":"Ж","note":"x\\ny \\"z\\""}',
    ];
    expect(said).toBe(`[[${rows.join(',')}],2,["ann","b, c"],true,2]`);
  });

  test('which nobody can change, and which any function may ask for', async () => {
    const said = await saidBy(
      'frozen.ts',
      `import { csv } from 'loadkit/k6';
const users = (): any => csv('users.csv');
const tried: string[] = [];
for (const change of [() => { users()[0] = 1; }, () => { users()[0].name = 'eve'; }, () => users().push({})]) {
  try { change(); tried.push('changed'); } catch (error) { tried.push((error as Error).name); }
}
export const options = { tags: { said: tried.join() + users()[0].name } };
export default function () {}
`,
    );
    expect(said).toBe('TypeError,TypeError,TypeErrorann');
  });

  test('a CommonJS module, whose calls cannot be told, is refused at its line', async () => {
    const file = path.join(folder, 'cjs.js');
    writeFileSync(
      file,
      "const { csv } = require('loadkit/k6');\nconst users = csv('users.csv');\nexports.default = () => users;\n",
    );
    await expect(inspectScenario({ file, engine: { path: engineBinary! }, env: {}, library })).rejects.toMatchObject({
      exitCode: 2,
      problems: [{ what: expect.stringContaining("import { csv } from 'loadkit/k6'"), where: { file, line: 2 } }],
    });
  });
});
