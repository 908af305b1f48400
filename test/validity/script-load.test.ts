import { describe, expect, it } from 'vitest';
import { scriptLoad } from '../../src/validity/script-load.ts';
import { fold, measurementOf, recordOf, runOf, scriptPlan } from '../fixtures/record.ts';
import { times } from '../fixtures/timeline.ts';

const RANDOM = {
  executor: 'poisson-arrival-rate',
  startRate: 10,
  stages: [{ duration: '100s', target: 10 }],
  maxVUs: 100,
};
const EVEN = { executor: 'constant-arrival-rate', rate: 10, duration: '100s', maxVUs: 100 };

/** What is said of a script of which so many of 1,000 iterations started, and so many were scheduled as it says. */
function saidOf(executor: object, started: number, scheduled?: number, others = {}): string[] {
  const plan = scriptPlan(100, { scenarios: { main: executor, ...others } });
  // Ten seconds hold what all of them hold together.
  const tenth = (count: number, s: number) => (s % 10 === 0 ? count / 10 : 0);
  const engine = runOf(plan, {
    '': {
      second: (s) => ({ latencies: times(tenth(started, s), 0.05), tags: { scenario: 'main' } }),
      gen: (s) =>
        scheduled === undefined ? {} : { scheduled: tenth(scheduled, s), started: tenth(started, s), dropped: 0 },
    },
  });
  return scriptLoad(measurementOf([], fold(recordOf(plan, []), engine), plan)).map(({ text }) => text);
}

describe('the random arrivals of a plain script', () => {
  it('are as many as chance makes of those that are due', () => {
    expect(saidOf(RANDOM, 960, 960)).toEqual([]);
    expect(saidOf(RANDOM, 960)).toEqual([]);
    expect(saidOf(RANDOM, 860, 860)).toEqual([
      'only 86 % of the iterations that scenario "main" was to start came due',
    ]);
    expect(saidOf(RANDOM, 860)).toHaveLength(1);
  });

  it('have all to start that came due', () => {
    expect(saidOf(RANDOM, 960, 1000)).toEqual([
      'only 96 % of the iterations that scenario "main" was to start came due',
    ]);
    // Which of two scenarios was scheduled the lines do not say.
    const other = { ...RANDOM, exec: 'other', startTime: '0s' };
    expect(saidOf(RANDOM, 960, 1500, { other }).filter((text) => text.includes('"main"'))).toEqual([]);
  });

  it('are not those of an executor that leaves nothing to chance', () => {
    expect(saidOf(EVEN, 960)).toEqual(['only 96 % of the iterations that scenario "main" was to start came due']);
    expect(saidOf(EVEN, 1000)).toEqual([]);
  });
});
