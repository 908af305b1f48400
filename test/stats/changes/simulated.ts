import { changePoints } from '../../../src/stats/changes/change-points.ts';
import { LEAST_POINTS_OF_SERIES } from '../../../src/stats/changes/rules.ts';
import { type Chance, chance } from '../../capacity/simulator/draws.ts';

/** Draws so many values about 100. */
type Noise = (count: number, from: Chance) => number[];

const independent =
  (draw: (from: Chance) => number): Noise =>
  (count, from) =>
    Array.from({ length: count }, () => 100 + draw(from));

/** An autoregressive series of order 1 with a standard deviation of 2. */
export const correlated =
  (phi: number): Noise =>
  (count, from) => {
    let now = from.normal();
    return Array.from({ length: count }, () => {
      now = phi * now + Math.sqrt(1 - phi ** 2) * from.normal();
      return 100 + 2 * now;
    });
  };

/** Student's t with three degrees of freedom. */
function heavy(from: Chance): number {
  const square = from.normal() ** 2 + from.normal() ** 2 + from.normal() ** 2;
  return from.normal() / Math.sqrt(square / 3);
}

/** Noise without any change. */
export const NOISES = {
  normal: independent((from) => 2 * from.normal()),
  'lognormal, σ 0.3': independent((from) => 100 * Math.exp(0.3 * from.normal()) - 100),
  'lognormal, σ 1': independent((from) => 100 * Math.exp(from.normal()) - 100),
  "Student's t, 3 degrees": independent((from) => 2 * heavy(from)),
  'AR(1), 0.3': correlated(0.3),
  'AR(1), 0.5': correlated(0.5),
  'AR(1), 0.7': correlated(0.7),
} as const satisfies Readonly<Record<string, Noise>>;

/** Whether any change is found in a series of 10 to 365 points without one. */
export function alarms(noise: Noise, seed: number): boolean {
  const from = chance(seed);
  const values = noise(10 + Math.floor(356 * from.uniform()), from);
  return values.length >= LEAST_POINTS_OF_SERIES && changePoints(values).changes.length > 0;
}

/** A step in noise of 2 % of the level. */
export interface Step {
  readonly noise: Noise;
  /** As a share of the level. */
  readonly height: number;
  /** Points before it. */
  readonly before: number;
}

/** The points behind a step after which it is first found, within five points of where it is; undefined: by none of `most`. */
export function delayOf({ noise, height, before }: Step, most: number, seed: number): number | undefined {
  const values = noise(before + most, chance(seed)).map((value, at) => (at < before ? value : value + 100 * height));
  for (let behind = 1; behind <= most; behind++) {
    const known = values.slice(0, before + behind);
    if (known.length < LEAST_POINTS_OF_SERIES) continue;
    if (changePoints(known).changes.some(({ index }) => Math.abs(index - before) <= 5)) return behind;
  }
  return undefined;
}

/** Noise of histories in which steps are looked for, with an outlier, a mode or a trend of its own. */
export const HISTORIES = {
  normal: NOISES.normal,
  "Student's t, 3 degrees": NOISES["Student's t, 3 degrees"],
  'one of 20 far above': (count, from) =>
    NOISES.normal(count, from).map((value) => (from.uniform() < 0.05 ? value + 30 * from.uniform() : value)),
  'two modes, 3 apart': (count, from) =>
    NOISES.normal(count, from).map((value) => 50 + value / 2 + (from.uniform() < 0.3 ? 6 : 0)),
  'a drift of 6': (count, from) => NOISES.normal(count, from).map((value, at) => value + (12 * at) / count),
  'a wave of ±1.5': (count, from) => NOISES.normal(count, from).map((value, at) => value + 3 * Math.sin(at / 12)),
  'AR(1), 0.3': NOISES['AR(1), 0.3'],
  'AR(1), 0.5': NOISES['AR(1), 0.5'],
  'AR(1), 0.7': NOISES['AR(1), 0.7'],
} as const satisfies Readonly<Record<string, Noise>>;

/** What was found of the steps of some histories. */
export interface Found {
  readonly steps: number;
  /** Steps with a change within five points. */
  readonly seen: number;
  readonly changes: number;
  /** Changes without a step within five points. */
  readonly wrong: number;
}

/** A history of 190 to 389 points with a step of one of these heights every 25 to 104 points, up or down. */
export function foundIn(noise: Noise, heights: readonly number[], seed: number): Found {
  const from = chance(seed);
  const count = 190 + Math.floor(200 * from.uniform());
  const values = noise(count, from);
  const steps: number[] = [];
  for (let at = 0; ; ) {
    at += 25 + Math.floor(80 * from.uniform());
    if (at > count - 12) break;
    steps.push(at);
    const height = heights[Math.floor(heights.length * from.uniform())]! * (from.uniform() < 0.5 ? -1 : 1);
    for (let later = at; later < count; later++) values[later]! += height;
  }
  const changes = changePoints(values).changes.map(({ index }) => index);
  const near = (one: number, others: readonly number[]) => others.some((other) => Math.abs(one - other) <= 5);
  return {
    steps: steps.length,
    seen: steps.filter((at) => near(at, changes)).length,
    changes: changes.length,
    wrong: changes.filter((at) => !near(at, steps)).length,
  };
}
