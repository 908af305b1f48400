import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readTable } from '../../../src/input/table/table.ts';

const read = (text: string) =>
  readTable(text, 'a.csv', { columns: { date: ['time'], value: [] }, rest: 'value', next: 'name them' });
const fields = (text: string) => read(text).map(({ fields: { date, value } }) => [date, value]);
const lines = (...all: string[]) => `${all.join('\n')}\n`;

describe('dialects', () => {
  test.each([
    ['commas', lines('date,value', '2026-01-01,5')],
    ['semicolons', lines('date;value', '2026-01-01;5')],
    ['tabs', lines('date\tvalue', '2026-01-01\t5')],
    ['bars', lines('date|value', '2026-01-01|5')],
    ['names in any case, and of other names', lines('TIME,Value', '2026-01-01,5')],
    ['blanks beside commas', lines('date , value', '2026-01-01 ,  5')],
    ['quotes', lines('"Date","Value"', '"2026-01-01","5"')],
    ['a separator inside a quoted name', lines('date,value,"a;b;c;d"', '2026-01-01,5,x')],
    ['sep=', lines('sep=;', 'date;value', '2026-01-01;5')],
    ['sep= with another', lines('"sep=^"', 'date^value', '2026-01-01^5')],
    ['comments and blank lines', lines('# run of monday; 1; 2', '', 'date,value', '# here', '2026-01-01,5', '')],
    ['a comment, and sep= below it', lines('# x', 'sep=;', 'date;value', '2026-01-01;5')],
    ['a byte order mark', `\uFEFF${lines('sep=;', 'date;value', '2026-01-01;5')}`],
    ['line ends of Windows', 'sep=;\r\ndate;value\r\n2026-01-01;5\r\n'],
    [
      'the only other column, whatever its name',
      lines('Time,{instance="a"}', '2026-01-01,5').replace('{instance="a"}', '"{instance=""a""}"'),
    ],
    ['columns beyond the two', lines('note,date,value', ',2026-01-01,5')],
    ['runs of spaces, aligned', lines('      date  value', '2026-01-01      5', '')],
    ['spaces and tabs', lines('date value', '2026-01-01 \t5')],
    ['spaces, quoted', lines('"date" "value"', '"2026-01-01" "5"')],
    ['sep= with a space', lines('sep= ', 'date value', '2026-01-01 5')],
    ['a header in a comment, above numbers', lines('# made by hand', '# date value', '2026-01-01 5')],
    ['the same with commas and a byte order mark', `\uFEFF${lines('#date,value', '', '2026-01-01,5')}`],
    ['Markdown', lines('| Date | Value |', '|------|------:|', '| 2026-01-01 | 5 |')],
    ['psql', lines('    date    | value ', '------------+-------', ' 2026-01-01 |     5')],
    ['blank rows of a spreadsheet', lines('date,value', ',', '2026-01-01,5', ' , ', '   ')],
    ['a unit behind the name', lines('Date (UTC),Value [req/s]', '2026-01-01,5')],
    ['line ends of an old Mac', lines('date;value', '2026-01-01;5').replaceAll('\n', '\r')],
  ])('%s', (_, text) => expect(fields(text)).toEqual([['2026-01-01', '5']]));

  test('an empty first field between tabs stays one', () => {
    expect(fields(lines('note\tdate\tvalue', '\t2026-01-01\t5'))).toEqual([['2026-01-01', '5']]);
  });

  test('lines are those of the file', () => {
    expect(read(lines('# x', 'sep=;', 'date;value', '', '2026-01-01;5')).map(({ line }) => line)).toEqual([5]);
  });

  test('where a column is missing the separator is named', () => {
    expect(() => read(lines('day;much;more', 'a;b;c'))).toThrow(
      'a.csv: there is no column "date" and none "value"\n  why:  the columns, separated by semicolons, are "day", "much", "more"\n  next: name them',
    );
    expect(() => read(lines('size tput', '1 5'))).toThrow('the columns, separated by spaces, are "size", "tput"');
    expect(() => read(lines('size', '1'))).toThrow(
      'the header is one column, "size": commas, semicolons, tabs, bars or spaces separate',
    );
    expect(() => read(lines('date,value,VALUE', 'a,1,2'))).toThrow('a.csv:1: two columns are called "value"');
  });
});

describe('decimal commas', () => {
  test('stand where no comma separates', () => {
    expect(fields(lines('date;value', 'a;997,44', 'b;1.005', 'c;12.345,5'))).toEqual([
      ['a', '997.44'],
      ['b', '1005'],
      ['c', '12345.5'],
    ]);
  });

  test.each([
    [['1,250', '12,750'], 'a comma may stand before decimals or before thousands: "1,250"'],
    [['1,25', '12.75'], 'decimals have a comma ("1,25") and a point ("12.75")'],
  ])('%j is refused', (values, message) => {
    expect(() => fields(lines('date;value', ...values.map((value) => `a;${value}`)))).toThrow(message);
  });

  test('what is no number is left to whoever reads it', () => {
    expect(fields(lines('date;value', 'a;5,5', 'b;1,x'))).toEqual([
      ['a', '5,5'],
      ['b', '1,x'],
    ]);
  });

  test('property: a number is read from any dialect as it was written', () => {
    const number = fc.double({ min: 0, max: 1e6, noNaN: true }).map((value) => value.toFixed(2));
    fc.assert(
      fc.property(
        fc.array(number, { minLength: 1 }),
        fc.constantFrom(';', '\t', '|'),
        fc.boolean(),
        (values, separator, comma) => {
          const written = values.map((value) => (comma ? value.replace('.', ',') : value));
          const text = lines(`date${separator}value`, ...written.map((value) => `x${separator}${value}`));
          expect(fields(text).map(([, value]) => value)).toEqual(values);
        },
      ),
    );
  });
});

test('JSON under the name of a table is told as such, with what makes a table of it', () => {
  const answer = '{"status":"success","data":{"result":[{"values":[[1735689600,"1"]]}]}}';
  expect(() => readTable(answer, 'h.csv', { columns: { date: [], value: [] }, next: '' })).toThrow(
    /this is JSON, and a table is wanted/,
  );
});

test('which of two other names is meant, only the name itself can say', () => {
  const table = (header: string) =>
    readTable(lines(header, '1,2,3'), 'a.csv', { columns: { users: ['threads', 'conc'], done: [] }, next: '' });
  expect(() => table('Threads,conc,done')).toThrow(
    'a.csv:1: the columns "Threads" and "conc" may both be the users\n  next: call the one that is meant users',
  );
  expect(table('threads,users,done')[0]!.fields).toEqual({ users: '2', done: '3' });
});

test('a line that only looks like a header of numbers is none', () => {
  expect(() => read(lines('# two words here', '2026-01-01,5'))).toThrow('there is no column "date" and none "value"');
});

test.each(['caps.csv', 'comment.csv', 'sep.csv', 'semicolon-comma.csv'])('%s, as people hand it in', (name) => {
  const text = readFileSync(new URL(`../../fixtures/cases/plan/csv-dialects/${name}`, import.meta.url), 'utf8');
  const rows = readTable(text, name, { columns: { concurrency: [], throughput: [] }, next: '' });
  expect(rows).toHaveLength(11);
  expect(rows.at(-1)!.fields).toEqual({ concurrency: '32', throughput: '12722.29' });
});
