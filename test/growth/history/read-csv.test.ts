import { describe, expect, test } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { readHistory } from '../../../src/growth/history/read-csv.ts';
import { DAYS_PER_MONTH, parseDay } from '../../../src/units/months.ts';

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
  const { points } = readHistory(csv('date,value,note', ...rows), 'requests.csv', TODAY);
  expect(points.map(({ value }) => value)).toEqual([100, 101, 102, 103, 104, 105, 7]);
  expect(points[0]!.month).toBeCloseTo(-181 / DAYS_PER_MONTH, 10);
  expect(points.at(-1)!.month).toBeCloseTo(-0.5 / DAYS_PER_MONTH, 10);
});

test('today counts, at whichever hour, and zeros and 1e3 are numbers', () => {
  const { points } = readHistory(
    csv('value,date', ...DATES.map((date) => `0,${date}`), '1e3,2026-07-01T18:00:00Z'),
    'requests.csv',
    TODAY,
  );
  expect(points.at(-1)).toEqual({ month: 0, value: 1000 });
  expect(points).toHaveLength(7);
});

describe('what cannot be used is named with its line', () => {
  test('columns', () => {
    expect(problems(csv('when,value', ...usual))).toEqual([
      'requests.csv: there is no column "date"',
      '  why:  the columns, separated by commas, are "when", "value"',
      '  next: name the columns date (2026-01-23) and value (how much there was), in a first line above the rows; of several columns that are parts of it write the sum',
    ]);
    expect(problems('')[0]).toBe('requests.csv: the file is empty');
    expect(problems(csv('date,value', '2026-01-01'))[0]).toBe('requests.csv:2: 1 field where the header has 2');
  });

  test('all kinds at once, each with its first line and how many rows have it', () => {
    const text = csv(
      'date,value',
      '01.02.2026,5',
      '2026-03-01,many',
      '2026-03-01,1 000',
      '2026-08-01,5',
      '2026-04-01,-3',
      '2026-04-02,1e999',
      ...usual.slice(0, 1),
    );
    expect(problems(text).filter((line) => line.startsWith('requests.csv'))).toEqual([
      'requests.csv:2: "01.02.2026" is no day',
      'requests.csv:3: the value "many" is no number of 0 or more (the same in 3 other rows: lines 4, 6, 7)',
      'requests.csv:4: 2026-03-01 stands on line 3 too',
      'requests.csv:5: 2026-08-01 lies in the future',
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

  test('a kind that 400 rows have is one problem', () => {
    const rows = Array.from({ length: 400 }, () => 'x,1');
    expect(problems(csv('date,value', ...rows)).filter((line) => line.startsWith('requests.csv'))).toEqual([
      'requests.csv:2: "x" is no day (the same in 399 other rows: lines 3, 4, 5 …)',
    ]);
  });
});

describe('exports', () => {
  const seconds = DATES.map((date) => String(parseDay(date)! * 86_400));
  test.each([
    ['unix seconds', 'timestamp,value', seconds],
    [
      'unix milliseconds, a column Time, and one named after its series',
      'Time,"rate(http_requests_total[5m])"',
      seconds.map((at) => `${at}000`),
    ],
    ['a blank for the T', 'Time;Value', DATES.map((date) => `${date} 00:00:00`)],
    ['offsets', 'time\tvalue', DATES.map((date) => `${date}T02:00:00+02:00`)],
  ])('%s', (_, header, times) => {
    const separator = header.match(/[;\t]/)?.[0] ?? ',';
    const { points } = readHistory(
      csv(header, ...times.map((at, i) => `${at}${separator}${100 + i}`)),
      'requests.csv',
      TODAY,
    );
    expect(points).toEqual(readHistory(csv('date,value', ...usual), 'requests.csv', TODAY).points);
  });

  test('rows without a value are left out, and counted', () => {
    const { points, caveats } = readHistory(
      csv('date,value', ...usual, '2026-06-02,', '2026-06-03,NaN', '2026-06-04,null'),
      'requests.csv',
      TODAY,
    );
    expect(points).toHaveLength(6);
    expect(caveats).toEqual(['3 rows of the history have no value and are left out']);
  });
});

describe('several rows a day', () => {
  const at = (minute: number) => new Date(Date.UTC(2026, 4, 1) + minute * 60_000).toISOString();
  const minutes = (days: number, value: (minute: number) => number) =>
    csv('date,value', ...Array.from({ length: days * 1440 }, (_, minute) => `${at(minute)},${value(minute)}`));
  const busy = (minute: number) => (minute % 1440 === 720 ? 900 : 100);

  test('a row a minute: the highest of each day', () => {
    const { points, folded, caveats } = readHistory(minutes(30, busy), 'requests.csv', TODAY);
    expect([points.length, points.every(({ value }) => value === 900), folded, caveats]).toEqual([
      30,
      true,
      '43,200 rows, the highest of each day',
      [],
    ]);
  });

  test('or the mean, of what is multiplied by a peak', () => {
    const { points, folded } = readHistory(minutes(8, busy), 'a.csv', TODAY, { by: 'mean' });
    expect(points[0]!.value).toBeCloseTo((900 + 1439 * 100) / 1440, 9);
    expect(folded).toBe('11,520 rows, the mean of each day');
  });

  test('days at the ends that were not finished are left out', () => {
    const text = minutes(10, busy).split('\n');
    const { points, caveats } = readHistory(csv(...text.slice(0, -800)), 'a.csv', TODAY);
    expect(points).toHaveLength(9);
    expect(caveats).toEqual(['2026-05-10 was not finished (641 of usually 1,440 rows) and is left out']);
    // One that has already the peak of the day before counts.
    expect(readHistory(csv(...text.slice(0, -700)), 'a.csv', TODAY)).toMatchObject({
      points: { length: 10 },
      caveats: [],
    });
  });

  test('rows that stand closer than what they count are refused', () => {
    expect(() =>
      readHistory(minutes(8, busy), 'a.csv', TODAY, { by: 'mean', counted: { seconds: 86_400, unit: 'requests/day' } }),
    ).toThrow('a.csv: a day has 1,440 rows, of a quantity that is counted as requests/day');
  });

  test('hours of local time are said to be read as UTC', () => {
    const hours = Array.from(
      { length: 24 * 8 },
      (_, hour) =>
        `${at(hour * 60)
          .slice(0, 19)
          .replace('T', ' ')},5`,
    );
    expect(readHistory(csv('date,value', ...hours), 'a.csv', TODAY).caveats).toEqual([
      'the times of the history name no offset: they are read as UTC, and its days are those of UTC',
    ]);
  });

  test('two days are too few, whatever their rows', () => {
    expect(() => readHistory(minutes(2, busy), 'a.csv', TODAY)).toThrow(
      'a.csv: 2,880 rows of 2 days are too few for a forecast',
    );
  });
});
