import { rmSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { effectiveObjectives } from '../../src/config/effective.ts';
import type { Project } from '../../src/config/load.ts';
import { hpaAdvice } from '../../src/sizing/hpa/advice.ts';
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
import guide from '../fixtures/guides/004.json' with { type: 'json' };
import { NOTHING_KNOWN } from '../fixtures/hpa.ts';

const EXAMPLE = exampleFolder('004-runbook');
const example = await loadExample(EXAMPLE);
const { hpa } = guide;

/** The objectives that the guide's rows amount to. */
function expectedObjectives(): Record<string, unknown>[] {
  const [availability, latency, errors, cache] = guide.objectives;
  const [highErrors, slow] = guide.alerts;
  const [cpu, memory] = guide.checklist;
  return [
    { name: 'availability', good: { status: '2xx' }, of: 'http_reqs', target: limit('>', availability!.percent!, '%') },
    {
      name: 'response time',
      metric: 'request_time',
      stat: 'p95',
      target: limit('<', latency!.milliseconds!, 'ms'),
      critical: limit('>', slow!.seconds!, 's'),
    },
    {
      name: 'error rate',
      bad: { status: '5xx' },
      of: 'http_reqs',
      target: limit('<', errors!.percent!, '%'),
    },
    {
      name: 'HighErrorRate',
      metric: 'http_reqs',
      where: { status: '5xx' },
      stat: 'rate',
      severity: highErrors!.severity,
      critical: limit('>', highErrors!.errorsPerSecond!, '/s'),
      over: highErrors!.windowMinutes! * 60,
      for: highErrors!.minutes * 60,
    },
    {
      name: 'SlowResponseTime',
      metric: 'request_time',
      stat: 'p95',
      critical: limit('>', slow!.seconds!, 's'),
      over: 30,
      for: slow!.minutes * 60,
    },
    { name: 'cache hit rate', monitor: 'cache_hit_ratio', target: limit('>', cache!.percent!, '%') },
    { name: 'CPU usage', monitor: 'cpu_usage', target: limit('<', cpu!.percent, '%') },
    { name: 'memory usage', monitor: 'memory_usage', target: limit('<', memory!.percent, '%') },
  ];
}

/**
 * What of the guide a project lacks, has otherwise, or has too much. Empty: every row stands in it with its numbers.
 */
function differences(project: Project): string[] {
  const { service, warnings } = project;
  const scaled = {
    deployment: 'rag-system',
    up: { above: hpa.upPercent / 100, for: hpa.upMinutes * 60 },
    down: { below: hpa.downPercent / 100, for: hpa.downMinutes * 60 },
    replicas: { min: hpa.min, max: hpa.max },
  };
  return [
    ...differing({ monitors: WATCHED }, project.service),
    ...rulesDiffering(project, guide.alerts),
    ...compare('objective', expectedObjectives(), objectivesOf(project)),
    ...differing({ target: 'sandbox', growth: {}, scenarios: {}, hpa: scaled }, service),
    ...warnings.map(({ what }) => what),
  ];
}

describe('the runbook as a configuration', () => {
  test('every row of the guide stands in it with its numbers, and nothing else', () =>
    expect(differences(example)).toEqual([]));

  test('the page beside it names every line of the guide', () => {
    const page = pageOf(EXAMPLE);
    const rows = [...guide.objectives, ...guide.alerts, ...guide.checklist, hpa, guide.retention].map(({ row }) => row);
    expect(rows.filter((row) => !page.includes(row))).toEqual([]);
  });

  test('more cache hits are better, and without a monitor they fail nothing', () => {
    const objectives = effectiveObjectives({
      service: example.service,
      tier: null,
      scenario: 'load',
      profile: 'load',
      flags: [],
      at: '2026-11-21',
    });
    const cache = objectives.find(({ name }) => name === 'cache hit rate')!;
    expect(cache).toMatchObject({ required: false, target: { op: '>', value: 0.85 } });
  });
});

test('the runbook as a plan: the autoscaler’s rules come back in the advice and in the manifest', () => {
  const { figures, manifest, caveats } = hpaAdvice({ rules: example.service.hpa!, ...NOTHING_KNOWN });
  const values = Object.fromEntries(figures.map(({ id, value }) => [id, value]));
  expect(values).toMatchObject({
    hpa_target: 0.7,
    hpa_down: 0.3,
    hpa_min: 3,
    hpa_max: 20,
    hpa_up_window: 300,
    hpa_down_window: 600,
  });
  for (const line of [
    'minReplicas: 3',
    'maxReplicas: 20 # unless approved',
    'averageUtilization: 70',
    'stabilizationWindowSeconds: 300',
    'stabilizationWindowSeconds: 600',
  ])
    expect(manifest).toContain(line);
  expect(caveats).toContain('at most 20 replicas unless more are approved');
});

describe('every line of the example counts', () => {
  const copy = copyOf(EXAMPLE);
  afterAll(() => rmSync(copy, { recursive: true, force: true }));
  test.each(['loadkit.config.yaml', 'alerts.yml'])(
    '%s',
    async (file) => {
      const { unnoticed, tried } = await unnoticedChanges(copy, file, differences);
      expect(unnoticed).toEqual([]);
      expect(tried).toBeGreaterThan(10);
    },
    120_000,
  );
});
