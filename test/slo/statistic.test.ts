import { describe, expect, it } from 'vitest';
import { Cell } from '../../src/metrics/timeline/cell.ts';
import type { Objective } from '../../src/objectives/objective.ts';
import { measureOf } from '../../src/slo/statistic.ts';
import { monitorOf, objective, ratio } from '../fixtures/record.ts';
import { times, trendEntry } from '../fixtures/timeline.ts';

function trend(values: readonly number[]): Cell {
  const cell = new Cell('trend');
  if (values.length > 0) cell.addFrame([0, ...trendEntry(values)]);
  return cell;
}

function cellOf(type: 'counter' | 'rate' | 'gauge', ...entry: number[]): Cell {
  const cell = new Cell(type);
  cell.addFrame([0, ...entry] as never);
  return cell;
}

const measure = (of: Objective, all: Cell | undefined, more: { part?: Cell; seconds?: number; lost?: number } = {}) =>
  measureOf(of, { all, part: more.part, seconds: more.seconds ?? 60, lost: more.lost ?? 0 });

const stat = (name: string) => objective({ stat: name });
/** 0.01 s, 0.02 s, … */
const ascending = (n: number) => trend(Array.from({ length: n }, (_, i) => (i + 1) / 100));

describe('a percentile', () => {
  it.each([
    ['p50', 5],
    ['p90', 29],
    ['p95', 59],
    ['p99', 299],
    ['p99.9', 2995],
  ])('%s is refused below %d samples', (name, least) => {
    const few = measure(stat(name), trend(times(least - 1, 0.1)));
    expect(few).toMatchObject({ actual: null, samples: least - 1 });
    expect(few.note).toMatch(new RegExp(`too few samples: ${least - 1}.* needs ${least}`));
    expect(measure(stat(name), trend(times(least, 0.1)))).toMatchObject({ actual: 0.1, samples: least, note: null });
  });

  it('is the value of its rank with the order statistics around it', () => {
    // n = 1000: ranks 936 and 964 at 95 % (test/stats/distributions/binomial.test.ts)
    const { actual, lower, upper } = measure(stat('p95'), ascending(1000));
    expect([actual! / 9.5, lower! / 9.36, upper! / 9.64].every((q) => Math.abs(q - 1) <= 2 ** -10)).toBe(true);
  });

  it('has no upper end where the sample cannot give one', () => {
    expect(measure(stat('p95'), ascending(59))).toMatchObject({ upper: null });
  });

  it('needs a Trend', () => {
    expect(measure(stat('p95'), cellOf('rate', 100, 3)).note).toMatch(/needs a Trend, this metric is a rate/);
  });
});

describe('what was never sent', () => {
  it('lies above every latency that was measured', () => {
    // 900 answers of at most 9 s and 50 that never were: rank 903 of 950 is the third of these.
    const measured = measure(stat('p95'), ascending(900), { lost: 50 });
    expect(measured).toMatchObject({ samples: 950, actual: 9, beyond: 'actual', upper: null });
    expect(measured.note).toMatch(/at least/);
    // One less, and the percentile is among the answers, but its interval is not.
    const near = measure(stat('p95'), ascending(900), { lost: 46 });
    expect(near).toMatchObject({ beyond: 'upper', upper: null, note: null });
    expect(measure(stat('p50'), ascending(900), { lost: 46 })).not.toHaveProperty('beyond');
  });

  it('makes the maximum unknown', () => {
    expect(measure(stat('max'), ascending(10), { lost: 1 })).toMatchObject({ actual: 0.1, beyond: 'actual' });
    expect(measure(stat('max'), ascending(10))).not.toHaveProperty('beyond');
  });

  it('counts towards the samples that a percentile needs', () => {
    expect(measure(stat('p95'), ascending(50), { lost: 9 }).actual).not.toBeNull();
  });

  it('is bad for ratios, whichever side they count', () => {
    const all = cellOf('counter', 90, 90);
    expect(measure(ratio(), all, { part: cellOf('counter', 9, 9), lost: 10 }).actual).toBe(0.19);
    const good = ratio({ part: { status: '200' }, target: { op: '>', value: 0.99 }, critical: null });
    expect(measure(good, all, { part: cellOf('counter', 81, 81), lost: 10 }).actual).toBe(0.81);
    const failed = objective({
      stat: 'rate',
      measure: { kind: 'stat', metric: 'http_req_failed', where: {}, stat: 'rate' },
    });
    expect(measure(failed, cellOf('rate', 90, 9), { lost: 10 }).actual).toBe(0.19);
  });
});

