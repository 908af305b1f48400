import { expect, it } from 'vitest';
import { alertSentences, alertsFinding } from '../../src/report/stories/run/alerts.ts';
import type { AlertResult } from '../../src/result/alerts.ts';
import type { Result } from '../../src/result/result.ts';

const ALERT: AlertResult = {
  ...{ id: 'alert/a', name: 'HighErrorRate', severity: 'critical', source: 'alerts', file: null },
  ...{ measure: 'http_reqs', limit: { op: '>', value: 0.05 }, unit: 'ratio', over: 30, for: 120 },
  ...{ state: 'quiet', reason: null, notes: [], worst: 0, fired: [], times: 0 },
};
const FIRED: AlertResult = {
  ...ALERT,
  ...{ state: 'fired', times: 2, worst: 0.2 },
  fired: [
    {
      ...{ series: '', since: 300, at: 420, until: 660, open: false, peak: 0.2 },
      ...{ load: { kind: 'rate', value: 310 }, requests: 305, stage: '3x' },
    },
  ],
};
const MISSING: AlertResult = { ...ALERT, state: 'no-data', reason: 'no monitor read up' };
const told = (...alerts: AlertResult[]) => ({ alerts, verdict: 'met' }) as Result;

it('an alert that fired is told with its moment, its length, its load and its worst value', () => {
  expect(alertSentences(told(FIRED, ALERT))).toEqual([
    '1 of 2 alerts would have fired: HighErrorRate.',
    'HighErrorRate (critical) would have fired at 7 min for 4 min, the first of 2 times: its condition began at 5 min, under 310 requests/s, at worst 20 % of > 5 %.',
  ]);
});

it('what nobody can say is never told as quiet', () => {
  expect(alertsFinding(told(ALERT, MISSING))).toBe('None of 2 alerts would have fired; of 1 nobody can say.');
  expect(alertsFinding(told(MISSING))).toBe('Of 1 alert nobody can say whether it would have fired.');
  expect(alertSentences(told())).toEqual([]);
});
