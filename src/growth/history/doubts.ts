import { studentTQuantile } from '../../stats/distributions/student-t.ts';
import { fitLine, lineAt, predictionReach } from '../../stats/regression/line-fit.ts';
import { formatNumber } from '../../units/format.ts';
import { dayAfter } from '../../units/months.ts';
import { curveAt, fitHistory, type GrowthShape } from './fit.ts';
import { type HistoryPoint, LEAST_POINTS } from './read-csv.ts';
import { stepOf } from './step.ts';

/** What is told of single points needs so many. */
const LEAST = 8;
/** Of a thousand last points one lies below by chance. */
const BY_CHANCE = 0.999;
/** What lies within this share of the curve is no matter. */
const MATERIAL = 0.2;
/** Of a hundred histories without any, one is said to have points that lie apart. */
const APART = 0.01;
const MOST_APART = 10;

/**
 * A history without a last point that lies far below what the points before lead to: most often its period is not over.
 * `caveats` say so. A last point that is right although it looks so makes the forecast too high, never too low.
 */
export function withoutUnfinished(
  points: readonly HistoryPoint[],
  today: number,
): { readonly points: readonly HistoryPoint[]; readonly caveats: readonly string[] } {
  if (points.length < LEAST) return { points, caveats: [] };
  const [before, last] = [points.slice(0, -1), points.at(-1)!];
  const { best } = fitHistory(before);
  const expected = curveAt(best, last.month);
  const { line, shape } = best;
  const reach = predictionReach(line, last.month, studentTQuantile(BY_CHANCE, line.n - 2));
  const least = lineAt(line, last.month) - reach;
  const low = (shape === 'linear' ? last.value : Math.log(last.value)) < least;
  if (!low || last.value > (1 - MATERIAL) * expected) return { points, caveats: [] };
  const caveat = `the last row, ${amount(last.value)} on ${dateOf(last.month, today)}, lies far below the ${amount(expected)} that the rows before lead to: it looks like a period that is not over and is left out; where it is complete, the forecast is too high`;
  return { points: before, caveats: [caveat] };
}

/** What in a history may mislead the curve through it: a step, or points that lie apart. */
export function doubts(points: readonly HistoryPoint[], shape: GrowthShape, today: number): readonly string[] {
  if (points.length < LEAST) return [];
  const step = stepOf(points);
  if (step) {
    const at = dateOf(step.month, today);
    const since = points.filter(({ month }) => month >= step.month).length;
    const next = since < LEAST_POINTS ? 'look again when more rows follow' : `keep only the rows from ${at} on`;
    return [
      `a step shows at ${at}, from about ${amount(step.before)} to ${amount(step.after)}: the curve takes it for ${step.after < step.before ? 'a decline' : 'growth'}; ${next}, unless such steps come again`,
    ];
  }
  const apart = pointsApart(points, shape);
  if (apart.length === 0) return [];
  const [{ point, expected }] = apart as [(typeof apart)[number]];
  const count = apart.length === 1 ? '1 row lies' : `${apart.length} rows lie`;
  const most = apart.length === 1 ? '' : 'most of all ';
  const [what, next] =
    point.value > expected
      ? ['a single peak', 'where it may come again, plan for it besides; where not, take it out']
      : ['an outage, or a period that was not counted whole', 'where it was one, take it out'];
  return [
    `${count} far off the curve through the others: ${most}${amount(point.value)} on ${dateOf(point.month, today)} against ${amount(expected)}, ${what}; ${next}`,
  ];
}

/**
 * The points that lie apart from the line through the others, the farthest first: the largest studentised residual is
 * taken out, again and again; all up to the last that is significant lie apart. Source: B. Rosner, "Percentage points
 * for a generalized ESD many-outlier procedure", Technometrics 25 (1983); of residuals as Draper and Smith, 8.1
 * ("externally studentised").
 */
function pointsApart(points: readonly HistoryPoint[], shape: GrowthShape): { point: HistoryPoint; expected: number }[] {
  const taken: { point: HistoryPoint; expected: number }[] = [];
  let rest = shape === 'exponential' ? points.filter(({ value }) => value > 0) : [...points];
  let significant = 0;
  const most = Math.min(MOST_APART, Math.max(1, Math.floor(points.length / 10)));
  while (taken.length < most && rest.length >= LEAST - 1) {
    const farthest = farthestOf(rest, shape);
    if (!farthest) break;
    taken.push(farthest);
    rest = rest.filter((point) => point !== farthest.point);
    if (farthest.significant) significant = taken.length;
  }
  return taken
    .slice(0, significant)
    .filter(({ point, expected }) => Math.abs(point.value - expected) > MATERIAL * expected)
    .sort((a, b) => Math.abs(b.point.value - b.expected) - Math.abs(a.point.value - a.expected));
}

/** The point with the largest studentised residual, and what the line through the others leads to there. */
function farthestOf(points: readonly HistoryPoint[], shape: GrowthShape) {
  const x = points.map(({ month }) => month);
  const y = points.map(({ value }) => (shape === 'linear' ? value : Math.log(value)));
  const { n, meanX, spread, residuals, residualSd } = fitLine(x, y);
  const deleted = residuals.map((residual, at) => {
    const free = 1 - 1 / n - (x[at]! - meanX) ** 2 / spread;
    const variance = ((n - 2) * residualSd ** 2 - residual ** 2 / free) / (n - 3);
    return Math.abs(residual) / Math.sqrt(Math.max(variance, Number.MIN_VALUE) * free);
  });
  const largest = deleted.reduce((best, one, at) => (one > deleted[best]! ? at : best), 0);
  if (!Number.isFinite(deleted[largest]!)) return undefined;
  const others = fitLine(x.toSpliced(largest, 1), y.toSpliced(largest, 1));
  const at = lineAt(others, x[largest]!);
  const expected = shape === 'linear' ? Math.max(0, at) : Math.exp(at);
  const limit = studentTQuantile(1 - APART / (2 * n), n - 3);
  return { point: points[largest]!, expected, significant: deleted[largest]! > limit };
}

function dateOf(month: number, today: number): string {
  // A day's part is cut off, and a month is no exact number of days: a second is added.
  return dayAfter(today + 1 / 86_400, month);
}

function amount(value: number): string {
  return formatNumber(value, 3);
}
