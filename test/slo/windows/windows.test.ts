import { describe, expect, it } from 'vitest';
import type { Objective } from '../../../src/objectives/objective.ts';
import { viewsOf } from '../../../src/objectives/selectors.ts';
import { firstRow, type JudgedWindow, windowsOf } from '../../../src/slo/windows/windows.ts';
import { monitorOf, objective, ratio } from '../../fixtures/record.ts';
import { Engine, times } from '../../fixtures/timeline.ts';

const STAGES = [{ name: 'a', from: 0, to: 1000, judgedFrom: 0 }];

/** The windows of an objective over a run whose second s holds what `latencies(s)` says. */
function windows(
  of: Objective,
  width: number,
  spans: readonly { from: number; to: number }[],
  latencies: (s: number) => readonly number[],
  { bin = 1, offset = 0 } = {},
): JudgedWindow[] {
  const engine = new Engine().mark(offset);
  const last = Math.ceil((spans.at(-1)?.to ?? 0) + offset) + 5;
  for (let s = 0; s < last; s++) engine.requests(s, { stage: 'a', latencies: latencies(s) });
  const timeline = engine.into({ bin, stages: STAGES, views: viewsOf([of]) });
  return windowsOf(of, timeline, width, spans, of);
}

const edges = (of: readonly JudgedWindow[]) => of.map(({ from, to }) => [from, to]);
const busy = () => times(100, 0.1);

describe('windowsOf', () => {
  it('cuts every span into whole windows', () => {
    const spans = [
      { from: 2.5, to: 33 },
      { from: 40, to: 55 },
    ];
    expect(edges(windows(objective(), 10, spans, busy))).toEqual([
      [3, 13],
      [13, 23],
      [23, 33],
      [40, 50],
    ]);
    expect(windows(objective(), 10, spans, busy).every((w) => w.measured.samples === 1000)).toBe(true);
  });

  it('bears the noise of decimal boundaries', () => {
    // 0.1 + 0.2 and 9.9 as sums of scaled seconds
    expect(edges(windows(objective(), 3, [{ from: 0.1 + 0.2 - 0.3, to: 9 - 1e-12 }], busy))).toEqual([
      [0, 3],
      [3, 6],
      [6, 9],
    ]);
  });

  it('is made of whole timeline windows', () => {
    expect(edges(windows(objective(), 10, [{ from: 0, to: 31 }], busy, { bin: 3 }))).toEqual([
      [0, 9],
      [9, 18],
      [18, 27],
    ]);
    expect(edges(windows(objective(), 1, [{ from: 0, to: 9 }], busy, { bin: 3 }))).toEqual([
      [0, 3],
      [3, 6],
      [6, 9],
    ]);
  });

  it('counts from the scenario’s beginning', () => {
    const slow = windows(objective(), 10, [{ from: 0, to: 20 }], (s) => times(100, s >= 15 ? 1 : 0.1), { offset: 5.4 });
    expect(slow.map((w) => [w.from, Math.round(w.measured.actual! * 10) / 10])).toEqual([
      [0, 0.1],
      [10, 1],
    ]);
  });

  it('joins windows that hold too few samples for the statistic', () => {
    // 10 requests/s: p95 needs 59, so six seconds.
    const joined = windows(objective(), 2, [{ from: 0, to: 20 }], () => times(10, 0.1));
    expect(edges(joined)).toEqual([
      [0, 6],
      [6, 12],
      [12, 18],
    ]);
    expect(windows(objective(), 2, [{ from: 0, to: 20 }], () => [])).toEqual([]);
  });

  it('joins across a silence, and judges what follows by itself', () => {
    const halting = windows(objective(), 5, [{ from: 0, to: 25 }], (s) => (s >= 5 && s < 15 ? [] : times(20, 0.1)));
    expect(edges(halting)).toEqual([
      [0, 5],
      [5, 20],
      [20, 25],
    ]);
  });

  it('leaves a silent window to itself, and joins nothing across it', () => {
    const engine = new Engine().mark(0);
    for (let s = 0; s < 25; s++) engine.requests(s, { stage: 'a', latencies: s >= 5 && s < 15 ? [] : times(20, 0.1) });
    const of = objective();
    const timeline = engine.into({ bin: 1, stages: STAGES, views: viewsOf([of]) });
    const silentIn = ([first]: readonly [number, number]) => first >= 5 && first < 15;
    const judged = windowsOf(of, timeline, 5, [{ from: 0, to: 25 }], of, { silentIn });
    expect(judged.map(({ from, to, silent }) => [from, to, silent ?? false])).toEqual([
      [0, 5, false],
      [5, 10, true],
      [10, 15, true],
      [15, 20, false],
      [20, 25, false],
    ]);
  });

  it('has none for a monitor', () => {
    const monitor = objective({ measure: monitorOf('cpu') });
    expect(windows(monitor, 5, [{ from: 0, to: 25 }], busy)).toEqual([]);
  });

  it('measures ratios', () => {
    const engine = new Engine().mark(0);
    for (let s = 0; s < 20; s++) engine.requests(s, { stage: 'a', latencies: times(9, 0.1), failed: s < 10 ? 1 : 0 });
    const of = ratio();
    const timeline = engine.into({ stages: STAGES, views: viewsOf([of]) });
    const judged = windowsOf(of, timeline, 10, [{ from: 0, to: 20 }], of);
    expect(judged.map((w) => w.measured.actual)).toEqual([0.1, 0]);
  });
});

describe('firstRow', () => {
  /** Windows of 10 s, one a letter: x broken, . not, a blank is a hole. */
  const row = (text: string) =>
    [...text].flatMap((letter, i) =>
      letter === ' ' ? [] : [{ from: i * 10, to: i * 10 + 10, broken: letter === 'x' }],
    ) as unknown as (JudgedWindow & { broken: boolean })[];
  const first = (text: string, seconds: number) =>
    firstRow(row(text), (window) => (window as unknown as { broken: boolean }).broken, seconds)?.from;

  it.each([
    ['..xxx.', 30, 20],
    ['..xx.xxx', 30, 50],
    ['xxxx', 30, 0],
    ['.x.x.x.x', 20, undefined],
    ['.x', 10, 10],
    ['xx x', 30, undefined],
    ['xx xxx', 30, 30],
    ['', 10, undefined],
    ['xx', 30, undefined],
    ['.xx', 15, 10],
  ])('of "%s" lasting %d s begins at %s', (text, seconds, from) => {
    expect(first(text, seconds)).toBe(from);
  });
});
