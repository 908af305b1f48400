import { cpSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Result } from '../../src/result/result.ts';
import { mean, variance } from '../../src/stats/moments.ts';
import { maxRateForQuantile } from '../../src/stats/queueing/mmc.ts';
import { emptyFolder, loadkit, resultIn, runFolder } from '../e2e/command.ts';
import { ONE } from '../e2e/one-request.ts';
import type { Crossing, Stretch } from './stacks/crossing.ts';
import { type Found, findCrossing, fitNear } from './stacks/independent.ts';
import type { Service } from './stacks/processes.ts';
import { quotaKind } from './stacks/quota.ts';
import { missing, type programs, startPool, startThreads, startUnderQuota } from './stacks/stacks.ts';

/**
 * `loadkit capacity` on real services, each under its own queue, beside an open Poisson client that shares nothing with
 * it: gunicorn's threads; nginx before Node.js before PostgreSQL; gunicorn's workers under a CPU quota. Both ask the
 * same service for the same answer, first one, then the other, in turn from restart to restart. On Debian:
 *
 *   apt-get install --no-install-recommends gunicorn nginx-light postgresql
 *   RESTARTS=10 npm run accuracy -- stacks
 *
 * RESTARTS (default 3) of each stack, CLIENT_SECONDS (default 200, 0: without it) of the client's load in each, BUDGET
 * (default 10m) of each search: 8 to 10 minutes a restart, twice that under the quotas, on a machine that does nothing
 * else. One alone: npm run accuracy -- stacks -t threads (or nginx, or quota). KEEP names a folder for the runs. What
 * is not installed is skipped by name.
 */
const RESTARTS = Number(process.env['RESTARTS'] ?? 3);
const CLIENT_SECONDS = Number(process.env['CLIENT_SECONDS'] ?? 200);
const BUDGET = process.env['BUDGET'] ?? '10m';
/** Milliseconds: beyond half an hour a restart something hangs. */
const PATIENCE = 2 * RESTARTS * 1_800_000;
/** Of a p95. */
const ALLOWED = 0.05;
/**
 * The bars: how far a point may be from the client's crossing, how far points scatter, how far two quotas are from a
 * factor of 2.
 */
const FARTHEST = 0.03;
const MOST_SCATTER = 0.02;
const FARTHEST_RATIO = 0.04;

interface Stack {
  readonly name: string;
  readonly needs: readonly (keyof typeof programs)[];
  /** Seconds: 95 % of requests within it. */
  readonly limit: number;
  /** Where the client begins to look, requests per second. */
  readonly start: number;
  readonly up: () => Promise<Service>;
}

const THREADS = { servers: 8, serviceTime: 0.03, limit: 0.2 };
const POOL = { servers: 6, serviceTime: 0.025, limit: 0.2 };
/** Seconds of CPU a request: within 0.5 s the queue takes little of a core, so that a core more is as much more. */
const BURN = 0.004;

const QUEUES: readonly Stack[] = [
  {
    name: 'gunicorn, 8 threads of 30 ms',
    needs: ['gunicorn'],
    limit: THREADS.limit,
    start: 0.95 * maxRateForQuantile({ ...THREADS, quantile: 1 - ALLOWED }),
    up: () => startThreads(THREADS.servers, THREADS.serviceTime),
  },
  {
    name: 'nginx, Node.js, PostgreSQL pool of 6 of 25 ms',
    needs: ['nginx', 'initdb', 'postgres', 'setpriv'],
    limit: POOL.limit,
    start: 0.95 * maxRateForQuantile({ ...POOL, quantile: 1 - ALLOWED }),
    up: () => startPool(POOL.serviceTime),
  },
];

const underQuota = (cores: number): Stack => ({
  name: `gunicorn, 2 workers of ${1000 * BURN} ms CPU, ${cores} of a core`,
  needs: ['gunicorn'],
  limit: 0.5,
  start: (0.85 * cores) / BURN,
  up: () => startUnderQuota(cores, BURN),
});

/** What one restart of a stack showed. */
interface Restart {
  readonly point: number | null;
  readonly found: Found;
}

/** Starts a stack, has loadkit and the client look for the same crossing, one after the other, and prints the row. */
async function restart(stack: Stack, index: number, before: readonly Restart[]): Promise<Restart> {
  const service = await stack.up();
  let isUp = true;
  const down = async () => {
    if (isUp) await service.stop();
    isUp = false;
  };
  onTestFinished(down);
  const { limit } = stack;
  const known = pooled(stack, before)?.rate;
  const ask = () =>
    findCrossing({
      url: service.url,
      limit,
      allowed: ALLOWED,
      start: known ?? stack.start,
      known: known !== undefined,
      seconds: CLIENT_SECONDS,
      seed: 1000 + index,
    });
  const clientFirst = index % 2 === 1;
  const early = clientFirst ? await ask() : undefined;
  const { result, code } = await search(service.url, limit, index);
  const found = early ?? (await ask());
  await down();
  // Without exit 0 nothing is promised.
  const estimate = code === 0 ? result.estimates.maxSustainableLoad : undefined;
  const { value = null, lower = null, upper = null } = estimate ?? {};
  const { capacity } = result;
  const truth = found.crossing?.rate;
  const covers = truth !== undefined && lower !== null && upper !== null && lower <= truth && truth <= upper;
  row([
    stack.name,
    `${index + 1}, ${clientFirst ? 'client' : 'search'} first`,
    `${rateOf(value)} [${rateOf(lower)}, ${rateOf(upper)}]`,
    crossingOf(found.crossing),
    truth === undefined || value === null ? '–' : percent(value / truth - 1),
    truth === undefined ? '–' : covers ? 'yes' : 'no',
    `${capacity!.ended}, held ${capacity!.confirmation?.held ?? '–'}`,
    capacity!.load.toFixed(0),
    `${capacity!.probes.length}, ${capacity!.probes.filter(({ valid }) => !valid).length}`,
    `${(1000 * found.late.p99).toFixed(1)}, ${found.failed}`,
  ]);
  return { point: value, found };
}

