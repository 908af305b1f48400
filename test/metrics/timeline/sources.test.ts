import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TimelineLine } from '../../../src/metrics/lines/lines.ts';
import { Timeline } from '../../../src/metrics/timeline/timeline.ts';
import type { TimelineLayout } from '../../../src/metrics/timeline/timeline-layout.ts';
import { judgeValidity } from '../../../src/validity/judge.ts';
import { measurementOf, objective, planOf } from '../../fixtures/record.ts';
import { Engine } from '../../fixtures/timeline.ts';

const REQUESTS = { metric: 'http_reqs', where: {} };
const TIME = { metric: 'request_time', where: {} };
const CONNECTIONS = { metric: 'pg_connections', where: {}, monitored: true };
const LAYOUT: TimelineLayout = {
  bin: 1,
  stages: [
    { name: 'a', from: 0, to: 10, judgedFrom: 2 },
    { name: 'b', from: 10, to: 20, judgedFrom: 12 },
  ],
  views: [REQUESTS, TIME, CONNECTIONS],
};

/** The lines of several sources as a record holds them: all of a second, then those of the next. */
function recordOf(...sources: readonly Engine[]): TimelineLine[] {
  const lines = sources.flatMap((source, number) => source.lines.map((line) => ({ ...line, source: number })));
  const secondOf = (line: TimelineLine) => ('s' in line ? line.s : -1);
  return lines
    .map((line, i) => [line, i] as const)
    .sort(byKey(secondOf))
    .map(([line]) => line as TimelineLine);
}

function byKey(key: (line: TimelineLine) => number) {
  return ([a, i]: readonly [TimelineLine, number], [b, j]: readonly [TimelineLine, number]) => key(a) - key(b) || i - j;
}

function folded(lines: readonly TimelineLine[], layout = LAYOUT): Timeline {
  const timeline = new Timeline(layout);
  for (const line of lines) timeline.add(line);
  return timeline;
}

const stageAt = (second: number) => (second < 10 ? 'a' : 'b');

/** An engine with one request a second, from its own second `from` on. */
function steady(seconds: number, { from = 0, silent = [] as readonly number[], at = 0, latency = 0.1 } = {}): Engine {
  const engine = new Engine().line({
    t: 'hello',
    v: 1,
    k6: 'v2.2.0',
    version: '0.1.0',
    pid: 1,
    start: '',
    cores: 2,
    pressureOf: null,
    ...(at === 0 ? {} : { at }),
  });
  engine.mark(from);
  for (let s = 0; s < seconds; s++) {
    if (silent.includes(s)) continue;
    engine.requests(s + from, { stage: stageAt(s), latencies: [latency] });
    engine.arrivals(s + from, 1, { cpu: 0.5, vus: 3, vusMax: 10, pressure: latency });
  }
  return engine;
}

