import { mean } from '../moments.ts';

/**
 * A straight line through points by least squares, written about the middle of its points: y = meanY + slope (x −
 * meanX).
 */
export interface LineFit {
  readonly n: number;
  readonly meanX: number;
  readonly meanY: number;
  readonly slope: number;
  /** Σ(x − meanX)². */
  readonly spread: number;
  /** √(Σ residual² / (n − 2)), the standard deviation of y about the line. */
  readonly residualSd: number;
  /** Measured less fitted, in the order of the points. */
  readonly residuals: readonly number[];
}

/**
 * Simple linear regression of y on x. Source: N. R. Draper, H. Smith, "Applied Regression Analysis", 3rd ed., 1.2 and
 * 1.4. Throws RangeError for fewer than three points or a single x.
 */
export function fitLine(x: readonly number[], y: readonly number[]): LineFit {
  const n = x.length;
  if (n < 3 || y.length !== n) throw new RangeError(`a line needs three points at least, got ${n}`);
  const [meanX, meanY] = [mean(x), mean(y)];
  let [spread, product] = [0, 0];
  for (let i = 0; i < n; i++) {
    spread += (x[i]! - meanX) ** 2;
    product += (x[i]! - meanX) * (y[i]! - meanY);
  }
  if (!(spread > 0)) throw new RangeError('a line needs two different x at least');
  const slope = product / spread;
  const residuals = x.map((at, i) => y[i]! - meanY - slope * (at - meanX));
  const squares = residuals.reduce((sum, residual) => sum + residual ** 2, 0);
  return { n, meanX, meanY, slope, spread, residualSd: Math.sqrt(squares / (n - 2)), residuals };
}

/** The line at x. */
export function lineAt({ meanX, meanY, slope }: LineFit, x: number): number {
  return meanY + slope * (x - meanX);
}

/**
 * How far a new observation at x lies from the line at most: t s √(1 + 1/n + (x − meanX)²/Σ(x − meanX)²), where t is
 * the quantile of Student's t with n − 2 degrees of freedom (0.95: one in twenty lies beyond it on each side). Source:
 * Draper and Smith, 3.1, "prediction of a future observation". It holds for independent normal errors.
 */
export function predictionReach({ n, meanX, spread, residualSd }: LineFit, x: number, t: number): number {
  return t * residualSd * Math.sqrt(1 + 1 / n + (x - meanX) ** 2 / spread);
}
