import { describe, expect, it } from 'vitest';
import { InternalError } from '../../../src/errors.ts';
import type { Selector } from '../../../src/metrics/selector.ts';
import { Timeline } from '../../../src/metrics/timeline/timeline.ts';
import type { TimelineLayout } from '../../../src/metrics/timeline/timeline-layout.ts';
import { Engine, times, trendEntry } from '../../fixtures/timeline.ts';

const REQUESTS: Selector = { metric: 'http_reqs', where: {} };
const TIME: Selector = { metric: 'request_time', where: {} };

/** Two stages of ten seconds whose judged part begins after two. */
const LAYOUT: TimelineLayout = {
  bin: 1,
  stages: [
    { name: 'a', from: 0, to: 10, judgedFrom: 2 },
    { name: 'b', from: 10, to: 20, judgedFrom: 12 },
  ],
  views: [REQUESTS, TIME],
};

/** A request a second, 0..19, of the stage in which it started; then the closing lines. */
function evenly(engine: Engine, offset = 0, seconds = 20): Engine {
  for (let s = 0; s < seconds; s++)
    engine.requests(s, { stage: s + 0.5 - offset < 10 ? 'a' : 'b', latencies: [0.1] }).arrivals(s, 1);
  return engine;
}

describe('totals', () => {
  it('adds frames of the same second and series, in any order', () => {
    const frames: [number, number][] = [
      [3, 5],
      [4, 7],
      [3, 2],
      [1, 1],
    ];
    const read = (order: typeof frames) => {
      const engine = new Engine();
      for (const [s, n] of order)
        engine.counter(s, 'http_reqs', n, {}, n * 2).trend(s, 'request_time', times(n, n / 10));
      const timeline = engine.into({ views: [REQUESTS, TIME] });
      const of = (selector: Selector) =>
        timeline.windows(selector).map((cell) => [cell?.count, cell?.sum, cell?.quantile(0.5)]);
      return [of(REQUESTS), of(TIME), timeline.total(TIME)?.histogram?.encode(), timeline.lastSecond];
    };
    expect(read(frames)).toEqual(read([...frames].reverse()));
    expect(read(frames).at(-1)).toBe(4);
  });

  it('pools every series that a selector means', () => {
    const engine = new Engine();
    for (const status of ['200', '204', '503']) engine.counter(1, 'http_reqs', 2, { status, name: '/x' });
    engine.counter(1, 'http_reqs', 5, { status: '500', name: '/y' }).counter(1, 'iterations', 9);
    const timeline = engine.into();
    const count = (where: Record<string, string>) => timeline.total({ metric: 'http_reqs', where })?.sum;
    expect([
      count({}),
      count({ status: '2xx' }),
      count({ status: '5xx' }),
      count({ status: '5xx', name: '/y' }),
    ]).toEqual([11, 4, 7, 5]);
    expect(count({ status: '4xx' })).toBeUndefined();
    expect(timeline.series).toHaveLength(5);
  });

  it('gives the latest value of a gauge that several series report', () => {
    const timeline = new Engine()
      .gauge(5, 'pool', 5, { a: '1' })
      .gauge(3, 'pool', 3, { a: '2' })
      .gauge(4, 'pool', 4, { a: '1' })
      .into();
    expect(timeline.total({ metric: 'pool', where: {} })).toMatchObject({ last: 5, min: 3, max: 5 });
  });

  it('counts lines and entries that it cannot read', () => {
    const engine = new Engine().counter(1, 'http_reqs', 1);
    engine.line({
      t: 'frame',
      s: 2,
      d: [
        [99, 1, 1],
        [0, 1, 1],
      ],
    });
    const timeline = engine.into();
    timeline.add(undefined);
    expect(timeline.brokenLines).toBe(2);
    expect(timeline.total(REQUESTS)?.sum).toBe(2);
  });
});

