import { type ObjectiveResult, ownMeasure } from '../../objectives/result.ts';
import { scriptArrivals } from '../../plan/arrivals/script-arrivals.ts';
import type { Measurement } from '../../plan/measurement.ts';
import { formatNumber } from '../../units/format.ts';
import { allowsDrops } from '../../validity/script-load.ts';
import { shareLine } from './share-line.ts';

/**
 * Arrivals of a plain script for which the target left no user free, though there were enough: bad, as in a profile,
 * where they count for its objectives. k6's own thresholds do not see them. Where the users were too few the run is
 * inconclusive.
 */
export function neverSentLine(measurement: Measurement): ObjectiveResult[] {
  const { plan, asked } = measurement;
  if (plan.stages.length > 0 || allowsDrops(asked)) return [];
  const held = measurement.once(scriptArrivals).filter(({ targets, dropped }) => targets && dropped > 0);
  if (held.length === 0) return [];
  const sum = (pick: (each: (typeof held)[number]) => number) => held.reduce((all, each) => all + pick(each), 0);
  const dropped = sum((each) => each.dropped);
  const all = dropped + sum((each) => each.started);
  return [
    shareLine({
      name: 'arrivals never sent',
      measure: ownMeasure('never-sent', 'arrivals for which the target left no user free'),
      actual: dropped / all,
      samples: all,
      counts: true,
      note: `${formatNumber(dropped)} of ${formatNumber(all)} arrivals found no free user`,
    }),
  ];
}
