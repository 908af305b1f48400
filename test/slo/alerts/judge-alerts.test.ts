import { describe, expect, it } from 'vitest';
import { alertRulesOf } from '../../../src/config/alerts/rule-file.ts';
import { layoutOf } from '../../../src/judge/layout.ts';
import { Timeline } from '../../../src/metrics/timeline/timeline.ts';
import type { AlertRule } from '../../../src/objectives/alert-rule.ts';
import type { Objective } from '../../../src/objectives/objective.ts';
import { Measurement } from '../../../src/plan/measurement.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import { judgeAlerts } from '../../../src/slo/alerts/judge-alerts.ts';
import {
  objective,
  planOf,
  ratio,
  recordOf,
  runOf,
  type StageStory,
  scriptPlan,
  watching,
} from '../../fixtures/record.ts';
import { type Engine, times } from '../../fixtures/timeline.ts';

/** The alerts of a run of a plan. */
function judged(plan: Plan, engine: Engine, rules: readonly AlertRule[], objectives: readonly Objective[] = []) {
  const record = { ...recordOf(plan, objectives), alerts: [...rules] };
  const timeline = new Timeline(layoutOf(record));
  for (const line of engine.lines) timeline.add(line);
  return judgeAlerts(new Measurement({ plan, asked: objectives, hostsTarget: false }, timeline), rules);
}

const measured = (of: Partial<Objective>, base = objective): AlertRule => ({
  kind: 'measured',
  objective: base({ target: null, over: 30, for: 120, severity: 'warning', ...of }),
});

async function rule(expr: string, row = '0s'): Promise<AlertRule> {
  const groups = [{ name: 'g', rules: [{ alert: 'A', expr, for: row, labels: { severity: 'page' } }] }];
  return (await alertRulesOf({ groups }, 'alerts.yml')).rules[0]!;
}

const healthy: StageStory = { second: () => ({ latencies: times(5, 0.05) }) };
const when = (bad: (s: number) => boolean): StageStory => ({
  second: (s) => (bad(s) ? { failed: 5 } : healthy.second!(s)),
});
const everywhere = (plan: Plan, story: StageStory) =>
  runOf(plan, Object.fromEntries(plan.stages.map(({ name }) => [name, story])));

describe('an alert on what the load measures, under the stress profile', () => {
  const plan = planOf();
  const errors = measured({ critical: { op: '>', value: 0.05 } }, ratio);

  it('fires beyond the load on which the verdict rests, and says when, under which load, and for how long', () => {
    const [alert] = judged(
      plan,
      everywhere(
        plan,
        when((s) => s >= 900 && s < 1200),
      ),
      [errors],
    );
    const [interval] = alert!.fired;
    const stage = plan.stages.find(({ from, to }) => from <= 900 && 900 < to)!;
    expect(stage.counts).toBe(false);
    expect(alert).toMatchObject({ state: 'fired', source: 'alerts', severity: 'warning', times: 1, worst: 1 });
    expect(interval).toMatchObject({ since: 900, at: 1020, until: 1200, open: false, peak: 1, requests: 5 });
    expect(interval).toMatchObject({ stage: stage.name, load: { kind: 'rate' } });
  });

  it('is quiet when its condition does not hold for so long', () => {
    const [alert] = judged(
      plan,
      everywhere(
        plan,
        when((s) => s >= 900 && s < 990),
      ),
      [errors],
    );
    expect(alert).toMatchObject({ state: 'quiet', fired: [], times: 0, worst: 1 });
  });

  it('is pending when the run ends too early, and never quiet in a run that is too short for it', () => {
    const end = plan.duration!;
    expect(
      judged(
        plan,
        everywhere(
          plan,
          when((s) => s >= end - 60),
        ),
        [errors],
      )[0],
    ).toMatchObject({
      state: 'pending',
      reason: 'its condition held for 1 min when the run ended, and `for` asks for 2 min',
    });
    const short = scriptPlan(60);
    expect(judged(short, runOf(short), [errors])[0]).toMatchObject({
      state: 'no-data',
      reason: 'it could not have fired: `for` asks for 2 min, and the run was watched for 1 min in a row',
    });
  });

  it('has no data where the service fell silent for long enough', () => {
    const silent = everywhere(plan, { second: (s) => (s >= 900 && s < 1200 ? {} : healthy.second!(s)) });
    expect(judged(plan, silent, [errors])[0]).toMatchObject({
      state: 'no-data',
      reason: 'it may have fired from 15 min to 20 min: not all of that was measured',
    });
  });

  it('is also an objective with `for`, once for each of its limits', () => {
    const both = ratio({ over: 30, for: 120 });
    const alerts = judged(
      plan,
      everywhere(
        plan,
        when((s) => s >= 900 && s < 1200 && s % 30 === 0),
      ),
      [],
      [both],
    );
    expect(alerts.map(({ source, limit, state }) => [source, limit, state])).toEqual([
      ['objectives', { op: '>=', value: 0.01 }, 'fired'],
      ['objectives', { op: '>', value: 0.05 }, 'quiet'],
    ]);
    expect(new Set(alerts.map(({ id }) => id)).size).toBe(2);
    expect(judged(plan, everywhere(plan, healthy), [], [objective({ over: 30 })])).toEqual([]);
  });

  it('scales `for` with a time-scaled run, as the profile is', () => {
    const scaled = planOf({ timeScale: 0.1 });
    const [alert] = judged(
      scaled,
      everywhere(
        scaled,
        when((s) => s >= 60 && s < 80),
      ),
      [errors],
    );
    expect(alert).toMatchObject({ state: 'fired', for: 12, fired: [{ since: 60, until: 81 }] });
  });
});