describe('a ratio', () => {
  it('has the interval of Wilson', () => {
    // Newcombe 1998, table I, method 3: 81 of 263 and 0 of 20
    const of = (k: number, n: number) =>
      measure(ratio(), cellOf('counter', n, n), k > 0 ? { part: cellOf('counter', k, k) } : {});
    const first = of(81, 263);
    expect([first.actual, first.lower, first.upper].map((x) => x!.toFixed(4))).toEqual(['0.3080', '0.2553', '0.3662']);
    const second = of(0, 20);
    expect([second.actual, second.lower, second.upper!.toFixed(4)]).toEqual([0, 0, '0.1611']);
  });

  it('counts samples, not what they add up to', () => {
    expect(measure(ratio(), cellOf('counter', 10, 500), { part: cellOf('counter', 1, 400) }).actual).toBe(0.1);
  });
});

describe('other statistics', () => {
  it('avg has a normal interval from 30 samples on', () => {
    const few = measure(stat('avg'), trend([1, 2, 3]));
    expect(few).toMatchObject({ actual: 2, lower: null, upper: null });
    const { actual, lower, upper } = measure(stat('avg'), trend([...times(50, 1), ...times(50, 3)]));
    expect(actual).toBe(2);
    // 1.96 × 1.005 / √100
    expect([lower, upper].map((x) => x!.toFixed(2))).toEqual(['1.80', '2.20']);
  });

  it.each([
    ['min', trend([3, 1, 2]), 1],
    ['max', trend([3, 1, 2]), 3],
    ['med', trend([5, 1, 2, 3, 4]), 3],
    ['count', trend([1, 1]), 2],
    ['count', cellOf('counter', 2, 500), 500],
    ['count', cellOf('rate', 7, 2), 7],
    ['rate', cellOf('counter', 2, 600), 10],
    ['rate', cellOf('rate', 8, 2), 0.25],
    ['rate', trend(times(120, 1)), 2],
    ['value', cellOf('gauge', 3, 7, 1, 9), 7],
    ['min', cellOf('gauge', 3, 7, 1, 9), 1],
    ['max', cellOf('gauge', 3, 7, 1, 9), 9],
  ])('%s', (name, cell, expected) => {
    const { actual } = measure(stat(name), cell);
    expect(Math.abs(actual! - expected)).toBeLessThanOrEqual(expected * 2 ** -10);
  });

  it.each([
    ['avg', cellOf('counter', 1, 1)],
    ['max', cellOf('rate', 1, 1)],
    ['value', trend([1])],
    ['rate', cellOf('counter', 1, 1), 0],
    ['p95', undefined],
    ['p95', new Cell('trend')],
  ])('%s is no data where it is not defined', (name, cell, seconds = 60) => {
    const measured = measure(stat(name), cell, { seconds });
    expect(measured.actual).toBeNull();
    expect(measured.note).toBeTruthy();
  });

  it('a monitor is no data until one measures it', () => {
    expect(measure(objective({ measure: monitorOf('cpu') }), undefined).note).toMatch(/no monitor/);
  });
});

describe('what was due and never answered at all', () => {
  it('is beyond every limit, if it was enough for the statistic', () => {
    expect(measure(stat('p95'), undefined, { lost: 59 })).toMatchObject({
      actual: null,
      samples: 59,
      beyond: 'actual',
    });
    expect(measure(stat('p95'), undefined, { lost: 58 }).beyond).toBeUndefined();
    expect(measure(stat('max'), undefined, { lost: 1 })).toMatchObject({ beyond: 'actual' });
    expect(measure(stat('p95'), undefined)).toMatchObject({ actual: null, note: 'no sample of this metric' });
  });

  it('is all bad, or not good, of a ratio', () => {
    expect(measure(ratio(), undefined, { lost: 10 })).toMatchObject({ actual: 1, samples: 10 });
    const good = ratio({ target: { op: '>', value: 0.99 }, critical: null, part: { status: '200' } });
    expect(measure(good, undefined, { lost: 10 })).toMatchObject({ actual: 0 });
  });
});
