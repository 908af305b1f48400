import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Objective } from '../../../src/objectives/objective.ts';
import { judgeWindows } from '../../../src/slo/windows/window-rule.ts';
import type { JudgedWindow } from '../../../src/slo/windows/windows.ts';
import { objective } from '../../fixtures/record.ts';

/** Windows of 10 s with these values; a gap where null, silence where `silent`. */
function sequence(...values: (number | null | 'silent')[]): JudgedWindow[] {
  return values.flatMap((value, i): JudgedWindow[] => {
    const at = { from: i * 10, to: i * 10 + 10 };
    const measured = { actual: null, lower: null, upper: null, samples: 0, note: null };
    if (value === null) return [];
    return value === 'silent'
      ? [{ ...at, measured, silent: true }]
      : [{ ...at, measured: { ...measured, actual: value, samples: 100 } }];
  });
}

const judge = (of: Objective, windows: readonly JudgedWindow[], timeScale = 1) =>
  judgeWindows(of, windows, 10, timeScale, of);
const repeated = (n: number, value: number) => Array.from({ length: n }, () => value);

describe('judgeWindows by the share that may break', () => {
  const over = objective({ over: 10 });

  it.each([
    ['none', sequence(...repeated(100, 0.1)), 'met'],
    ['exactly the allowed 5 of 100', sequence(...repeated(95, 0.1), ...repeated(5, 9)), 'met'],
    ['6 of 100 beyond the critical limit', sequence(...repeated(94, 0.1), ...repeated(6, 9)), 'critical'],
    ['6 of 100 beyond the target', sequence(...repeated(94, 0.1), ...repeated(6, 0.3)), 'degraded'],
    ['4 critical and 2 degraded', sequence(...repeated(94, 0.1), ...repeated(4, 9), 0.3, 0.3), 'degraded'],
    ['one of one', sequence(9), 'critical'],
    ['no windows', [], 'no-data'],
  ])('%s', (_, windows, zone) => {
    expect(judge(over, windows).zone).toBe(zone);
  });

  it.each([0.29, 0.57, 0.07, 0.1])('allows exactly %d of 100', (allow) => {
    const broken = Math.round(allow * 100);
    const of = objective({ over: 10, allow });
    expect(judge(of, sequence(...repeated(100 - broken, 0.1), ...repeated(broken, 9))).zone).toBe('met');
    expect(judge(of, sequence(...repeated(99 - broken, 0.1), ...repeated(broken + 1, 9))).zone).toBe('critical');
  });

  it('says what broke, and the worst of it', () => {
    const { window, actual } = judge(over, sequence(0.1, 0.3, 0.6, 0.1, 0.9));
    expect(window).toEqual({ width: 10, judged: 5, broken: 3, longest: 20 });
    expect(actual).toBe(0.9);
    const hits = objective({ over: 10, unit: 'ratio', target: { op: '>', value: 0.85 }, critical: null });
    expect(judge(hits, sequence(0.9, 0.7, 0.95)).actual).toBe(0.7);
    const alert = objective({ over: 10, target: null, critical: { op: '>', value: 1 } });
    expect(judge(alert, sequence(0.9, 1.1)).window).toMatchObject({ broken: 1 });
  });
});

describe('judgeWindows by consecutive windows', () => {
  const alert = objective({ over: 10, for: 30, target: null, critical: { op: '>', value: 1 } });

  it.each([
    ['two in a row', sequence(0, 2, 2, 0, 2, 2), 'met'],
    ['three in a row', sequence(0, 2, 2, 2), 'critical'],
    ['all of them, but with a healthy one between', sequence(2, 2, 0, 2, 2, 0, 2, 2), 'met'],
    ['a gap between them', sequence(0, 2, 2, null, 2, 0, 0), 'met'],
  ])('%s', (_, windows, zone) => {
    expect(judge(alert, windows).zone).toBe(zone);
  });

  it('ignores the allowed share', () => {
    expect(judge({ ...alert, allow: 0 }, sequence(2, 0, 2, 0)).zone).toBe('met');
    expect(judge({ ...alert, allow: 0.9 }, sequence(2, 2, 2, 0)).zone).toBe('critical');
  });

  it('scales with the time-scale, whatever its binary fraction', () => {
    // 600 × 0.07 is 42.00000000000001
    const of = objective({ over: 7, for: 600, target: null, critical: { op: '>', value: 1 } });
    const seven = Array.from({ length: 7 }, (_, i) => ({ ...sequence(i > 0 ? 2 : 0)[0]!, from: i * 7, to: i * 7 + 7 }));
    expect(judge(of, seven, 0.07).zone).toBe('critical');
    expect(judge(of, seven.slice(0, 6), 0.07).zone).toBe('met');
    expect(judge(of, seven, 1).zone).toBe('no-data');
  });

  it('counts a row of degraded and critical windows as one row beyond the target', () => {
    const of = objective({ over: 10, for: 30 });
    expect(judge(of, sequence(0.3, 0.9, 0.3)).zone).toBe('degraded');
    expect(judge(of, sequence(0.9, 0.9, 0.9)).zone).toBe('critical');
  });
});

