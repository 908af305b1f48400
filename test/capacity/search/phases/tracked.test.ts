import { describe, expect, it } from 'vitest';
import type { Batch } from '../../../../src/capacity/search/batch.ts';
import { estimateOf, lastEstimate, usedBatches } from '../../../../src/capacity/search/phases/tracked.ts';
import type { Ask, Run, Situation, Tracking } from '../../../../src/capacity/search/search-state.ts';
import { type Server, serverNamed } from '../../simulator/servers.ts';
import { settingsFor } from '../../simulator/simulated-search.ts';
import { Simulation } from '../../simulator/simulation.ts';

const MM4 = serverNamed('M/M/4');
const PHASE: Tracking = {
  ...{ name: 'track', block: 12, done: 3, dither: 0.04, narrow: 0, above: 0, fromBlock: 0 },
  replayFrom: Number.POSITIVE_INFINITY,
};

/**
 * After twelve blocks about the crossing of a server, and a thirteenth a third lower, where the centre then is unless
 * said otherwise.
 */
function situation(server: Server, centre = Math.log(MM4.truth * 0.67)): Situation {
  const simulation = new Simulation(server, 5);
  const runs = Array.from({ length: 52 }, (_, at): Run => {
    const side = [-1, 1, 1, -1][at % 4] as -1 | 1;
    const block = Math.floor(at / 4);
    const rate = MM4.truth * (block === 12 ? 0.67 : 1) * Math.exp(0.04 * side);
    const ask: Ask = { phase: 'track', rate, seconds: 5, watched: false, side, block };
    return { ask, batch: simulation.run(rate, 5) as Batch };
  });
  const state = { asks: runs.map(({ ask }) => ask), phase: PHASE, centre, latest: undefined };
  return { settings: settingsFor(MM4), state, runs, log: simulation.log, load: 260 };
}

describe('the last estimate of a search', () => {
  it('has the replay, however narrow the interval is without it', () => {
    const near = situation(MM4, Math.log(MM4.truth));
    const sided = usedBatches(near, PHASE);
    expect(estimateOf(near, PHASE, sided)).toMatchObject({ usable: true });
    expect(estimateOf(near, PHASE, sided)!.replay).toBeUndefined();
    expect(lastEstimate(near, PHASE, sided)!.replay).toMatchObject({ used: true });
  });

  it('is of what was measured near the crossing, where the centre fell away from it shortly before', () => {
    const away = situation(MM4);
    const sided = usedBatches(away, PHASE);
    expect(estimateOf(away, PHASE, sided, true)?.usable ?? false).toBe(false);
    const { x, below, above, replay } = lastEstimate(away, PHASE, sided)!;
    expect(replay).toMatchObject({ used: true });
    expect(x - below).toBeLessThan(Math.log(MM4.truth));
    expect(x + above).toBeGreaterThan(Math.log(MM4.truth));
  });

  it('is none where the centre fell because the target got slower', () => {
    const slower = situation({ ...MM4, slowdown: (now) => (now < 235 ? 1 : 1.35) });
    expect(lastEstimate(slower, PHASE, usedBatches(slower, PHASE))?.usable ?? false).toBe(false);
  });
});
