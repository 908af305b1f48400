import { describe, expect, it } from 'vitest';
import { judge } from '../../../../src/judge/judge.ts';
import type { Objective } from '../../../../src/objectives/objective.ts';
import { chartsIn } from '../../../../src/report/blocks.ts';
import { reportOf } from '../../../../src/report/stories/stories.ts';
import { fold, monitorOf, objective, recordOf, runOf, scriptPlan, watching } from '../../../fixtures/record.ts';
import type { Engine } from '../../../fixtures/timeline.ts';

const PLAN = scriptPlan(60);
const steady = (value: number) => Array.from({ length: 60 }, (_, s) => (s === 30 ? undefined : value));

function told(watch: (run: Engine) => Engine, objectives: readonly Objective[] = [objective(), watching()]) {
  const record = recordOf(PLAN, objectives);
  const { result, series } = judge(record, fold(record, watch(runOf(PLAN))));
  const section = reportOf(result, series).sections.find(({ question }) => question === 'What did the monitors see?');
  return { series, section, charts: chartsIn(section?.blocks ?? []) };
}

describe('what monitors read', () => {
  it('is a series with holes where nothing was read', () => {
    const [cpu, ...others] = told((run) => run.watched(steady(0.5))).series.watched;
    expect(others).toEqual([]);
    expect(cpu).toMatchObject({ monitor: 'host', metric: 'cpu', tags: { monitor: 'host' }, unit: 'ratio' });
    expect([cpu?.values.length, cpu?.values[29], cpu?.values[30], cpu?.values[31]]).toEqual([60, 0.5, null, 0.5]);
  });

  it('is a chart on the time of the run, with the limits of the objective on it', () => {
    const { charts, section } = told((run) => run.watched(steady(0.5)));
    expect(section?.finding).toBe('CPU kept its limit.');
    expect(charts).toMatchObject([
      {
        ...{ stack: 'watched', title: 'cpu', subtitle: 'read by host', unit: 'ratio', x: { kind: 'time', bin: 1 } },
        description: 'cpu over time: from 50 % to 50 %',
        limits: [{ label: 'target 70 %' }, { label: 'critical 90 %' }],
      },
    ]);
  });

  it('of several series is one chart with a line for each, the highest first', () => {
    const pods = ['a', 'b', 'c', 'd'];
    const { charts } = told((run) =>
      pods.reduce((all, pod, i) => all.watched(steady((i + 1) / 10), { tags: { pod }, source: i + 1 }), run),
    );
    expect(charts).toHaveLength(1);
    expect(charts[0]?.lines.map(({ name }) => name)).toEqual(['d', 'c', 'b']);
    expect(charts[0]?.source).toMatch(/1 more series are not drawn$/);
  });

  it('has the limits of an objective on just that series, and comes first with them', () => {
    const limit = watching({ measure: monitorOf('cpu', 'max', { monitor: 'db' }) });
    const { charts } = told(
      (run) => run.watched(steady(0.5)).watched(steady(0.6), { monitor: 'db', source: 2 }),
      [limit],
    );
    expect(charts.map(({ subtitle, limits }) => [subtitle, limits.length])).toEqual([
      ['read by db', 2],
      ['read by host', 0],
    ]);
  });

  it('of two units or monitors are two charts', () => {
    const { charts } = told((run) =>
      run.watched(steady(0.5)).watched(steady(5e8), { metric: 'memory', unit: 'bytes', monitor: 'db', source: 2 }),
    );
    expect(charts.map(({ id, title }) => [id, title])).toEqual([
      ['watched-1', 'cpu'],
      ['watched-2', 'memory'],
    ]);
  });

  it.each([
    [steady(0.95), [watching()], 'Beyond the limit: CPU.'],
    [[0.5], [watching()], 'Not read well enough to be judged: CPU. One monitor had gaps.'],
    [
      [],
      [objective()],
      'What was read beside the load, on the same axis; no objective limits it. One monitor had gaps.',
    ],
    [steady(0.5), [objective()], 'What was read beside the load, on the same axis; no objective limits it.'],
  ])('%#: its finding says what became of its objectives', (readings, objectives, finding) => {
    expect(told((run) => run.watched(readings), objectives).section?.finding).toBe(finding);
  });

  it('is no section where nothing watches', () => {
    expect(told((run) => run).section).toBeUndefined();
  });
});