describe('a row that could not have been seen', () => {
  const alert = objective({ over: 10, for: 50, target: null, critical: { op: '>', value: 1 } });

  it.each([
    ['no data, whatever the windows show', sequence(0, 0, 0, 0), 'no-data'],
    ['no data where some broke', sequence(2, 2, 2, 0), 'no-data'],
    ['critical where every window broke', sequence(2, 2, 2, 2), 'critical'],
    ['critical where every window of every part broke', sequence(2, 2, null, 2, 2), 'critical'],
    ['seen where the windows are enough', sequence(0, 0, 0, 0, 0), 'met'],
    ['not seen across a gap', sequence(0, 0, 0, null, 0, 0), 'no-data'],
    ['no data where a part too short for it broke from end to end', sequence(0, 0, 0, 0, 0, null, 2, 2, 2), 'no-data'],
    ['met where a part too short for it did not', sequence(0, 0, 0, 0, 0, null, 2, 2, 0), 'met'],
    ['critical where a row elsewhere broke it', sequence(2, 2, 2, 2, 2, null, 2, 2, 2), 'critical'],
  ])('is %s', (_, windows, zone) => {
    expect(judge(alert, windows).zone).toBe(zone);
  });

  it('is degraded where every window missed the target and none the critical limit', () => {
    const of = objective({ over: 10, for: 50 });
    expect(judge(of, sequence(0.3, 0.3, 0.3)).zone).toBe('degraded');
    expect(judge(of, sequence(0.3, 0.9, 0.3)).zone).toBe('no-data');
  });

  it('says what would be needed, and gives no value', () => {
    const { note, actual, window } = judge(alert, sequence(2, 2, 0, 0));
    expect(note).toBe(
      'windows in a row last 40 s at most in what is judged, `for` asks for 50 s: hold the load for longer, or keep the objective to other `scenarios`',
    );
    expect(actual).toBeNull();
    expect(window).toEqual({ width: 10, judged: 4, broken: 2, longest: 20 });
  });
});

describe('silent windows', () => {
  const alert = objective({ over: 10, for: 30, target: null, critical: { op: '>', value: 1 } });
  const share = objective({ over: 10, target: null, critical: { op: '>', value: 1 } });

  it.each([
    ['a row of silence', sequence(0, 'silent', 'silent', 'silent', 0), 'no-data'],
    ['silence that would complete a broken row', sequence(0, 2, 2, 'silent', 0), 'no-data'],
    ['silence too short to matter', sequence(0, 2, 'silent', 0, 0, 0), 'met'],
    ['a broken row beside silence', sequence(2, 2, 2, 0, 'silent'), 'critical'],
    ['nothing but silence', sequence('silent', 'silent', 'silent'), 'no-data'],
  ])('%s', (_, windows, zone) => {
    expect(judge(alert, windows).zone).toBe(zone);
  });

  it('count against the share that may break', () => {
    expect(judge(share, sequence(...repeated(99, 0), 'silent')).zone).toBe('met');
    expect(judge(share, sequence(...repeated(94, 0), ...repeated(6, 'silent' as never))).zone).toBe('no-data');
    expect(judge(share, sequence(...repeated(90, 0), 'silent', ...repeated(9, 2))).zone).toBe('critical');
  });

  it('are counted', () => {
    expect(judge(alert, sequence(0, 0, 0, 'silent')).window).toEqual({
      width: 10,
      judged: 3,
      broken: 0,
      longest: 0,
      silent: 1,
    });
  });
});

describe('any rule over windows', () => {
  const value = fc.constantFrom(0.1, 0.3, 0.9, null, 'silent' as const);
  const rules = fc.record({ for: fc.constantFrom(null, 10, 30, 60), allow: fc.constantFrom(0, 0.05, 0.5) });
  it('is never met where every window that was judged broke', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(0.3, 0.9, null, 'silent' as const)), rules, (values, rule) => {
        expect(judge(objective({ over: 10, ...rule }), sequence(...values)).zone).not.toBe('met');
      }),
    );
  });

  it('is not saved by a window that becomes worse', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1 }), fc.nat(), rules, (values, at, rule) => {
        const of = objective({ over: 10, ...rule });
        const worse = values.map((each, i) => (i === at % values.length && typeof each === 'number' ? 9 : each));
        const [before, after] = [judge(of, sequence(...values)).zone, judge(of, sequence(...worse)).zone];
        if (before !== 'met') expect(after).not.toBe('met');
        if (before === 'critical') expect(after).toBe('critical');
      }),
    );
  });
});
