import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { effectiveObjectives, effectiveOverride } from '../../src/config/effective.ts';
import { parseLimit } from '../../src/config/limit.ts';
import { loadProject, type Project } from '../../src/config/load.ts';
import { UserError } from '../../src/errors.ts';
import { planProfile } from '../../src/plan/make-plan.ts';
import guide from '../fixtures/guides/000.json' with { type: 'json' };
import { CEILINGS } from '../fixtures/record.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const EXAMPLE = join(root, 'docs/examples/000-thresholds-and-load-tests');
const SCENARIOS = ['smoke', 'baseline', 'stress', 'endurance'];

/** Without loadkit's own tiers, which would take the place of one that is missing. */
const load = (cwd: string) => loadProject({ cwd, env: {}, shippedTiers: join(cwd, 'tiers') });
const example = await load(EXAMPLE);

const GB = 1e9;
const FACTORS: Record<string, [factor: number, unit: string]> = {
  ms: [1 / 1000, 'seconds'],
  s: [1, 'seconds'],
  min: [60, 'seconds'],
  '%': [1 / 100, 'ratio'],
  GiB: [1024 ** 3, 'bytes'],
};

/** A limit as the loader must understand it. */
function limit(op: string, amount: number, unit: string) {
  const [factor, base] = FACTORS[unit]!;
  return { op, value: Number((amount * factor).toPrecision(12)), unit: base };
}

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

/** A warning is degraded, below a critical limit that the guide gives elsewhere. */
const CRITICAL_OF_WARNING: Record<string, unknown> = {
  HighResponseLatency: limit('>', guide.alerts.find(({ row }) => row === 'CriticalResponseLatency')!.above, 's'),
  WorkflowTimeout: limit('>', guide.responseTimes.find(({ row }) => row === 'Docker deployment')!.critical, 'min'),
};

/** The objectives that the guide's rows amount to. */
function expectedObjectives(): Record<string, unknown>[] {
  const thresholds = [...guide.responseTimes, ...guide.resources].map(({ row, target, critical, unit }) => ({
    ...MEASURES[row],
    target: limit('<', target, unit),
    critical: limit('>', critical, unit),
  }));
  const alerts = guide.alerts.map(({ row, above, unit, minutes, severity }) => {
    const windows = { ...MEASURES[row], over: 30, for: minutes * 60 };
    if (severity === 'critical') return { ...windows, critical: limit('>', above, unit) };
    const critical = CRITICAL_OF_WARNING[row];
    return { ...windows, target: limit('<=', above, unit), ...(critical ? { critical } : {}) };
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
      ...(tier.pool === undefined ? {} : { pool: tier.pool, overflow: tier.overflow }),
    },
    ...(tier.workers === undefined ? {} : { workers: { count: tier.workers, memory: tier.gigabytesOfWorker! * GB } }),
    scenarios: tier.row === 'Small' ? scenarios : {},
    objectives: {},
  }));
}

const read = (text: string | undefined) => (text === undefined ? {} : parseLimit(text));

