import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { emptyFolder } from '../e2e/command.ts';
import { type Made, made } from '../stability/trend/simulated.ts';
import { carriedOut } from './in-process.ts';

function folderWith(text: string): string {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'series.csv'), text);
  return cwd;
}

const ASK = ['analyze', 'trend', 'series.csv'];
const leaking: Made = { perHour: 80, sawtooth: { height: 60, period: 240, irregular: 0.1 } };

/** The rows of a series, written by `row`. */
function rowsOf(kind: Made, row: (time: number, value: number, at: number) => string): string[] {
  const { times, values } = made(kind, 11);
  return Array.from(times, (time, at) => row(time, Math.round(values[at]! * 1000) / 1000, at));
}
const plain = (kind: Made) => `time,value\n${rowsOf(kind, (time, value) => `${time},${value}`).join('\n')}\n`;

async function analyzed(text: string) {
  const { code, stdout, stderr } = await carriedOut([...ASK, '--json'], folderWith(text));
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout);
}

describe('loadkit analyze trend', () => {
  test('--json: verdict, slope per hour with its interval, what would have shown, reasons', async () => {
    const found = await analyzed(plain(leaking));
    expect(found.verdict).toBe('leak');
    expect(found.slopePerHour.lower).toBeLessThan(80);
    expect(found.slopePerHour.upper).toBeGreaterThan(80);
    expect(found.minimumDetectableSlopePerHour).toBeLessThan(found.slopePerHour.value);
    expect(found).toMatchObject({ points: 360, gaps: 0, seconds: 3590 });
    expect(found.period).toBeGreaterThan(200);
    expect(found.reasons[0]).toMatch(/^the floor of \d+ blocks rises by /);
    expect(found.floor.length).toBeGreaterThan(5);
  });

  test.each<[string, Made]>([
    ['leak', leaking],
    ['level-shift', { steps: [[0.6, 30]] }],
    ['stable', {}],
    ['inconclusive', { sawtooth: { height: 60, period: 900 } }],
  ])('says it in words: %s', async (verdict, kind) => {
    const { code, stdout, stderr } = await carriedOut(ASK, folderWith(plain(kind)));
    expect([code, stderr]).toEqual([0, '']);
    await expect(stdout).toMatchFileSnapshot(`../golden/trend-${verdict}.txt`);
  });

  test('time stamps, milliseconds, other separators, rows in any order, gaps, rows of one time: the same answer', async () => {
    const usual = await analyzed(plain(leaking));
    const stamp = (time: number) => new Date(1_767_225_600_000 + time * 1000).toISOString();
    const texts = [
      `Time;VALUE (MB)\n${rowsOf(leaking, (time, value) => `${time};${`${value}`.replace('.', ',')}`).join('\n')}`,
      `timestamp,rss\n${rowsOf(leaking, (time, value) => `${stamp(time)},${value}`).join('\n')}`,
      `time,value\n${rowsOf(leaking, (time, value) => `${1_767_225_600_000 + time * 1000},${value}`).join('\n')}`,
      `time value\n${rowsOf(leaking, (time, value) => `${time} ${value}`).join('\n')}`,
      `time,value\n${rowsOf(leaking, (time, value) => `${time},${value}`)
        .toReversed()
        .join('\n')}`,
      `time,value\n${rowsOf(leaking, (time, value, at) => `${time},${value}\n${time + 1},${at % 2 ? 'NaN' : ''}`).join('\n')}`,
      `time,value\n${rowsOf(leaking, (time, value) => `${time},${value}\n${time},${value}`).join('\n')}`,
    ];
    for (const text of texts) {
      const { verdict, slopePerHour } = await analyzed(text);
      expect(verdict).toBe('leak');
      expect(slopePerHour.value).toBeCloseTo(usual.slopePerHour.value, 3);
    }
  });

  test('what was done to the rows is said', async () => {
    const { gaps, reasons } = await analyzed('time,value\n3,1\n1,2\n2,\n1,5\n');
    expect(gaps).toBe(1);
    expect(reasons.join('\n')).toMatch(/gaps.*\n.*the time of another.*\n.*sorted/);
  });

  test.each([
    ['value\n1\n', 'series.csv: there is no column "time"'],
    ['a,b,c\n1,2,3\n', 'series.csv: there is no column "time" and none "value"'],
    ['time,value\n', 'series.csv: there is no row below the header'],
    ['time,value\n1,\n2,NaN\n', 'series.csv: no row has a value'],
    ['time,value\n1,5\n2,many\n', 'series.csv:3: the value "many" is no number'],
    ['time,value\n1,5\n2,Infinity\n', 'series.csv:3: the value "Infinity" is no number'],
    ['time,value\n1,1e101\n', 'series.csv:2: the value "1e101" cannot be reckoned with'],
    ['time,value\n1,5\nnoon,5\n', 'series.csv:3: the time "noon" is no time'],
    ['time,value\n2026-01-01T10:00:00Z,5\n,5\n', 'series.csv:3: the time is empty'],
    ['time,value\n1,5\n2\n', 'series.csv:3: 1 field where the header has 2'],
    ['', 'series.csv: the file is empty'],
  ])('exit 2 for %j', async (text, message) => {
    const { code, stdout, stderr } = await carriedOut([...ASK, '--json'], folderWith(text));
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr).toContain('next: ');
  });
});
