import { chance } from '../simulator/draws.ts';
import type { Server } from '../simulator/servers.ts';
import { ClosedLoop, type Returned } from './closed-loop.ts';
import { OpenLoop } from './open-loop.ts';
import type { Claim, Strategy } from './strategy.ts';

/** AIPerf's defaults: seconds between assessments, and the step of its policy `fixed_percent_step`. */
const WINDOW = 30;
const STEP = 0.25;
/** Has no default: two windows. */
const SUSTAIN = 60;

/** What is raised: its values in whole numbers, and the rate that a value stands for where it is held. */
interface Control {
  readonly least: number;
  readonly most: number;
  readonly loop: { readonly seconds: number; run(value: number, seconds: number): Returned };
  readonly rateOf: (value: number, held: Returned) => number;
}

/** Users, from one on; the claim is what got done. */
export const rampUntilFailUsers: Strategy = (server, seed) =>
  rampUntilFail(server, {
    least: 1,
    most: 1024,
    loop: new ClosedLoop(server, seed),
    rateOf: (_, { finished }) => finished / WINDOW,
  });

/** The rate of random arrivals, from the lower end of a bracket about the truth on. */
export const rampUntilFailRate: Strategy = (server, seed) => {
  const most = Math.round(server.truth * (1.8 + 0.4 * chance(seed + 1).uniform()));
  return rampUntilFail(server, {
    least: Math.round(most / 8),
    most,
    loop: new OpenLoop(server, seed),
    rateOf: (rate) => rate,
  });
};

/**
 * AIPerf's adaptive scale, strategy `ramp_until_fail` (ai-dynamo/aiperf, src/aiperf/timing/strategies/
 * adaptive_scale_controller.py at 9542004f, and its tutorial on adaptive scale): in one run the load goes up a step
 * after every window in which its percentile holds, and at the first that fails goes back to the last that passed.
 * There it has to stay; a window that fails is answered by one step back, the next by giving up. The steps are those of
 * `fixed_percent_step`: the other policy's, ten or more at once, leap over all that a server of four slots can do. The
 * claim: where it stayed; 0 where it gave up.
 */
function rampUntilFail({ quantile }: Server, { least, most, loop, rateOf }: Control): Claim {
  const step = (value: number) => Math.max(1, Math.ceil(value * STEP));
  const passes = ({ finished, bad }: Returned) => bad <= (1 - quantile) * finished;
  const ending = (rate: number): Claim => ({ rate, seconds: loop.seconds });
  let [value, passed] = [least, 0];
  for (;;) {
    const window = loop.run(value, WINDOW);
    if (!passes(window)) break;
    passed = value;
    if (value >= most) return ending(rateOf(value, window));
    value = Math.min(most, value + step(value));
  }
  if (passed === 0) return ending(0);
  value = passed;
  let stepped = false;
  for (const begun = loop.seconds; ; ) {
    const window = loop.run(value, WINDOW);
    if (passes(window)) {
      [passed, stepped] = [value, false];
      if (loop.seconds - begun >= SUSTAIN) return ending(rateOf(value, window));
      continue;
    }
    const back = passed < value ? passed : Math.max(least, value - step(value));
    if (stepped || back === value) return ending(0);
    [value, stepped] = [back, true];
  }
}
