import { describe, expect, it } from 'vitest';
import {
  type BlockEstimate,
  blockEstimate,
  withReplay,
} from '../../../../src/capacity/search/estimators/block-estimate.ts';
import type { SidedBatch } from '../../../../src/capacity/search/estimators/two-sides.ts';
import { serverNamed } from '../../simulator/servers.ts';
import { settingsFor } from '../../simulator/simulated-search.ts';
import { Simulation } from '../../simulator/simulation.ts';

const MM4 = serverNamed('M/M/4');
const about = Math.log(MM4.truth);

interface Estimates {
  readonly free: BlockEstimate;
  readonly replayed: BlockEstimate;
  /** the replay mixed into another estimate of the same blocks */
  readonly mixedWith: (other: BlockEstimate) => BlockEstimate;
}

/** Six blocks about the crossing of a server that is so far away, seconds; with the replay mixed in. */
function estimates(away: number): Estimates {
  const simulation = new Simulation(MM4, 5);
  simulation.run(MM4.truth, 5);
  const sided = Array.from({ length: 24 }, (_, at): SidedBatch => {
    const side = [-1, 1, 1, -1][at % 4] as -1 | 1;
    return { side, block: Math.floor(at / 4), batch: simulation.run(MM4.truth * Math.exp(0.04 * side), 5) };
  });
  const { arrivals, departures } = simulation.log;
  const log = { arrivals: Float64Array.from(arrivals, (arrival) => arrival - away), departures };
  const settings = settingsFor({ ...MM4, limit: MM4.limit + away });
  const free = blockEstimate(sided, settings, about)!;
  const mixedWith = (other: BlockEstimate) => withReplay(other, sided, log, settings, { since: 5 - away, about });
  return { free, replayed: mixedWith(free), mixedWith };
}

describe('the estimate with the replay', () => {
  const near = estimates(0);

  it('is narrower than without, and holds the truth', () => {
    const { free, replayed } = near;
    expect(replayed.replay).toMatchObject({ used: true, latency: 0 });
    expect(replayed.halfWidth).toBeLessThan(free.halfWidth);
    expect(replayed.x - replayed.below).toBeLessThan(about);
    expect(replayed.x + replayed.above).toBeGreaterThan(about);
  });

  it('claims no more than the replay can know', () => {
    const { replay, below, above } = near.replayed;
    if (!replay?.valid) throw new Error('refused');
    // 1.645 standard errors and the doubt at least, of which the free estimate takes off little.
    expect((below + above) / 2).toBeGreaterThan(1.6 * Math.hypot(replay.se, 0.003) * 0.9);
  });

  it('is not the one of a run that looks precise by chance', () => {
    const { free, replayed } = near;
    if (!replayed.replay?.valid) throw new Error('refused');
    const { x: ofReplay, se } = replayed.replay;
    const { x, replay } = near.mixedWith({ ...free, free: { ...free.free, x: ofReplay - 0.01, se: se / 10 } });
    expect(replay).toMatchObject({ used: true });
    expect(ofReplay - x).toBeLessThan(0.004);
  });

  it('is in more doubt where requests have a way to the server', () => {
    const { replayed } = estimates(0.003);
    expect(replayed.replay).toMatchObject({ used: true });
    expect(replayed.halfWidth).toBeGreaterThan(1.2 * near.replayed.halfWidth);
  });
});
