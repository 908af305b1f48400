import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { readHistory } from '../../src/growth/history-csv.ts';
import { DAYS_PER_MONTH, parseDay } from '../../src/units/months.ts';

const TODAY = parseDay('2026-07-01')!;
const DATES = ['2026-01-01', '2026-02-01', '2026-03-01', '2026-04-01', '2026-05-01', '2026-06-01'];
const csv = (...lines: string[]) => `${lines.join('\n')}\n`;
const usual = DATES.map((date, i) => `${date},${100 + i}`);

function problems(text: string): string[] {
  try {
    readHistory(text, 'requests.csv', TODAY);
  } catch (error) {
    if (error instanceof UserError) return error.message.split('\n');
    throw error;
  }
  return [];
}

test('days become months from now, sorted; other columns and any spacing are fine', () => {
  const rows = ['2026-06-30T12:00:00Z,7,x', ...usual.map((row) => `${row},y`)];
  const points = readHistory(csv('date,value,note', ...rows), 'requests.csv', TODAY);
  expect(points.map(({ value }) => value)).toEqual([100, 101, 102, 103, 104, 105, 7]);
  expect(points[0]!.month).toBeCloseTo(-181 / DAYS_PER_MONTH, 10);
  expect(points.at(-1)!.month).toBeCloseTo(-0.5 / DAYS_PER_MONTH, 10);
});

test('today counts, at whichever hour, and zeros and 1e3 are numbers', () => {
  const points = readHistory(
    csv('value,date', ...DATES.map((date) => `0,${date}`), '1e3,2026-07-01T18:00:00Z'),
    'requests.csv',
    TODAY,
  );
  expect(points.at(-1)).toEqual({ month: 0, value: 1000 });
  expect(points).toHaveLength(7);
});

describe('what cannot be used is named with its line', () => {
  test('columns', () => {
    expect(problems(csv('day,value', ...usual))).toEqual([
      'requests.csv: there is no column "date"',
      '  why:  the columns are "day", "value"',
      '  next: name the columns date (2026-01-23) and value (how much there was)',
    ]);
    expect(problems(csv('day;count', '2026-01-01;5'))[0]).toBe('requests.csv:1: the header is one column: "day;count"');
    expect(problems('')[0]).toBe('requests.csv: the file is empty');
    expect(problems(csv('date,value', '2026-01-01'))[0]).toBe('requests.csv:2: 1 field where the header has 2');
  });

  test('all rows at once', () => {
    const text = csv(
      'date,value',
      '01.02.2026,5',
      '2026-03-01,',
      '2026-03-01,1 000',
      '2026-08-01,5',
      '2026-04-01,-3',
      '2026-04-02,1e999',
      ...usual.slice(0, 1),
    );
    expect(problems(text).filter((line) => line.startsWith('requests.csv'))).toEqual([
      'requests.csv:2: "01.02.2026" is no day',
      'requests.csv:3: the value "" is no number of 0 or more',
      'requests.csv:4: 2026-03-01 stands on line 3 too',
      'requests.csv:4: the value "1 000" is no number of 0 or more',
      'requests.csv:5: 2026-08-01 lies in the future',
      'requests.csv:6: the value "-3" is no number of 0 or more',
      'requests.csv:7: the value "1e999" is no number of 0 or more',
    ]);
  });

  test('a date that stands twice, even with the same value: to add or to average, who knows', () => {
    expect(problems(csv('date,value', ...usual, usual[2]!))).toEqual([
      'requests.csv:8: 2026-03-01 stands on line 4 too',
      '  next: keep one row of each date: whether to add them or to take their mean, only you know',
    ]);
  });

  test('too few rows', () => {
    expect(problems(csv('date,value', ...usual.slice(1)))[0]).toBe('requests.csv: 5 rows are too few for a forecast');
    expect(problems(csv('date,value'))[0]).toBe('requests.csv: 0 rows are too few for a forecast');
    expect(problems(csv('date,value', ...usual))).toEqual([]);
  });

  test('ten problems are enough', () => {
    const rows = Array.from({ length: 400 }, () => 'x,1');
    expect(problems(csv('date,value', ...rows)).filter((line) => line.startsWith('requests.csv'))).toHaveLength(10);
  });
});
