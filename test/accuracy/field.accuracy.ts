import { describe, expect, test } from 'vitest';
import type { SearchEnding } from '../../src/capacity/search/outcome.ts';
import { bisection } from '../capacity/field/bisection.ts';
import { CLAIM_HEADER, claimRow, claimText } from '../capacity/field/claims.ts';
import { goodputBisection } from '../capacity/field/goodput-bisection.ts';
import { LONG_TRIALS, mlrsearch, SHORT_TRIALS } from '../capacity/field/mlrsearch.ts';
import { ramp } from '../capacity/field/ramp.ts';
import { rampUntilFailRate, rampUntilFailUsers } from '../capacity/field/ramp-until-fail.ts';
import type { Claim, Strategy } from '../capacity/field/strategy.ts';
import { type Server, serverNamed } from '../capacity/simulator/servers.ts';
import { searchOn } from '../capacity/simulator/simulated-search.ts';
import { searchByTrialsOn } from '../capacity/simulator/simulated-trials.ts';

/** Searches of each method on each server; SEARCHES=120 for the table of docs/accuracy.md. */
const SEARCHES = Number(process.env['SEARCHES'] ?? 60);
/** Of the steered search's table too, so that all rows see the same arrivals of the same servers. */
const FIRST_SEED = 910_000;
const SEEDS = Array.from({ length: SEARCHES }, (_, i) => FIRST_SEED + i);

const FIELD: Readonly<Record<string, Strategy>> = {
  'ramp, cumulative threshold': ramp,
  'bisection, 60 s trials': bisection,
  'MLRsearch, 21 × 1 s': mlrsearch(SHORT_TRIALS),
  'MLRsearch, 60 s trials': mlrsearch(LONG_TRIALS),
  'AIPerf ramp_until_fail, users': rampUntilFailUsers,
  'AIPerf ramp_until_fail, rate': rampUntilFailRate,
  'GuideLLM goodput, bisection of users': goodputBisection,
};
const SERVERS = ['M/M/4', 'M/G/4 cv 2'].map(serverNamed);

let printed = 0;

function print(server: Server, method: string, claims: readonly Claim[]) {
  const row = claimRow(claims, server.truth);
  process.stdout.write(`${printed++ === 0 ? `${CLAIM_HEADER}\n` : ''}${claimText(server.name, method, row)}\n`);
  return row;
}

/** A search's two claims, printed: the lower bound, which is promised, and the point. Nothing found claims nothing. */
function printEndings(server: Server, method: string, endings: readonly SearchEnding[]) {
  const of = (pick: (ending: SearchEnding) => number | null) =>
    endings.map((ending): Claim => ({ rate: pick(ending) ?? 0, seconds: ending.seconds }));
  const lower = print(
    server,
    `${method}, lower bound`,
    of((ending) => ending.lower),
  );
  return {
    lower,
    point: print(
      server,
      `${method}, point`,
      of((ending) => ending.value),
    ),
  };
}

describe.each(SERVERS)(`the field on $name, ${SEARCHES} searches each, arrivals at random`, (server) => {
  test.each(Object.entries(FIELD))('%s', (method, strategy) => {
    const row = print(
      server,
      method,
      SEEDS.map((seed) => strategy(server, seed)),
    );
    expect(row.load).toBeGreaterThan(60);
  });

  test('search by trials', () => {
    const endings = SEEDS.map((seed) => searchByTrialsOn(server, seed, {}, { arrivals: 'poisson' }).outcome);
    const { lower } = printEndings(server, 'search by trials', endings);
    expect(lower.overclaims.low).toBeLessThanOrEqual(0.05);
  });

  test('steered search', () => {
    const endings = SEEDS.map((seed) => searchOn(server, seed, { replayRequests: 1_200_000 }).outcome);
    const { lower, point } = printEndings(server, 'steered search', endings);
    expect(lower.overclaims.low).toBeLessThanOrEqual(0.05);
    expect(point.within3.high).toBeGreaterThanOrEqual(0.9);
  });
});
