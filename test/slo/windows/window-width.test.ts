import { describe, expect, it } from 'vitest';
import { seatsIn, widthOf } from '../../../src/slo/windows/window-width.ts';
import { objective } from '../../fixtures/record.ts';

const width = (over: number, row: number | null, longest: number, timeScale: number, bin = 1) =>
  widthOf(objective({ over, for: row }), [{ from: 0, to: longest }], { timeScale, bin });

describe('widthOf', () => {
  it.each([
    ['is what was asked for', 30, 300, 1620, 1, 30, false],
    ['stays so where no window fits into an unscaled run', 300, 120, 60, 1, 300, false],
    ['stays so in a scaled run that windows fit into', 30, null, 162, 0.1, 30, false],
    ['scales where no window fits into a judged part', 300, null, 162, 0.1, 30, true],
    ['scales where no window fits into `for` any more', 30, 120, 162, 0.1, 3, true],
    ['stays where it still fits into `for`', 30, 300, 162, 0.1, 30, false],
    ['stays where it was wider than `for` already', 30, 10, 162, 0.1, 30, false],
    ['is a second at least', 30, 60, 5, 0.001, 1, true],
  ])('%s', (_, over, row, longest, timeScale, seconds, shortened) => {
    expect(width(over, row, longest, timeScale)).toEqual({ width: seconds, shortened });
  });

  it('is made of whole timeline windows', () => {
    expect(width(300, null, 162, 0.1, 4)).toEqual({ width: 32, shortened: true });
  });
});

describe('seatsIn', () => {
  it('counts whole windows from the first whole timeline window on', () => {
    expect(seatsIn({ from: 2.5, to: 33 }, 10, 1)).toBe(3);
    expect(seatsIn({ from: 0, to: 29.9 }, 30, 1)).toBe(0);
    expect(seatsIn({ from: 60, to: 660 }, 30, 1)).toBe(20);
  });
});
