import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { liveView } from '../../../../src/report/terminal/live/view.ts';
import { liveObjective, liveOf } from '../../../fixtures/live.ts';

test('a run: progress over the stages, load, p95 and errors against their limits, each objective', () => {
  expect(liveView(liveOf(), 60, false)).toEqual([
    '1x, stage 2 of 3 · 45 s of 2 min, 1 min 15 s left',
    '  ███████████████████│█░░░░░░░░░░░░░░░░│░░░░░░░░░░░░░░░░░░',
    '  load    198/s    asked 200/s   ▅▇█',
    '  p95     61.2 ms  limit 200 ms  ▂ ▃',
    '  failed  0 %      limit 1 %     ▁▁▁',
    '  23 VUs',
    '  ✓ met  API response  61.2 ms  target < 200 ms',
  ]);
});

test('a search: no bar, the load it may still send, and how the interval narrowed', () => {
  const estimates = [
    { value: 260, lower: 200, upper: 320 },
    { value: 280, lower: 250, upper: 310 },
    { value: 281, lower: 251, upper: 311 },
    { value: 284, lower: 275, upper: 293 },
  ];
  const search = { estimates, precision: 0.03, load: 95, loadBudget: 465 };
  const state = liveOf({ stage: 'track', stages: [], planned: null, objectives: [], search });
  expect(liveView(state, 60, false)).toEqual([
    'track · 45 s · 1 min 35 s of load, at most 7 min 45 s',
    '  load    198/s    asked 200/s   ▅▇█',
    '  p95     61.2 ms  limit 200 ms  ▂ ▃',
    '  failed  0 %      limit 1 %     ▁▁▁',
    '  23 VUs',
    '  estimate 284 [275, 293] requests/s, ±3.2 %; asked for ±3 %',
    '    200 ├──────────────────●─────────────────┤ 320  ±23 %',
    '                        ├────────●────────┤         ±11 %',
    '                               ├──●──┤              ±3.2 %',
  ]);
});

test('a search without an estimate says so', () => {
  const search = { estimates: [], precision: 0.03, load: 5, loadBudget: 465 };
  expect(liveView(liveOf({ planned: null, search }), 60, false)).toContain('  no estimate yet');
});

test('past its planned time the last requests end', () => {
  expect(liveView(liveOf({ elapsed: 121 }), 60, false)[0]).toBe(
    '1x, stage 2 of 3 · 2 min 1 s of 2 min, the last requests end',
  );
});

test('the worst objectives stand first, and those left out are counted', () => {
  const objectives = Array.from({ length: 12 }, (_, i) =>
    liveObjective({ name: `o${i}`, zone: i === 11 ? 'critical' : 'met' }),
  );
  const lines = liveView(liveOf({ objectives }), 80, false);
  expect(lines[6]).toContain('✗ critical  o11');
  expect(lines.at(-1)).toBe('  and 2 more objectives');
});

test('an objective with a critical limit only shows it; one without data says so', () => {
  const objectives = [
    liveObjective({ target: null, critical: { op: '>', value: 0.5 } }),
    liveObjective({ name: 'errors', zone: 'no-data', actual: null, lower: null, upper: null }),
  ];
  const lines = liveView(liveOf({ objectives }), 80, false);
  expect(lines[6]).toBe('  ? no data  errors        no data  target < 200 ms');
  expect(lines[7]).toBe('  ✓ met      API response  61.2 ms  critical > 500 ms');
});

test.each([8, 20, 39, 60, 200])('no line is wider than %i columns', (width) => {
  const estimates = [{ value: 260, lower: 200, upper: 320 }];
  const search = { estimates, precision: 0.03, load: 95, loadBudget: 465 };
  for (const state of [liveOf(), liveOf({ planned: null, search })]) {
    for (const line of liveView(state, width, false)) expect(stringWidth(line)).toBeLessThanOrEqual(width);
  }
});
