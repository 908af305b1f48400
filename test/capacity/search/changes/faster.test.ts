import { describe, expect, it } from 'vitest';
import type { Batch } from '../../../../src/capacity/search/batch.ts';
import { fasterSince, flowChange } from '../../../../src/capacity/search/changes/faster.ts';
import type { SidedBatch } from '../../../../src/capacity/search/estimators/two-sides.ts';
import { type Server, serverNamed } from '../../simulator/servers.ts';
import { Simulation } from '../../simulator/simulation.ts';

const MM4 = serverNamed('M/M/4');
const CROSSING = { objective: 0, allowed: 0.05, about: Math.log(MM4.truth) };
const SIDES = [-1, 1, 1, -1] as const;

/** Blocks of 20 s at ±5 % of a rate, one after the other. */
function blocksOn(server: Server, rates: readonly number[]): SidedBatch[] {
  const simulation = new Simulation(server, 5);
  for (const rate of rates) for (const side of SIDES) simulation.run(rate * Math.exp(0.05 * side), 5);
  return simulation.batches.map((batch, at) => ({ batch, side: SIDES[at % 4]!, block: Math.floor(at / 4) }));
}

function halves(server: Server, rates: readonly number[]): [Batch[], Batch[]] {
  const batches = blocksOn(server, rates).map(({ batch }) => batch);
  return [batches.slice(0, batches.length / 2), batches.slice(batches.length / 2)];
}

describe('the flow in the same states', () => {
  it.each([0.8, 0.95, 1])('is the same of a steady server, also at %s of the rate', (factor) => {
    const { change, se } = flowChange(...halves(MM4, [MM4.truth, MM4.truth, factor * MM4.truth, factor * MM4.truth]));
    expect(Math.abs(change)).toBeLessThan(Math.min(0.05, 3 * se));
  });

  it('is twice of what it was where each service takes half the time', () => {
    const faster = { ...MM4, slowdown: (now: number) => (now < 40 ? 1 : 0.5) };
    const { change, se } = flowChange(
      ...halves(
        faster,
        [0.9, 0.9, 0.9, 0.9].map((factor) => factor * MM4.truth),
      ),
    );
    expect(Math.abs(change - Math.LN2)).toBeLessThan(3 * se + 0.02);
  });

  it('is more with more slots, though only where these are needed', () => {
    const more = { ...MM4, sizes: [{ at: 40, slots: 8 }] };
    const { change, se } = flowChange(...halves(more, Array<number>(4).fill(MM4.truth)));
    expect(change).toBeGreaterThan(0.05 + 3 * se);
    expect(change).toBeLessThan(Math.LN2);
  });
});

describe('a target that got faster', () => {
  const steady = Array<number>(9).fill(MM4.truth);
  const since = (server: Server) => fasterSince(blocksOn(server, steady), CROSSING);

  it('is one that hardly has a bad request any more, since the block after the change', () => {
    expect(since({ ...MM4, slowdown: (now) => (now < 110 ? 1 : 0.7) })).toBe(7);
  });

  it('is no steady server, nor one that got slower', () => {
    expect(since(MM4)).toBeUndefined();
    expect(since({ ...MM4, slowdown: (now) => (now < 110 ? 1 : 1.1) })).toBeUndefined();
  });

  it('cannot be told of one that was calm from the start', () => {
    const calm = blocksOn(MM4, Array<number>(9).fill(0.5 * MM4.truth));
    expect(fasterSince(calm, CROSSING)).toBeUndefined();
    expect(fasterSince(calm.slice(0, 8), CROSSING)).toBeUndefined();
    expect(fasterSince([], CROSSING)).toBeUndefined();
  });
});