async function search(url: string, limit: number, seed: number): Promise<{ result: Result; code: number | null }> {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'one.js'), ONE);
  const objective = `request_time p95 <= ${1000 * limit}ms`;
  const args = ['capacity', 'one.js', '--target', url, '--objective', objective, '--budget', BUDGET];
  const { code, stderr } = await loadkit([...args, '--seed', String(500 + seed)], { cwd });
  const folder = runFolder(join(cwd, 'reports'));
  if (process.env['KEEP']) cpSync(folder, join(process.env['KEEP'], basename(folder)), { recursive: true });
  const result = resultIn(folder);
  if (code !== 0) process.stdout.write(`exit ${code}\n${stderr}\n`);
  return { result, code };
}

const HEAD = [
  ['stack', 'restart', 'point [90 % interval]', "client's crossing ± se", 'difference', 'covers', 'ended'],
  ['load s', 'batches, unused', 'client late p99 ms, failed'],
].flat();
let printed = 0;

function row(cells: readonly (string | number)[]): void {
  if (printed++ === 0) process.stdout.write(`\n| ${HEAD.join(' | ')} |\n|${'---|'.repeat(HEAD.length)}\n`);
  process.stdout.write(`| ${cells.join(' | ')} |\n`);
}

const percent = (ratio: number) => (Number.isNaN(ratio) ? '–' : `${(100 * ratio).toFixed(1)} %`);
const rateOf = (rate: number | null) => rate?.toFixed(1) ?? '–';
const crossingOf = (crossing: Crossing | undefined) =>
  crossing ? `${crossing.rate.toFixed(1)} ± ${percent(crossing.error)}` : '–';

/** The crossing of all restarts together, whose standard error is less than that of any. */
function pooled({ limit, start }: Stack, restarts: readonly Restart[]): Crossing | undefined {
  const stretches: Stretch[] = restarts.flatMap(({ found }) => found.stretches);
  const crossings = restarts.flatMap(({ found }) => found.crossing?.rate ?? []);
  const centre = crossings.length > 0 ? mean(crossings) : start;
  return fitNear(stretches, { limit, allowed: ALLOWED }, centre);
}

/**
 * Prints what the restarts of a stack come to; the mean of the points and their standard deviation, and the crossing of
 * all.
 */
function summary(stack: Stack, restarts: readonly Restart[]) {
  const points = restarts.flatMap(({ point }) => point ?? []);
  const crossing = pooled(stack, restarts);
  const middle = mean(points);
  const scatter = points.length > 1 ? Math.sqrt(variance(points)) / middle : 0;
  const farthest = crossing ? Math.max(...points.map((point) => Math.abs(point / crossing.rate - 1))) : Number.NaN;
  process.stdout.write(
    `${stack.name}: ${points.length} of ${restarts.length} searches with a point, mean ${middle.toFixed(1)}, between restarts ${percent(scatter)} (sd); ` +
      `the client over all restarts ${crossingOf(crossing)}; mean off by ${percent(middle / (crossing?.rate ?? Number.NaN) - 1)}, any by ${percent(farthest)} at most\n`,
  );
  return { points, middle, scatter, farthest, crossing };
}

/** Skips, loudly and by name, what this machine has no programs for. */
function needs(missed: readonly string[], skip: (why: string) => void): void {
  if (missed.length === 0) return;
  process.stderr.write(`SKIPPED: this machine lacks ${missed.join(', ')}\n`);
  skip(`this machine lacks ${missed.join(', ')}`);
}

describe(`loadkit capacity on real stacks, ${RESTARTS} restarts each`, { timeout: PATIENCE }, () => {
  test.for(QUEUES)('$name', async (stack, { skip }) => {
    needs(missing(stack.needs), skip);
    const restarts: Restart[] = [];
    for (let i = 0; i < RESTARTS; i++) restarts.push(await restart(stack, i, restarts));
    const { points, scatter, farthest } = summary(stack, restarts);
    expect(points.length, 'searches with a point').toBe(RESTARTS);
    if (CLIENT_SECONDS > 0) expect(farthest, "from the client's crossing").toBeLessThanOrEqual(FARTHEST);
    expect(scatter, 'between restarts').toBeLessThanOrEqual(MOST_SCATTER);
  });

  test('a quota of 0.5 and of 1 core', async ({ skip }) => {
    const stacks = [underQuota(0.5), underQuota(1)] as const;
    needs([...missing(stacks[0].needs), ...(quotaKind() ? [] : ['control groups with a CPU quota'])], skip);
    const restarts: [Restart[], Restart[]] = [[], []];
    for (let i = 0; i < RESTARTS; i++)
      for (const at of i % 2 === 0 ? [0, 1] : [1, 0]) restarts[at]!.push(await restart(stacks[at]!, i, restarts[at]!));
    const [half, whole] = [summary(stacks[0], restarts[0]), summary(stacks[1], restarts[1])];
    const truth = (whole.crossing?.rate ?? Number.NaN) / (half.crossing?.rate ?? Number.NaN);
    process.stdout.write(
      `1 core : 0.5 cores (${quotaKind()}): ${(whole.middle / half.middle).toFixed(3)}, by the client ${truth.toFixed(3)}\n`,
    );
    expect([half.points.length, whole.points.length], 'searches with a point').toEqual([RESTARTS, RESTARTS]);
    expect(Math.abs(whole.middle / half.middle / 2 - 1), 'from a factor of 2').toBeLessThanOrEqual(FARTHEST_RATIO);
  });
});
