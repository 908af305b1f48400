import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { effectiveObjectives, effectiveOverride } from '../../src/config/effective.ts';
import type { Project } from '../../src/config/load.ts';
import { planProfile } from '../../src/plan/make-plan.ts';
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
  same,
  unnoticedChanges,
  WATCHED,
} from '../fixtures/examples.ts';
import guide from '../fixtures/guides/000.json' with { type: 'json' };
import { CEILINGS } from '../fixtures/record.ts';

const EXAMPLE = exampleFolder('000-thresholds-and-load-tests');
const SCENARIOS = ['smoke', 'baseline', 'stress', 'endurance'];

const example = await loadExample(EXAMPLE);
const GB = 1e9;

/** How each row of the guide is measured; the numbers come from the fixture. */
const MEASURES: Record<string, Record<string, unknown>> = {
  'Interactive operations': onStep('interactive operation', 'p95'),
  'Docker deployment': onStep('deployment workflow', 'p95'),
  '200-class analysis': onStep('200-class analysis', 'p95'),
  'API response (p95)': { name: 'API response', metric: 'request_time', stat: 'p95' },
  'Session creation': onStep('session creation', 'p95'),
  'CPU usage': { name: 'CPU usage', monitor: 'cpu_usage' },
  'Memory usage': { name: 'memory usage', monitor: 'memory_usage' },
  'DB connections': { name: 'DB connections', monitor: 'db_pool_usage' },
  'Disk usage': { name: 'disk usage', monitor: 'disk_usage' },
  HighResponseLatency: { name: 'HighResponseLatency', metric: 'request_time', stat: 'p95' },
  CriticalResponseLatency: { name: 'CriticalResponseLatency', metric: 'request_time', stat: 'p95' },
  WorkflowTimeout: { ...onStep('deployment workflow', 'max'), name: 'WorkflowTimeout' },
  HighMemoryUsage: { name: 'HighMemoryUsage', monitor: 'process_resident_memory_bytes' },
};

function onStep(step: string, stat: string) {
  return { name: step, metric: 'step_duration', where: { step }, stat };
}

/** The objectives that the guide's rows amount to. */
function expectedObjectives(): Record<string, unknown>[] {
  const thresholds = [...guide.responseTimes, ...guide.resources].map(({ row, target, critical, unit }) => ({
    ...MEASURES[row],
    target: limit('<', target, unit),
    critical: limit('>', critical, unit),
  }));
  const alerts = guide.alerts.map(({ row, above, unit, minutes, severity }) => {
    const windows = { ...MEASURES[row], over: 30, for: minutes * 60 };
    return { ...windows, critical: limit('>', above, unit), ...(severity === 'warning' ? { severity } : {}) };
  });
  const { p95Milliseconds, errorPercent } = guide.scenarios.baseline;
  return [
    ...thresholds,
    ...alerts,
    {
      name: 'baseline latency',
      metric: 'request_time',
      stat: 'p95',
      target: limit('<', p95Milliseconds, 'ms'),
      scenarios: ['baseline'],
    },
    { name: 'errors', metric: 'http_req_failed', stat: 'rate', target: limit('<', errorPercent, '%') },
  ];
}

/** The tiers that the guide's tables amount to; the scenarios are those of the smallest. */
function expectedTiers(): Record<string, unknown>[] {
  const { baseline, stress, endurance } = guide.scenarios;
  const scenarios = {
    baseline: { sessions: baseline.users, duration: baseline.minutes * 60 },
    stress: {
      stages: stress.stages.map(({ minutes, users }) => ({ duration: minutes * 60, users })),
      recovery: { users: baseline.users, ramp: 30, hold: stress.recoveryMinutes * 60 },
      // Its row does not fit into what is judged of these stages (test/slo/windows/alerts.test.ts).
      objectives: { HighResponseLatency: { required: false } },
    },
    endurance: { sessions: endurance.users, duration: endurance.hours * 3600 },
  };
  return guide.tiers.map((tier) => ({
    name: tier.row.toLowerCase(),
    sessions: tier.sessions,
    rate: tier.rate,
    ...(tier.replicas === undefined
      ? {}
      : { api: { replicas: tier.replicas, cpu: tier.cores, memory: tier.gigabytes! * GB } }),
    database: {
      connections: tier.connections,
      ...(tier.pool === undefined ? {} : { pool: tier.pool, overflow: tier.overflow, of: 'deployment' }),
    },
    ...(tier.workers === undefined ? {} : { workers: { count: tier.workers, memory: tier.gigabytesOfWorker! * GB } }),
    scenarios: tier.row === 'Small' ? scenarios : {},
    objectives: {},
  }));
}

/**
 * What of the guide a project lacks, has otherwise, or has too much. Empty: every row stands in it with its numbers.
 */
function differences(project: Project): string[] {
  const { service, tiers, warnings } = project;
  const { endurance } = guide.scenarios;
  const others = {
    target: 'sandbox',
    env: ['API_KEY'],
    events: [
      {
        ...{ name: 'session purge', at: (endurance.hours * 3600) / 2, run: ['sh', 'purge-sessions.sh'] },
        ...{ timeout: guide.purge.alertMinutes * 60, required: false, scenarios: ['endurance'] },
      },
    ],
    scenarios: { endurance: { duration: endurance.hours * 3600 } },
  };
  return [
    ...differing({ monitors: WATCHED }, project.service),
    ...rulesDiffering(project, guide.alerts),
    ...compare('objective', expectedObjectives(), objectivesOf(project)),
    ...compare(
      'tier',
      expectedTiers(),
      tiers.map(({ file: _, ...tier }) => tier),
    ),
    ...Object.entries(others).flatMap(([key, value]) =>
      same(service[key as keyof typeof others], value) ? [] : [key],
    ),
    ...warnings.map(({ what }) => what),
  ];
}

