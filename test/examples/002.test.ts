import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { effectiveObjectives, effectiveOverride } from '../../src/config/effective.ts';
import type { Project } from '../../src/config/load.ts';
import { growthDemands } from '../../src/growth/demands.ts';
import { demandFigures } from '../../src/growth/figures.ts';
import { planProfile } from '../../src/plan/make-plan.ts';
import { cpuNeeded, gpusNeeded, memoryNeeded } from '../../src/sizing/deployment/needs.ts';
import { evaluated, misreckoned } from '../fixtures/arithmetic.ts';
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
import guide from '../fixtures/guides/002.json' with { type: 'json' };
import { CEILINGS } from '../fixtures/record.ts';

const EXAMPLE = exampleFolder('002-services-and-growth');
const example = await loadExample(EXAMPLE);

/** The objectives that the guide's rows amount to. */
function expectedObjectives(): Record<string, unknown>[] {
  const { burnRate } = guide;
  const reported = (row: string) => guide.report.find((one) => one.row === row)!;
  const services = guide.services.flatMap(({ row, tag, availability, p99Milliseconds, errors }) => {
    const where = { service: tag };
    return [
      {
        name: `${row} availability`,
        good: { status: '2xx' },
        of: 'http_reqs',
        where,
        target: limit('>', availability, '%'),
      },
      { name: `${row} latency`, metric: 'request_time', where, stat: 'p99', target: limit('<', p99Milliseconds, 'ms') },
      { name: `${row} errors`, bad: { status: '5xx' }, of: 'http_reqs', where, target: limit('<', errors, '%') },
    ];
  });
  return [
    ...services,
    {
      name: burnRate.row,
      bad: { status: '5xx' },
      of: 'http_reqs',
      critical: limit('>', burnRate.factor * burnRate.budget * 100, '%'),
      over: burnRate.overMinutes * 60,
      for: burnRate.forMinutes * 60,
    },
    {
      name: 'P50 latency',
      metric: 'request_time',
      stat: 'p50',
      target: limit('<', reported('P50 Latency').milliseconds!, 'ms'),
    },
    {
      name: 'throughput',
      metric: 'http_reqs',
      stat: 'rate',
      target: limit('>=', reported('Throughput').perSecond!, '/s'),
      scenarios: ['load'],
    },
  ];
}

const growth = Object.fromEntries(
  guide.growth.map(({ quantity, unit, now, ...row }) => [
    quantity,
    {
      ...(unit ? { unit } : { peak: 3 }),
      now,
      milestones: { '+3mo': row['+3'], '+6mo': row['+6'], '+12mo': row['+12'] },
    },
  ]),
);

const [smoke, load, stress, soak] = guide.tests;

/**
 * What of the guide a project lacks, has otherwise, or has too much. Empty: every row stands in it with its numbers.
 */
function differences(project: Project): string[] {
  const { service, tiers, warnings } = project;
  const scenarios = {
    smoke: { sessions: smoke!.users![0], duration: smoke!.minutes[0]! * 60 },
    load: { duration: load!.minutes[0]! * 60 },
    stress: { steps: [1, ...stress!.times!], hold: (stress!.minutes[0]! / 2) * 60 },
    soak: { duration: soak!.minutes[0]! * 60 },
  };
  const tier = {
    name: 'current',
    sessions: guide.load.users,
    rate: guide.load.perSecond,
    api: { replicas: 1 },
    scenarios: {},
    objectives: {},
  };
  // Ours, but for the second that the guide's script pauses after each of three requests.
  const plan = {
    thinkTime: 3,
    cpu: { time: 0.01, utilization: 0.7 },
    memory: { perRequest: 2e6, base: 200e6 },
    gpu: { modelMemory: 40e9, memory: 24e9, utilization: 0.7 },
  };
  return [
    ...differing({ monitors: WATCHED }, project.service),
    ...rulesDiffering(project, [{ ...guide.burnRate, minutes: guide.burnRate.forMinutes, severity: 'critical' }]),
    ...compare('objective', expectedObjectives(), objectivesOf(project)),
    ...compare(
      'tier',
      [tier],
      tiers.map(({ file: _, ...rest }) => rest),
    ),
    ...differing(
      { target: 'sandbox', sandbox: { slots: 8, service: 0.02 }, env: ['API_KEY'], growth, scenarios, plan },
      service,
    ),
    ...warnings.map(({ what }) => what),
  ];
}

describe('the growth guide as a configuration', () => {
  test('every row of the guide stands in it with its numbers, and nothing else', () =>
    expect(differences(example)).toEqual([]));

  test('the page beside it names every line of the guide', () => {
    const page = pageOf(EXAMPLE);
    const rows = [guide.services, guide.formulas, guide.growth, guide.tests, guide.report, [guide.burnRate, guide.load]]
      .flat()
      .map(({ row }) => row);
    const lines = [...rows, ...guide.indicators, ...guide.observations, ...guide.recommendations];
    expect(lines.filter((line) => !page.includes(line))).toEqual([]);
    expect(lines.length).toBeGreaterThan(25);
  });

  test('the report’s other targets are those of the gateway and of the burn rate’s error budget', () => {
    const [gateway, inference] = guide.services;
    const targets = Object.fromEntries(guide.report.map((row) => [row.row, row]));
    expect(targets['Availability']!.percent).toBe(gateway!.availability);
    expect(targets['P99 Latency']!.milliseconds).toBe(gateway!.p99Milliseconds);
    expect(targets['Error Rate']!.percent).toBe(inference!.errors);
  });
});

