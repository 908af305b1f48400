import { describe, expect, it } from 'vitest';
import type { TrialAsk, TrialBatch, TrialRun } from '../../../src/capacity/trials/trial.ts';
import { settlingSeconds, steadyBatches } from '../../../src/capacity/trials/trial.ts';
import { trialVerdict } from '../../../src/capacity/trials/trial-verdict.ts';

const OBJECTIVES = [
  { name: 'p95', allowed: 0.05, limit: 0.1 },
  { name: 'errors', allowed: 0.01 },
];
const ASK: TrialAsk = { phase: 'between', rate: 100, leastSeconds: 20, mostSeconds: 65, batchSeconds: 5 };
/** Bad shares of the objectives in every batch but the first, which settles. */
function trial(slow: number, failed: number, batches: number, change: Partial<TrialBatch> = {}): TrialRun {
  const one = (at: number): TrialBatch => ({
    at: 5 * at,
    seconds: 5,
    scheduled: 500,
    dropped: 0,
    finished: 500,
    bad: at === 0 && batches > 1 ? [500, 500] : [slow * 500, failed * 500],
    inFlight: 3,
    inFlightAtEnd: 3,
    ...change,
  });
  return {
    ask: ASK,
    at: 0,
    valid: true,
    medianIteration: 0.02,
    batches: Array.from({ length: batches }, (_, i) => one(i)),
  };
}
const verdictOf = (run: TrialRun) => trialVerdict(OBJECTIVES, run);
/** A trial with its first batch as good as the others, for what is judged of all batches. */
const calm = (run: TrialRun): TrialRun => ({
  ...run,
  batches: run.batches.map((b) => ({ ...b, bad: run.batches.at(-1)!.bad })),
});

describe('the steady part', () => {
  it('drops max(5 s, 20 median iterations)', () => {
    expect(settlingSeconds(0.02)).toBe(5);
    expect(settlingSeconds(0.5)).toBe(10);
    expect(steadyBatches(trial(0, 0, 6)).map(({ at }) => at)).toEqual([5, 10, 15, 20, 25]);
    expect(steadyBatches({ ...trial(0, 0, 6), medianIteration: 0.6 }).map(({ at }) => at)).toEqual([15, 20, 25]);
  });
});

describe('trialVerdict', () => {
  it('is undecided until the steady part is long enough', () => {
    expect(verdictOf(calm(trial(0.002, 0, 4)))).toMatchObject({ verdict: 'undecided' });
    expect(verdictOf(calm(trial(0.002, 0, 5)))).toMatchObject({ verdict: 'below', why: undefined });
  });

  it('is above when one objective is, below when all are', () => {
    expect(verdictOf(calm(trial(0.1, 0, 6)))).toMatchObject({ verdict: 'above', why: 'objective' });
    expect(verdictOf(calm(trial(0.002, 0.03, 6)))).toMatchObject({ verdict: 'above', why: 'objective' });
    expect(verdictOf(calm(trial(0.002, 0.01, 6)))).toMatchObject({ verdict: 'undecided' });
    expect(verdictOf(calm(trial(0.05, 0.002, 6)))).toMatchObject({ verdict: 'undecided' });
  });

  it('is above at once when requests pile up or most are bad', () => {
    const piling = calm(trial(0, 0, 1, { finished: 300, inFlightAtEnd: 200 }));
    expect(verdictOf(piling)).toMatchObject({ verdict: 'above', why: 'overload' });
    expect(verdictOf(calm(trial(0.6, 0, 2)))).toMatchObject({ verdict: 'above', why: 'overload' });
  });

  it('is above when requests in flight rise', () => {
    const run = calm(trial(0.002, 0, 13));
    const rising = run.batches.map((batch, i) => ({ ...batch, inFlight: 3 + 0.3 * i }));
    expect(verdictOf({ ...run, batches: rising })).toMatchObject({ verdict: 'above', why: 'in-flight' });
  });

  it('is above when fewer than 99 % start, or of those fewer than 99 % finish', () => {
    expect(verdictOf(calm(trial(0.002, 0, 6, { dropped: 8, finished: 492 })))).toMatchObject({ why: 'not-started' });
    expect(verdictOf(calm(trial(0.002, 0, 6, { dropped: 4, finished: 496 })))).toMatchObject({ verdict: 'below' });
    const hung = calm(trial(0.002, 0, 8, { finished: 485 }));
    expect(verdictOf(hung)).toMatchObject({ verdict: 'above', why: 'not-finished' });
  });
});