describe('the thresholds guide as a configuration', () => {
  test('every row of the guide stands in it with its numbers, and nothing else', () => {
    expect(differences(example)).toEqual([]);
  });

  test('the page beside it names every line of the guide', () => {
    const page = pageOf(EXAMPLE);
    const { scenarios, expectations, monitored, purge } = guide;
    const rows = [guide.responseTimes, guide.resources, guide.alerts, guide.tiers, Object.values(scenarios)].flat();
    const ofPurge = [
      purge.row,
      `Retention ${purge.retentionDays} days`,
      `Expected Duration < ${purge.expectedMinutes} minutes`,
      `Alert Threshold > ${purge.alertMinutes} minutes`,
    ];
    expect(readFileSync(join(EXAMPLE, 'purge-sessions.sh'), 'utf8')).toContain(
      `interval '${purge.retentionDays} days'`,
    );
    const lines = [...rows.map(({ row }) => row), ...ofPurge, ...expectations, ...monitored];
    expect(lines.filter((line) => !page.includes(line))).toEqual([]);
    expect(lines.length).toBeGreaterThan(35);
  });

  test.each(['smoke', 'baseline', 'stress', 'soak'])('its objectives can be judged in a %s run', (profile) => {
    const tier = example.tiers[0]!;
    const objectives = effectiveObjectives({
      service: example.service,
      tier,
      scenario: profile,
      profile,
      flags: [],
      at: '2026-11-21',
    });
    expect(objectives.filter(({ source }) => source === 'config').length).toBeGreaterThan(5);
    const baseline = objectives.some(({ name }) => name === 'baseline latency');
    expect(baseline).toBe(profile === 'baseline');
    for (const { measure, required } of objectives) if (measure.kind === 'monitor') expect(required).toBe(false);
  });
});

describe('the thresholds guide as load', () => {
  const planOf = (scenario: string, profile: 'smoke' | 'baseline' | 'stress' | 'soak') => {
    const tier = example.tiers[0]!;
    const sources = { service: example.service, tier, scenario, profile };
    const override = effectiveOverride(sources);
    const objectives = effectiveObjectives({ ...sources, flags: [], at: '2026-11-21' });
    const common = { arrivals: 'poisson', seed: 7, timeScale: 1, requests: 5, ceilings: CEILINGS } as const;
    return planProfile({ scenario, profile, tier, override, objectives, ...common });
  };
  const { baseline, stress, endurance } = guide.scenarios;

  test('baseline: 10 users for 10 minutes', () => {
    const options = { executor: 'constant-vus', vus: baseline.users, duration: `${baseline.minutes * 60}s` };
    expect(planOf('baseline', 'baseline').options).toMatchObject({ scenarios: { main: options } });
  });

  test('stress: the stages of the guide, then five minutes of recovery', () => {
    const { stages } = planOf('stress', 'stress');
    const ramps = stress.stages.map(({ minutes, users }) => [users, minutes * 60]);
    expect(stages.map(({ load, from, to }) => [load.to, to - from])).toEqual([
      ...ramps,
      [10, 30 + stress.recoveryMinutes * 60],
    ]);
  });

  test('endurance: 20 users for 4 hours', () => {
    const options = { executor: 'constant-vus', vus: endurance.users, duration: `${endurance.hours * 3600}s` };
    expect(planOf('endurance', 'soak').options).toMatchObject({ scenarios: { main: options } });
  });

  test('its scenarios run the journey, whose steps are those of the objectives', () => {
    const folder = join(EXAMPLE, 'scenarios');
    expect(
      readdirSync(folder)
        .filter((name) => name.endsWith('.ts'))
        .sort(),
    ).toEqual(SCENARIOS.map((name) => `${name}.ts`).sort());
    for (const name of SCENARIOS) {
      const text = readFileSync(join(folder, `${name}.ts`), 'utf8');
      expect(text).toContain("import main from './journeys/main.ts'");
      expect(text).toContain(`export const options = profile('${name}');`);
      expect(text).toContain('export default main;');
    }
    const journey = readFileSync(join(folder, 'journeys/main.ts'), 'utf8');
    const calls = journey.match(/\bhttp\.(get|post)\(/g) ?? [];
    expect(journey).toContain(`export const requests = ${calls.length};`);
    expect(journey).toContain('readBack(');
    const made = [...journey.matchAll(/step\('([^']+)'/g)].map(([, step]) => step);
    const judged = example.service.objectives.flatMap(({ where }) => where?.['step'] ?? []);
    expect([...new Set(judged)].sort()).toEqual([...made].sort());
  });
});

describe('every line of the example counts', () => {
  const copy = copyOf(EXAMPLE);
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  const files = [
    'loadkit.config.yaml',
    'alerts.yml',
    ...guide.tiers.map(({ row }) => `tiers/${row.toLowerCase()}.yaml`),
  ];
  test.each(files)(
    '%s',
    async (file) => {
      const { unnoticed, tried } = await unnoticedChanges(copy, file, differences);
      expect(unnoticed).toEqual([]);
      expect(tried).toBeGreaterThan(10);
    },
    120_000,
  );
});
