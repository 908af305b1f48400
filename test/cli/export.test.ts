import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { promqlFault } from '../../src/promql/grammar.ts';
import { exampleFolder } from '../fixtures/examples.ts';
import { promtool, promtoolMissing } from '../fixtures/promtool.ts';
import { carriedOut } from './in-process.ts';

const EXAMPLES = [
  '000-thresholds-and-load-tests',
  '001-service-levels-and-scaling',
  '002-services-and-growth',
  '003-indicators-and-sizing',
  '004-runbook',
];

interface Panel {
  readonly id: number;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number };
  readonly targets: readonly { readonly expr: string }[];
  readonly fieldConfig: {
    readonly defaults: { readonly thresholds: { readonly steps: readonly { value: number | null }[] } };
  };
}

describe.each(EXAMPLES)('loadkit export, of %s', (name) => {
  it('alerts: a rule file that promtool accepts, and everything that is not in it is said', async () => {
    const { code, stdout: out, stderr: err } = await carriedOut(['export', 'alerts'], exampleFolder(name));
    expect(code).toBe(0);
    const { groups } = parse(out) as { groups: { rules: { alert?: string; expr: string }[] }[] };
    for (const { expr } of groups.flatMap(({ rules }) => rules)) expect(await promqlFault(expr)).toBeUndefined();
    const left = err.split('\n').filter((line) => line.startsWith('not exported: '));
    for (const line of left) expect(out).toContain(line.replace('not exported: ', '# not here: '));
    if (!promtoolMissing) expect(promtool(['check', 'rules'], { 'rules.yml': out })).toContain('SUCCESS');
  });

  it('dashboard: a panel for each objective that can be asked for, with its limits, none above another', async () => {
    const { code, stdout: out } = await carriedOut(['export', 'dashboard'], exampleFolder(name));
    expect(code).toBe(0);
    const { panels } = JSON.parse(out) as { panels: Panel[] };
    expect(new Set(panels.map(({ gridPos: { x, y } }) => `${x},${y}`)).size).toBe(panels.length);
    for (const { targets, fieldConfig } of panels) {
      // Grafana fills in the interval.
      for (const { expr } of targets)
        expect(await promqlFault(expr.replaceAll('$__rate_interval', '1m'))).toBeUndefined();
      const [first, ...limits] = fieldConfig.defaults.thresholds.steps.map(({ value }) => value);
      expect([first, limits]).toEqual([null, [...limits].sort((a, b) => a! - b!)]);
    }
  });
});

describe('loadkit export', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'export-'));
    const config = `objectives:
  - { name: availability, good: { status: [2xx, 3xx] }, of: http_reqs, target: "> 99.9%" }
  - { name: latency, metric: request_time, where: { name: "/api/*" }, stat: p95, target: "< 200ms", critical: "> 500ms" }
  - { name: step, metric: step_duration, stat: p95, target: "< 1s" }
`;
    writeFileSync(join(folder, 'loadkit.config.yaml'), config);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const rules = (...args: string[]) => carriedOut(['export', 'alerts', '--label', 'name=route', ...args], folder);

  it('names what it assumes, takes what is said instead, and leaves out what has no name', async () => {
    const { stdout: out, stderr: err } = await rules('--metric', 'http_reqs=api_requests_total');
    expect(out).toContain('sum(rate(api_requests_total{status=~"2..|3.."}[5m]))');
    expect(out).toContain('rate(http_request_duration_seconds_bucket{route=~"/api/.*"}[5m])');
    expect(err).toContain('note: request_time, http_req_duration is http_request_duration_seconds: assumed');
    expect(err).toContain('not exported: step: nothing says what Prometheus calls step_duration');
  });

  it.each([
    [['--metric', 'http_reqs'], '"http_reqs" names nothing'],
    [['--metric', 'cpu=sum(a'], '"sum(a" is no PromQL'],
  ])('refuses %j', async (args, what) => {
    expect(await rules(...args)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(what) });
  });

  it.skipIf(promtoolMissing)(
    'fires by its burn rates and limits for what breaks them, and not for what does not',
    async () => {
      const { stdout: out } = await rules();
      const minutes = (of: string) => `0+${of}x35`;
      const series = (bad: number, slow: number) => [
        { series: 'http_requests_total{status="200"}', values: minutes(String(6000 - bad)) },
        ...(bad > 0 ? [{ series: 'http_requests_total{status="500"}', values: minutes(String(bad)) }] : []),
        ...['0.1', '0.5', '1', '+Inf'].map((le, i) => ({
          series: `http_request_duration_seconds_bucket{route="/api/x", le="${le}"}`,
          values: minutes(String(6000 - (i < 2 ? slow : 0))),
        })),
      ];
      const firing = (names: readonly string[]) =>
        ['AvailabilityBudgetBurnsFast', 'LatencyMissed', 'LatencyCritical'].map((alertname) => ({
          eval_time: '30m',
          alertname,
          exp_alerts: names.includes(alertname) ? [EXPECTED[alertname]] : [],
        }));
      const test = (bad: number, slow: number, names: readonly string[]) => ({
        interval: '1m',
        input_series: series(bad, slow),
        alert_rule_test: firing(names),
      });
      const tests = [
        test(0, 0, []),
        // Half of the budget of 0.1 % is no reason to wake anybody; fifteen times is.
        test(3, 0, []),
        test(90, 0, ['AvailabilityBudgetBurnsFast']),
        test(6000, 0, ['AvailabilityBudgetBurnsFast']),
        test(0, 600, ['LatencyMissed', 'LatencyCritical']),
      ];
      const files = { 'rules.yml': out, 'test.yml': { rule_files: ['rules.yml'], evaluation_interval: '1m', tests } };
      expect(promtool(['test', 'rules'], files)).toContain('SUCCESS');
    },
  );
});

const alert = (severity: string, objective: string, summary: string, description: string) => ({
  exp_labels: { severity, objective },
  exp_annotations: { summary, description },
});

const EXPECTED: Readonly<Record<string, ReturnType<typeof alert>>> = {
  AvailabilityBudgetBurnsFast: alert(
    'critical',
    'availability',
    'availability: the error budget of 0.1 % is spent too fast',
    'http_reqs{status:[2xx,3xx]} of http_reqs, by the burn rates of the SRE Workbook',
  ),
  LatencyMissed: alert('warning', 'latency', 'latency is >= 200 ms', 'request_time{name:/api/*} p95 over 5 min'),
  LatencyCritical: alert('critical', 'latency', 'latency is > 500 ms', 'request_time{name:/api/*} p95 over 5 min'),
};
