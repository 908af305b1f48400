import { rmSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import type { Project } from '../../src/config/load.ts';
import { limitingAdvice, RESOURCES, type Resource, type ResourceUse } from '../../src/sizing/hpa/limiting.ts';
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
  rulesDiffering,
  unnoticedChanges,
  WATCHED,
} from '../fixtures/examples.ts';
import guide from '../fixtures/guides/003.json' with { type: 'json' };

const EXAMPLE = exampleFolder('003-indicators-and-sizing');
const example = await loadExample(EXAMPLE);

/** The objectives that the guide's rows amount to. */
function expectedObjectives(): Record<string, unknown>[] {
  const [latency, throughput, errors, query, pool] = guide.indicators;
  const [highErrors, highLatency] = guide.alerts;
  const alerted = (minutes: number) => ({ over: 30, for: minutes * 60 });
  return [
    {
      name: 'API response time',
      metric: 'request_time',
      stat: 'p95',
      target: limit('<', latency!.seconds!, 's'),
      critical: limit('>', latency!.alertSeconds!, 's'),
    },
    {
      name: 'throughput',
      metric: 'http_reqs',
      stat: 'rate',
      target: limit('>', throughput!.perSecond!, '/s'),
      critical: limit('<', throughput!.alertPerSecond!, '/s'),
      scenarios: ['load', 'stress', 'breakpoint'],
    },
    {
      name: 'error rate',
      bad: { status: '5xx' },
      of: 'http_reqs',
      target: limit('<', errors!.percent!, '%'),
      critical: limit('>', errors!.alertPercent!, '%'),
    },
    {
      name: 'HighErrorRate',
      metric: 'http_reqs',
      where: { status: '5xx' },
      stat: 'rate',
      critical: limit('>', highErrors!.errorsPerSecond!, '/s'),
      over: highErrors!.windowMinutes! * 60,
      for: highErrors!.minutes * 60,
    },
    {
      name: 'HighLatency',
      metric: 'request_time',
      stat: 'p95',
      severity: highLatency!.severity,
      critical: limit('>', highLatency!.seconds!, 's'),
      ...alerted(highLatency!.minutes),
    },
    { name: 'query response time', monitor: 'db_query_time', target: limit('<', query!.milliseconds!, 'ms') },
    { name: 'connection pool', monitor: 'db_pool_usage', target: limit('<', pool!.percent!, '%') },
  ];
}

/**
 * What of the guide a project lacks, has otherwise, or has too much. Empty: every row stands in it with its numbers.
 */
function differences(project: Project): string[] {
  const { service, tiers, warnings } = project;
  const throughput = guide.indicators[1]!.perSecond!;
  const { pool, overflow } = guide.pool;
  const expected = guide.sizes.map(({ tier, cores, gigabytes, gigabytesOfDisk, megabitsPerSecond }) => ({
    name: tier,
    sessions: 10,
    rate: throughput + throughput / 10,
    api: {
      replicas: 1,
      cpu: cores,
      memory: gigabytes * 1e9,
      disk: gigabytesOfDisk * 1e9,
      network: (megabitsPerSecond * 1e6) / 8,
    },
    database: { pool, overflow },
    scenarios: {},
    objectives: {},
  }));
  return [
    ...differing({ monitors: { ...WATCHED, disk: DISK } }, project.service),
    ...rulesDiffering(project, guide.alerts),
    ...compare('objective', expectedObjectives(), objectivesOf(project)),
    ...compare(
      'tier',
      expected,
      tiers.map(({ file: _, ...rest }) => rest),
    ),
    ...differing({ target: 'sandbox', sandbox: { slots: 8, service: 0.02 }, growth: {}, scenarios: {} }, service),
    ...warnings.map(({ what }) => what),
  ];
}

/** What the guide's "Disk" is held against: bytes in the service's folder. */
const DISK = { command: ['sh', 'disk-used.sh'], readings: { disk_used_bytes: 'used' }, every: 10, timeout: 10 };

describe('the sizing guide as a configuration', () => {
  test('every row of the guide stands in it with its numbers, and nothing else', () =>
    expect(differences(example)).toEqual([]));

  test('the page beside it names every line of the guide', () => {
    const page = pageOf(EXAMPLE);
    const rows = [guide.indicators, guide.alerts, guide.sizes, guide.scaling, [guide.pool, guide.replicas]]
      .flat()
      .map(({ row }) => row);
    expect([...rows, ...guide.notTested].filter((row) => !page.includes(row))).toEqual([]);
  });

  test('the minimum comes before the recommended, and nothing of it is more', () => {
    const [minimum, recommended] = example.tiers.map(({ api }) => api!);
    expect(example.tiers.map(({ name }) => name)).toEqual(['minimum', 'recommended']);
    for (const part of ['cpu', 'memory', 'disk', 'network'] as const)
      expect(recommended![part]).toBeGreaterThan(minimum![part]!);
  });
});

describe('the sizing guide as a plan', () => {
  test.each(guide.scaling)('$row: $advice', ({ resource, advice }) => {
    const uses = Object.fromEntries(
      RESOURCES.map((one): [Resource, ResourceUse] => [
        one,
        {
          utilisation: stated(`${one}_use`, one === resource ? 0.6 : 0.1, 'ratio'),
          ceiling: stated(`${one}_ceiling`, 0.8, 'ratio'),
          owner: one === 'disk' || one === 'pool' ? 'shared' : 'replica',
        },
      ]),
    ) as Record<Resource, ResourceUse>;
    const found = limitingAdvice(stated('carried', 50), uses);
    expect(found.resource).toBe(resource);
    expect(found.sentences.join(' ')).toContain(advice);
  });
});

describe('every line of the example counts', () => {
  const copy = copyOf(EXAMPLE);
  afterAll(() => rmSync(copy, { recursive: true, force: true }));
  test.each(['loadkit.config.yaml', 'alerts.yml', 'tiers/minimum.yaml', 'tiers/recommended.yaml'])(
    '%s',
    async (file) => {
      const { unnoticed, tried } = await unnoticedChanges(copy, file, differences);
      expect(unnoticed).toEqual([]);
      expect(tried).toBeGreaterThan(10);
    },
    120_000,
  );
});
