import { describe, expect, it } from 'vitest';
import { analyzeChanges } from '../../src/compare/changes.ts';
import { seriesOf } from '../../src/compare/series.ts';
import { chance } from '../capacity/simulator/draws.ts';

const rowsOf = (values: readonly number[], more: (row: number) => { build?: string; time?: string } = () => ({})) =>
  values.map((value, row) => ({ value, line: row + 2, ...more(row) }));

describe('seriesOf', () => {
  it('rows of one build are one point, their median, where the build stands first', () => {
    const builds = ['a', 'b', 'a', 'c', 'a', 'c'];
    const { rows, points } = seriesOf(rowsOf([1, 5, 9, 7, 2, 8], (row) => ({ build: builds[row]! })));
    expect(rows).toBe(6);
    expect(points).toEqual([
      { row: 0, line: 2, value: 2, build: 'a', time: null },
      { row: 1, line: 3, value: 5, build: 'b', time: null },
      { row: 3, line: 5, value: 7.5, build: 'c', time: null },
    ]);
  });

  it.each([
    [['2026-01-01', '2026-01-01', '2026-02-01'], 'in-order'],
    [['3', '20', '100'], 'in-order'],
    [['2026-03-01', '2026-02-01', '2026-01-01'], 'newest-first'],
    [['2026-03-01', '2026-02-01', '2026-05-01'], 'out-of-order'],
    [['2026-03-01', 'monday', '2026-01-01'], 'unknown'],
  ])('the order of %j is %s', (times, order) => {
    expect(seriesOf(rowsOf([1, 2, 3], (row) => ({ time: times[row]! }))).order).toBe(order);
  });
});

describe('analyzeChanges', () => {
  it('the index is the first row of the build from which on the level is another', () => {
    const values = Array.from({ length: 60 }, (_, row) => (row < 30 ? 100 : 120) + ((row * 7) % 5));
    const found = analyzeChanges(
      seriesOf(
        rowsOf(values, (row) => ({
          build: `b${row >> 1}`,
          time: `2026-01-${String(1 + (row >> 1)).padStart(2, '0')}`,
        })),
      ),
    );
    expect([found.rows, found.points]).toEqual([60, 30]);
    expect(found.changes).toMatchObject([{ index: 30, line: 32, build: 'b15', time: '2026-01-16' }]);
    const [{ before, after, shift, relative }] = found.changes as [(typeof found.changes)[number]];
    expect(shift).toBe(after - before);
    expect(relative).toBeCloseTo(shift / before, 12);
  });

  it('tells where points resemble the ones before them', () => {
    const wave = (row: number) => 100 + 3 * Math.sin(row / 3) + ((row * 7) % 5) / 5;
    const codes = (values: readonly number[]) =>
      analyzeChanges(seriesOf(rowsOf(values))).caveats.map(({ code }) => code);
    expect(codes(Array.from({ length: 80 }, (_, row) => wave(row)))).toEqual(['correlated']);
    const { normal } = chance(2);
    expect(codes(Array.from({ length: 80 }, () => 100 + normal()))).toEqual([]);
  });

  it('a level of 0 has no share', () => {
    const found = analyzeChanges(seriesOf(rowsOf(Array.from({ length: 30 }, (_, row) => (row < 15 ? 0 : 5)))));
    expect(found.changes).toMatchObject([{ index: 15, before: 0, after: 5, relative: null }]);
  });
});
