import { expect, test } from 'vitest';
import { liveLine } from '../../../../src/report/terminal/live/line.ts';
import { liveObjective, liveOf } from '../../../fixtures/live.ts';

test('a run is one line', () => {
  expect(liveLine(liveOf())).toBe('1x · 45 s of 2 min · 198/s of 200/s · p95 61.2 ms · failed 0 % · 23 VUs');
});

test('users that were asked for, lost arrivals and broken objectives are named', () => {
  const objectives = [liveObjective(), liveObjective({ name: 'errors', zone: 'critical' })];
  const state = liveOf({ load: { kind: 'users', value: 50 }, dropped: 12, objectives });
  expect(liveLine(state)).toMatch(/ · 198\/s · .* · 23 of 50 users · dropped 12 · errors critical$/);
});

test('a search tells its latest estimate', () => {
  const estimates = [
    { value: 250, lower: 200, upper: 300 },
    { value: 284, lower: 270, upper: 299 },
  ];
  const search = { estimates, precision: 0.03, load: 40, loadBudget: 465 };
  expect(liveLine(liveOf({ stage: 'track', planned: null, objectives: [], search }))).toBe(
    'track · 45 s · 198/s of 200/s · p95 61.2 ms · failed 0 % · 23 VUs · estimate 284 [270, 299]',
  );
  expect(liveLine(liveOf({ search: { ...search, estimates: [] } }))).not.toContain('estimate');
});

test('what is not known yet is a dash', () => {
  const unknown = { stage: null, throughput: null, p95: null, failed: null, planned: null, load: null };
  expect(liveLine(liveOf(unknown))).toBe('stress · 45 s · –/s · p95 – · failed – · 23 VUs');
});