describe('the growth guide as load', () => {
  test.each(guide.tests)('$row: its minutes and its load', ({ scenario, minutes, users, times }) => {
    const tier = example.tiers[0]!;
    const profile = scenario as 'smoke' | 'load' | 'stress' | 'soak';
    const sources = { service: example.service, tier, scenario, profile };
    const objectives = effectiveObjectives({ ...sources, flags: [], at: '2026-11-21' });
    const common = { arrivals: 'poisson', seed: 7, timeScale: 1, requests: 3, ceilings: CEILINGS } as const;
    const { stages } = planProfile({
      scenario,
      profile,
      tier,
      override: effectiveOverride(sources),
      objectives,
      ...common,
    });
    const seconds = stages.filter(({ name }) => name !== 'recovery').reduce((sum, { from, to }) => sum + to - from, 0);
    expect(seconds / 60).toBeGreaterThanOrEqual(minutes[0]!);
    expect(seconds / 60).toBeLessThanOrEqual(minutes[1]!);
    const most = Math.max(...stages.map((stage) => stage.load.to));
    if (users) expect(most).toBeGreaterThanOrEqual(users[0]!);
    if (users) expect(most).toBeLessThanOrEqual(users[1]!);
    if (times && profile !== 'soak') expect(most / tier.rate).toBe(times[1]);
  });

  test('its scenarios run the journey, whose services are those of the objectives', () => {
    const folder = join(EXAMPLE, 'scenarios');
    const names = guide.tests.map(({ scenario }) => `${scenario}.ts`).sort();
    expect(
      readdirSync(folder)
        .filter((name) => name.endsWith('.ts'))
        .sort(),
    ).toEqual(names);
    for (const { scenario } of guide.tests) {
      const text = readFileSync(join(folder, `${scenario}.ts`), 'utf8');
      expect(text).toContain("import main from './journeys/main.ts'");
      expect(text).toContain(`export const options = profile('${scenario}');`);
    }
    const journey = readFileSync(join(folder, 'journeys/main.ts'), 'utf8');
    expect(journey).toContain(`export const requests = ${journey.match(/\bhttp\.(get|post)\(/g)!.length};`);
    const tagged = [...journey.matchAll(/service: '([^']+)'/g)].map(([, service]) => service);
    expect(tagged.sort()).toEqual(guide.services.map(({ tag }) => tag).sort());
  });
});

describe('the growth guide as a plan', () => {
  const { all, requests } = growthDemands(example.service.growth, {
    today: '2026-01-23',
    horizon: 12,
    requests: null,
    users: null,
    histories: new Map(),
    peak: null,
    each: null,
  });

  test.each(guide.growth)('$row: now, +3, +6, +12 months', ({ quantity, now, ...row }) => {
    const demand = all.find((one) => one.quantity === quantity)!;
    expect(demand.points.map(({ month, value }) => [month, value])).toEqual([
      [0, now],
      [3, row['+3']],
      [6, row['+6']],
      [12, row['+12']],
    ]);
    expect(misreckoned(demandFigures(demand))).toEqual([]);
  });

  test('requests per day as a rate at the peak, as the page beside it says', () => {
    expect(requests!.at(12).value).toBeCloseTo((3 * 1e6) / 86_400, 10);
    expect([(1e6 / 86_400).toFixed(1), requests!.at(12).value.toFixed(1)]).toEqual(['11.6', '34.7']);
    expect(pageOf(EXAMPLE)).toContain('11.6 a second in the mean, and 34.7 at three times that');
  });

  test.each(guide.formulas)('$row is the guide’s own formula', ({ row, formula }) => {
    // The guide gives no numbers: these are ours.
    const vectors = {
      cpu_needed: {
        inputs: { requests_per_sec: 200, avg_processing_time: 0.02, utilization_target: 0.7 },
        ours: cpuNeeded(200, 0.02, 0.7),
        value: 5.7142857143,
      },
      memory_needed: {
        inputs: { concurrent_requests: 50, memory_per_request: 10e6, base_memory: 512e6 },
        ours: memoryNeeded(50, 10e6, 512e6),
        value: 1012e6,
      },
      gpus_needed: {
        inputs: { model_memory: 140e9, gpu_memory: 80e9, replicas: 3 },
        ours: gpusNeeded(140e9, 80e9, 3),
        value: 6,
      },
    };
    const { inputs, ours, value } = vectors[row as keyof typeof vectors];
    const figures = Object.entries(inputs).map(([id, amount]) => stated(id, amount));
    expect(evaluated(formula, figures)).toBeCloseTo(ours, 9);
    expect(ours).toBeCloseTo(value, 9);
  });
});

describe('every line of the example counts', () => {
  const copy = copyOf(EXAMPLE);
  afterAll(() => rmSync(copy, { recursive: true, force: true }));
  test.each(['loadkit.config.yaml', 'alerts.yml', 'tiers/current.yaml'])(
    '%s',
    async (file) => {
      const { unnoticed, tried } = await unnoticedChanges(copy, file, differences);
      expect(unnoticed).toEqual([]);
      expect(tried).toBeGreaterThan(5);
    },
    120_000,
  );
});
