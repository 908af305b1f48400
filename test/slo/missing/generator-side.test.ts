import { expect, test } from 'vitest';
import { judge } from '../../../src/judge/judge.ts';
import type { Watches } from '../../../src/metrics/lines/lines.ts';
import type { AlertRule } from '../../../src/objectives/alert-rule.ts';
import { fold, monitorOf, planOf, recordOf, runOf, shared, watching } from '../../fixtures/record.ts';
import { times } from '../../fixtures/timeline.ts';

const PLAN = planOf({ profile: 'baseline', override: { duration: 90 } });
const CPU = watching({ name: 'CPU', measure: monitorOf('cpu_usage') });
const NAMED = watching({ name: 'by name', measure: monitorOf('cpu_usage', 'avg', { monitor: 'machine' }) });
const ALERT: AlertRule = {
  kind: 'measured',
  objective: watching({ measure: monitorOf('cpu_usage'), target: null, over: 10, for: 20, severity: 'warning' }),
};

/** A run beside which `machine` read a calm CPU and a full one was the target's, where anything read that. */
function judged({ watches, here, page }: { watches?: Watches; here?: boolean; page?: number } = {}) {
  const planned = { ...recordOf(PLAN, [CPU, NAMED]), alerts: [ALERT] };
  const record = here ? shared(planned) : planned;
  const run = runOf(PLAN);
  run.watched(times(90, 0.1), { monitor: 'machine', metric: 'cpu_usage', source: 1000 });
  for (const [i, line] of run.lines.entries())
    if (line.t === 'hello' && 'monitor' in line && watches) run.lines[i] = { ...line, watches };
  if (page !== undefined) run.watched(times(90, page), { monitor: 'service', metric: 'cpu_usage', source: 1001 });
  run.end().close();
  const { result, series } = judge(record, fold(record, run));
  const zoneOf = (name: string) => result.objectives.find((line) => line.name === name)!;
  const sources = (result.stability ?? []).flatMap(({ about }) => about.source ?? []);
  const monitors = result.monitors!.map(({ monitor, of }) => [monitor, of]);
  return { cpu: zoneOf('CPU'), named: zoneOf('by name'), alert: result.alerts![0]!, sources, series, monitors };
}

test("the generator's machine is no evidence of a target that runs on another", () => {
  const { cpu, named, alert, sources, series, monitors } = judged({ watches: 'generator' });
  expect(cpu).toMatchObject({ zone: 'no-data', note: expect.stringContaining("reads the generator's machine") });
  // Who names the monitor means it.
  expect(named).toMatchObject({ zone: 'met', samples: expect.any(Number) });
  expect(alert.state).toBe('no-data');
  expect(sources).toEqual([]);
  expect(series.watched.map(({ monitor, of }) => [monitor, of])).toEqual([['machine', 'generator']]);
  expect(monitors).toEqual([['machine', 'generator']]);
});

test("beside the target's own readings it does not dilute them", () => {
  const { cpu, alert, sources } = judged({ watches: 'generator', page: 0.95 });
  expect(cpu).toMatchObject({ zone: 'critical', actual: expect.closeTo(0.95, 6) });
  expect(alert.state).toBe('fired');
  expect(sources).toContain('service');
  expect(sources).not.toContain('machine');
});

test.each([
  ['it runs on the same machine', { watches: 'generator', here: true }],
  ['the configuration says that it watches the target', { watches: 'target' }],
  ['nobody knows what it watches', {}],
] as const)('it counts where %s', (_, of) => {
  const { cpu, sources, monitors } = judged(of);
  expect(monitors).toEqual([['machine', undefined]]);
  expect(cpu.zone).toBe('met');
  expect(sources).toContain('machine');
});
