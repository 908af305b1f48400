import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { emptyFolder, loadkit } from '../e2e/command.ts';
import { truth } from '../stats/comparison/vectors.ts';
import { carriedOut } from './in-process.ts';

function folderWith(a: string, b: string): string {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'a.csv'), a);
  writeFileSync(join(cwd, 'b.csv'), b);
  return cwd;
}
const column = (numbers: readonly number[]) => `value\n${numbers.map((value) => `${value}\n`).join('')}`;
const ASK = ['analyze', 'samples', 'a.csv', 'b.csv'];

describe('loadkit analyze samples', () => {
  test.each(truth.two_sample)('--json as scipy: $name', async (pair) => {
    const { code, stdout, stderr } = await carriedOut([...ASK, '--json'], folderWith(column(pair.a), column(pair.b)));
    expect([code, stderr]).toEqual([0, '']);
    const found = JSON.parse(stdout);
    expect(found).toMatchObject({ U: pair.U, method: 'exact', a: { n: pair.a.length }, b: { n: pair.b.length } });
    expect(found.pValue).toBeCloseTo(pair.p_exact, 12);
    expect(found.shift.value).toBeCloseTo(pair.hodges_lehmann_b_minus_a, 10);
    expect(found.cliffsDelta.value).toBeCloseTo(pair.cliffs_delta_b_over_a, 12);
    expect(found.verdict).toBe(pair.p_exact < 0.05 ? 'higher' : 'inconclusive');
    for (const { value, lower, upper } of [found.shift, found.cliffsDelta]) {
      expect(lower).toBeLessThanOrEqual(value);
      expect(upper).toBeGreaterThanOrEqual(value);
    }
  });

  test.each([
    ['+3%', (args: readonly string[], cwd: string) => loadkit(args, { cwd })],
    ['same', carriedOut],
  ] as const)('says it in words: %s', async (name, ask) => {
    const { a, b } = truth.two_sample.find((pair) => pair.name === name)!;
    const { code, stdout, stderr } = await ask(ASK, folderWith(column(a), column(b)));
    expect([code, stderr]).toEqual([0, '']);
    await expect(stdout).toMatchFileSnapshot(`../golden/samples-${name === 'same' ? 'same' : 'slower'}.txt`);
  });

  test('values too few for any p that counts: inconclusive, with what that needs', async () => {
    const { code, stdout } = await carriedOut(ASK, folderWith(column([1, 2, 3]), column([11, 12, 13])));
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Inconclusive: so few values reach no p below 0\.1, however far apart they lie\.\n/);
    expect(stdout).toContain('For one as large as was found that takes 4 values on each side.\n');
  });

  test.each([
    [column([1, 2, 3]), 'rate\n1\n2\n', 'b.csv: there is no column "value"'],
    [column([1, 2, 3]), 'value\n1\nnan\n', 'b.csv:3: the value "nan" is no number'],
    [column([1]), column([1, 2, 3]), 'a.csv: there is one value, which has no spread'],
    [column([1, 2]), 'value\n', 'b.csv: there is no value'],
    ['', column([1, 2]), 'a.csv: the file is empty'],
  ])('exit 2 for %j and %j', async (a, b, message) => {
    const { code, stdout, stderr } = await carriedOut([...ASK, '--json'], folderWith(a, b));
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr).toContain('next: ');
  });

  test('exit 2 with one file, or with one that is missing', async () => {
    const cwd = folderWith(column([1, 2]), column([1, 2]));
    expect((await carriedOut(['analyze', 'samples', 'a.csv'], cwd)).code).toBe(2);
    const missing = await carriedOut(['analyze', 'samples', 'a.csv', 'c.csv'], cwd);
    expect([missing.code, missing.stderr]).toEqual([2, 'loadkit: c.csv: there is no such file\n']);
  });
});
