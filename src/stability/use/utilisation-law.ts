import { studentTQuantile } from '../../stats/distributions/student-t.ts';
import { type LineCrossing, lineCrossing } from '../../stats/regression/line-crossing.ts';
import { lineAt } from '../../stats/regression/line-fit.ts';
import { serialLine, slopeEnds } from '../../stats/regression/serial-line.ts';

/** How much of a resource was used while so much was done. */
export interface UsePoint {
  /** The window. */
  readonly step: number;
  /** Requests per second completed. */
  readonly completed: number;
  /** Share of the resource. */
  readonly used: number;
}

/**
 * The utilisation law U = U₀ + λ·D of one resource: D is what a request takes of it, seconds of the whole resource.
 */
export interface UtilisationLaw {
  readonly demand: number;
  readonly lower: number;
  readonly upper: number;
  /** The share used at a load, requests/s. */
  readonly at: (load: number) => number;
  /** The load at which a share is reached; undefined where the resource does not grow with the load. */
  readonly reaches: (share: number) => LineCrossing | undefined;
  /** The smallest demand that these points would have shown with a chance of 80 %. */
  readonly leastDemand: number;
}

const LEAST_POINTS = 8;
/** The loads must differ by this factor for a slope to mean anything. */
const LEAST_RANGE = 1.3;
const CONFIDENCE = 0.975;
const POWER = 0.8;

/**
 * Fits the law by least squares; the readings of neighbouring windows resemble each other. Undefined where points are
 * few or the load hardly differs. Source of the law: P. J. Denning, J. P. Buzen, "The operational analysis of queueing
 * network models", ACM Computing Surveys 10 (1978).
 */
export function utilisationLaw(points: readonly UsePoint[]): UtilisationLaw | undefined {
  const loads = points.map(({ completed }) => completed);
  if (points.length < LEAST_POINTS || Math.max(...loads) < LEAST_RANGE * Math.min(...loads)) return undefined;
  const fit = serialLine({ x: loads, y: points.map(({ used }) => used), steps: points.map(({ step }) => step) });
  const t = (p: number) => studentTQuantile(p, fit.n - 2);
  const { value: demand, lower, upper } = slopeEnds(fit, t(CONFIDENCE));
  return {
    ...{ demand, lower, upper },
    at: (load) => lineAt(fit, load),
    reaches: (share) => (fit.slope > 0 ? lineCrossing(fit, share, t(CONFIDENCE)) : undefined),
    leastDemand: (t(CONFIDENCE) + t(POWER)) * (fit.residualSd / Math.sqrt(fit.spread)),
  };
}
