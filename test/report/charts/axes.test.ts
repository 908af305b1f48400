import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { logTicks, runTicks, timeTicks, valueTicks } from '../../../src/report/charts/axes.ts';
import { ninesOf, percentileAt, percentileTicks } from '../../../src/report/charts/percentile.ts';

describe('the time axis', () => {
  test.each([
    [60, ['0', '10', '20', '30', '40', '50', '60 s']],
    [1980, ['0', '5', '10', '15', '20', '25', '30 min']],
    [4 * 3600, ['0', '0.5', '1', '1.5', '2', '2.5', '3', '3.5', '4 h']],
    [86_400, ['0', '3', '6', '9', '12', '15', '18', '21', '24 h']],
  ])('%i s: round steps, the unit once', (seconds, labels) => {
    expect(timeTicks(seconds).map(({ label }) => label)).toEqual(labels);
  });

  test('never more than 11 marks, never beyond the end', () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 200_000, noNaN: true }), (seconds) => {
        const ticks = timeTicks(seconds);
        expect(ticks.length).toBeLessThanOrEqual(11);
        expect(ticks.at(-1)!.at).toBeLessThanOrEqual(seconds * (1 + 1e-9));
      }),
    );
  });
});

describe('value axes', () => {
  test('begin at zero, end at a round number above the highest value', () => {
    expect(valueTicks(583, 'per second').map(({ label }) => label)).toEqual(['0', '200', '400', '600']);
    expect(valueTicks(0, 'ratio').map(({ label }) => label)).toEqual([
      '0 %',
      '0.2 %',
      '0.4 %',
      '0.6 %',
      '0.8 %',
      '1 %',
    ]);
    expect(valueTicks(1, 'ratio').at(-1)!.label).toBe('100 %');
    expect(valueTicks(3, 'count').map(({ label }) => label)).toEqual(['0', '1', '2', '3']);
  });

  test('3 to 7 marks whatever the value, the last not below it but for shares', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), (most) => {
        const ticks = valueTicks(most, 'per second');
        expect(ticks.length).toBeGreaterThanOrEqual(3);
        expect(ticks.length).toBeLessThanOrEqual(7);
        expect(ticks.at(-1)!.at).toBeGreaterThanOrEqual(most * (1 - 1e-9));
      }),
    );
  });

  test('of latencies: 1, 2, 5 around the values; powers of ten over a wide range', () => {
    expect(logTicks(0.03, 0.9).map(({ label }) => label)).toEqual([
      '20 ms',
      '50 ms',
      '100 ms',
      '200 ms',
      '500 ms',
      '1 s',
    ]);
    const wide = logTicks(0.0003, 40).map(({ label }) => label);
    expect(wide.filter(Boolean)).toEqual(['1 ms', '10 ms', '100 ms', '1 s', '10 s']);
  });

  test('enclose what is shown', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-6, max: 100, noNaN: true }),
        fc.double({ min: 1, max: 1e5, noNaN: true }),
        (least, factor) => {
          const ticks = logTicks(least, least * factor);
          expect(ticks[0]!.at).toBeLessThanOrEqual(least * 1.001);
          expect(ticks.at(-1)!.at).toBeGreaterThanOrEqual(least * factor * 0.999);
        },
      ),
    );
  });
});

describe('axes of runs and of percentiles', () => {
  test('runs are counted from 1', () => {
    expect(runTicks(0, 4.5, 'run').map(({ label }) => label)).toEqual(['1', '2', '3', 'run 4']);
    expect(runTicks(0, 40.5, 'run').length).toBeLessThanOrEqual(12);
  });

  test('percentiles stand by what lies above them', () => {
    expect(percentileTicks(0, 3).map(({ label }) => label)).toEqual(['p50', 'p75', 'p90', 'p95', 'p99', 'p99.9']);
    expect([0.5, 0.9, 0.95, 0.999, 0.9999].map((share) => percentileAt(ninesOf(share)))).toEqual([
      'p50',
      'p90',
      'p95',
      'p99.9',
      'p99.99',
    ]);
  });
});
