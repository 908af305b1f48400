import { describe, expect, it } from 'vitest';
import { changedSince } from '../../../../src/capacity/search/changes/changed.ts';
import type { Run } from '../../../../src/capacity/search/search-state.ts';
import { exponential, type Server } from '../../simulator/servers.ts';
import { Simulation } from '../../simulator/simulation.ts';

const SLOW: Server = { name: 'slow', slots: 2, service: exponential(0.05), limit: 0.225, quantile: 0.95, truth: 28 };
const CROSSING = { objective: 0, allowed: 0.05, about: Math.log(SLOW.truth) };
const SIDES = [-1, 1, 1, -1] as const;

/** Four batches of homing, then blocks of 20 s at ±5 % of a rate. */
function changeOf(server: Server, rates: readonly number[], seed = 5) {
  const simulation = new Simulation(server, seed);
  const runs: Run[] = [];
  const run = (ask: Run['ask']) => runs.push({ ask, batch: simulation.run(ask.rate, ask.seconds) });
  for (let round = 0; round < 4; round++) run({ phase: 'home', rate: rates[0]!, seconds: 10, watched: true });
  rates.forEach((rate, block) => {
    for (const side of SIDES)
      run({ phase: 'track', rate: rate * Math.exp(0.05 * side), seconds: 5, watched: false, side, block });
  });
  const sided = runs.flatMap(({ ask: { side, block }, batch }) =>
    side === undefined ? [] : [{ batch, side, block: block! }],
  );
  return changedSince(runs, sided, CROSSING);
}

describe('a change of a target that answers some thirty requests per second', () => {
  const steady = Array<number>(7).fill(SLOW.truth);

  it('is seen of slots that join, in the block in which they did', () => {
    const seen = changeOf({ ...SLOW, sizes: [{ at: 130, slots: 4 }] }, [...steady, SLOW.truth, SLOW.truth]);
    expect(seen).toMatchObject({ kind: 'faster' });
    expect(seen!.block).toBeGreaterThanOrEqual(4);
    expect(seen!.by).toBeGreaterThan(0.1);
    expect(seen!.by).toBeLessThan(0.8);
    expect(seen!.from).toBeCloseTo(Math.log(SLOW.truth), 1);
  });

  it('is seen of service that takes twice as long', () => {
    const seen = changeOf({ ...SLOW, slowdown: (now) => (now < 140 ? 1 : 2) }, [...steady.slice(0, 5), 16, 16]);
    expect(seen).toMatchObject({ kind: 'slower' });
    expect(seen!.by).toBeLessThan(-0.4);
  });

  it('is not seen of a steady server, though whole blocks of it are calm', () => {
    for (let seed = 1; seed <= 20; seed++) expect(changeOf(SLOW, steady, seed)).toBeUndefined();
  });
});
