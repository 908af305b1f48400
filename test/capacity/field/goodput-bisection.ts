import { ClosedLoop } from './closed-loop.ts';
import type { Strategy } from './strategy.ts';

/** GuideLLM's defaults. */
const FIRST = 4;
const MOST = 1024;
const TOLERANCE = 0.1;
const PROBES = 15;
/** Has no default; as the other methods' trials. */
const SECONDS = 60;
/** Seconds without load between probes, for the line to empty. */
const PAUSE = 5;

/**
 * GuideLLM's profile `goodput` (vllm-project/guidellm, src/guidellm/benchmark/profiles/goodput.py at 37c0434, pull
 * request 1086): users are doubled until a probe misses the objective, then the bracket is halved in whole users until
 * it is a tenth wide. A probe passes by its share of good requests, whatever its interval. The claim: the goodput of
 * the most users that passed.
 */
export const goodputBisection: Strategy = (server, seed) => {
  const loop = new ClosedLoop(server, seed);
  let [users, rate] = [FIRST, 0];
  let [best, worst]: [number | undefined, number | undefined] = [undefined, undefined];
  for (let probe = 0; probe < PROBES; probe++) {
    const { finished, bad } = loop.run(users, SECONDS);
    loop.run(0, PAUSE);
    if (bad <= (1 - server.quantile) * finished) [best, rate] = [users, (finished - bad) / SECONDS];
    else worst = users;
    if (worst === undefined) {
      if (users >= MOST) break;
      users = Math.min(2 * users, MOST);
    } else if (best === undefined) {
      if (worst <= 1) break;
      users = Math.floor(worst / 2);
    } else {
      if (worst - best <= Math.max(1, TOLERANCE * best)) break;
      users = Math.floor((best + worst) / 2);
    }
  }
  return { rate, seconds: loop.seconds };
};
