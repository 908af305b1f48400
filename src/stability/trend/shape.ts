import { residualSquares } from '../../stats/regression/residual-squares.ts';
import { levelsOf } from '../../stats/trend/levels.ts';
import type { Trough } from './blocks.ts';

/**
 * What a series looks like: `line` rises (or falls) all the way, `level` stays, `steps` is levels, `settling` comes to rest,
 * `late` began to grow within the run, `wave` goes up and down, `resets` falls back and rises again at the same pace,
 * `wander` is one level, about which neighbours resemble each other.
 */
type ShapeName = 'line' | 'level' | 'steps' | 'settling' | 'late' | 'wave' | 'resets' | 'wander';

export interface TrendShape {
  readonly name: ShapeName;
  /** Where levels begin (`steps`), or rises begin anew (`resets`): places of troughs. */
  readonly cuts: readonly number[];
  /** n·ln of the squares that it leaves, and what its parameters cost. */
  readonly cost: number;
}

/** What a parameter costs, in units of 2·log-likelihood: between Akaike's 2 and Schwarz's ln 24 = 3.2, and above. */
const PARAMETER = 4;
const STEP = 3.5;
const MOST_STEPS = 3;
const LEAST_LEVEL = 2;
/** Time constants of a rise that settles or begins, in lengths of the run. */
const SLOWNESS = [1 / 8, 1 / 5, 1 / 3, 1 / 2];
/** Periods of a wave, in half lengths of the run. */
const WAVES = [2 / 3, 4 / 5, 1, 4 / 3, 2];
const MOST_RESETS = 2;

/**
 * The shapes of troughs, the one that explains them best first: the squares that each leaves against what its parameters
 * cost (G. Schwarz, Annals of Statistics 6, 1978; with the correction for small samples of C. M. Hurvich, C.-L. Tsai,
 * Biometrika 76, 1989, halved for steps). Five troughs at least.
 */
export function shapesOf(troughs: readonly Trough[]): readonly TrendShape[] {
  const values = troughs.map(({ value }) => value);
  const n = values.length;
  const { from, to, least } = extent(troughs);
  const u = troughs.map(({ time }) => (2 * (time - from)) / (to - from) - 1);
  const y = values.map((value) => value - least);
  const ones = y.map(() => 1);
  // What remains of a perfect fit is rounding.
  const tiny = n * (1e-12 * Math.max(...values.map(Math.abs))) ** 2 + Number.MIN_VALUE;
  const costOf = (squares: number | undefined, price: number) =>
    n * Math.log((squares ?? Number.POSITIVE_INFINITY) + tiny) + price;
  const left = (...columns: (readonly number[])[]) => residualSquares([ones, ...columns], y);
  const leastOf = (fits: readonly (number | undefined)[]) =>
    fits.reduce<number>((best, squares) => Math.min(best, squares ?? best), Number.POSITIVE_INFINITY);
  const curve = (squares: number, parameters: number) => costOf(squares, PARAMETER * corrected(parameters, n, 1));
  const shape = (name: ShapeName, cost: number, cuts: readonly number[] = []): TrendShape => ({ name, cost, cuts });
  const settling = leastOf(SLOWNESS.map((slow) => left(u.map((x) => Math.exp(-(x + 1) / 2 / slow)))));
  const late = leastOf(SLOWNESS.map((slow) => left(u.map((x) => Math.exp((x - 1) / 2 / slow)))));
  const wave = leastOf(
    WAVES.map((period) =>
      left(
        u.map((x) => Math.sin((Math.PI * x) / period)),
        u.map((x) => Math.cos((Math.PI * x) / period)),
      ),
    ),
  );
  const shapes = [
    shape('level', costOf(left(), 0)),
    shape('line', costOf(left(u), PARAMETER * corrected(1, n, 1))),
    shape('settling', curve(settling, 2)),
    shape('late', curve(late, 2)),
    shape('wave', curve(wave, 3)),
    ...levelsOf(y, MOST_STEPS, LEAST_LEVEL)
      .slice(1)
      .map(({ squares, cuts }) => shape('steps', costOf(squares, STEP * corrected(2 * cuts.length, n, 0.5)), cuts)),
    ...resetsOf(u, y).map(({ squares, cuts }) =>
      shape('resets', costOf(squares, STEP * corrected(1 + 2 * cuts.length, n, 0.5)), cuts),
    ),
    shape('wander', costOf(wanderSquares(y), PARAMETER * corrected(1, n, 1))),
  ];
  return shapes.sort((a, b) => a.cost - b.cost);
}

/** Parameters, dearer the fewer the points are for each. */
function corrected(parameters: number, n: number, power: number): number {
  return n > parameters + 2 ? parameters * (n / (n - parameters - 1)) ** power : Number.POSITIVE_INFINITY;
}

function extent(troughs: readonly Trough[]): { readonly from: number; readonly to: number; readonly least: number } {
  return {
    from: troughs[0]!.time,
    to: troughs.at(-1)!.time,
    least: troughs.reduce((least, { value }) => Math.min(least, value), Number.POSITIVE_INFINITY),
  };
}

/** Rises of one slope between the largest falls; none where what lies between does not rise. */
function resetsOf(u: readonly number[], y: readonly number[]): readonly { squares: number; cuts: readonly number[] }[] {
  const falls = y
    .map((value, at) => ({ at, height: at === 0 ? 0 : y[at - 1]! - value }))
    .filter(({ height }) => height > 0)
    .sort((a, b) => b.height - a.height);
  return Array.from({ length: Math.min(MOST_RESETS, falls.length) }, (_, more) => {
    const cuts = falls
      .slice(0, more + 1)
      .map(({ at }) => at)
      .sort((a, b) => a - b);
    return { squares: commonRise(u, y, cuts), cuts };
  }).filter(({ squares }) => Number.isFinite(squares));
}

/** The squares about lines of one slope, each stretch at a level of its own; infinite where the slope is not above 0. */
function commonRise(u: readonly number[], y: readonly number[], cuts: readonly number[]): number {
  let [spread, product, height] = [0, 0, 0];
  for (const [i, from] of [0, ...cuts].entries()) {
    const to = cuts[i] ?? y.length;
    if (to - from < LEAST_LEVEL) return Number.POSITIVE_INFINITY;
    const [x, values] = [u.slice(from, to), y.slice(from, to)];
    const [middleX, middleY] = [x.reduce((a, b) => a + b, 0) / x.length, values.reduce((a, b) => a + b, 0) / x.length];
    for (const [at, value] of values.entries()) {
      spread += (x[at]! - middleX) ** 2;
      product += (x[at]! - middleX) * (value - middleY);
      height += (value - middleY) ** 2;
    }
  }
  return product > 0 ? Math.max(0, height - product ** 2 / spread) : Number.POSITIVE_INFINITY;
}

/** What values about their mean leave that the ones before them do not explain (an autoregressive series of order 1). */
function wanderSquares(y: readonly number[]): number {
  const middle = y.reduce((a, b) => a + b, 0) / y.length;
  const about = y.map((value) => value - middle);
  let [products, before, after] = [0, 0, 0];
  for (let at = 1; at < about.length; at++) {
    products += about[at]! * about[at - 1]!;
    before += about[at - 1]! ** 2;
    after += about[at]! ** 2;
  }
  const phi = before > 0 ? Math.min(MOST_ALIKE, Math.max(0, products / before)) : 0;
  return about[0]! ** 2 * (1 - phi ** 2) + after - 2 * phi * products + phi ** 2 * before;
}

/** Beyond, every level is a wave: as the change points have it. */
const MOST_ALIKE = 0.9;
