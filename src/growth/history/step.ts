import { fitLine, lineAt } from '../../stats/regression/line-fit.ts';
import type { GrowthShape } from './fit.ts';
import type { HistoryPoint } from './read-csv.ts';

/** A level that changed at once. */
export interface HistoryStep {
  /** Of the first point behind it. */
  readonly month: number;
  /** What the history led to there, and what it came to. */
  readonly before: number;
  readonly after: number;
}

/** Points that each side must have. */
const LEAST_BEFORE = 3;
const LEAST_AFTER = 2;
/**
 * How clearly a step must fit better than growth alone: its F, and its height in standard deviations of what is left
 * then.
 */
const CLEAR = 30;
const HEIGHT = 5;
/** And its height as a share of what was before. */
const MATERIAL = 0.2;

/**
 * The step of a history: the line with a step that fits it best, where it does so far better than a line alone, both
 * through the values and through their logarithms, since growth that bends fits one of the two. Source: R. E. Quandt,
 * "Tests of the hypothesis that a linear regression system obeys two separate regimes", J. Am. Stat. Assoc. 55 (1960),
 * with one slope.
 */
export function stepOf(points: readonly HistoryPoint[]): HistoryStep | undefined {
  const straight = stepIn(points, 'linear');
  if (!straight) return undefined;
  if (points.some(({ value }) => value === 0)) return straight;
  return stepIn(points, 'exponential') && straight;
}

function stepIn(points: readonly HistoryPoint[], shape: GrowthShape): HistoryStep | undefined {
  const x = points.map(({ month }) => month);
  const line = fitLine(
    x,
    points.map(({ value }) => (shape === 'linear' ? value : Math.log(value))),
  );
  const n = points.length;
  const alone = line.residuals.reduce((sum, residual) => sum + residual ** 2, 0);
  let best = { at: 0, explained: 0, height: 0, tilt: 0, offset: 0 };
  for (let at = LEAST_BEFORE; at <= n - LEAST_AFTER; at++) {
    // By the theorem of Frisch, Waugh and Lovell: the step, less what a line already tells of it.
    const step = fitLine(
      x,
      x.map((_, i) => (i < at ? 0 : 1)),
    );
    let [product, squares] = [0, 0];
    for (let i = 0; i < n; i++) {
      product += step.residuals[i]! * line.residuals[i]!;
      squares += step.residuals[i]! ** 2;
    }
    const explained = product ** 2 / squares;
    const height = product / squares;
    if (explained > best.explained) best = { at, explained, height, tilt: step.slope, offset: step.meanY };
  }
  const left = Math.max(0, alone - best.explained);
  if (best.explained <= CLEAR * (left / (n - 3)) || Math.abs(best.height) < HEIGHT * Math.sqrt(left / (n - 3)))
    return undefined;
  const month = x[best.at]!;
  const level = lineAt(line, month) - best.height * (best.offset + best.tilt * (month - line.meanX));
  const value = (of: number) => (shape === 'linear' ? Math.max(0, of) : Math.exp(of));
  const [before, after] = [value(level), value(level + best.height)];
  return Math.abs(after - before) > MATERIAL * before ? { month, before, after } : undefined;
}
