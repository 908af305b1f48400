import { mean } from '../../stats/moments.ts';
import type { LoadLevel } from '../load-levels.ts';
import type { LoadWindow } from '../load-window.ts';
import type { DemandSeries } from './demand-series.ts';

/** How much was in use in a window of a level of the load. */
export interface UseReading {
  /** The window. */
  readonly step: number;
  /** The mean of the level: requests/s completed, or requests in flight. */
  readonly load: number;
  readonly used: number;
}

const LEAST_READINGS = 3;
/** A request that fails takes something else than one that is answered. */
const MOST_FAILING = 0.01;

/** The levels of the load at which what is used is what requests take: nothing is left over, and hardly any fails. */
export function plainLevels(levels: readonly LoadLevel[]): LoadLevel[] {
  return levels.filter(({ failed, completed, overloaded }) => !overloaded && failed <= MOST_FAILING * completed);
}

/**
 * The readings at the levels, each beside its level's mean load. A window's own load would flatten the line: its requests
 * and its reading are never of quite the same moment, so that the scatter of arrivals is an error of x. The level is
 * chosen by the load that was asked for, which knows nothing of that scatter: it is an instrument. Source: A. Wald, "The
 * fitting of straight lines if both variables are subject to error", Annals of Mathematical Statistics 11 (1940).
 * `covers`: windows that a rate is of.
 */
export function demandPoints(
  { quantity, values, isRate }: Pick<DemandSeries, 'quantity' | 'values' | 'isRate'>,
  levels: readonly LoadLevel[],
  windows: readonly LoadWindow[],
  covers: number,
): UseReading[] {
  const loadOf = (step: number) => (quantity === 'memory' ? windows[step]!.inFlight : windows[step]!.completed);
  return levels.flatMap((level) => {
    const own = new Set(level.windows);
    const read = level.windows.flatMap((step) => {
      const used = values[step] ?? null;
      const under = Array.from({ length: isRate ? covers : 1 }, (_, i) => step - i);
      // A rate over seconds of another level is of neither.
      if (used === null || !under.every((at) => own.has(at))) return [];
      const loads = under.flatMap((at) => loadOf(at) ?? []);
      return loads.length < under.length ? [] : [{ step, load: mean(loads), used }];
    });
    if (read.length < LEAST_READINGS) return [];
    const load = mean(read.map((point) => point.load));
    return read.map(({ step, used }) => ({ step, load, used }));
  });
}
