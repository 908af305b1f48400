import { fitLine, type LineFit, lineAt, predictionReach } from '../stats/regression.ts';
import { studentTQuantile } from '../stats/student-t.ts';
import type { HistoryPoint } from './history-csv.ts';

/** `linear`: so much more every month; `exponential`: so many per cent more every month (the logarithm is linear). */
export type Shape = 'linear' | 'exponential';

/** A curve through a history, and how it was chosen. */
export interface HistoryFit {
  readonly shape: Shape;
  /** Of the value, or of its natural logarithm, on months from now. */
  readonly line: LineFit;
  /** Student's t that one prediction in twenty exceeds: its 0.95 quantile, n − 2 degrees of freedom. */
  readonly t: number;
  /** Mean absolute error over the last quarter, predicted from what was before; null: that shape could not be fitted. */
  readonly heldOut: Readonly<Record<Shape, number | null>>;
  /** How many points were held out. */
  readonly held: number;
}

/** What is told of a curve that was fitted. */
type Fitted = Pick<HistoryFit, 'shape' | 'line' | 't'>;

/** Each bound is crossed by one prediction in twenty. */
const CONFIDENCE = 0.95;

/**
 * Fits a straight line to the values and to their logarithms, each to the first three quarters of the points, and keeps the
 * shape that predicts the last quarter with the smaller mean absolute error (the measure that a median, which the
 * exponential gives, minimises); then fits it to all. Values of 0 have no logarithm: then the line is all there is.
 * Source of the choice: L. J. Tashman, "Out-of-sample tests of forecasting accuracy", Int. J. Forecasting 16 (2000).
 */
export function fitHistory(points: readonly HistoryPoint[]): HistoryFit {
  const held = Math.ceil(points.length / 4);
  const [before, after] = [points.slice(0, -held), points.slice(-held)];
  const errorOf = (shape: Shape): number | null => {
    const line = lineThrough(before, shape);
    if (!line) return null;
    return (
      after.reduce((sum, { month, value }) => sum + Math.abs(value - curveAt({ line, shape, t: 0 }, month)), 0) / held
    );
  };
  const heldOut = { linear: errorOf('linear'), exponential: errorOf('exponential') };
  const exponential = heldOut.exponential !== null && heldOut.exponential < heldOut.linear!;
  const shape = exponential && lineThrough(points, 'exponential') ? 'exponential' : 'linear';
  const line = lineThrough(points, shape)!;
  return { shape, line, t: studentTQuantile(CONFIDENCE, line.n - 2), heldOut, held };
}

/** The line of a shape through points; undefined where a logarithm does not exist. */
function lineThrough(points: readonly HistoryPoint[], shape: Shape): LineFit | undefined {
  if (shape === 'exponential' && points.some(({ value }) => value === 0)) return undefined;
  return fitLine(
    points.map(({ month }) => month),
    points.map(({ value }) => (shape === 'linear' ? value : Math.log(value))),
  );
}

/** The curve at a month, never below 0; `side` −1 and 1 are the ends of its 90 % prediction interval. */
export function curveAt({ line, shape, t }: Fitted, month: number, side: -1 | 0 | 1 = 0): number {
  const at = lineAt(line, month) + side * predictionReach(line, month, t);
  return shape === 'linear' ? Math.max(0, at) : Math.exp(at);
}

/**
 * The first month after now at which a curve of a fit passes a level that it is below now; undefined when it never does.
 * The ends of the interval meet the level where (Y − bu)² = K (1 + 1/n + u²/S), u = month − mean month, Y = level − mean,
 * K = (t s)²: a quadratic (Draper and Smith, 3.2, "inverse regression"), of which each end owns one root.
 */
export function monthOfLevel({ line, shape, t }: Fitted, level: number, side: -1 | 0 | 1): number | undefined {
  const y = (shape === 'linear' ? level : Math.log(level)) - line.meanY;
  const { slope, meanX, spread, n } = line;
  if (side === 0) return slope > 0 ? meanX + y / slope : undefined;
  const k = (t * line.residualSd) ** 2;
  const c = y ** 2 - k * (1 + 1 / n);
  const root = Math.sqrt(k * (slope ** 2 * (1 + 1 / n) + c / spread));
  // Each root in the form that keeps its digits. It must lie on the side asked for: the other end may own both.
  const u = side === 1 ? c / (slope * y + root) : (slope * y + root) / (slope ** 2 - k / spread);
  const owned = side * (y - slope * u) >= 0;
  return Number.isFinite(u) && owned && meanX + u >= 0 ? meanX + u : undefined;
}
