import { describe, expect, it } from 'vitest';
import type { Objective } from '../../src/config/objective.ts';
import { viewsOf } from '../../src/slo/selectors.ts';
import { countedSpans, firstRow, type JudgedWindow, judgeWindows, windowsOf } from '../../src/slo/windows.ts';
import { objective, planOf, ratio } from '../fixtures/record.ts';
import { Engine, times } from '../fixtures/timeline.ts';

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

  it('has none for a monitor', () => {
    const monitor = objective({ measure: { kind: 'monitor', monitor: 'cpu' } });
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

/** Windows of 10 s with these values; a gap where null. */
function sequence(...values: (number | null)[]): JudgedWindow[] {
  return values.flatMap((actual, i) =>
    actual === null
      ? []
      : [{ from: i * 10, to: i * 10 + 10, measured: { actual, lower: null, upper: null, samples: 100, note: null } }],
  );
}

const judge = (of: Objective, windows: readonly JudgedWindow[], timeScale = 1) =>
  judgeWindows(of, windows, 10, timeScale, of);
const repeated = (n: number, value: number) => Array.from({ length: n }, () => value);

describe('judgeWindows by the share that may break', () => {
  const over = objective({ over: 10 });

  it.each([
    ['none', sequence(...repeated(100, 0.1)), 'met'],
    ['exactly the allowed 5 of 100', sequence(...repeated(95, 0.1), ...repeated(5, 9)), 'met'],
    ['6 of 100 beyond the critical limit', sequence(...repeated(94, 0.1), ...repeated(6, 9)), 'critical'],
    ['6 of 100 beyond the target', sequence(...repeated(94, 0.1), ...repeated(6, 0.3)), 'degraded'],
    ['4 critical and 2 degraded', sequence(...repeated(94, 0.1), ...repeated(4, 9), 0.3, 0.3), 'degraded'],
    ['one of one', sequence(9), 'critical'],
    ['no windows', [], 'no-data'],
  ])('%s', (_, windows, zone) => {
    expect(judge(over, windows).zone).toBe(zone);
  });

  it.each([0.29, 0.57, 0.07, 0.1])('allows exactly %d of 100', (allow) => {
    const broken = Math.round(allow * 100);
    const of = objective({ over: 10, allow });
    expect(judge(of, sequence(...repeated(100 - broken, 0.1), ...repeated(broken, 9))).zone).toBe('met');
    expect(judge(of, sequence(...repeated(99 - broken, 0.1), ...repeated(broken + 1, 9))).zone).toBe('critical');
  });

  it('says what broke, and the worst of it', () => {
    const { window, actual } = judge(over, sequence(0.1, 0.3, 0.6, 0.1, 0.9));
    expect(window).toEqual({ width: 10, judged: 5, broken: 3, longest: 20 });
    expect(actual).toBe(0.9);
    const hits = objective({ over: 10, unit: 'ratio', target: { op: '>', value: 0.85 }, critical: null });
    expect(judge(hits, sequence(0.9, 0.7, 0.95)).actual).toBe(0.7);
    const alert = objective({ over: 10, target: null, critical: { op: '>', value: 1 } });
    expect(judge(alert, sequence(0.9, 1.1)).window).toMatchObject({ broken: 1 });
  });
});

describe('judgeWindows by consecutive windows', () => {
  const alert = objective({ over: 10, for: 30, target: null, critical: { op: '>', value: 1 } });

  it.each([
    ['two in a row', sequence(0, 2, 2, 0, 2, 2), 'met'],
    ['three in a row', sequence(0, 2, 2, 2), 'critical'],
    ['all of them, but with a healthy one between', sequence(2, 2, 0, 2, 2, 0, 2, 2), 'met'],
    ['a gap between them', sequence(2, 2, null, 2), 'met'],
  ])('%s', (_, windows, zone) => {
    expect(judge(alert, windows).zone).toBe(zone);
  });

  it('ignores the allowed share', () => {
    expect(judge({ ...alert, allow: 0 }, sequence(2, 0, 2, 0)).zone).toBe('met');
    expect(judge({ ...alert, allow: 0.9 }, sequence(2, 2, 2, 0)).zone).toBe('critical');
  });

  it('scales with the time-scale, whatever its binary fraction', () => {
    // 600 × 0.07 is 42.00000000000001
    const of = objective({ over: 7, for: 600, target: null, critical: { op: '>', value: 1 } });
    const six = Array.from({ length: 6 }, (_, i) => ({ ...sequence(2)[0]!, from: i * 7, to: i * 7 + 7 }));
    expect(judge(of, six, 0.07).zone).toBe('critical');
    expect(judge(of, six.slice(1), 0.07).zone).toBe('met');
    expect(judge(of, six, 1).zone).toBe('met');
  });

  it('counts a row of degraded and critical windows as one row beyond the target', () => {
    const of = objective({ over: 10, for: 30 });
    expect(judge(of, sequence(0.3, 0.9, 0.3)).zone).toBe('degraded');
    expect(judge(of, sequence(0.9, 0.9, 0.9)).zone).toBe('critical');
  });
});

describe('countedSpans', () => {
  it('are the judged parts on which the verdict rests, or a whole script', () => {
    const plan = planOf({ timeScale: 0.1 });
    const timeline = new Engine().gen(59).into({ stages: plan.stages });
    expect(countedSpans(plan, timeline)).toEqual([
      { from: 6, to: 33 },
      { from: 39, to: 66 },
      { from: 171, to: 198 },
    ]);
    expect(countedSpans({ ...plan, stages: [] }, timeline)).toEqual([{ from: 0, to: 60 }]);
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
