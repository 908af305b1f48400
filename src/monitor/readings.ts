import type { SeriesUnit } from '../metrics/lines/lines.ts';
import type { Reading } from './monitor.ts';

type Found = readonly [
  metric: string,
  unit: SeriesUnit,
  value: number | undefined,
  tags?: Readonly<Record<string, string>> | undefined,
];

/** The readings of what is known; what is not is left out. */
export function readingsOf(found: readonly Found[]): Reading[] {
  return found.flatMap(([metric, unit, value, tags]) =>
    value === undefined ? [] : [{ metric, unit, value, ...(tags ? { tags } : {}) }],
  );
}
