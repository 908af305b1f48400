import { describe, expect, it } from 'vitest';
import { outgrownSince } from '../../../../src/capacity/search/changes/outgrown.ts';
import type { Run } from '../../../../src/capacity/search/search-state.ts';
import { constant, type Server } from '../../simulator/servers.ts';
import { searchOn } from '../../simulator/simulated-search.ts';
import { Simulation } from '../../simulator/simulation.ts';

const SLOTS: Server = { name: 'slots', slots: 2, service: constant(0.2), limit: 0.9, quantile: 0.95, truth: 8 };
const OBJECTIVES = [{ name: 'p95', allowed: 0.05, limit: 0.9 }];

/** Batches of 10 s at these rates; the last four are a block. */
function since(server: Server, rates: readonly number[]): number | undefined {
  const simulation = new Simulation(server, 3);
  const runs = rates.map((rate, at): Run => {
    const isBlock = at >= rates.length - 4;
    const ask = isBlock
      ? ({ phase: 'track', block: 0 } as const)
      : ({ phase: rate > 1 ? 'bracket' : 'coast' } as const);
    return { ask: { ...ask, rate, seconds: 10, watched: false }, batch: simulation.run(rate, 10) };
  });
  return outgrownSince(runs, OBJECTIVES);
}

describe('a target that carries far more than it once broke at', () => {
  const grown: Server = { ...SLOTS, sizes: [{ at: 60, slots: 8 }] };

  it('got faster after the last batch that was broken', () => {
    expect(since(grown, [4, 16, 16, 1, 1, 4, 24, 24, 24, 24])).toBe(30);
  });

  it.each([
    ['carries no more than where it broke', grown, [4, 16, 16, 1, 1, 4, 16, 16, 16, 16]],
    ['never broke', grown, [4, 4, 4, 1, 1, 4, 20, 20, 20, 20]],
    ['breaks now as well', SLOTS, [4, 16, 16, 1, 1, 4, 24, 24, 24, 24]],
    ['has no block yet', grown, [4, 16, 16]],
  ])('is not seen where it %s', (_, server, rates) => {
    expect(since(server, rates)).toBeUndefined();
  });

  it('is what ends a search without a number', () => {
    const sizes = [
      { at: 65, slots: 4 },
      { at: 130, slots: 8 },
    ];
    const { outcome } = searchOn({ ...SLOTS, sizes }, 1, { replay: false, budget: 186, maxRate: 60, startRate: 4 });
    expect(outcome).toMatchObject({ reason: 'drifting', value: null, change: { kind: 'faster' } });
  });
});
