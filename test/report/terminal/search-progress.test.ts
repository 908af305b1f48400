import { expect, it } from 'vitest';
import type { Batch } from '../../../src/capacity/search/batch.ts';
import { searchSettings } from '../../../src/capacity/search/settings.ts';
import type { TrialRun } from '../../../src/capacity/trials/trial.ts';
import { precisionLines, searchedLine, searchLine, trialLine } from '../../../src/report/terminal/search-progress.ts';

const BATCH: Batch = {
  rate: 60,
  start: 0,
  seconds: 5,
  arrivals: 300,
  departures: 290,
  inFlightAtStart: 0,
  inFlightAtEnd: 10,
  valid: true,
  secondsAt: [5],
  departuresFrom: [],
  found: [1000],
  lasted: [],
  lastedSquared: [],
  bad: [{ found: [42] }, { found: [1] }],
};
const settings = searchSettings({
  objectives: [
    { name: 'p95', allowed: 0.05, limit: 0.2 },
    { name: 'errors', allowed: 0.01 },
  ],
});
const ask = { phase: 'track', rate: 60, seconds: 5, watched: false } as const;
const news = { ask, batch: BATCH, doubt: undefined, requests: 4, left: 370, settings };

it('tells a batch in requests per second, with the objective that is nearest to its limit', () => {
  expect(searchLine({ ...news, latest: { value: 61, lower: 58, upper: 64 } })).toBe(
    'track    240/s: 232/s done, 4.2 % bad (5 % allowed) · estimate 244 [232, 256] · 6 min 10 s left',
  );
  expect(searchLine({ ...news, latest: undefined, doubt: 'the generator was late' })).toBe(
    'track    240/s: 232/s done, 4.2 % bad (5 % allowed) · not used: the generator was late · 6 min 10 s left',
  );
});

it('tells a trial by what counts of it, with what it says', () => {
  const batch = { seconds: 5, scheduled: 100, dropped: 0, finished: 100, inFlight: 1, inFlightAtEnd: 1 };
  const run: TrialRun = {
    ask: { phase: 'between', rate: 20, leastSeconds: 20, mostSeconds: 45, batchSeconds: 5 },
    at: 30,
    batches: [0, 5, 10, 15].map((at) => ({ ...batch, at, bad: at === 0 ? [90, 90] : [4, 0] })),
    medianIteration: 0.05,
    valid: true,
  };
  const { objectives } = settings;
  const told = { run, doubt: undefined, latest: undefined, left: 240, objectives };
  expect(trialLine({ ...told, verdict: 'undecided', latest: { value: 21, lower: 19, upper: 23 } })).toBe(
    'between  20/s for 20 s: 20/s done, 4 % bad (5 % allowed), too near to tell · estimate 21 [19, 23] · 4 min left',
  );
  expect(trialLine({ ...told, verdict: 'above', run: { ...run, valid: false }, doubt: 'no CPU' })).toBe(
    'between  20/s for 20 s: 20/s done, 4 % bad (5 % allowed) · not used: no CPU · 4 min left',
  );
  const hold = { ...run, ask: { ...run.ask, phase: 'confirm' as const } };
  const [{ allowed: five }, ...others] = objectives as [(typeof objectives)[0], ...typeof objectives];
  expect(trialLine({ ...told, verdict: 'undecided', run: hold })).toContain('(5 % allowed), held · ');
  expect(trialLine({ ...told, verdict: 'above', run: hold })).toContain('(5 % allowed), did not hold · ');
  const strict = [{ name: 'p97', allowed: five * 0.6, limit: 0.2 }, ...others];
  expect(trialLine({ ...told, verdict: 'undecided', run: hold, objectives: strict })).toContain(', did not hold · ');
  const drain = { ...run, ask: { ...run.ask, phase: 'drain' as const }, batches: [] };
  expect(trialLine({ ...told, verdict: 'undecided', run: drain })).toBe(
    'drain    20/s for 0 s: nothing measured · 4 min left',
  );
});

it('says why it is over', () => {
  expect(searchedLine('precise')).toBe('the search is over: the interval is as narrow as was asked for');
});

it('says beforehand what the budget allows, at the tier’s rate where one was asked for', () => {
  const plan = { precision: 0.03, loadBudget: 465, tierRate: 50 } as Parameters<typeof precisionLines>[0];
  expect(precisionLines(plan)).toEqual([
    'a capacity near 50 requests/s: 7 min 45 s of load allow about ±4.2 % (±2.5 % where service is even, ±7 % where it varies widely); ±3 % takes about 15 min 15 s',
  ]);
  expect(precisionLines({ ...plan, tierRate: null })).toHaveLength(3);
});
