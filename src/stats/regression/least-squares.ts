import { solveLinear } from './linear-system.ts';

/** A model at its parameters: what it predicts of each observation, and the derivatives, a column a parameter. */
export interface Prediction {
  readonly values: readonly number[];
  readonly columns: readonly (readonly number[])[];
}

/** A model; undefined where the parameters lie outside its domain. */
export type Model = (parameters: readonly number[]) => Prediction | undefined;

export interface LeastSquaresFit {
  readonly parameters: readonly number[];
  /** Σ(observed − predicted)² */
  readonly sse: number;
  /** whether the last step was too small to matter */
  readonly converged: boolean;
}

interface Point {
  readonly parameters: readonly number[];
  readonly residuals: readonly number[];
  readonly columns: readonly (readonly number[])[];
  /** Lengths of the columns. */
  readonly scales: readonly number[];
  /** Downhill, by columns of length one. */
  readonly gradient: readonly number[];
  readonly sse: number;
}

const MOST_STEPS = 1000;
/** A step that moves no prediction by more than this share of the observations is the last. */
const NEGLIGIBLE = 1e-14;
/**
 * Sums of squares closer than this are told apart by the gradient: rounding hides the minimum from the sum long before.
 */
const ROUNDING = 1e-11;

/**
 * Least squares by Levenberg-Marquardt: steps of (JᵀJ + μI)δ = Jᵀr on columns scaled to length one, μ a tenth after a
 * step that went down, tenfold after one that did not. Undefined where the model is undefined at the start.
 * Sources: D. W. Marquardt, J. SIAM 11 (1963); scaling: J. J. Moré, Lecture Notes in Mathematics 630 (1978).
 */
export function leastSquares(
  observed: readonly number[],
  model: Model,
  start: readonly number[],
): LeastSquaresFit | undefined {
  const first = pointAt(observed, model, start);
  return first && descend(observed, model, first);
}

function descend(observed: readonly number[], model: Model, first: Point): LeastSquaresFit {
  let here = first;
  const size = Math.sqrt(sumOfSquares(observed));
  let damping = 1e-3;
  for (let i = 0; i < MOST_STEPS; i++) {
    const at = here;
    const step = stepFrom(at, damping);
    const moved = step?.map((value, j) => at.parameters[j]! + value / at.scales[j]!);
    const next = moved && pointAt(observed, model, moved);
    const better = next !== undefined && isBetter(next, at);
    if (better) here = next;
    damping = better ? Math.max(damping / 10, 1e-15) : damping * 10;
    // Also of a step not taken: where even the smallest goes up, the minimum is reached to the last bit.
    if (step && Math.max(...step.map(Math.abs)) <= NEGLIGIBLE * size) return { ...resultOf(here), converged: true };
  }
  return { ...resultOf(here), converged: false };
}

/** (JᵀJ)⁻¹ at these parameters, from which covariances are; undefined where the parameters cannot be told apart. */
export function inverseNormalMatrix(model: Model, parameters: readonly number[]): number[][] | undefined {
  const columns = model(parameters)?.columns;
  if (!columns) return undefined;
  const scales = columns.map((column) => Math.sqrt(sumOfSquares(column)));
  const normal = normalMatrix(columns, scales, 0);
  const inverse = columns.map((_, j) =>
    solveLinear(
      normal,
      columns.map((_, i) => (i === j ? 1 : 0)),
    ),
  );
  if (inverse.some((column) => column === undefined)) return undefined;
  return inverse.map((column, j) => column!.map((value, i) => value / (scales[i]! * scales[j]!)));
}

function pointAt(observed: readonly number[], model: Model, parameters: readonly number[]): Point | undefined {
  const prediction = model(parameters);
  if (!prediction) return undefined;
  const { values, columns } = prediction;
  const residuals = observed.map((value, i) => value - values[i]!);
  const sse = sumOfSquares(residuals);
  const scales = columns.map((column) => Math.sqrt(sumOfSquares(column)));
  if (!Number.isFinite(sse) || scales.some((scale) => !(scale > 0 && scale < Number.POSITIVE_INFINITY)))
    return undefined;
  const gradient = columns.map((column, j) => dot(column, residuals) / scales[j]!);
  return { parameters, residuals, columns, scales, gradient, sse };
}

function stepFrom({ columns, scales, gradient }: Point, damping: number): readonly number[] | undefined {
  return solveLinear(normalMatrix(columns, scales, damping), gradient);
}

function normalMatrix(columns: Prediction['columns'], scales: readonly number[], damping: number): number[][] {
  return columns.map((a, i) => columns.map((b, j) => dot(a, b) / (scales[i]! * scales[j]!) + (i === j ? damping : 0)));
}

function isBetter(next: Point, here: Point): boolean {
  if (next.sse < here.sse * (1 - ROUNDING)) return true;
  return next.sse <= here.sse * (1 + ROUNDING) && sumOfSquares(next.gradient) < sumOfSquares(here.gradient);
}

function resultOf({ parameters, sse }: Point): { parameters: readonly number[]; sse: number } {
  return { parameters, sse };
}

function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function sumOfSquares(values: readonly number[]): number {
  return dot(values, values);
}
