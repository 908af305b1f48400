import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { emptyFolder, loadkit, ROOT } from '../e2e/command.ts';
import { carriedOut } from './in-process.ts';

interface Reference {
  readonly name: string;
  readonly values: readonly number[];
  readonly changes: readonly { readonly index: number; readonly before: number; readonly after: number }[];
}
const { series }: { readonly series: readonly Reference[] } = JSON.parse(
  readFileSync(join(ROOT, 'test/fixtures/truth/change-points.json'), 'utf8'),
);

function folderWith(text: string): string {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'series.csv'), text);
  return cwd;
}
const values = <T>(count: number, of: (row: number) => T) => Array.from({ length: count }, (_, row) => of(row));
const column = (numbers: readonly number[]) => `value\n${numbers.map((value) => `${value}\n`).join('')}`;
const wave = (row: number) => ((row * 7) % 5) / 2;

async function analyzed(text: string) {
  const { code, stdout, stderr } = await carriedOut(['analyze', 'changes', 'series.csv', '--json'], folderWith(text));
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout);
}

describe('loadkit analyze changes', () => {
  test.each(series.filter(({ values }) => values.length >= 12))('--json: $name', async ({ values, changes }) => {
    const found = await analyzed(column(values));
    expect(found.changes).toHaveLength(changes.length);
    for (const [at, { index, before, after }] of changes.entries()) {
      expect(found.changes[at]).toMatchObject({ index, line: index + 2, build: null, time: null });
      expect(found.changes[at].before).toBeCloseTo(before, 5);
      expect(found.changes[at].after).toBeCloseTo(after, 5);
      expect(found.changes[at].shift).toBeCloseTo(after - before, 5);
      expect(found.changes[at].pValue).toBeGreaterThan(0);
      expect(found.changes[at].pValue).toBeLessThan(0.001);
    }
  });

  test('says it in words, as the built command does', async () => {
    const rows = values(60, (row) => (row < 40 ? 100 : 110) + wave(row));
    const lines = rows.map((value, row) => `${1767225600 + 3600 * row},v${row >> 1},${value}\n`);
    const cwd = folderWith(`time,build,value\n${lines.join('')}`);
    const { code, stdout, stderr } = await carriedOut(['analyze', 'changes', 'series.csv'], cwd);
    expect([code, stderr]).toEqual([0, '']);
    await expect(stdout).toMatchFileSnapshot('../golden/changes.txt');
    expect((await loadkit(['analyze', 'changes', 'series.csv'], { cwd })).stdout).toBe(stdout);
  });

  test('no change is what is shown, beside what would have been told', async () => {
    const { code, stdout } = await carriedOut(
      ['analyze', 'changes', 'series.csv'],
      folderWith(column(values(40, wave))),
    );
    expect(code).toBe(0);
    expect(stdout).toContain('40 points: no change is shown.\n');
    expect(stdout).toMatch(/A step below [\d.]+ is not told/);
  });

  test('rows of one build are one point, wherever they stand; the index is the first row of it', async () => {
    const rows = values(45, (row) => `${(row < 21 ? 100 : 130) + wave(row)},build ${Math.floor(row / 3)}\n`);
    const found = await analyzed(`value,build\n${rows.join('')}`);
    expect(found).toMatchObject({ rows: 45, points: 15, changes: [{ index: 21, build: 'build 7' }] });
  });

  test('numbers without a header, negative ones, other separators', async () => {
    const numbers = values(30, (row) => (row < 15 ? -100 : -80) + wave(row));
    const lines = (text: string) =>
      numbers.map((value, row) => text.replace('$v', `${value}`).replace('$t', `${row}`)).join('\n');
    for (const text of [lines('$v'), `time;VALUE (ms)\n${lines('$t;$v')}`])
      expect((await analyzed(text)).changes).toMatchObject([{ index: 15 }]);
  });

  test('times that go back are said, rows from the newest to the oldest refused', async () => {
    const dated = (day: (row: number) => number) =>
      `time,value\n${values(20, (row) => row)
        .map((row) => `2026-01-${String(day(row)).padStart(2, '0')},${wave(row)}\n`)
        .join('')}`;
    const mixed = await analyzed(dated((row) => 1 + ((row * 3) % 20)));
    expect(mixed.caveats).toMatchObject([{ code: 'out-of-order' }]);
    expect((await analyzed(dated((row) => 1 + row))).caveats).toEqual([]);
    const { code, stderr } = await carriedOut(
      ['analyze', 'changes', 'series.csv'],
      folderWith(dated((row) => 20 - row)),
    );
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('series.csv: the rows run from the newest to the oldest'),
    ]);
  });

  test.each([
    ['latency,build\n1,a\n', 'series.csv: there is no column "value"'],
    ['value\n1\nNaN\n3\n', 'series.csv:3: the value "NaN" is no number'],
    ['value\n1\n\n2\nInfinity\n', 'series.csv:5: the value "Infinity" is no number'],
    ['value\n1\n1e101\n', 'series.csv:3: the value "1e101" cannot be reckoned with'],
    ['value\n1\n-1e-101\n', 'series.csv:3: the value "-1e-101" cannot be reckoned with'],
    ['value,build\n1,a\n,b\n', 'series.csv:3: the value "" is no number'],
    ['value,build\n1,a\n2,\n', 'series.csv:3: the build is empty'],
    ['', 'series.csv: the file is empty'],
    ['value\n', 'series.csv: there is no row below the header'],
    [column([5]), 'series.csv: 1 point is too few: inconclusive'],
    [column([1, 2, 3, 4, 5]), 'series.csv: 5 points are too few: inconclusive'],
    [column(values(11, wave)), 'series.csv: 11 points are too few: inconclusive'],
    [
      `value,build\n${'1,a\n2,b\n'.repeat(10)}`,
      'series.csv: 2 points of 20 rows, since rows of one build are one point, are too few',
    ],
    [column(values(20_001, wave)), 'series.csv: 20001 points are too many'],
  ])('exit 2 for %j', async (text, message) => {
    const { code, stdout, stderr } = await carriedOut(['analyze', 'changes', 'series.csv', '--json'], folderWith(text));
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr).toContain('next: ');
    expect(stderr).not.toMatch(/no change/);
  });
});