/** What of the guide a project lacks, has otherwise, or has too much. Empty: every row stands in it with its numbers. */
function differences({ service, tiers, warnings }: Project): string[] {
  const objectives = service.objectives.map(({ target, critical, ...rest }) => ({
    ...rest,
    ...(target === undefined ? {} : { target: read(target) }),
    ...(critical === undefined ? {} : { critical: read(critical) }),
  }));
  const { endurance } = guide.scenarios;
  const others = {
    target: 'sandbox',
    env: ['API_KEY'],
    scenarios: { endurance: { duration: endurance.hours * 3600 } },
  };
  return [
    ...compare('objective', expectedObjectives(), objectives),
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

type Named = Readonly<Record<string, unknown>>;

function same(a: unknown, b: unknown): boolean {
  const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
  return isDeepStrictEqual(plain(a), plain(b));
}

function compare(kind: string, expected: readonly Named[], actual: readonly Named[]): string[] {
  const missing = expected.flatMap((one) => {
    const other = actual.find(({ name }) => name === one['name']);
    if (!other) return [`${kind} ${one['name']} is missing`];
    return same(other, one) ? [] : [`${kind} ${one['name']}: ${JSON.stringify(other)}, not ${JSON.stringify(one)}`];
  });
  const extra = actual.filter(({ name }) => !expected.some((one) => one['name'] === name));
  return [...missing, ...extra.map(({ name }) => `${kind} ${name} is not in the guide`)];
}

describe('guide 000 as a configuration', () => {
  test('every row of the guide stands in it with its numbers, and nothing else', () => {
    expect(differences(example)).toEqual([]);
  });

  test('the page beside it names every line of the guide', () => {
    const page = readFileSync(join(EXAMPLE, 'README.md'), 'utf8').replace(/\s+/g, ' ');
    const { scenarios, expectations, monitored } = guide;
    const rows = [guide.responseTimes, guide.resources, guide.alerts, guide.tiers, Object.values(scenarios)].flat();
    const lines = [...rows.map(({ row }) => row), ...expectations, ...monitored];
    expect(lines.filter((line) => !page.includes(line))).toEqual([]);
    expect(lines.length).toBeGreaterThan(35);
  });

  test.each(['smoke', 'baseline', 'stress', 'soak'])('its objectives can be judged in a %s run', (profile) => {
    const tier = example.tiers[0]!;
    const objectives = effectiveObjectives({ service: example.service, tier, scenario: profile, profile, flags: [] });
    expect(objectives.filter(({ source }) => source === 'config').length).toBeGreaterThan(5);
    const baseline = objectives.some(({ name }) => name === 'baseline latency');
    expect(baseline).toBe(profile === 'baseline');
    for (const { measure, required } of objectives) if (measure.kind === 'monitor') expect(required).toBe(false);
  });
});

describe('guide 000 as load', () => {
  const planOf = (scenario: string, profile: 'smoke' | 'baseline' | 'stress' | 'soak') => {
    const tier = example.tiers[0]!;
    const sources = { service: example.service, tier, scenario, profile };
    const override = effectiveOverride(sources);
    const objectives = effectiveObjectives({ ...sources, flags: [] });
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

/** A test that cannot fail proves nothing: each line of the example is taken away and each of its numbers changed in turn. */
describe('every line of the example counts', () => {
  const copy = mkdtempSync(join(tmpdir(), 'loadkit-example-'));
  afterAll(() => rmSync(copy, { recursive: true, force: true }));
  cpSync(EXAMPLE, copy, { recursive: true });

  const fails = async (file: string, text: string): Promise<boolean> => {
    writeFileSync(join(copy, file), text);
    try {
      return differences(await load(copy)).length > 0;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return true;
    }
  };

  const files = ['loadkit.config.yaml', ...guide.tiers.map(({ row }) => `tiers/${row.toLowerCase()}.yaml`)];
  test.each(files)(
    '%s',
    async (file) => {
      const lines = readFileSync(join(EXAMPLE, file), 'utf8').split('\n');
      const unnoticed: string[] = [];
      let tried = 0;
      for (const [i, line] of lines.entries()) {
        const [, written, comment] = /^(.*?)(\s+#.*|#.*)?$/.exec(line)!;
        if (written!.trim() === '') continue;
        const changed = [...written!.matchAll(/\d+/g)].map(
          ({ 0: digits, index }) =>
            `${written!.slice(0, index)}${Number(digits) + 1}${written!.slice(index! + digits.length)}${comment ?? ''}`,
        );
        const words = [...written!.matchAll(/[A-Za-z]{3,}/g)].map(
          ({ 0: word, index }) =>
            `${written!.slice(0, index)}${word}x${written!.slice(index! + word.length)}${comment ?? ''}`,
        );
        for (const other of [null, ...changed, ...words]) {
          const text = lines.flatMap((own, at) => (at === i ? (other ?? []) : own)).join('\n');
          tried += 1;
          if (!(await fails(file, text))) unnoticed.push(other === null ? `- ${line}` : other);
        }
      }
      writeFileSync(join(copy, file), lines.join('\n'));
      expect(unnoticed).toEqual([]);
      expect(tried).toBeGreaterThan(10);
      expect(await fails(file, lines.join('\n'))).toBe(false);
    },
    120_000,
  );
});
