import { chance } from '../simulator/draws.ts';
import { Bench, type Strategy } from './strategy.ts';

const SECONDS = 300;
/** k6 looks at its thresholds this often, and here not before. */
const LOOK = 2;
const DELAY = 10;

/**
 * The usual "breakpoint test": the rate ramps up evenly for 5 min to somewhat over twice what the server bears, and the
 * run aborts when its threshold, over all requests since its start, is broken. The claim is the rate at that moment.
 */
export const ramp: Strategy = (server, seed) => {
  const bench = new Bench(server, seed);
  const top = server.truth * (1.8 + 0.4 * chance(seed + 1).uniform());
  const allowed = 1 - server.quantile;
  let [next, finished, bad] = [0, 0, 0];
  for (let second = 0; second < SECONDS; second++) {
    const rate = (top * (second + 0.5)) / SECONDS;
    bench.load(rate, 1);
    const { arrivals, departures } = bench.simulation.log;
    // In order of arrival, up to the first that is under way: k6 counts what has ended.
    for (; next < arrivals.length && departures[next]! <= bench.simulation.now; next++) {
      finished++;
      if (departures[next]! - arrivals[next]! > server.limit) bad++;
    }
    if (second >= DELAY && second % LOOK === 0 && bad > allowed * finished) return { rate, seconds: bench.seconds };
  }
  return { rate: top, seconds: bench.seconds };
};
