import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { sandboxSize } from '../../src/sandbox/sizes.ts';
import { maxRateForQuantile } from '../../src/stats/queueing/mmc.ts';
import { crossing } from '../capacity/simulator/journeys.ts';
import { exponential, lognormal } from '../capacity/simulator/servers.ts';
import { emptyFolder, loadkit, resultIn, runFolder } from '../e2e/command.ts';
import { ONE } from '../e2e/one-request.ts';
import { startOwnSandbox } from '../e2e/service.ts';

/**
 * One alone: npm run accuracy -- accuracy/capacity -t 'medium.*exponential.*seed 1'. KEEP names a folder for the runs.
 */
const QUANTILE = 0.95;
const LIMIT = 0.2;
const CASES = [
  ...[1, 2, 3].map((seed) => ({ journey: 'one request', tier: 'medium', service: 'exponential', cv: 1, seed })),
  ...[1, 2, 3].map((seed) => ({ journey: 'one request', tier: 'medium', service: 'lognormal cv 2', cv: 2, seed })),
  ...[1, 2].map((seed) => ({ journey: 'one request', tier: 'small', service: 'exponential', cv: 1, seed })),
  { journey: 'mixed', tier: 'medium', service: 'exponential', cv: 1, seed: 4 },
  { journey: 'mixed', tier: 'medium', service: 'lognormal cv 2', cv: 2, seed: 4 },
] as const;
/** The budget of wall time and its bar, seconds; and the widest that an interval may be, as a ratio. */
const BARS = {
  medium: { budget: '8m', wall: 480, width: 0.08 },
  small: { budget: '20m', wall: 1200, width: 0.15 },
} as const;
/** Never above the truth by more. */
const MOST_OVERCLAIM = 0.03;
/** How many of the eight with one request may miss the truth. */
const MOST_MISSES = 1;

/** Simulated requests of each step of the bisection. */
const REQUESTS = 4_000_000;

const rows: string[] = [];
const misses: string[] = [];

afterAll(() => {
  const head =
    '| server | seed | truth | point [interval] | width | covers | over | ended | load | wall | batches, unused |';
  process.stdout.write(`\n${[head, head.replace(/[^|]+/g, '---'), ...rows].join('\n')}\n`);
  // Of all of them that were run.
  expect(misses.length, `misses: ${misses.join(', ')}`).toBeLessThanOrEqual(MOST_MISSES);
});

describe('loadkit capacity on the sandbox, with the real k6', () => {
  test.each(CASES)('$journey, $tier, $service, seed $seed', async ({ journey, tier, service, cv, seed }) => {
    const { budget, wall, width } = BARS[tier as keyof typeof BARS];
    const size = sandboxSize(tier)!;
    const cwd = emptyFolder();
    const mixed = journey === 'mixed';
    // The mixed one is loadkit's own: a session, a search, a record written and read.
    if (!mixed) writeFileSync(join(cwd, 'one.js'), ONE);
    const sandbox = await startOwnSandbox({ ...size, cv, seed });
    const begun = performance.now();
    const ended = await loadkit(
      [
        ['capacity', ...(mixed ? [] : ['one.js']), '--target', sandbox.url],
        ['--objective', 'request_time p95 <= 200ms', '--budget', budget, '--seed', String(100 + seed)],
      ].flat(),
      { cwd },
    );
    const seconds = (performance.now() - begun) / 1000;
    const { served, serviceSum, serviceSumSquares } = sandbox.stats();
    await sandbox.close();
    const folder = runFolder(join(cwd, 'reports'));
    if (process.env.KEEP)
      cpSync(folder, join(process.env.KEEP, `${mixed ? 'mixed-' : ''}${tier}-${cv}-${seed}`), { recursive: true });

    const held = serviceSum / served;
    const variation = Math.sqrt(serviceSumSquares / served / held ** 2 - 1);
    const { slots } = size;
    const queue = { slots, service: cv === 1 ? exponential(held) : lognormal(held, cv), limit: LIMIT };
    const truth =
      cv === 1 && !mixed
        ? maxRateForQuantile({ servers: slots, serviceTime: held, quantile: QUANTILE, limit: LIMIT })
        : crossing({ ...queue, requests: mixed ? 4 : 1 }, held, 1 - QUANTILE, REQUESTS);
    const result = resultIn(folder);
    const { value, lower, upper } = result.estimates.maxSustainableLoad!;
    const { capacity } = result;
    const covers = lower !== null && upper !== null && lower <= truth && truth <= upper;
    if (!covers && !mixed) misses.push(`${tier} ${service} ${seed}`);
    const percent = (ratio: number) => `${(100 * ratio).toFixed(1)} %`;
    const of = (rate: number | null) => rate?.toFixed(1) ?? '–';
    const wide = (upper! - lower!) / value!;
    const over = lower! / truth - 1;
    rows.push(
      `| ${[
        `${mixed ? 'mixed journey, ' : ''}${tier}, ${service}, held ${(1000 * held).toFixed(2)} ms (cv ${variation.toFixed(2)})`,
        seed,
        of(truth),
        `${of(value)} [${of(lower)}, ${of(upper)}]`,
        percent(wide),
        covers ? 'yes' : 'no',
        percent(over),
        `${capacity!.ended}, held ${capacity!.confirmation?.held}`,
        `${capacity!.load.toFixed(0)} s`,
        `${seconds.toFixed(0)} s`,
        `${capacity!.probes.length}, ${capacity!.probes.filter(({ valid }) => !valid).length}`,
      ].join(' | ')} |`,
    );
    process.stdout.write(`${ended.stderr}\n${rows.at(-1)}\n`);
    expect({ code: ended.code, reasons: result.validity.reasons }).toEqual({ code: 0, reasons: [] });
    expect(seconds, 'wall time').toBeLessThanOrEqual(wall);
    if (!mixed) expect(wide, 'width').toBeLessThanOrEqual(width);
    expect(over, 'over-claim').toBeLessThanOrEqual(MOST_OVERCLAIM);
  });
});
