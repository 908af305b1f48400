import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Result } from '../../../src/result/result.ts';
import type { SandboxOptions } from '../../../src/sandbox/sandbox.ts';
import { type After, emptyFolder, loadkit, resultIn, runFolder, timelineIn, undisturbed } from '../command.ts';
import { startOwnSandbox } from '../service.ts';

const OBJECTIVES = `objectives:
  - { name: API response, metric: request_time, stat: p95, target: "< 200ms", critical: "> 500ms" }
  - { name: server errors, bad: { status: 5xx }, of: http_reqs, target: "< 1%", critical: "> 5%" }
`;

interface Case {
  readonly scenario: string;
  /** The `scenarios:` of the configuration. */
  readonly override: string;
  readonly timeScale: string;
  readonly service: SandboxOptions;
}

const DISTURBED = 5;

/**
 * Runs a shipped scenario at the medium tier on a service of its own, once more when the machine disturbed it. What a
 * test asks before `disturbed` holds on any machine; the rest says nothing where the machine had no time for it.
 */
async function run({ scenario, override, timeScale, service }: Case, after: After) {
  return undisturbed(async () => {
    const cwd = emptyFolder(after);
    const sandbox = await startOwnSandbox({ seed: 3, ...service }, after);
    writeFileSync(join(cwd, 'loadkit.config.yaml'), `${OBJECTIVES}scenarios: { ${override} }\n`);
    const args = ['run', scenario, '--tier', 'medium', '--target', sandbox.url, '--time-scale', timeScale];
    const ended = await loadkit([...args, '--format', 'junit'], { cwd, after });
    await sandbox.close();
    const folder = runFolder(join(cwd, 'reports'));
    const result = resultIn(folder);
    const reasons = result.stages.flatMap((stage) => stage.reasons);
    const disturbed = reasons.length > 0 ? `the machine disturbed two runs: ${reasons.join('; ')}` : undefined;
    const said = ended.stdout.replace(/\s+/g, ' ');
    return { ...ended, exit: ended.code, code: disturbed ? DISTURBED : ended.code, said, folder, result, disturbed };
  });
}

const stages = ({ stages }: Result) => stages.map(({ name, zone, counts }) => [name, zone, counts]);
const names = ({ stages }: Result) => stages.map(({ name }) => name);
const integrity = ({ objectives }: Result) => objectives.find(({ name }) => name === 'integrity');

// Three at a time: together they leave more than half of two cores idle, but for the second in which each starts.
describe.concurrent('a profile that holds its load', () => {
  test('load holds the rate, and its one stage is judged', async ({ skip, onTestFinished: after }) => {
    const { exit, result, disturbed } = await run(
      {
        scenario: 'load',
        override: 'load: { rate: 60, duration: 5m, ramp: 20s }',
        timeScale: '0.03',
        service: { slots: 4, service: 0.01 },
      },
      after,
    );
    expect(result.run).toMatchObject({ state: 'complete', profile: 'load', arrivals: 'poisson' });
    expect(names(result)).toEqual(['load']);
    if (disturbed) skip(disturbed);
    expect([exit, result.verdict]).toEqual([0, 'met']);
    // 8 s at 60/s, in iterations of 4 requests: four standard deviations
    expect(Math.abs(result.stages[0]!.throughput! - 60)).toBeLessThan(22);
  });

  test('endurance is soak: the sessions, and every record read back as it was written', async ({
    skip,
    onTestFinished: after,
  }) => {
    const { exit, result, folder, disturbed } = await run(
      {
        scenario: 'endurance',
        override: 'endurance: { sessions: 8, duration: 10m }',
        timeScale: '0.015',
        service: { slots: 4, service: 0.01 },
      },
      after,
    );
    expect(result.run).toMatchObject({ scenario: 'soak', profile: 'soak', state: 'complete', arrivals: null });
    expect(folder).toContain('-soak-medium-');
    expect(result.stages).toMatchObject([{ name: 'soak', load: { kind: 'users', to: 8 } }]);
    expect(result.totals.vusMax).toBe(8);
    expect(integrity(result)).toMatchObject({ zone: 'met', actual: 1 });
    expect(integrity(result)!.samples).toBeGreaterThan(20);
    if (disturbed) skip(disturbed);
    expect([exit, result.verdict]).toEqual([0, 'met']);
  });

  test('a spike that a service cannot stand is reported, and no failure when it recovers', async ({
    skip,
    onTestFinished: after,
  }) => {
    const { exit, result, said, disturbed } = await run(
      {
        scenario: 'spike',
        override: 'spike: { rate: 40, peak: 10, before: 2m, hold: 90s, recovery: { hold: 4m } }',
        timeScale: '0.04',
        service: { slots: 4, service: 0.02 },
      },
      after,
    );
    expect(result.run).toMatchObject({ profile: 'spike', state: 'complete' });
    expect(names(result)).toEqual(['before', 'spike', 'recovery']);
    expect(result.stages[1]).toMatchObject({ zone: 'critical', counts: false });
    expect(integrity(result)).toMatchObject({ zone: 'met' });
    if (disturbed) skip(disturbed);
    expect([exit, result.verdict]).toEqual([0, 'met']);
    expect(stages(result)).toEqual([
      ['before', 'met', true],
      ['spike', 'critical', false],
      ['recovery', 'met', true],
    ]);
    expect(said).toContain("During the spike (10 × the tier's rate, 400 requests/s for 4 s)");
    expect(said).toMatch(
      /It recovered \d+ s after the load had fallen|The objectives held as soon as the load had fallen/,
    );
    expect(result.recovery).toMatchObject({ zone: 'met', stage: 'recovery' });
  });
});

