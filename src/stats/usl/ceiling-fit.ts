import { leastSquares, type Model } from '../regression/least-squares.ts';
import { rootWeights, type UslPoint, type UslWeights } from './usl-fit.ts';

/**
 * Throughput that rises to a ceiling and stays there, X(N) = λN / (1 + (λN/C)^p)^(1/p): every customer adds λ at first,
 * C is never exceeded, and p says how sharp the bend between them is (1: as Amdahl's law, without an end: λN up to C,
 * then C). Source: T. T. Bannister, "Quantitative description of steady state, nutrient-saturated algal growth",
 * Limnology and Oceanography 24 (1979), eq. 3. It has as many coefficients as the Universal Scalability Law.
 */
export interface Ceiling {
  /** Throughput that one customer adds. */
  readonly lambda: number;
  /** In the unit of throughput. */
  readonly ceiling: number;
  /** p, 1 or more. */
  readonly sharpness: number;
}

export interface CeilingFit {
  readonly coefficients: Ceiling;
  /** Weighted sum of squared residuals, by the weights that the law's fit has. */
  readonly sse: number;
}

/** The sharpnesses that are tried: from one to the next no point of a curve moves by more than 8 % of the ceiling. */
const SHARPNESSES = [1, 1.25, 1.5, 2, 2.5, 3, 4, 6, 8, 12, 20, 64, 1000];

/** X(N). */
export function ceilingThroughput(coefficients: Ceiling, concurrency: number): number {
  return gradientAt(coefficients, concurrency).throughput;
}

/** The curve with a ceiling that has the lowest sum of squares. Undefined where none can be fitted. */
export function fitCeiling(points: readonly UslPoint[], weights: UslWeights = 'equal'): CeilingFit | undefined {
  const roots = rootWeights(points, weights);
  const observed = points.map(({ throughput }, i) => throughput * roots[i]!);
  let start: readonly number[] = [
    Math.max(...points.map(({ concurrency, throughput }) => throughput / concurrency)),
    Math.max(...points.map(({ throughput }) => throughput)),
  ];
  const fits = SHARPNESSES.flatMap((sharpness): CeilingFit[] => {
    const found = leastSquares(observed, modelOf(points, roots, sharpness), start);
    if (!found) return [];
    // From one sharpness to the next both move little.
    start = found.parameters;
    const [lambda, ceiling] = found.parameters as [number, number];
    return [{ coefficients: { lambda, ceiling, sharpness }, sse: found.sse }];
  });
  return fits.reduce<CeilingFit | undefined>((best, fit) => (best && best.sse <= fit.sse ? best : fit), undefined);
}

function modelOf(points: readonly UslPoint[], roots: readonly number[], sharpness: number): Model {
  return (parameters) => {
    const [lambda, ceiling] = parameters as [number, number];
    if (!(lambda > 0 && ceiling > 0)) return undefined;
    const at = points.map(({ concurrency }) => gradientAt({ lambda, ceiling, sharpness }, concurrency));
    return {
      values: at.map(({ throughput }, i) => throughput * roots[i]!),
      columns: [at.map(({ byLambda }, i) => byLambda * roots[i]!), at.map(({ byCeiling }, i) => byCeiling * roots[i]!)],
    };
  };
}

/** X(N) and its derivatives, by the smaller of λN/C and C/λN, so that no power overflows. */
function gradientAt({ lambda, ceiling, sharpness: p }: Ceiling, concurrency: number) {
  const linear = lambda * concurrency;
  const small = Math.min(linear, ceiling) / Math.max(linear, ceiling);
  const bend = (1 + small ** p) ** (-1 / p);
  const near = bend / (1 + small ** p);
  const far = near * small ** (p + 1);
  return {
    throughput: Math.min(linear, ceiling) * bend,
    byLambda: concurrency * (linear <= ceiling ? near : far),
    byCeiling: linear <= ceiling ? far : near,
  };
}
