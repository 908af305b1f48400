import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GeneratorCell } from '../../../src/metrics/generator/generator-cell.ts';
import { Cell } from '../../../src/metrics/timeline/cell.ts';
import { Engine, times, trendEntry } from '../../fixtures/timeline.ts';

function trendOf(values: readonly number[]): Cell {
  const cell = new Cell('trend');
  if (values.length > 0) cell.addFrame([0, ...trendEntry(values)]);
  return cell;
}

const samples = fc.array(fc.double({ min: 1e-4, max: 100, noNaN: true }), { minLength: 1, maxLength: 50 });

describe('a cell', () => {
  it('adds frames as it merges cells', () => {
    fc.assert(
      fc.property(samples, samples, (a, b) => {
        const [frames, cells, whole] = [trendOf(a), trendOf(a), trendOf([...a, ...b])];
        frames.addFrame([0, ...trendEntry(b)]);
        cells.merge(trendOf(b));
        for (const cell of [frames, cells]) {
          expect([cell.count, cell.min, cell.max]).toEqual([whole.count, whole.min, whole.max]);
          expect(cell.sum).toBeCloseTo(whole.sum, 6);
          expect(cell.quantile(0.9)).toBe(whole.quantile(0.9));
        }
      }),
    );
  });

  it('keeps quantiles inside the exact minimum and maximum', () => {
    const cell = trendOf([0.1999]);
    expect([cell.quantile(0.01), cell.quantile(1), cell.atRank(1)]).toEqual([0.1999, 0.1999, 0.1999]);
    expect([cell.atRank(2), trendOf([]).quantile(0.5)]).toEqual([undefined, undefined]);
  });

  it('has the deviation of its samples within the width of its buckets', () => {
    expect(trendOf([1, 2, 3, 4, 5]).deviation).toBeCloseTo(Math.sqrt(2.5), 2);
    expect([trendOf([3]).deviation, trendOf([]).deviation]).toEqual([0, 0]);
  });

  it('counts a rate by its non-zero samples, a counter by its sum', () => {
    const rate = new Cell('rate');
    rate.addFrame([0, 10, 3]);
    rate.addFrame([0, 10, 1]);
    expect([rate.count, rate.sum, rate.mean]).toEqual([20, 4, 0.2]);
    const counter = new Cell('counter');
    counter.addFrame([0, 2, 1500.5]);
    expect([counter.count, counter.sum]).toEqual([2, 1500.5]);
    expect(new Cell('rate').mean).toBeUndefined();
  });

  it('keeps the latest value of a gauge, though its second is written late', () => {
    const gauge = new Cell('gauge');
    gauge.addFrame([0, 1, 5, 5, 5], 3);
    gauge.addFrame([0, 2, 9, 1, 9], 4);
    gauge.addFrame([0, 1, 7, 7, 7], 3);
    expect([gauge.last, gauge.min, gauge.max, gauge.count]).toEqual([9, 1, 9, 4]);
  });

  it('merges gauges by time, in either order', () => {
    const [early, late] = [new Cell('gauge'), new Cell('gauge')];
    early.addFrame([0, 1, 1, 1, 1], 1);
    late.addFrame([0, 1, 2, 2, 2], 2);
    for (const pair of [
      [early, late],
      [late, early],
    ]) {
      const sum = early.emptyCopy();
      for (const cell of pair) sum.merge(cell);
      expect(sum.last).toBe(2);
    }
  });

  it('takes in cells of fewer bits', () => {
    const coarse = new Cell('trend', 5);
    coarse.addFrame([0, 1, 0.1, 0.1, 0.1, [32627, 1]]);
    const fine = new Cell('trend', 9);
    fine.merge(coarse);
    fine.merge(trendOf([0.3]));
    expect(fine.histogram?.bits).toBe(9);
    expect(fine.quantile(0.5)).toBeCloseTo(0.1, 2);
    expect(fine.deviation).toBeCloseTo(0.1414, 2);
  });
});

describe('a generator cell', () => {
  const lines = new Engine()
    .arrivals(0, 10, {
      cpu: 0.5,
      rss: 100,
      vus: 3,
      vusMax: 20,
      busy: 0.2,
      pressure: 0.6,
      late: trendEntry(times(10, 0.02)),
    })
    .arrivals(1, 10, { cpu: 0.75, rss: 90, vus: 5, vusMax: 25, busy: 0.4, pressure: 0.5, dropped: 4 })
    .gen(2, { busy: null, pressure: null, rss: 50 })
    .lines.filter((line) => line.t === 'gen');
  const cellOf = (...picked: typeof lines) => {
    const cell = new GeneratorCell();
    for (const line of picked) cell.addLine(line);
    return cell;
  };

  it('sums, averages and keeps the largest', () => {
    const cell = cellOf(...lines);
    expect(cell).toMatchObject({ seconds: 3, rss: 100, vus: 10, vusAllocated: 1000, counted: true });
    expect(cell).toMatchObject({ scheduled: 20, started: 16, dropped: 4, contendedSeconds: 1 });
    expect(cell.cpuSeconds).toBeCloseTo(1.35);
    expect([cell.pressure, cell.busy]).toEqual([0.55, 0.30000000000000004]);
    expect(cell.lateness.count).toBe(16);
    expect(cell.lateness.quantile(0.99)).toBeCloseTo(0.02, 4);
  });

  it('adds up what the generator suffered', () => {
    const [first, second] = new Engine()
      .gen(0, { steal: 0.1, runDelay: 0.02, slices: 300, canary: trendEntry(times(43, 0.001), 5) })
      .gen(1, { steal: 0.3, runDelay: 0.04, slices: 500, canary: trendEntry(times(43, 0.05), 5) })
      .lines.filter((line) => line.t === 'gen');
    const cell = cellOf(first!, second!);
    expect(cell.steal).toBeCloseTo(0.2);
    expect([cell.runDelay, cell.slices, cell.canary.count]).toEqual([0.03, 800, 86]);
    expect(cell.canary.quantile(0.99)).toBeCloseTo(0.05, 3);
    cell.pack();
    expect(cell.canary.quantile(0.25)).toBeCloseTo(0.001, 4);
  });

  it('takes off the pressure what a CPU quota held back', () => {
    const [held, more, crowded] = new Engine()
      .gen(0, { pressure: 0.55, throttled: 0.5 })
      .gen(1, { pressure: 0.8, throttled: 1.5 })
      .gen(2, { pressure: 0.9, throttled: 0.3 })
      .lines.filter((line) => line.t === 'gen');
    expect(cellOf(held!, more!)).toMatchObject({ contendedSeconds: 0 });
    expect(cellOf(held!, more!).pressure).toBeCloseTo(0.025);
    expect(cellOf(crowded!)).toMatchObject({ contendedSeconds: 1 });
    expect(cellOf(crowded!).pressure).toBeCloseTo(0.6);
  });

  it('knows what was not measured', () => {
    const cell = cellOf(lines[2]!);
    expect([cell.steal, cell.runDelay, cell.canary.count]).toEqual([undefined, undefined, 0]);
    expect([cell.pressure, cell.busy, cell.counted]).toEqual([undefined, undefined, false]);
    expect(cell.lateness.quantile(0.99)).toBeUndefined();
  });
});
