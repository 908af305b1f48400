import type { Interval } from '../search/interval.ts';
import { type Bracket, bracketOf, brokeObjective, crossingBetween } from './bracket.ts';
import { type CrossingFit, crossingFit } from './crossing-fit.ts';
import type { JudgedTrial } from './judged-trial.ts';
import type { TrialSettings } from './trial.ts';

/**
 * Where the first objective is crossed, in ln of the rate; the interval reaches down to the lowest of the near ones'.
 */
export interface CrossingEstimate {
  readonly objective: number;
  readonly fit: CrossingFit;
  readonly x: number;
  readonly halfWidth: number;
}

/** Verdicts err: the crossing may lie so far outside of their bracket, in ln of the rate. */
const REACH = 0.25;

/**
 * From the trials near the crossing together; undefined while there are too few, or where the bracket's upper end is
 * above for no objective's sake.
 */
export function crossingEstimate(
  { objectives }: TrialSettings,
  judged: readonly JudgedTrial[],
): CrossingEstimate | undefined {
  const { low, above } = bracketOf(judged);
  if (!low || !above || !brokeObjective(above)) return undefined;
  const range = { low: low.x - REACH, high: above.x + REACH };
  const fits = objectives.flatMap(({ allowed }, objective) => {
    const fit = crossingFit(judged, { objective, allowed, ...range });
    return fit && Number.isFinite(fit.halfWidth) && fit.x >= range.low && fit.x <= range.high
      ? [{ objective, fit }]
      : [];
  });
  if (fits.length === 0) return undefined;
  const { objective, fit } = fits.reduce((a, b) => (b.fit.x < a.fit.x ? b : a));
  const lowest = Math.min(...fits.map((one) => one.fit.x - one.fit.halfWidth));
  return { objective, fit, x: fit.x, halfWidth: Math.max(fit.halfWidth, fit.x - lowest) };
}

/** The bracket of verdicts as an interval: of rates that were tried, with no confidence. */
export function bracketInterval({ below, above }: Bracket, { objectives }: TrialSettings): Interval | undefined {
  if (!below || !above) return undefined;
  const value = Math.exp(crossingBetween(below, above, objectives));
  return { value, lower: below.run.ask.rate, upper: above.run.ask.rate };
}
