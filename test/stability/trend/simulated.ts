import type { TimedSeries } from '../../../src/stability/trend/series.ts';
import { chance } from '../../capacity/simulator/draws.ts';

/** What a simulated series is made of: an hour about 200, a value each 10 s, unless it says otherwise. Times in seconds. */
export interface Made {
  readonly seconds?: number;
  readonly every?: number;
  readonly level?: number;
  /** Of autoregressive noise: its standard deviation, and how much a value resembles the one before it. */
  readonly noise?: number;
  readonly alike?: number;
  /** A rise by `height` with a time constant. */
  readonly warmUp?: { readonly height: number; readonly constant: number };
  /** A garbage collector: rises by `height`, falls back after about `period`, longer or shorter by a share. */
  readonly sawtooth?: { readonly height: number; readonly period: number; readonly irregular?: number };
  readonly perHour?: number;
  /** At a share of the length, by a height. */
  readonly steps?: readonly (readonly [number, number])[];
  readonly wave?: { readonly height: number; readonly period: number };
}

/** A series of this kind; its noise, and where waves and teeth begin, come of the seed. */
export function made(kind: Made, seed: number): TimedSeries {
  const { seconds = 3600, every = 10, level = 200, noise = 2, alike = 0.6, perHour = 0, steps = [] } = kind;
  const { sawtooth, warmUp, wave } = kind;
  const from = chance(seed);
  const count = Math.floor(seconds / every);
  const [times, values] = [new Float64Array(count), new Float64Array(count)];
  const lengthOfTooth = () =>
    sawtooth ? sawtooth.period * (1 + (sawtooth.irregular ?? 0) * (2 * from.uniform() - 1)) : 1;
  let [now, tooth, length] = [from.normal(), from.uniform(), lengthOfTooth()];
  const phase = 2 * Math.PI * from.uniform();
  for (let at = 0; at < count; at++) {
    const time = at * every;
    now = alike * now + Math.sqrt(1 - alike ** 2) * from.normal();
    tooth += every / length;
    if (tooth >= 1) [tooth, length] = [tooth % 1, lengthOfTooth()];
    times[at] = time;
    values[at] =
      level +
      noise * now +
      (sawtooth ? sawtooth.height * tooth : 0) +
      (warmUp ? warmUp.height * (1 - Math.exp(-time / warmUp.constant)) : 0) +
      (perHour * time) / 3600 +
      (wave ? wave.height * Math.sin((2 * Math.PI * time) / wave.period + phase) : 0) +
      steps.reduce((sum, [share, height]) => (time >= share * seconds ? sum + height : sum), 0);
  }
  return { times, values };
}
