import { describe, expect, test } from 'vitest';
import type { Told } from '../../../../src/report/stories/run/told.ts';
import { trendSentences, trendsSection } from '../../../../src/report/stories/run/trends/section.ts';
import type { Result } from '../../../../src/result/result.ts';
import { leakJudge } from '../../../../src/stability/leak.ts';
import { courseWith } from '../../../stability/course.ts';
import { type Made, made } from '../../../stability/trend/simulated.ts';

const course = courseWith({ bin: 10, steady: { stage: 'hold', from: 0, to: 3600 } });

/** A run in which readings of memory went so. */
function told(kinds: Readonly<Record<string, Made>>): Told {
  const watched = Object.entries(kinds).map(([metric, kind]) => ({
    ...{ monitor: 'app', metric, tags: { monitor: 'app' }, unit: 'bytes' as const },
    values: Array.from(made(kind, 4).values, (value) => value * 1e6),
  }));
  return { result: { stability: leakJudge({ ...course, watched }) } as unknown as Result } as Told;
}

describe('trendsSection', () => {
  test('what leaks comes first, drawn with its floor and slope, and is a sentence of every summary', () => {
    const run = told({ memory: {}, heap_bytes: { perHour: 80 } });
    const section = trendsSection(run)!;
    expect(section.finding).toMatch(/^heap_bytes of app leaks: its floor rises by [\d.]+ MB per hour/);
    expect(trendSentences(run.result)).toEqual([section.finding]);
    const [charts, table] = section.blocks;
    expect(charts).toMatchObject({ kind: 'charts', charts: [{ title: 'heap_bytes', unit: 'bytes' }] });
    expect(table).toMatchObject({
      kind: 'table',
      table: {
        rows: [
          [
            'app heap_bytes',
            { text: 'leak', sign: 'degraded' },
            expect.stringMatching(/ MB$/),
            expect.anything(),
            expect.stringMatching(/ MB$/),
            '–',
            expect.stringMatching(/^the floor of 24 blocks/),
          ],
          [
            'app memory',
            { text: 'stable', sign: 'met' },
            expect.anything(),
            expect.anything(),
            expect.anything(),
            expect.anything(),
            expect.anything(),
          ],
        ],
      },
    });
    const [chart] = charts?.kind === 'charts' ? charts.charts : [];
    const [floor, line] = chart!.lines;
    expect(floor!.values.filter((value) => value !== null)).toHaveLength(24);
    const drawnAt = line!.values.flatMap((value, at) => (value === null ? [] : [{ value, at }]));
    const hours = ((drawnAt.at(-1)!.at - drawnAt[0]!.at) * 3500) / 720 / 3600;
    expect((drawnAt.at(-1)!.value - drawnAt[0]!.value) / hours / 1e6).toBeCloseTo(80, -1);
  });

  test('a calm run has the table alone; one without a constant load nothing', () => {
    const calm = trendsSection(told({ memory: {} }))!;
    expect(calm.finding).toBe('No growth is shown, of the one series that was judged.');
    expect(calm.blocks).toHaveLength(1);
    expect(trendSentences(told({ memory: {} }).result)).toEqual([]);
    expect(trendsSection(told({}))).toBeUndefined();
  });
});
