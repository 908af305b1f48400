import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compareRuns } from '../../src/compare/runs/compare-runs.ts';
import { figuresOf, type RunFigures } from '../../src/compare/runs/run-figures.ts';
import { GateResult } from '../../src/gate/gate-result.ts';
import { sightsOf } from '../../src/gate/sight.ts';
import { chance } from '../capacity/simulator/draws.ts';
import { shareOf, shareText } from '../capacity/simulator/row.ts';
import { runs } from '../compare/runs/made-runs.ts';
import { emptyFolder, loadkit } from '../e2e/command.ts';
import { startOwnSandbox } from '../e2e/service.ts';

/** Draws of each kind, and gates on the sandbox: unchanged ones, and slower ones. */
const DRAWS = Number(process.env['DRAWS'] ?? 400);
const GATES = Number(process.env['GATES'] ?? 20);
const SLOWER = Number(process.env['SLOWER'] ?? 5);

/** Runs of five metrics of normal values about 1, p95 of them times `slower`. */
function drawn(count: number, normal: () => number, scatter: number, slower = 1): RunFigures[] {
  const [one] = runs(1).map(figuresOf) as [RunFigures];
  return Array.from({ length: count }, (_, at) => ({
    ...one,
    id: `run-${at}-${normal()}`,
    metrics: one.metrics
      .filter(({ endpoint }) => endpoint === null)
      .map((metric) => ({ ...metric, value: (metric.name === 'p95' ? slower : 1) * (1 + scatter * normal()) })),
  }));
}

/** Runs whose values have exactly this scatter: a baseline that is what it seems. */
function fitted(count: number, scatter: number): RunFigures[] {
  const at = (i: number) => (i - (count - 1) / 2) / Math.sqrt((count * (count + 1)) / 12);
  return drawn(count, () => 0, 0).map((run, i) => ({
    ...run,
    metrics: run.metrics.map((metric) => ({ ...metric, value: 1 + scatter * at(i) })),
  }));
}

describe(`the smallest shift that a gate says it sees is found in 9 of 10 of ${DRAWS} draws`, () => {
  test.each([
    [10, 5, 0.02],
    [20, 5, 0.02],
    [20, 5, 0.01],
    [10, 10, 0.04],
  ])('%i runs before, %i after, which scatter by %d', (before, after, scatter) => {
    const { normal } = chance(7);
    const sees = sightsOf(fitted(before, scatter), after).sees.find(({ name }) => name === 'p95')!.relative!;
    const verdicts = Array.from({ length: DRAWS }, () => {
      const { metrics } = compareRuns(drawn(before, normal, scatter), drawn(after, normal, scatter, 1 + sees));
      return metrics.find(({ name }) => name === 'p95')!.verdict;
    });
    const found = shareOf(verdicts, (verdict) => verdict === 'regression');
    process.stdout.write(
      `| ${before} | ${after} | ${scatter * 100} % | ${(sees * 100).toFixed(1)} % | ${shareText(found)} |\n`,
    );
    expect(found.high).toBeGreaterThan(0.88);
    expect(found.low).toBeLessThan(0.96);
  });
});

const SERVICE = { slots: 8, service: 0.02, cv: 0.5 };
/** Five seconds of load a run, of which four with 800 requests are judged: a whole gate takes half a minute. */
const SET = 'timeScale: 0.02, set: [rate=200, duration=4m, ramp=10s]';
const GATE = `repeats: 5\nruns: [{ scenario: load, tiers: [small], ${SET} }]\n`;
const CONFIG = 'objectives:\n  - { name: errors, bad: { status: 5xx }, of: http_reqs, target: "< 1%" }\n';

/** One gate on a sandbox whose services take so many times as long; its document. */
async function gateOn(cwd: string, slower: number): Promise<GateResult> {
  const { url } = await startOwnSandbox({ ...SERVICE, service: SERVICE.service * slower });
  const { stdout, stderr } = await loadkit(['gate', '--target', url, '--format', 'json', '--json'], { cwd });
  if (stdout === '') throw new Error(stderr);
  return GateResult.parse(JSON.parse(stdout));
}

test(`on the sandbox: ${GATES} unchanged gates, at most one alarm; ${SLOWER} of ${SLOWER} slow-downs of 8 to 15 % found`, async () => {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'loadkit.config.yaml'), CONFIG);
  writeFileSync(join(cwd, 'gate.yaml'), GATE);
  for (let night = 0; night < 2; night++) await gateOn(cwd, 1);
  const made = readdirSync(join(cwd, 'reports')).filter((name) => name.includes('-load-small-'));
  const valid = made.filter((id) => {
    const result = JSON.parse(readFileSync(join(cwd, 'reports', id, 'result.json'), 'utf8')) as {
      validity: { status: string };
    };
    return result.validity.status === 'valid';
  });
  expect((await loadkit(['baseline', 'set', ...valid], { cwd })).code).toBe(0);
  const { uniform } = chance(15);
  const factors = [
    ...Array.from({ length: GATES }, () => 1),
    ...Array.from({ length: SLOWER }, () => 1.08 + 0.07 * uniform()),
  ];
  const order = factors.map((factor) => ({ factor, at: uniform() })).sort((a, b) => a.at - b.at);
  const rows: { factor: number; code: number; headline: string }[] = [];
  for (const { factor } of order) {
    const { exitCode, legs } = await gateOn(cwd, factor);
    const worse = (legs[0]!.comparison?.found?.metrics ?? []).filter(({ verdict }) => verdict === 'regression');
    const headline = worse.map(({ endpoint, name }) => [endpoint, name].filter(Boolean).join(' ')).join(', ');
    rows.push({ factor, code: exitCode, headline });
    process.stdout.write(`| ${factor.toFixed(3)} | ${exitCode} | ${headline} |\n`);
  }
  expect(rows.filter(({ factor, code }) => factor === 1 && code !== 0).length).toBeLessThanOrEqual(1);
  const slow = rows.filter(({ factor }) => factor > 1);
  expect(slow.filter(({ code }) => code !== 4)).toEqual([]);
});
