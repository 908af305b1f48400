import { describe, expect, it } from 'vitest';
import type { EngineLine, Hello } from '../../../src/metrics/lines/lines.ts';
import { Splice } from '../../../src/metrics/timeline/splice.ts';

const HELLO: Hello = {
  t: 'hello',
  v: 1,
  k6: 'v2.2.0',
  version: 'stock',
  pid: 1,
  start: '',
  cores: 2,
  pressureOf: null,
};
const series = (id: number, metric: string, type: 'counter' | 'gauge' = 'counter'): EngineLine => ({
  t: 'series',
  id,
  metric,
  type,
  unit: 'none',
  tags: { stage: 'search' },
});
const frame = (s: number, ...d: [number, number, number][]): EngineLine => ({ t: 'frame', s, d });
const end = (totals: [number, number, number][], more = {}): EngineLine => ({
  t: 'end',
  s: 9,
  totals,
  other: 1,
  invalid: 2,
  lost: 3,
  untyped: { mine: 4 },
  ...more,
});
const all = (splice: Splice, lines: readonly EngineLine[]) => lines.flatMap((line) => splice.take(line) ?? []);

describe('engines one after the other', () => {
  it('their seconds count on, and a series has one id however its engine numbers it', () => {
    const splice = new Splice();
    splice.next(0);
    const first = all(splice, [HELLO, series(7, 'a'), series(8, 'b'), frame(1, [7, 1, 1], [8, 2, 2])]);
    splice.next(20);
    const gen = { t: 'gen', s: 2, cpu: null, rss: null, vus: 1, vusMax: 1, busy: null, pressure: null } as const;
    const mark = { t: 'mark', scenario: 'main', at: 0.5 } as const;
    const second = all(splice, [HELLO, mark, series(7, 'b'), series(9, 'c'), frame(1, [7, 3, 3], [9, 4, 4]), gen]);
    expect(first.map(({ t, source }) => [t, source])).toEqual(
      ['hello', 'series', 'series', 'frame'].map((t) => [t, 0]),
    );
    expect(first.at(-1)).toMatchObject({
      s: 1,
      d: [
        [0, 1, 1],
        [1, 2, 2],
      ],
    });
    expect(second).toMatchObject([
      { t: 'mark', at: 20.5, source: 0 },
      { t: 'series', id: 2, metric: 'c' },
      {
        t: 'frame',
        s: 21,
        d: [
          [1, 3, 3],
          [2, 4, 4],
        ],
      },
      { t: 'gen', s: 22 },
    ]);
  });

  it('one closing line adds their totals; of a gauge the last value stands', () => {
    const splice = new Splice();
    splice.next(0);
    all(splice, [
      series(0, 'a'),
      series(1, 'vus', 'gauge'),
      end([
        [0, 2, 5],
        [1, 3, 10],
      ]),
    ]);
    splice.next(10);
    all(splice, [
      series(1, 'a'),
      series(0, 'vus', 'gauge'),
      end([
        [1, 1, 1],
        [0, 1, 20],
      ]),
    ]);
    expect(splice.end(30)).toEqual({
      t: 'end',
      s: 30,
      totals: [
        [0, 3, 6],
        [1, 4, 20],
      ],
      other: 2,
      invalid: 4,
      lost: 6,
      untyped: { mine: 8 },
      source: 0,
    });
  });

  it('has no closing line when an engine died without one: whether all came nobody can tell', () => {
    const splice = new Splice();
    splice.next(0);
    all(splice, [series(0, 'a'), end([[0, 2, 5]])]);
    splice.next(10);
    all(splice, [series(0, 'a'), frame(1, [0, 1, 1])]);
    expect(splice.end(12)).toBeUndefined();
  });

  it('a frame of a series that was never announced is nobody else’s', () => {
    const splice = new Splice();
    splice.next(0);
    expect(all(splice, [series(0, 'a'), frame(1, [5, 1, 1])]).at(-1)).toMatchObject({ d: [[-1, 1, 1]] });
  });
});