describe('stages', () => {
  it('judges the whole seconds of the steady part, by the stage in which the iteration started', () => {
    const timeline = evenly(new Engine().mark(0)).into(LAYOUT);
    expect(timeline.judged(REQUESTS, ['a'])?.sum).toBe(8);
    expect(timeline.judged(REQUESTS, ['a', 'b'])?.sum).toBe(16);
    expect(timeline.judged(REQUESTS, [])).toBeUndefined();
    // An iteration that began in stage a and ended late belongs to a.
    const late = evenly(new Engine().mark(0))
      .requests(13, { stage: 'a', latencies: [4] })
      .into(LAYOUT);
    expect(late.judged(TIME, ['a'])?.max).toBe(4);
    expect(late.judged(TIME, ['b'])?.max).toBe(0.1);
  });

  it('tells what ended while a stage lasted from what was left of it, over the whole seconds of it', () => {
    const late = evenly(new Engine().mark(0)).requests(13, { stage: 'a', latencies: [4] });
    const counts = (timeline: Timeline, stage: string) =>
      (['begun', 'ended'] as const).map((counted) => timeline.judged(REQUESTS, [stage], counted)?.sum);
    expect(counts(late.into(LAYOUT), 'a')).toEqual([9, 8]);
    expect(counts(late.into(LAYOUT), 'b')).toEqual([8, 8]);
    const shifted = evenly(new Engine().mark(0.3), 0.3, 21).into(LAYOUT);
    expect(counts(shifted, 'a')).toEqual([7, 7]);
    expect(shifted.judgedSeconds(['a'], 'ended')).toBe(7);
    expect(evenly(new Engine().mark(0), 0, 15).into(LAYOUT).judgedSeconds(['a', 'b'], 'ended')).toBe(11);
  });

  it('rounds the judged part up to whole seconds, and counts exactly those', () => {
    // The scenario began at 0.3 s, so stage a is judged from 2.3 s: second 3 is the first that lies in it.
    const timeline = evenly(new Engine().mark(0.3), 0.3, 21).into(LAYOUT);
    expect(timeline.judged(REQUESTS, ['a'])?.sum).toBe(7);
    expect(timeline.judgedSeconds(['a'])).toBeCloseTo(7.3);
    expect(timeline.judgedSeconds(['a', 'b'])).toBeCloseTo(14.6);
  });

  it.each([0.1, 0.2, 0.7, 1.1, 2.3])(
    'loses no second to rounding when the parts add up to a whole one (offset %d)',
    (offset) => {
      const judgedFrom = Number((5 - offset).toFixed(3));
      const layout = { bin: 1, stages: [{ name: 'a', from: 0, to: 10, judgedFrom }], views: [] };
      const engine = new Engine().mark(offset);
      for (let s = 0; s < 10; s++) engine.requests(s, { stage: 'a', latencies: [0.1] });
      expect(engine.into(layout).judged(REQUESTS, ['a'])?.sum).toBe(5);
    },
  );

  it('counts no more judged seconds than were measured', () => {
    const timeline = evenly(new Engine().mark(0), 0, 15).into(LAYOUT);
    expect([timeline.judgedSeconds(['a']), timeline.judgedSeconds(['b']), timeline.judgedSeconds(['c'])]).toEqual([
      8, 3, 0,
    ]);
    expect(evenly(new Engine().mark(0), 0, 5).into(LAYOUT).judgedSeconds(['b'])).toBe(0);
  });

  it('tells the generator health of every judged part', () => {
    const timeline = evenly(new Engine().mark(0.3), 0.3).into(LAYOUT);
    expect(timeline.generatorIn('a')).toMatchObject({ seconds: 8, scheduled: 8 });
    expect(timeline.generator).toMatchObject({ seconds: 20, started: 20 });
  });
});

describe('the mark', () => {
  const same = (a: Timeline, b: Timeline) => {
    for (const selector of [REQUESTS, TIME]) {
      expect(a.windows(selector)).toEqual(b.windows(selector));
      expect(a.judged(selector, ['a', 'b'])).toEqual(b.judged(selector, ['a', 'b']));
      expect(a.total(selector)).toEqual(b.total(selector));
    }
    const health = (of: Timeline) => [of.offset, of.generatorWindows(), of.generatorIn('a'), of.generatorIn('b')];
    expect(health(a)).toEqual(health(b));
  };

  it.each([1, 7, 40])('may come after %d lines without changing anything', (late) => {
    const lines = evenly(new Engine(), 1.4).lines;
    const mark = { t: 'mark', scenario: 'main', at: 1.4 } as const;
    const early = new Timeline(LAYOUT);
    for (const line of [mark, ...lines]) early.add(line);
    const delayed = new Timeline(LAYOUT);
    for (const line of [...lines.slice(0, late), mark, ...lines.slice(late)]) delayed.add(line);
    same(delayed, early);
  });

  it('leaves what came before the scenario, as setup does, out of windows and stages', () => {
    const engine = new Engine();
    for (let s = 0; s < 30; s++) engine.requests(s, { latencies: [9], name: '/setup' }).gen(s, { pressure: 1 });
    engine.mark(30.2);
    for (let s = 30; s < 50; s++) engine.requests(s, { stage: 'a', latencies: [0.1] }).arrivals(s, 1);
    const timeline = engine.into(LAYOUT);
    expect(timeline.windows(TIME)[0]?.max).toBe(0.1);
    expect(timeline.generatorIn('a')?.pressure).toBe(0);
    expect(timeline.total(TIME)?.max).toBe(9);
    expect(timeline.generator.seconds).toBe(50);
  });

  it('is the first one, and 0 when none came', () => {
    expect(evenly(new Engine().mark(1).mark(0.5)).into(LAYOUT).offset).toBe(1);
    const without = evenly(new Engine());
    expect(without.into(LAYOUT).windows(REQUESTS)).toHaveLength(0);
    same(without.end().into(LAYOUT), evenly(new Engine().mark(0)).end().into(LAYOUT));
  });

  it('is not waited for by a plain script', () => {
    expect(
      evenly(new Engine())
        .into({ views: [REQUESTS] })
        .windows(REQUESTS),
    ).toHaveLength(20);
  });
});

