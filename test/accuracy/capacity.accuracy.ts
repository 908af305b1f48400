import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { sandboxSize } from '../../src/sandbox/sizes.ts';
import { maxRateForQuantile } from '../../src/stats/queueing.ts';
import { lognormal, type Server } from '../capacity/simulator/servers.ts';
import { Simulation } from '../capacity/simulator/simulation.ts';
import { emptyFolder, loadkit, resultIn, runFolder } from '../e2e/command.ts';
import { startOwnSandbox } from '../e2e/service.ts';

/** One alone: npm run accuracy -- capacity -t 'medium, exponential, seed 1'. Run folders are kept in the folder KEEP names. */
const QUANTILE = 0.95;
const LIMIT = 0.2;
const CASES = [
  ...[1, 2, 3].map((seed) => ({ tier: 'medium', service: 'exponential', cv: 1, seed })),
  ...[1, 2, 3].map((seed) => ({ tier: 'medium', service: 'lognormal cv 2', cv: 2, seed })),
  ...[1, 2].map((seed) => ({ tier: 'small', service: 'exponential', cv: 1, seed })),
] as const;
/** The budget of wall time and its bar, seconds; and the widest that an interval may be, as a ratio. */
const BARS = {
  medium: { budget: '8m', wall: 480, width: 0.08 },
  small: { budget: '20m', wall: 1200, width: 0.15 },
} as const;
/** Never above the truth by more. */
const MOST_OVERCLAIM = 0.03;
/** How many of the eight may miss the truth. */
const MOST_MISSES = 1;

const JOURNEY = `import http from 'k6/http';
import { target } from 'loadkit/k6';
export const requests = 1;
export default function () { http.get(target + '/search?q=a', { tags: { name: '/search' } }); }
`;

const rows: string[] = [];
const misses: string[] = [];

afterAll(() => {
  const head =
    '| server | seed | truth | point [interval] | width | covers | over | ended | load | wall | batches, unused |';
  process.stdout.write(`\n${[head, head.replace(/[^|]+/g, '---'), ...rows].join('\n')}\n`);
  // Of all that were run: the eight together.
  expect(misses.length, `misses: ${misses.join(', ')}`).toBeLessThanOrEqual(MOST_MISSES);
});

describe('loadkit capacity on the sandbox, with the real k6', () => {
  test.each(CASES)('$tier, $service, seed $seed', async ({ tier, service, cv, seed }) => {
    const { budget, wall, width } = BARS[tier as keyof typeof BARS];
    const size = sandboxSize(tier)!;
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'one.js'), JOURNEY);
    const sandbox = await startOwnSandbox({ ...size, cv, seed });
    const begun = performance.now();
    const ended = await loadkit(
      ['capacity', 'one.js', '--target', sandbox.url, '--objective', 'request_time p95 <= 200ms'].concat([
        '--budget',
        budget,
        '--seed',
        String(100 + seed),
      ]),
      { cwd },
    );
    const seconds = (performance.now() - begun) / 1000;
    const { served, serviceSum, serviceSumSquares } = sandbox.stats();
    await sandbox.close();
    const folder = runFolder(join(cwd, 'reports'));
    if (process.env.KEEP) cpSync(folder, join(process.env.KEEP, `${tier}-${cv}-${seed}`), { recursive: true });

    const held = serviceSum / served;
    const variation = Math.sqrt(serviceSumSquares / served / held ** 2 - 1);
    const truth =
      cv === 1
        ? maxRateForQuantile({ servers: size.slots, serviceTime: held, quantile: QUANTILE, limit: LIMIT })
        : simulatedTruth(size.slots, held, cv);
    const result = resultIn(folder);
    const { value, lower, upper } = result.estimates[0]!;
    const { capacity } = result;
    const covers = lower !== null && upper !== null && lower <= truth && truth <= upper;
    if (!covers) misses.push(`${tier} ${service} ${seed}`);
    const percent = (ratio: number) => `${(100 * ratio).toFixed(1)} %`;
    const of = (rate: number | null) => rate?.toFixed(1) ?? '–';
    const wide = (upper! - lower!) / value!;
    const over = lower! / truth - 1;
    rows.push(
      `| ${[
        `${tier}, ${service}, held ${(1000 * held).toFixed(2)} ms (cv ${variation.toFixed(2)})`,
        seed,
        of(truth),
        `${of(value)} [${of(lower)}, ${of(upper)}]`,
        percent(wide),
        covers ? 'yes' : 'no',
        percent(over),
        `${capacity!.ended}, held ${capacity!.confirmation?.held}`,
        `${capacity!.load.toFixed(0)} s`,
        `${seconds.toFixed(0)} s`,
        `${capacity!.trials.length}, ${capacity!.trials.filter(({ valid }) => !valid).length}`,
      ].join(' | ')} |`,
    );
    process.stdout.write(`${ended.stderr}\n${rows.at(-1)}\n`);
    expect({ code: ended.code, reasons: result.validity.reasons }).toEqual({ code: 0, reasons: [] });
    expect(seconds, 'wall time').toBeLessThanOrEqual(wall);
    expect(wide, 'width').toBeLessThanOrEqual(width);
    expect(over, 'over-claim').toBeLessThanOrEqual(MOST_OVERCLAIM);
  });
});

/** The crossing of a simulated queue of lognormal service, by bisection over long runs with the same random numbers. */
function simulatedTruth(slots: number, mean: number, cv: number): number {
  const server: Server = {
    name: 'held',
    slots,
    service: lognormal(mean, cv),
    limit: LIMIT,
    quantile: QUANTILE,
    truth: Number.NaN,
  };
  let [low, high] = [(0.4 * slots) / mean, (0.99 * slots) / mean];
  for (let step = 0; step < 9; step++) {
    const rate = (low + high) / 2;
    if (badShare(server, rate) < 1 - QUANTILE) low = rate;
    else high = rate;
  }
  return (low + high) / 2;
}

/** Requests of each run, in pieces so that it does not keep them all. */
const PIECES = 6;
const PER_PIECE = 400_000;

function badShare(server: Server, rate: number): number {
  let [bad, finished] = [0, 0];
  for (let piece = 0; piece < PIECES; piece++) {
    const simulation = new Simulation(server, 77_000 + piece);
    simulation.run(rate, 20_000 / rate);
    const batch = simulation.run(rate, PER_PIECE / rate);
    simulation.run(1e-9, 10);
    finished += batch.found.reduce((sum, count) => sum + count, 0);
    bad += batch.bad[0]!.found.reduce((sum, count) => sum + count, 0);
  }
  return bad / finished;
}
