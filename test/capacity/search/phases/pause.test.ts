import { expect, it } from 'vitest';
import type { Batch } from '../../../../src/capacity/search/batch.ts';
import { pauseOf } from '../../../../src/capacity/search/phases/pause.ts';

const batch = (departures: number, seconds: readonly number[], lasted: number) =>
  ({ departures, secondsAt: seconds, lasted: [lasted] }) as unknown as Batch;
const run = (of: Batch) => ({ ask: { phase: 'bracket', rate: 1, seconds: 1, watched: true } as const, batch: of });

it('is the time in flight that is no request’s, the least that a batch shows', () => {
  // 100 departures, 1 × 10 + 2 × 45 = 100 s in flight, 40 of them at the target.
  const paused = run(batch(100, [5, 10, 45], 40));
  expect(pauseOf([paused])).toBeCloseTo(0.6, 9);
  // A line grows: those in flight are not told of.
  expect(pauseOf([paused, run(batch(100, [0, 0, 0, 100], 10))])).toBeCloseTo(0.6, 9);
});

it('is 0 while nothing is known, and where requests are made at the same time', () => {
  expect(pauseOf([])).toBe(0);
  expect(pauseOf([run(batch(19, [0, 50], 0))])).toBe(0);
  expect(pauseOf([run(batch(100, [0, 50], 80))])).toBe(0);
});
