import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { narrowing } from '../../../../src/report/terminal/live/narrowing.ts';
import { progressBar } from '../../../../src/report/terminal/live/progress-bar.ts';
import { sparkline } from '../../../../src/report/terminal/live/sparkline.ts';

describe('sparkline', () => {
  it('keeps the full bar for what is over the limit', () => {
    expect(sparkline([0, 0.05, 0.1, 0.2, 0.2001, 9], 0.2, 10)).toBe('▁▂▄▇██');
  });

  it('is scaled to the highest value without a limit', () => {
    expect(sparkline([0, 1, 4, 8], null, 10)).toBe('▁▁▄█');
  });

  it('leaves a gap where nothing was measured, and keeps the latest', () => {
    expect(sparkline([8, null, 1], 8, 2)).toBe(' ▁');
  });

  it('draws any error where none is allowed', () => {
    expect(sparkline([0, 0.001], 0, 5)).toBe('▁█');
  });

  it('shows a value over its limit as the full bar, and none within it', () => {
    const values = fc.array(fc.double({ min: 0, max: 10, noNaN: true }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(values, fc.double({ min: 0.001, max: 10, noNaN: true }), (history, limit) => {
        const bars = [...sparkline(history, limit, 20)];
        history.forEach((value, i) => {
          expect(bars[i] === '█').toBe(value > limit);
        });
      }),
    );
  });
});

describe('progressBar', () => {
  const stages = [
    { name: 'a', from: 0, to: 10 },
    { name: 'b', from: 10, to: 20 },
  ];

  it('fills as time passes, with a border between stages', () => {
    expect(progressBar(stages, 0, 20, 10)).toBe('░░░░░│░░░░');
    expect(progressBar(stages, 8, 20, 10)).toBe('████░│░░░░');
    expect(progressBar(stages, 25, 20, 10)).toBe('█████│████');
  });

  it('has no borders where stages are too many to be told apart', () => {
    const many = Array.from({ length: 20 }, (_, i) => ({ name: `${i}`, from: i, to: i + 1 }));
    expect(progressBar(many, 10, 20, 10)).toBe('█████░░░░░');
  });

  it('is as wide as it is told', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.double({ min: -5, max: 50, noNaN: true }), (width, elapsed) => {
        expect([...progressBar(stages, elapsed, 20, width)]).toHaveLength(width);
      }),
    );
  });
});

describe('narrowing', () => {
  it('draws a row for each step by which the interval became a fifth narrower', () => {
    const estimates = [100, 95, 60, 59, 20].map((half) => ({ value: 300, lower: 300 - half, upper: 300 + half }));
    expect(narrowing(estimates, 60)).toHaveLength(3);
  });

  it('draws nothing without an estimate, or without room', () => {
    expect(narrowing([], 60)).toEqual([]);
    expect(narrowing([{ value: 2, lower: 1, upper: 3 }], 20)).toEqual([]);
  });
});