describe.concurrent('a breakpoint', () => {
  /** A ramp to 240 requests/s in 18 s, past the tier's 40 at 3 s, on a service that serves so many requests/s. */
  const ramp = (capacity: number): Case => ({
    scenario: 'breakpoint',
    override: 'breakpoint: { rate: 40, peak: 6, duration: 10m }',
    timeScale: '0.03',
    service: { slots: 2, service: 2 / capacity },
  });

  test('above the tier’s rate is found, ends the load, and is no failure', async ({ skip, onTestFinished: after }) => {
    const { exit, result, stderr, said, folder, disturbed } = await run(ramp(100), after);
    const lines = timelineIn(folder) as unknown as { t: string; kind?: string; text?: string; state?: string }[];
    const event = lines.find((line) => line.kind === 'planned-stop');
    expect(event?.text).toMatch(/^the load was ended: .* was critical from [\d.]+ requests\/s on$/);
    expect(lines.at(-1)).toMatchObject({ t: 'close', state: 'complete', exit: 105, reason: event!.text });
    expect(result.run).toMatchObject({ state: 'complete', planned: 18 });
    expect(result.events).toContainEqual(expect.objectContaining({ kind: 'planned-stop' }));
    expect(names(result)).toEqual(['to 1x', 'to 6x']);
    expect(result.stages[1]!.load!.to).toBeLessThan(240);
    expect(stderr).toContain(event!.text);
    expect(stderr).not.toContain('aborted');
    const again = await loadkit(['report', folder, '--json'], { cwd: folder, after });
    expect(JSON.parse(again.stdout)).toEqual(result);
    if (disturbed) skip(disturbed);
    expect([exit, result.verdict]).toEqual([0, 'met']);
    const { breakingPoint: estimate } = result.estimates;
    expect(estimate).toMatchObject({ unit: 'requests/s', confidence: null });
    expect(said).toContain('A critical limit broke in this time-scaled run');
    // The service serves 100/s; the ramp rises by 13/s each second while the queue grows half a second long.
    expect(estimate!.lower).toBeGreaterThan(80);
    expect(estimate!.upper).toBeLessThan(220);
  });

  test('below the tier’s rate is a failure', async ({ skip, onTestFinished: after }) => {
    const { exit, result, disturbed } = await run(
      {
        ...ramp(40),
        override: 'breakpoint: { rate: 120, peak: 2, duration: 10m }',
      },
      after,
    );
    expect(result.run.state).toBe('complete');
    expect(names(result)[0]).toBe('to 1x');
    if (disturbed) skip(disturbed);
    expect([exit, result.verdict]).toEqual([3, 'critical']);
    expect(result.estimates.breakingPoint!.lower).toBeLessThan(120);
    expect(stages(result)[0]).toEqual(['to 1x', 'critical', true]);
  });

  test('that never comes: nothing broke up to the ceiling', async ({ skip, onTestFinished: after }) => {
    const { exit, result, said, disturbed } = await run(
      {
        ...ramp(2000),
        override: 'breakpoint: { rate: 40, peak: 1.5, duration: 5m }',
      },
      after,
    );
    expect(names(result)).toEqual(['to 1x', 'to 1.5x']);
    if (disturbed) skip(disturbed);
    expect([exit, result.verdict]).toEqual([0, 'met']);
    expect(result.events).toEqual([]);
    expect(result.estimates.breakingPoint).toMatchObject({ upper: null });
    expect(result.estimates.breakingPoint!.lower).toBeGreaterThan(40);
    expect(said).toContain('Nothing broke in this time-scaled run');
  });
});
