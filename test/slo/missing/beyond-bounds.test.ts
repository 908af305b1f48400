import { describe, expect, it } from 'vitest';
import type { AlertRule } from '../../../src/objectives/alert-rule.ts';
import type { Limits } from '../../../src/objectives/zone.ts';
import { judgeAlerts } from '../../../src/slo/alerts/judge-alerts.ts';
import { judgeObjectives } from '../../../src/slo/judge.ts';
import { fold, measurementOf, monitorOf, planOf, recordOf, runOf, watching } from '../../fixtures/record.ts';

const METRIC = 'd_seconds_p99';
const PLAN = planOf({ profile: 'load', timeScale: 0.1, objectives: [] });
const SECONDS = Math.ceil(PLAN.duration!);
const below = (target: number, critical: number | null = null): Limits => ({
  target: { op: '<', value: target },
  critical: critical === null ? null : { op: '>', value: critical },
});

/** A quantile whose histogram goes to 10 s: of /health 20 ms, of /checkout what is given, each second. */
function read(checkout: (s: number) => number) {
  const run = runOf(PLAN);
  for (const [i, [route, at]] of [['/health', () => 0.02] as const, ['/checkout', checkout] as const].entries())
    run.watched(
      Array.from({ length: SECONDS }, (_, s) => at(s)),
      { metric: METRIC, unit: 'seconds', tags: { route }, bound: 10, source: i + 1 },
    );
  return run;
}

function judged(stat: string, limits: Limits, checkout: (s: number) => number = () => 10, patch = {}) {
  const asked = watching({ measure: monitorOf(METRIC, stat), unit: 'seconds', ...limits, ...patch });
  const record = recordOf(PLAN, [asked]);
  const [line] = judgeObjectives(measurementOf(record.objectives, fold(record, read(checkout)), PLAN));
  return line!;
}

describe('readings beyond the largest bucket of their histogram stand at its bound', () => {
  it.each(['max', 'p95', 'avg'])('and miss every limit below it: %s', (stat) => {
    expect(judged(stat, below(1))).toMatchObject({ zone: 'critical', actual: 10 });
  });

  it.each([
    ['a limit above it', 'max', below(12)],
    ['a critical limit above it', 'max', below(1, 12)],
    ['a percentile of them', 'p95', below(10, null)],
  ])('and say nothing of %s', (_, stat, limits) => {
    const { zone, actual, note } = judged(stat, { ...limits, target: { op: '<=', value: limits.target!.value } });
    expect({ zone, actual }).toEqual({ zone: 'no-data', actual: null });
    expect(note).toMatch(/beyond the largest bucket of their histogram, 10 s, .* limit less than that/);
  });

  it('make a mean too small, which no pass rests on', () => {
    const seldom = (s: number) => (s % 100 === 50 ? 10 : 0.02);
    expect(judged('avg', below(1), seldom)).toMatchObject({
      zone: 'no-data',
      note: expect.stringMatching(/only known to be at least/),
    });
  });

  it('and hide nothing of what lies below: the median of those that hardly ever do', () => {
    const seldom = (s: number) => (s % 100 === 50 ? 10 : 0.02);
    expect(judged('p50', below(12), seldom)).toMatchObject({ zone: 'met' });
    expect(judged('max', below(12), () => 9)).toMatchObject({ zone: 'met', actual: 9 });
    const rarely = { over: 10, allow: 0.5 };
    expect(judged('max', below(9), (s) => (s < 40 ? 10 : 0.02), rarely)).toMatchObject({ zone: 'met', actual: 10 });
  });

  it('and make no alert quiet whose limit lies above', () => {
    const stateAt = (limit: number) => {
      const of = { target: null, critical: { op: '>', value: limit }, over: 10, for: 30, severity: 'warning' } as const;
      const objective = watching({ measure: monitorOf(METRIC, 'max'), unit: 'seconds', ...of });
      const rule: AlertRule = { kind: 'measured', objective };
      const record = { ...recordOf(PLAN), alerts: [rule] };
      return judgeAlerts(
        measurementOf(
          [],
          fold(
            record,
            read(() => 10),
          ),
          PLAN,
        ),
        [rule],
      )[0]!.state;
    };
    expect([9, 12].map(stateAt)).toEqual(['fired', 'no-data']);
  });
});