describe('two engines', () => {
  it('add their frames, though their numbers of series clash', () => {
    const one = new Engine().hello().mark(0).counter(3, 'http_reqs', 5, { stage: 'a' });
    const other = new Engine().hello().mark(0).counter(3, 'iterations', 7, { stage: 'a' });
    other.counter(3, 'http_reqs', 11, { stage: 'a' });
    const timeline = folded(recordOf(one, other));
    expect(timeline.total(REQUESTS)?.sum).toBe(16);
    expect(timeline.judged(REQUESTS, ['a'])?.sum).toBe(16);
    expect(timeline.windows(REQUESTS)[3]?.sum).toBe(16);
    expect(timeline.total({ metric: 'iterations', where: {} })?.sum).toBe(7);
  });

  it('add their CPU, their cores and their users, and never their seconds; the more disturbed machine counts', () => {
    const timeline = folded(recordOf(steady(20, { latency: 0.1 }), steady(20, { latency: 0.4 })));
    expect(timeline.cores).toBe(4);
    expect(timeline.generator).toMatchObject({ seconds: 20, cpuSeconds: 20, vus: 6, scheduled: 40, started: 40 });
    expect(timeline.generator.pressure).toBeCloseTo(0.4);
    expect(timeline.generatorIn('a')).toMatchObject({ seconds: 8, cpuSeconds: 8 });
    expect(timeline.generatorWindows(4)[0]).toMatchObject({ seconds: 1, cpuSeconds: 1, vus: 6 });
    expect(timeline.generator.lateness.count).toBe(40);
    expect(timeline.judgedSeconds(['a'])).toBe(8);
  });

  it('are placed by the clock of the record, however far apart their own are', () => {
    const timeline = folded(recordOf(steady(20, { from: 5 }), steady(20, { from: 1, at: 4.2 })));
    expect(timeline.offset).toBe(5);
    expect(timeline.lastSecond).toBe(24);
    expect(timeline.windows(REQUESTS).map((cell) => cell?.sum)).toEqual(Array.from({ length: 20 }, () => 2));
    expect(timeline.judged(REQUESTS, ['a'])?.sum).toBe(16);
  });

  it('have closing totals of their own, which add once both have come', () => {
    const ledger = (started: number) => ({
      iterations: { started, ended: started, threw: 0, cutOff: 0 },
      requests: { started, ended: started, cutOff: 0, redirects: 0, followed: 0, endless: 0 },
    });
    const one = steady(20).end({ ledger: ledger(20), other: 1, span: [0.5, 19] });
    const other = steady(20).end({ ledger: ledger(30), invalid: 2, span: [0.2, 20] });
    expect(folded(recordOf(one, steady(20))).end).toBeUndefined();
    const both = folded(recordOf(one, other)).end;
    expect(both).toMatchObject({ other: 1, invalid: 2, span: [0.2, 20] });
    expect(both?.ledger).toEqual(ledger(50));
  });

  it('have a threshold broken where one of them found it broken', () => {
    const told = (failed: boolean, value: number, samples: number) =>
      steady(20).thresholds('http_req_duration', { values: { 'p(95)': value }, samples }, ['p(95)<50', failed]);
    const { thresholds } = folded(recordOf(told(false, 0.04, 10), told(true, 0.07, 5)));
    expect(thresholds?.of).toMatchObject([
      { values: { 'p(95)': 0.07 }, samples: 15, thresholds: [{ source: 'p(95)<50', failed: true }] },
    ]);
  });
});

describe('of two engines validity says which', () => {
  const PLAN = planOf({ timeScale: 0.1, objectives: [objective()] });
  const seconds = Math.ceil(PLAN.duration!);
  const stages = PLAN.stages.map(({ name, from, to, judgedFrom }) => ({ name, from, to, judgedFrom }));
  const middle = Math.floor((stages.at(-1)!.judgedFrom + seconds) / 2);

  function reasons(one: Engine, other: Engine) {
    const timeline = folded(recordOf(one.end(), other.end()), { bin: 1, stages, views: [] });
    return judgeValidity(measurementOf([], timeline, PLAN)).filter(
      ({ code }) => code === 'gap' || code === 'cut-short',
    );
  }

  it('nothing, where both spoke all the time', () => {
    expect(reasons(steady(seconds), steady(seconds))).toEqual([]);
  });

  it('was silent for three seconds beyond the one that a stage may lack', () => {
    const silent = [middle, middle + 1, middle + 2, middle + 3];
    expect(reasons(steady(seconds), steady(seconds, { silent }))).toMatchObject([
      { code: 'gap', text: expect.stringMatching(/^engine 2 of 2: the generator was silent for [34] of/) },
    ]);
  });

  it('ended early', () => {
    expect(reasons(steady(middle), steady(seconds)).at(-1)).toMatchObject({
      code: 'cut-short',
      text: 'engine 1 of 2: the run ended before this stage was over',
    });
  });
});

const HELLO = { t: 'hello', v: 1, monitor: 'db', start: '' } as const;

