import type { MeasuredDemand } from '../../result/monitors.ts';
import { studentTQuantile } from '../../stats/distributions/student-t.ts';
import { fitLine, type LineFit } from '../../stats/regression/line-fit.ts';
import { lineEnds, serialLine, slopeEnds } from '../../stats/regression/serial-line.ts';
import { formatNumber } from '../../units/format.ts';
import type { UseReading } from './demand-points.ts';

/** What a request takes, and what is taken without any. */
export interface DemandLine {
  readonly perRequest: MeasuredDemand;
  readonly atRest: MeasuredDemand;
  /** The load only rose, or only fell, as time went on. */
  readonly oneWay: boolean;
}

const LEAST_POINTS = 8;
const LEAST_LEVELS = 3;
/** The loads must differ by this factor for a slope to mean anything. */
const LEAST_RANGE = 1.3;
const CONFIDENCE = 0.975;
/** So much below nothing at rest, of what is in use at the highest load, is no rounding: it grows faster than the load. */
const BELOW_NOTHING = 0.05;

/** Of the spread of the loads time explains so much where these only rise. */
const ONE_WAY = 0.8;

export interface DemandFit {
  readonly points: readonly UseReading[];
  /** Windows between two readings. */
  readonly lag: number;
}

/**
 * The line use = at rest + load × of a request (utilisation law, and Little's law of what is held) beside a straight
 * course over time: a service that warms up, or keeps what it took, changes while the load rises. By least squares, with
 * an interval for readings that resemble their neighbours; or why it cannot be told.
 */
export function demandLine({ points, lag }: DemandFit): DemandLine | { readonly reason: string } {
  const loads = [...new Set(points.map(({ load }) => load))].sort((a, b) => a - b);
  const [least, most] = [loads[0] ?? 0, loads.at(-1) ?? 0];
  if (points.length < LEAST_POINTS)
    return { reason: `it was read ${points.length} times at steady loads: ${LEAST_POINTS} at least are needed` };
  if (loads.length < LEAST_LEVELS || most < LEAST_RANGE * least)
    return {
      reason: `the load differed too little (${formatNumber(least)} to ${formatNumber(most)}): take a run of several loads, such as stress`,
    };
  const steps = points.map(({ step }) => step);
  const [x, y] = [points.map(({ load }) => load), points.map(({ used }) => used)];
  const fit = lineBesideTime({ x, y, steps }, lag);
  const t = studentTQuantile(CONFIDENCE, fit.n - 3);
  const perRequest = fit.spread > 0 ? slopeEnds(fit, t) : undefined;
  if (!perRequest || perRequest.lower <= 0)
    return {
      reason:
        'it does not follow the load beyond chance, or time made it change as much: take a run whose load also falls',
    };
  const atRest = lineEnds(fit, 0, t);
  if (atRest.upper < 0 && -atRest.value > BELOW_NOTHING * Math.max(...y))
    return { reason: 'it grows faster than the load: what a request takes depends on how many there are' };
  const [value, lower] = [Math.max(0, atRest.value), Math.max(0, atRest.lower)];
  const oneWay = fit.spread < (1 - ONE_WAY) * fitLine(x, y).spread;
  return { perRequest, atRest: { value, lower, upper: Math.max(value, atRest.upper) }, oneWay };
}

/**
 * The line of y on x beside a straight course over time, by the residuals of both on time; written about the mean of
 * both. Source: R. Frisch, F. V. Waugh, "Partial time regressions as compared with individual trends", Econometrica 1
 * (1933).
 */
function lineBesideTime(
  { x, y, steps }: { readonly x: readonly number[]; readonly y: readonly number[]; readonly steps: readonly number[] },
  lag: number,
): LineFit {
  const [ofX, ofY] = [fitLine(steps, x), fitLine(steps, y)];
  // x is a straight course itself: nothing of it is left.
  if (!(ofX.residualSd > Number.EPSILON * ofX.meanX)) return { ...ofX, spread: 0 };
  const fit = serialLine({ x: ofX.residuals, y: ofY.residuals, steps }, lag);
  // One more number was fitted.
  const residualSd = fit.residualSd * Math.sqrt((fit.n - 2) / (fit.n - 3));
  return { ...fit, residualSd, meanX: ofX.meanY, meanY: ofY.meanY };
}
