import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { MOST_BYTES, readDataFile } from '../../../src/k6/bundle/data-file.ts';

const CALL = { file: 'journey.ts', line: 3, column: 15 };
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'loadkit-data-file-test-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function read(content: string | Buffer, name = 'users.csv') {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return readDataFile(file, CALL);
}

const tableOf = ({ lines }: { lines: string }) => lines.split('\n').map((line) => JSON.parse(line) as string[]);

function problemOf(content: string | Buffer) {
  try {
    read(content);
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return (error as UserError).problems[0]!;
  }
  throw new Error('it was read');
}

describe('readDataFile', () => {
  const rows = [
    ['ann', 'a'],
    ['bob', 'b'],
  ];
  test.each([
    ['line feeds', 'name,password\nann,a\nbob,b\n', rows],
    ['no line feed at the end', 'name,password\nann,a\nbob,b', rows],
    ['Windows', 'name,password\r\nann,a\r\nbob,b\r\n', rows],
    ['old Macs', 'name,password\rann,a\rbob,b\r', rows],
    ['both', 'name,password\r\nann,a\nbob,b\r\n', rows],
    ['a byte order mark', '\ufeffname,password\nann,a\nbob,b\n', rows],
    ['blank lines', '\nname,password\n\nann,a\n\n\nbob,b\n\n', rows],
    ['quotes', '"name","password"\n"ann","a"\n"bob",b\n', rows],
    [
      'quotes around commas, quotes and line breaks',
      'name,password\n"a, b","say ""hi"""\n"x\ny","z\r\n"\n',
      [
        ['a, b', 'say "hi"'],
        ['x\ny', 'z\r\n'],
      ],
    ],
    [
      'fields that are empty',
      'name,password\n,\n" ",""\n',
      [
        ['', ''],
        [' ', ''],
      ],
    ],
    ['names of JavaScript', 'name,password\n__proto__,constructor\n', [['__proto__', 'constructor']]],
    ['other alphabets', 'name,password\nЖанна,🔑\u2028\n', [['Жанна', '🔑\u2028']]],
  ])('%s', (_, content, expected) => {
    const { lines, ...data } = read(content);
    expect(tableOf({ lines })).toEqual(expected);
    expect(data).toEqual({
      file: path.join(folder, 'users.csv'),
      columns: ['name', 'password'],
      rows: expected.length,
    });
  });

  test('one column', () => {
    expect(tableOf(read('id\n1\r\n2\n3\n'))).toEqual([['1'], ['2'], ['3']]);
  });

  test.each([
    ['', undefined, 'the file is empty'],
    ['\ufeff', undefined, 'the file is empty'],
    ['\n\n', undefined, 'the file is empty'],
    ['name,password\n', undefined, 'there is no row below the header'],
    ['name,password\n\n', undefined, 'there is no row below the header'],
    ['name,password\nann,a\nbob\n', 3, '1 field where the header has 2'],
    ['name,password\r\nann,a\r\nbob,b,c\r\n', 3, '3 fields where the header has 2'],
    ['name,password\n"x\ny",a\nbob\n', 4, '1 field where the header has 2'],
    ['name,name\nann,a\n', 1, 'two columns are called "name"'],
    ['\n\nname,password,name\nann,a,b\n', 3, 'two columns are called "name"'],
    ['name,,password\nann,a,b\n', 1, 'column 2 has no name'],
    ['name, password\nann, a\n', 1, 'the column " password" begins or ends with a space'],
    ['name,__proto__\nann,a\n', 1, 'no column can be called __proto__'],
    ['name,password\nann,a\nbo\0b,b\n', 3, 'the row holds a NUL character'],
    ['n\0a\0m\0e\0\n\0a\0', 1, 'the row holds a NUL character'],
    ['name;password\nann;a\n', 1, 'the header is one column: "name;password"'],
    ['name\tpassword\nann\ta\n', 1, 'the header is one column'],
    ['name,password\nann,s3cr"et\n', 2, 'a quote stands where none may stand'],
    ['name,password\nann,a\n"bob"x,b\n', 3, 'a quote stands where none may stand'],
    ['name,password\nann,a\nbob,"b\ncid,c\ndora,d\n', 3, 'a quote in the row that begins here is never closed'],
  ])('refuses %j', (content, line, what) => {
    const problem = problemOf(content);
    expect(problem.what).toContain(what);
    expect(problem.where).toEqual({ file: path.join(folder, 'users.csv'), ...(line ? { line } : {}) });
    expect(problem.next).toBeTruthy();
    expect(JSON.stringify(problem)).not.toContain('s3cr');
  });

  test('refuses what is not UTF-8', () => {
    expect(problemOf(Buffer.from('name\nMüller\n', 'latin1')).what).toBe('the file is not UTF-8');
    expect(problemOf(Buffer.from('\ufeffname,password\nann,a\n', 'utf16le')).what).toBe('the file is not UTF-8');
  });

  test('refuses what is too large, before it is read', () => {
    const file = path.join(folder, 'large.csv');
    writeFileSync(file, 'name\nann\n');
    truncateSync(file, MOST_BYTES + 1);
    expect(() => readDataFile(file, CALL)).toThrow(/large\.csv: 50 MB are more than a data file may have/);
  });

  test('what is not there, or no file, is told where it was asked for', () => {
    const [missing, directory] = [path.join(folder, 'missing.csv'), path.join(folder, 'folder.csv')];
    mkdirSync(directory);
    expect(() => readDataFile(missing, CALL)).toThrow(`journey.ts:3:15: no such data file: ${missing}`);
    expect(() => readDataFile(directory, CALL)).toThrow(`${directory}: this is no file`);
    expect(() => readDataFile('/dev/zero', CALL)).toThrow('/dev/zero: this is no file');
  });

  test('any texts come back as they were written', () => {
    const texts = fc.string({ unit: 'grapheme', maxLength: 20 });
    const row = fc.tuple(texts, texts);
    const quoted = (value: string) => `"${value.replaceAll('"', '""')}"`;
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 20 }), fc.constantFrom('\n', '\r\n'), (table, eol) => {
        const content = [['a', 'b'], ...table].map((fields) => fields.map(quoted).join(',') + eol).join('');
        expect(tableOf(read(content))).toEqual(table);
      }),
      { numRuns: 200 },
    );
  });
});
