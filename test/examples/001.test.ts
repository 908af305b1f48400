import { rmSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import type { Project } from '../../src/config/load.ts';
import { growthDemands } from '../../src/growth/demands.ts';
import { demandFigures } from '../../src/growth/figures.ts';
import { hpaAdvice } from '../../src/sizing/hpa/advice.ts';
import { misreckoned } from '../fixtures/arithmetic.ts';
import { stated } from '../fixtures/demand.ts';
import {
  compare,
  copyOf,
  differing,
  exampleFolder,
  limit,
  loadExample,
  objectivesOf,
  pageOf,
  unnoticedChanges,
  WATCHED,
} from '../fixtures/examples.ts';
import guide from '../fixtures/guides/001.json' with { type: 'json' };
import { NOTHING_KNOWN } from '../fixtures/hpa.ts';

const EXAMPLE = exampleFolder('001-service-levels-and-scaling');
const example = await loadExample(EXAMPLE);
const { hpa, nodes, baseline } = guide;

/** The objectives that the guide's rows amount to. */
function expectedObjectives(): Record<string, unknown>[] {
  const [availability, latency, errors] = guide.objectives;
  const [highErrors, memory, cpu, disk] = guide.alerts;
  const alerted = (minutes: number) => ({ over: 30, for: minutes * 60 });
  return [
    {
      name: 'availability',
      good: { status: '2xx' },
      of: 'http_reqs',
      target: limit('>', availability!.percent!, '%'),
      ...alerted(availability!.minutes),
    },
    {
      name: 'latency',
      metric: 'request_time',
      stat: 'p95',
      target: limit('<', latency!.milliseconds!, 'ms'),
      ...alerted(latency!.minutes),
    },
    {
      name: 'error rate',
      bad: { status: '5xx' },
      of: 'http_reqs',
      target: limit('<', errors!.percent!, '%'),
      critical: limit('>', highErrors!.percent, '%'),
      ...alerted(errors!.minutes),
    },
    { name: 'memory usage', monitor: 'memory_usage', critical: limit('>', memory!.percent, '%') },
    { name: 'CPU usage', severity: cpu!.severity, monitor: 'cpu_usage', critical: limit('>', cpu!.percent, '%') },
    { name: 'disk space', severity: disk!.severity, monitor: 'disk_free', critical: limit('<', disk!.percent, '%') },
  ];
}

/** The alerts that no objective is: the service is down, its certificate ends. */
function expectedAlerts(): Record<string, unknown>[] {
  const [down, , certificate] = guide.ofOperation;
  return [
    {
      monitor: 'availability',
      stat: 'max',
      critical: '< 100%',
      over: 10,
      for: down!.minutes! * 60,
      name: 'service down',
    },
    { monitor: 'mysql_up', stat: 'min', critical: '< 1', over: 10, name: 'database connection failure' },
    {
      monitor: 'certificate_remaining',
      stat: 'min',
      critical: `< ${certificate!.days}d`,
      severity: certificate!.severity,
      name: 'certificate expiration',
    },
  ];
}

/** The experiment of the guide, which names neither the moment nor how long a failure may last. */
const EXPERIMENT = {
  ...{ name: 'pod failure', at: 300, timeout: 60, within: 60, required: true, scenarios: ['soak'] },
  run: [
    ...['kubectl', 'delete', 'pod', '--namespace', 'maintenance-api', '--selector', 'app=maintenance-api'],
    ...['--field-selector', 'status.phase=Running', '--wait=false'],
  ],
};

const growth = Object.fromEntries(
  guide.growth.map(({ quantity, percentAMonth }) => [
    quantity,
    {
      ...(quantity === 'data' ? { unit: 'GiB', now: baseline.gibibytesOfStorage / 2 } : {}),
      rate: { ratio: percentAMonth / 100, period: 'month' },
    },
  ]),
);

const rule = ({
  upPercent,
  upMinutes = 0,
  downPercent,
  downMinutes,
}: {
  upPercent: number;
  upMinutes?: number;
  downPercent: number;
  downMinutes: number;
}) => ({
  up: { above: upPercent / 100, for: upMinutes * 60 },
  down: { below: downPercent / 100, for: downMinutes * 60 },
});

/**
 * What of the guide a project lacks, has otherwise, or has too much. Empty: every row stands in it with its numbers.
 */
function differences(project: Project): string[] {
  const { service, tiers, warnings } = project;
  const scaled = {
    deployment: 'maintenance-api',
    namespace: 'maintenance-api',
    request: baseline.millicores / 1000,
    ...rule(hpa),
    replicas: { min: hpa.min, max: hpa.max },
    nodes: { min: nodes.min, max: nodes.max, ...rule(nodes) },
  };
  const tier = {
    name: 'current',
    sessions: 10,
    rate: 50,
    api: {
      replicas: hpa.min,
      cpu: baseline.millicores / 1000,
      memory: baseline.mebibytes * 1024 ** 2,
      network: (baseline.megabitsPerSecond * 1e6) / 8,
    },
    database: { storage: baseline.gibibytesOfStorage * 1024 ** 3 },
    scenarios: {},
    objectives: {},
  };
  return [
    ...differing({ monitors: { ...WATCHED, ready: { http: '/health/ready', every: 1, timeout: 10 } } }, service),
    ...compare('alert', expectedAlerts(), service.alerts),
    ...differing({ events: [EXPERIMENT] }, service),
    ...compare('objective', expectedObjectives(), objectivesOf(project)),
    ...compare(
      'tier',
      [tier],
      tiers.map(({ file: _, ...rest }) => rest),
    ),
    ...differing(
      { target: 'sandbox', sandbox: { slots: 8, service: 0.02 }, growth, hpa: scaled, scenarios: {} },
      service,
    ),
    ...warnings.map(({ what }) => what),
  ];
}

describe('the scaling guide as a configuration', () => {
  test('every row of the guide stands in it with its numbers, and nothing else', () =>
    expect(differences(example)).toEqual([]));

  test('the page beside it names every line of the guide', () => {
    const page = pageOf(EXAMPLE);
    const rows = [
      ...guide.objectives,
      ...guide.alerts,
      ...guide.ofOperation,
      ...guide.notTested,
      guide.experiment,
      ...guide.growth,
      baseline,
      hpa,
      nodes,
    ].map(({ row }) => row);
    expect(rows.filter((row) => !page.includes(row))).toEqual([]);
    expect(rows.length).toBeGreaterThan(15);
  });
});

describe('the scaling guide as a plan', () => {
  const rate = stated('current_rate', 50);
  const sessions = stated('current_sessions', 10, 'users');
  const context = {
    today: '2026-01-23',
    horizon: 12,
    requests: rate,
    users: sessions,
    histories: new Map(),
    peak: null,
    each: null,
  };

  test.each(guide.growth)('growth of $row: $percentAMonth % a month, compounding', ({ quantity, percentAMonth }) => {
    const { all } = growthDemands(example.service.growth, context);
    const demand = all.find((one) => one.quantity === quantity)!;
    const now = demand.at(0).value;
    for (const { month, value } of demand.points)
      expect(value / now).toBeCloseTo((1 + percentAMonth / 100) ** month, 10);
    expect(demand.points.map(({ month }) => month)).toEqual([0, 3, 6, 12]);
    expect(misreckoned([...demandFigures(demand)])).toEqual([]);
  });

  test('a year’s growth as the page beside it says', () => {
    const { all } = growthDemands(example.service.growth, context);
    const times = Object.fromEntries(
      all.map((demand) => [demand.quantity, (demand.at(12).value / demand.at(0).value).toFixed(2)]),
    );
    expect(times).toEqual({ users: '3.14', requests: '5.35', data: '1.80' });
    expect(pageOf(EXAMPLE)).toContain('5.35 times the requests, 10 % 3.14 times the users, and 5 % 1.8 times the data');
  });

  test('the autoscaler’s rules come back in the advice and in the manifest', () => {
    const { figures, manifest } = hpaAdvice({ rules: example.service.hpa!, ...NOTHING_KNOWN });
    const values = Object.fromEntries(figures.map(({ id, value }) => [id, value]));
    expect(values).toMatchObject({
      hpa_target: 0.7,
      hpa_down: 0.3,
      hpa_min: 2,
      hpa_max: 20,
      hpa_up_window: 120,
      hpa_down_window: 300,
      hpa_nodes_max: 10,
      hpa_request: 0.1,
    });
    for (const line of [
      'minReplicas: 2',
      'maxReplicas: 20',
      'averageUtilization: 70',
      'stabilizationWindowSeconds: 120',
      'stabilizationWindowSeconds: 300',
    ])
      expect(manifest).toContain(line);
  });
});

describe('every line of the example counts', () => {
  const copy = copyOf(EXAMPLE);
  afterAll(() => rmSync(copy, { recursive: true, force: true }));
  test.each(['loadkit.config.yaml', 'tiers/current.yaml'])(
    '%s',
    async (file) => {
      const { unnoticed, tried } = await unnoticedChanges(copy, file, differences);
      expect(unnoticed).toEqual([]);
      expect(tried).toBeGreaterThan(10);
    },
    120_000,
  );
});
