import type { Server } from '../simulator/servers.ts';
import { Simulation } from '../simulator/simulation.ts';
import type { Returned } from './closed-loop.ts';

/** Arrivals at random at a rate that may change, counted by when they come back. */
export class OpenLoop {
  /** of load */
  seconds = 0;
  readonly #simulation: Simulation;

  constructor(server: Server, seed: number) {
    this.#simulation = new Simulation(server, seed);
  }

  run(rate: number, seconds: number): Returned {
    const from = this.#simulation.now;
    this.#simulation.run(rate, seconds);
    this.seconds += seconds;
    const { arrivals, departures } = this.#simulation.log;
    let [finished, bad] = [0, 0];
    for (let request = 0; request < arrivals.length; request++) {
      // What is under way has no departure yet: NaN is above nothing.
      if (!(departures[request]! > from)) continue;
      finished++;
      if (departures[request]! - arrivals[request]! > this.#simulation.server.limit) bad++;
    }
    return { finished, bad };
  }
}
