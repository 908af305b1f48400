import { autocorrelation } from '../../stats/autocorrelation.ts';
import { quantileOfSorted } from '../../stats/moments.ts';
import { formatNumber } from '../../units/format.ts';
import { DAYS_PER_MONTH } from '../../units/months.ts';
import { doubts } from './doubts.ts';
import type { HistoryFit } from './fit.ts';
import type { HistoryPoint } from './read-csv.ts';

const FEW = 12;
/** A gap is an interval of so many usual ones. */
const GAP = 3;
/** Of the time to the first forecast: an older history tells of another time. */
const STALE = 1;
/** Seasons looked for: so many steps of the usual spacing (days) make one. */
const SEASONS: readonly { readonly days: readonly [number, number]; readonly steps: number; readonly name: string }[] =
  [
    { days: [0.9, 1.1], steps: 7, name: 'week' },
    { days: [6.5, 7.5], steps: 52, name: 'year' },
    { days: [27, 32], steps: 12, name: 'year' },
  ];

/** What makes a forecast from this history less than its interval says. `today` is in days (`parseDay`). */
export function historyCaveats(
  points: readonly HistoryPoint[],
  fit: HistoryFit,
  { horizon, today }: { readonly horizon: number; readonly today: number },
): readonly string[] {
  const [first, last] = [points[0]!.month, points.at(-1)!.month];
  const span = last - first;
  const gaps = points.slice(1).map(({ month }, index) => month - points[index]!.month);
  const spacing = quantileOfSorted(
    [...gaps].sort((a, b) => a - b),
    0.5,
  );
  const widest = gaps.reduce((a, b) => Math.max(a, b));
  const zeros = points.filter(({ value }) => value === 0).length;
  const months = (value: number) => `${formatNumber(value, 2)} ${formatNumber(value, 2) === '1' ? 'month' : 'months'}`;
  const caveats = [...doubts(points, fit.best.shape, today)];
  if (points.length < FEW)
    caveats.push(
      `${points.length} points are few for a forecast: the choice of the curve rests on ${fit.held} of them`,
    );
  if (horizon > span)
    caveats.push(
      `the history covers ${months(span)} and the forecast ${months(horizon)}: what lies more than ${months(span)} ahead is projected`,
    );
  if (-last > Math.max(STALE, GAP * spacing))
    caveats.push(`the history ends ${months(-last)} ago: what happened since is not in it`);
  if (widest > GAP * spacing)
    caveats.push(`the history has a gap of ${months(widest)}, where its points usually stand ${daysOf(spacing)} apart`);
  if (zeros > 0)
    caveats.push(
      `${zeros} ${zeros === 1 ? 'value is' : 'values are'} 0, so that only a straight line could be fitted; were they outages, leave them out`,
    );
  if (fit.rival)
    caveats.push(
      'whether it grows by so much or by so many per cent a month, the history does not decide: the interval spans both',
    );
  return [...caveats, ...residualCaveats(points, fit, spacing)];
}

function daysOf(months: number): string {
  const days = formatNumber(months * DAYS_PER_MONTH, 2);
  return `${days} ${days === '1' ? 'day' : 'days'}`;
}

/** Residuals that follow one another, or the season: the interval counts them as if each came by itself. */
function residualCaveats(points: readonly HistoryPoint[], { best: { line } }: HistoryFit, spacing: number): string[] {
  const steps = points.map(({ month }) => Math.round((month - points[0]!.month) / spacing));
  const correlation = (lag: number) => autocorrelation(line.residuals, steps, lag);
  // Twice the standard error of an autocorrelation whose true value is 0 (M. S. Bartlett, 1946).
  const noise = (lag: number) => 2 / Math.sqrt(Math.max(1, points.length - lag));
  const caveats: string[] = [];
  const next = correlation(1);
  if (next > noise(1))
    caveats.push(
      `what the curve misses lasts from point to point (autocorrelation ${formatNumber(next, 2)}): the interval is too narrow, and the trend may have changed`,
    );
  const days = spacing * DAYS_PER_MONTH;
  const season = SEASONS.find(({ days: [least, most] }) => days >= least && days <= most);
  // Two of them must be there for one to be compared with the other.
  if (!season || steps.at(-1)! < 2 * season.steps) return caveats;
  const { steps: lag, name } = season;
  const back = correlation(lag);
  if (back > noise(lag) && back > correlation(Math.floor(lag / 2)) + noise(lag))
    caveats.push(
      `a season of a ${name} shows (autocorrelation ${formatNumber(back, 2)} after ${lag} points) and is not in the curve: its peaks lie above`,
    );
  return caveats;
}