describe('windows', () => {
  it.each([0, 0.1, 0.25, 0.499_999, 0.5, 0.500_001, 0.75, 0.999_999, 12.345_678])(
    'put every second into exactly one window (offset %d, bins of 1 and 3 s)',
    (offset) => {
      for (const bin of [1, 3]) {
        const engine = new Engine().mark(offset);
        const first = Math.ceil(offset);
        for (let s = first; s < first + 30; s++) engine.counter(s, 'http_reqs', 1);
        const counts = engine
          .into({ ...LAYOUT, bin, views: [REQUESTS] })
          .windows(REQUESTS)
          .map((cell) => cell?.sum ?? 0);
        expect(counts.reduce((a, b) => a + b, 0)).toBe(30);
        expect(counts.slice(1, -1).every((count) => count === bin)).toBe(true);
      }
    },
  );

  it('have holes, not zeros, where nothing was seen', () => {
    const windows = new Engine()
      .mark(0)
      .counter(1, 'http_reqs', 1)
      .counter(4, 'http_reqs', 1)
      .into(LAYOUT)
      .windows(REQUESTS);
    expect(windows.map((cell) => cell?.sum)).toEqual([undefined, 1, undefined, undefined, 1]);
    expect(new Engine().into(LAYOUT).windows(TIME)).toEqual([]);
  });

  it('are refused where nobody asked for them beforehand', () => {
    expect(() => new Engine().into(LAYOUT).windows({ metric: 'other', where: {} })).toThrow(InternalError);
  });

  it('take in what is written late, long after their end', () => {
    const engine = new Engine().mark(0);
    for (let s = 0; s < 6; s++) engine.trend(s, 'request_time', [0.1, 0.2]);
    const windows = engine.trend(1, 'request_time', [0.3]).trend(5, 'request_time', [0.4]).into(LAYOUT).windows(TIME);
    expect(windows.map((cell) => cell?.count)).toEqual([2, 3, 2, 2, 2, 3]);
    expect([windows[1]?.quantile(1), windows[2]?.quantile(1), windows[5]?.quantile(1)]).toEqual([0.3, 0.2, 0.4]);
  });
});

describe('exemplars', () => {
  it('keeps the three slowest and the first three of each error', () => {
    const engine = new Engine();
    const id = engine.series('http_req_duration', 'trend', { name: '/x', stage: 'a' }, 'seconds');
    for (const value of [3, 1, 4, 1.5, 9, 2.6]) engine.exemplar({ id, value });
    for (const s of [1, 2, 3, 4, 5]) engine.exemplar({ id, s, kind: 'error', code: '1050', status: '0', value: s });
    engine.exemplar({ id, s: 6, kind: 'error', code: '1500', status: '500' });
    const { exemplars } = engine.into();
    expect(exemplars.filter((e) => e.kind === 'slow').map((e) => e.value)).toEqual([9, 4, 3]);
    expect(exemplars.filter((e) => e.code === '1050').map((e) => e.s)).toEqual([1, 2, 3]);
    expect(exemplars.filter((e) => e.code === '1500')).toHaveLength(1);
    expect(exemplars[0]?.series?.tags['stage']).toBe('a');
  });

  it('keeps them apart by stage and endpoint, and bears one of an unknown series', () => {
    const engine = new Engine();
    for (const stage of ['a', 'b']) {
      const id = engine.series('http_req_duration', 'trend', { name: '/x', stage }, 'seconds');
      for (const value of [1, 2, 3, 4]) engine.exemplar({ id, value });
    }
    engine.exemplar({ id: 77, value: 5 });
    expect(engine.into().exemplars).toHaveLength(7);
    expect(engine.into().exemplars.find((e) => e.id === 77)?.series).toBeUndefined();
  });
});

describe('the size of a timeline', () => {
  /** All cells and lines that it holds. */
  const sizeOf = (timeline: Timeline) =>
    JSON.stringify(timeline, (_, value) => (value instanceof Map ? [...value] : value)).length;

  it('depends on series and windows, not on the length of the run', () => {
    const entry = trendEntry([0.01, 0.05, 0.2]);
    const of = (seconds: number) => {
      const timeline = new Engine()
        .mark(0)
        .requests(0, { stage: 'a', latencies: [0.1] })
        .into({ ...LAYOUT, bin: Math.ceil(seconds / 100) });
      for (let s = 0; s < seconds; s++) {
        timeline.add({
          t: 'frame',
          s,
          d: [
            [0, 3, 3],
            [3, ...entry],
          ],
        });
        timeline.add({
          t: 'gen',
          s,
          cpu: 0,
          rss: 1,
          vus: 1,
          vusMax: 1,
          busy: 0,
          pressure: 0,
          scheduled: 3,
          started: 3,
          dropped: 0,
          late: entry,
        });
      }
      return sizeOf(timeline);
    };
    expect(of(40_000) / of(2_000)).toBeLessThan(1.3);
  });

  it('does not keep everything that comes before a mark that never comes', () => {
    const timeline = new Timeline(LAYOUT);
    for (let s = 0; s < 20_000; s++)
      timeline.add({ t: 'gen', s, cpu: 0, rss: 1, vus: 0, vusMax: 1, busy: 0, pressure: 0 });
    expect(sizeOf(timeline)).toBeLessThan(200_000);
    expect(timeline.generator.seconds).toBe(20_000);
  });
});
