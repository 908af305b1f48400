import type { GeneratorCell } from '../metrics/generator/generator-cell.ts';
import type { Disturbance } from '../result/result.ts';
import { allowedLateness, contendedShare, contentionOf, inflationOf, placesOf, waitOf } from './suffered.ts';

/** Where the load was measured, and for which limits: what decides how much a wait matters. */
export interface Setting {
  /** Whether the target shares the generator's machine. */
  readonly hostsTarget: boolean;
  /** The tightest limit on latency, seconds. */
  readonly tightest: number | undefined;
}

/**
 * What other work did to some stretches of load: by how much latencies may look worse than they are, and how contended
 * the machine was. Of several stretches the worst, since no quantile of a mixture exceeds the largest of its parts.
 * Pure.
 */
export function disturbanceOf(cells: readonly GeneratorCell[], setting: Setting): Disturbance {
  const places = placesOf(setting.hostsTarget);
  const inflation = (q: number) => worst(cells, (cell) => inflationOf(cell, q, places));
  return {
    p50: inflation(0.5),
    p95: inflation(0.95),
    p99: inflation(0.99),
    max: inflation(1),
    wait: worst(cells, (cell) => waitOf(cell, 0.99)),
    runDelay: worst(cells, (cell) => cell.runDelay),
    steal: worst(cells, (cell) => cell.steal),
    shared: setting.hostsTarget,
    contended: worst(cells, contendedShare),
    disturbed: isDisturbed(cells, setting),
  };
}

/** Whether what is missed, throughput and breaking points there cannot be told from the doing of other work. */
export function isDisturbed(cells: readonly GeneratorCell[], setting: Setting): boolean {
  if (isContended(cells, setting)) return true;
  const p95 = worst(cells, (cell) => inflationOf(cell, 0.95, placesOf(setting.hostsTarget)));
  return p95 !== null && p95 > allowedLateness(setting.tightest);
}

/** Whether the target had to share CPUs that had no time left: nobody can say by how much that slowed it. */
export function isContended(cells: readonly GeneratorCell[], { hostsTarget }: Setting): boolean {
  return hostsTarget && cells.some((cell) => contentionOf(cell) !== undefined);
}

function worst(cells: readonly GeneratorCell[], of: (cell: GeneratorCell) => number | undefined): number | null {
  const known = cells.map(of).filter((value) => value !== undefined);
  return known.length > 0 ? Math.max(...known) : null;
}
