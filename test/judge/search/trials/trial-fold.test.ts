import { describe, expect, it } from 'vitest';
import type { TrialAsk } from '../../../../src/capacity/trials/trial.ts';
import { TrialFold } from '../../../../src/judge/search/trials/trial-fold.ts';
import { Histogram } from '../../../../src/metrics/histogram/histogram.ts';
import type { EncodedFrame, GeneratorLine, Series } from '../../../../src/metrics/lines/lines.ts';

const ASK: TrialAsk = { phase: 'double', rate: 10, leastSeconds: 6, mostSeconds: 15, batchSeconds: 2 };
const QUESTION = { objectives: [{ limit: 0.1 }, { limit: null }], requests: 1, tightest: 0.1, hostsTarget: true };
const stage = { stage: 'search' };
const trend = { t: 'series', type: 'trend', unit: 'seconds', bits: 9 } as const;
const SERIES = new Map<number, Series>([
  [0, { ...trend, id: 0, metric: 'request_time', tags: { ...stage, expected_response: 'true' } }],
  [1, { ...trend, id: 1, metric: 'request_time', tags: { ...stage, expected_response: 'false' } }],
  [2, { ...trend, id: 2, metric: 'request_time', tags: { expected_response: 'true' } }],
  [3, { ...trend, id: 3, metric: 'iteration_duration', tags: stage }],
  [4, { t: 'series', type: 'counter', unit: 'none', id: 4, metric: 'dropped_iterations', tags: {} }],
]);
const times = (id: number, values: readonly number[]): EncodedFrame => {
  const histogram = new Histogram(9);
  for (const value of values) histogram.record(value);
  const sum = values.reduce((total, value) => total + value, 0);
  return [id, values.length, sum, Math.min(...values), Math.max(...values), histogram.encode()];
};
const gen = (s: number, more: Partial<GeneratorLine> = {}): GeneratorLine => {
  return { t: 'gen', s, cpu: 0.1, rss: 1, vus: 1, vusMax: 1, busy: 0.2, pressure: 0.01, ...more };
};

/** A trial of so many seconds from second 100.25 on, ten iterations of 50 ms in each. */
function steady(seconds: number, more: (s: number) => EncodedFrame[] = () => []): TrialFold {
  const fold = new TrialFold(ASK, QUESTION);
  fold.begun = 100.25;
  for (let s = 100; s < 100 + seconds; s++) {
    const ended = Array.from({ length: s === 100 ? 8 : 10 }, () => 0.05);
    fold.addFrame({ t: 'frame', s, d: [times(0, ended), times(3, ended), ...more(s)] }, SERIES);
    fold.addGenerator(gen(s));
  }
  return fold;
}

describe('a trial from the lines of its k6', () => {
  it('has whole batches from its first arrival on; what is due follows from the even arrivals', () => {
    const run = steady(8).run(2);
    expect(run).toMatchObject({ at: 100.25, valid: true });
    expect(run.medianIteration).toBeCloseTo(0.05, 4);
    expect(run.batches.map(({ at, seconds }) => [at, seconds])).toEqual([
      [0, 2.75],
      [2.75, 2],
      [4.75, 2],
    ]);
    // The first at 0 s, one each 0.1 s: 28 by 2.75 s, 48 by 4.75 s.
    expect(run.batches.map(({ scheduled }) => scheduled)).toEqual([28, 20, 20]);
    expect(run.batches.map(({ finished }) => finished)).toEqual([28, 20, 20]);
    expect(run.batches.map(({ inFlightAtEnd }) => inFlightAtEnd)).toEqual([0, 0, 0]);
    expect(run.batches[1]!.inFlight).toBeCloseTo(0.5, 6);
  });

  it('what is due and did not end is in flight', () => {
    const fold = new TrialFold(ASK, QUESTION);
    fold.begun = 0;
    for (let s = 0; s < 4; s++) {
      fold.addFrame({ t: 'frame', s, d: [times(0, [0.5, 0.5]), times(3, [0.5, 0.5])] }, SERIES);
      fold.addGenerator(gen(s));
    }
    // 10 a second come, 2 go: 20 + 1 due by 2 s.
    expect(fold.run(2).batches.map(({ inFlightAtEnd }) => inFlightAtEnd)).toEqual([17, 33]);
  });

  it('bad are those over the limit, the failed ones and the dropped', () => {
    const fold = steady(6, (s) => {
      if (s === 103) return [times(0, [0.05, 0.2, 0.3]), times(1, [0.001])];
      return s === 104 ? [[4, 2, 2]] : [];
    });
    const [first, second] = fold.run(2).batches;
    expect(first!.bad).toEqual([0, 0]);
    // Two over the limit of the first objective, one failed, two dropped.
    expect(second).toMatchObject({ bad: [5, 3], dropped: 2, finished: 24 });
  });

  it('leaves out what carries no stage: setup() and teardown()', () => {
    const fold = steady(6, () => [times(2, [5])]);
    expect(fold.run(2).batches.every(({ bad, finished }) => bad[0] === 0 && finished <= 28)).toBe(true);
  });

  it('counts to its end, whatever comes later', () => {
    const fold = steady(9);
    fold.close(105);
    const { batches } = fold.run(2);
    expect(batches.length).toBe(2);
    expect(fold.load).toBe(4.75);
    fold.addFrame({ t: 'frame', s: 107, d: [times(0, [9])] }, SERIES);
    fold.addGenerator(gen(107, { pressure: 1 }));
    expect(fold.run(2)).toMatchObject({ valid: true, batches });
  });

  it('counts the requests of an iteration where they are clearly not those that were planned', () => {
    const twice = new TrialFold(ASK, { ...QUESTION, requests: 3 });
    twice.begun = 0;
    for (let s = 0; s < 60; s++) {
      twice.addFrame({ t: 'frame', s, d: [times(0, Array(20).fill(0.05)), times(3, Array(10).fill(0.1))] }, SERIES);
      twice.addGenerator(gen(s));
    }
    expect(twice.requestsPerIteration).toBe(2);
    expect(steady(8).requestsPerIteration).toBe(1);
  });
});

describe('a trial that proves nothing', () => {
  it('had too little CPU after its beginning; before, k6 makes its users', () => {
    const busy = (from: number, to: number) => {
      const fold = steady(20);
      for (let s = from; s < to; s++) fold.addGenerator(gen(s, { pressure: 0.9, busy: 1 }));
      fold.close(120);
      return fold;
    };
    expect(busy(100, 105).doubt(2)).toBeUndefined();
    expect(busy(107, 118).doubt(2)).toMatch(/waited for a CPU/);
    expect(busy(107, 118).run(2).valid).toBe(false);
  });

  it('began no iteration, or made no HTTP request', () => {
    const silent = new TrialFold(ASK, QUESTION);
    expect(silent.doubt(2)).toBeUndefined();
    silent.close(10);
    expect(silent.doubt(2)).toBe('no iteration of it began');
    const other = new TrialFold(ASK, QUESTION);
    other.begun = 0;
    other.addFrame({ t: 'frame', s: 1, d: [times(3, [0.1])] }, SERIES);
    other.addGenerator(gen(1));
    expect(other.doubt(2)).toBe('its iterations made no HTTP request');
  });
});