describe('an alert on what a monitor reads', () => {
  const plan = scriptPlan(600);
  const cpu = measured({ critical: { op: '>', value: 0.9 } }, watching);
  const read = (of: (s: number) => number | undefined) =>
    runOf(plan).watched(Array.from({ length: 600 }, (_, s) => of(s)));

  it('fires, is quiet, and has no data where the monitor said nothing for so long', () => {
    const state = (of: (s: number) => number | undefined) => judged(plan, read(of), [cpu])[0]!.state;
    expect(state((s) => (s >= 300 && s < 450 ? 0.95 : 0.5))).toBe('fired');
    expect(state(() => 0.5)).toBe('quiet');
    expect(state((s) => (s >= 300 && s < 450 ? undefined : 0.5))).toBe('no-data');
    expect(judged(plan, runOf(plan), [cpu])[0]!.state).toBe('no-data');
  });
});

describe('a rule of Prometheus', () => {
  const plan = scriptPlan(600);
  const counter = { monitor: 'page', metric: 'requests_total', unit: 'per second' } as const;
  const page = (of: (s: number) => number | undefined, good: (s: number) => number | undefined = () => 100) =>
    runOf(plan)
      .watched(
        Array.from({ length: 600 }, (_, s) => good(s)),
        { ...counter, tags: { status: '200' } },
      )
      .watched(
        Array.from({ length: 600 }, (_, s) => of(s)),
        { ...counter, source: 2, tags: { status: '500' } },
      );

  it('counts errors per second, to the letter, for each series', async () => {
    const rules = [await rule('rate(requests_total{status=~"5.."}[5m]) > 0.01', '2m')];
    const [alert] = judged(
      plan,
      page((s) => (s < 100 ? 0 : 1)),
      rules,
    );
    expect(alert).toMatchObject({ state: 'fired', source: 'rules', file: 'alerts.yml', severity: 'page', for: 120 });
    // Three errors and half a second extrapolated, as Prometheus does, over 300 seconds.
    expect(alert!.fired[0]).toMatchObject({ series: 'status="500"', since: 102, at: 222, until: 600, open: true });
    expect(
      judged(
        plan,
        page(() => 0),
        rules,
      )[0],
    ).toMatchObject({ state: 'quiet', worst: 0 });
    expect(
      judged(
        plan,
        page(() => undefined),
        rules,
      )[0],
    ).toMatchObject({ state: 'quiet', worst: null });
  });

  it('holds a share of all requests against a burn rate', async () => {
    const share = 'sum(rate(requests_total{status=~"5.."}[1m])) / sum(rate(requests_total[1m])) > 14.4 * 0.001';
    const rules = [await rule(share, '2m')];
    const state = (errors: number) =>
      judged(
        plan,
        page(() => errors),
        rules,
      )[0]!;
    expect(state(1).state).toBe('quiet');
    expect(state(2)).toMatchObject({ state: 'fired', limit: { op: '>' } });
    expect(state(2).worst).toBeCloseTo(2 / 102, 9);
  });

  it('does not fire in a gap, and is not quiet for it', async () => {
    const rules = [await rule('sum(rate(requests_total{status="500"}[30s])) > 0.5', '2m')];
    const gap = (s: number) => s >= 200 && s < 400;
    const alert = (of: (s: number) => number) =>
      judged(
        plan,
        page(
          (s) => (gap(s) ? undefined : of(s)),
          (s) => (gap(s) ? undefined : 100),
        ),
        rules,
      )[0]!;
    expect(alert(() => 0)).toMatchObject({
      state: 'no-data',
      reason: expect.stringMatching(/^it may have fired from/),
    });
    expect(alert((s) => (s < 450 ? 0 : 1)).state).toBe('fired');
  });

  it('is in the unit of its page, as far apart as the monitor reads', async () => {
    const memory = { monitor: 'page', metric: 'used_percent', unit: 'ratio', every: 15 } as const;
    const engine = runOf(plan).watched(
      Array.from({ length: 600 }, (_, s) => (s % 15 === 0 ? 0.95 : undefined)),
      memory,
    );
    expect(judged(plan, engine, [await rule('used_percent > 90', '1m')])[0]).toMatchObject({
      ...{ state: 'fired', over: 15, worst: 95 },
      fired: [{ since: 0, at: 60, until: 600 }],
    });
  });

  it('is not judged, or has no data, with the reason', async () => {
    const alerts = judged(
      plan,
      page(() => 0),
      [await rule('absent(up)'), await rule('up == 0')],
    );
    expect(alerts.map(({ state, reason }) => [state, reason])).toEqual([
      ['no-data', 'no monitor read up'],
      ['no-data', 'no monitor read up'],
    ]);
  });
});
