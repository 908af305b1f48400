import { type Batch, badOf, finishedOf } from '../../../src/capacity/search/batch.ts';
import type { Server } from '../simulator/servers.ts';
import { Simulation } from '../simulator/simulation.ts';

/** What a method claims a server bears, requests/s, and the seconds of load that it took. */
export interface Claim {
  readonly rate: number;
  readonly seconds: number;
}

/** A way of the field to find the highest load; Poisson arrivals, seeded. */
export type Strategy = (server: Server, seed: number) => Claim;

/** Seconds without load between trials, for the line to empty. */
const PAUSE = 5;
const WARM_UP = 5;

/** Trials on one simulated server, each from an empty line. */
export class Bench {
  readonly simulation: Simulation;
  /** of load */
  seconds = 0;

  constructor(server: Server, seed: number) {
    this.simulation = new Simulation(server, seed);
  }

  /** The bad share of a trial; requests that are still not answered after the pause are bad. */
  badShare(rate: number, seconds: number): number {
    if (seconds > 2 * WARM_UP) this.load(rate, WARM_UP);
    const batch = this.load(rate, seconds > 2 * WARM_UP ? seconds - WARM_UP : seconds);
    this.simulation.run(1e-9, PAUSE);
    const unanswered = batch.arrivals - finishedOf(batch);
    return (badOf(batch, 0) + unanswered) / Math.max(1, batch.arrivals);
  }

  load(rate: number, seconds: number): Batch {
    this.seconds += seconds;
    return this.simulation.run(rate, seconds);
  }
}
