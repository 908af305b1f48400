import * as z from 'zod';
import type { HistorySeries } from './history.ts';

/** A change of one metric that somebody accepted: from that run on its series begins anew. */
export const AcceptedChange = z.strictObject({
  /** The first run after it, and when that began. */
  run: z.string(),
  at: z.iso.datetime({ offset: true }),
  /** The series, by its id; its scenario and tier, for people. */
  series: z.string(),
  scenario: z.string(),
  tier: z.string(),
  metric: z.string(),
  /** The medians before and after it, in base units. */
  before: z.number(),
  after: z.number(),
  why: z.string().min(1),
});
export type AcceptedChange = z.infer<typeof AcceptedChange>;

/** The file of accepted changes, which a project commits. */
export const AcceptedChanges = z.strictObject({ version: z.literal(1), changes: z.array(AcceptedChange) });
export type AcceptedChanges = z.infer<typeof AcceptedChanges>;

/** A place at which a metric's series begins anew. */
export interface Restart {
  readonly point: number;
  readonly why: string;
}

/**
 * Where a metric of a series begins anew, in order. The first run may be gone by now: then from the next one on. What
 * lies before all points changes nothing any more.
 */
export function restartsOf(
  { id, points }: Pick<HistorySeries, 'id' | 'points'>,
  label: string,
  accepted: readonly AcceptedChange[],
): Restart[] {
  const found = new Map<number, string>();
  for (const { series, metric, run, at, why } of accepted) {
    if (series !== id || metric !== label) continue;
    const named = points.findIndex((point) => point.run === run);
    const point = named >= 0 ? named : points.findIndex((one) => Date.parse(one.at) >= Date.parse(at));
    if (point > 0) found.set(point, why);
  }
  return [...found].map(([point, why]) => ({ point, why })).sort((a, b) => a.point - b.point);
}