describe('a monitor beside an engine', () => {
  function watched(values: Readonly<Record<number, number>>, at = 0): Timeline {
    const monitor = new Engine().line({ t: 'hello', v: 1, monitor: 'db', start: '', at, every: 2 });
    for (const [second, value] of Object.entries(values))
      monitor.trend(Number(second), 'pg_connections', [value], { monitor: 'db' }, 'none');
    return folded(recordOf(steady(20), monitor));
  }

  it('is placed by its time', () => {
    const timeline = watched({ 1: 100, 4: 5, 9: 7, 13: 9 });
    expect(timeline.judged(CONNECTIONS, ['a'])).toMatchObject({ count: 2, min: 5, max: 7, mean: 6 });
    expect(timeline.judged(CONNECTIONS, ['b'])).toMatchObject({ count: 1, mean: 9 });
    expect(timeline.total(CONNECTIONS)).toMatchObject({ count: 4, max: 100 });
  });

  it('has a gap where it said nothing, and no 0', () => {
    const timeline = watched({ 3: 5, 5: 6 });
    expect(timeline.windows(CONNECTIONS).map((cell) => cell?.mean)).toEqual([
      undefined,
      undefined,
      undefined,
      5,
      undefined,
      6,
    ]);
    expect(timeline.judged(CONNECTIONS, ['b'])).toBeUndefined();
  });

  it('keeps its own clock', () => {
    expect(watched({ 0: 5 }, 6.8).windows(CONNECTIONS)[7]?.mean).toBe(5);
  });

  it('is seen series by series, with the interval of its readings', () => {
    const [series, ...others] = watched({ 1: 100, 4: 5, 9: 7, 13: 9 }).watched;
    expect(others).toEqual([]);
    expect(series).toMatchObject({ monitor: 'db', every: 2, series: { metric: 'pg_connections' }, all: { count: 4 } });
    expect(series?.windows[4]?.mean).toBe(5);
    expect([series?.readings(['a']), series?.readings(['a', 'b']), series?.readings(null)]).toEqual([2, 3, 4]);
  });

  it('may read what is called as a metric of k6 is, and adds nothing to it', () => {
    const timeline = folded(recordOf(steady(20), new Engine().line(HELLO).trend(3, 'http_reqs', [1000], {}, 'none')));
    expect(timeline.total(REQUESTS)?.sum).toBe(20);
    expect(timeline.windows(REQUESTS)[3]?.sum).toBe(1);
    expect(timeline.total({ ...REQUESTS, monitored: true })?.sum).toBe(1000);
    expect(timeline.series.map(({ all }) => all.max)).not.toContain(1000);
  });

  it('is no engine: it makes the run no longer, and says nothing of the generator', () => {
    const timeline = watched({ 3: 5, 90: 6 });
    expect(timeline.lastSecond).toBe(19);
    expect(timeline.cores).toBe(2);
    expect(timeline.generator.seconds).toBe(20);
    expect(timeline.hello).toMatchObject({ k6: 'v2.2.0' });
  });
});

describe('dropped iterations', () => {
  it('belong to the stage in whose judged part they were dropped, since no iteration began that could carry one', () => {
    const engine = steady(20).counter(1, 'dropped_iterations', 3).counter(5, 'dropped_iterations', 2);
    engine.counter(15, 'dropped_iterations', 7);
    const dropped = (stage: string) =>
      folded(engine.lines).judged({ metric: 'dropped_iterations', where: {} }, [stage]);
    expect([dropped('a')?.sum, dropped('b')?.sum]).toEqual([2, 7]);
  });
});

const sample = fc.record({
  engine: fc.integer({ min: 0, max: 3 }),
  second: fc.integer({ min: 0, max: 19 }),
  // Sixteenths of a second, so that sums are exact in any order.
  latency: fc.integer({ min: 1, max: 64 }).map((n) => n / 16),
  name: fc.constantFrom('/x', '/y'),
});

it('frames of several engines are those of one, count for count', () => {
  fc.assert(
    fc.property(fc.array(sample, { maxLength: 60 }), fc.array(fc.integer({ min: 0, max: 3 })), (samples, order) => {
      const one = new Engine().hello().mark(0);
      const several = Array.from({ length: 4 }, () => new Engine().hello().mark(0));
      // Each announces its series in an order of its own, so that numbers clash.
      for (const [i, of] of order.entries()) several[of]!.counter(0, `other_${i}`, 1);
      for (const { engine, second, latency, name } of samples) {
        const tags = { stage: stageAt(second), name };
        for (const each of [one, several[engine]!])
          each.counter(second, 'http_reqs', 1, tags).trend(second, 'request_time', [latency], tags);
      }
      const [whole, merged] = [folded(recordOf(one)), folded(recordOf(...several))];
      for (const selector of [REQUESTS, TIME, { metric: 'request_time', where: { name: '/y' } }]) {
        const said = (timeline: Timeline) =>
          [
            timeline.total(selector),
            timeline.judged(selector, ['a']),
            timeline.judged(selector, ['a', 'b']),
            ...(selector === REQUESTS || selector === TIME ? timeline.windows(selector) : []),
          ].map(
            (cell) => cell && [cell.count, cell.sum, cell.min, cell.max, [...(cell.histogram?.counts ?? [])].sort()],
          );
        expect(said(merged)).toEqual(said(whole));
      }
    }),
    { numRuns: 60 },
  );
});
