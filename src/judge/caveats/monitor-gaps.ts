import type { Timeline } from '../../metrics/timeline/timeline.ts';
import type { Caveat } from '../../result/vocabulary.ts';
import { formatSpan } from '../../units/format.ts';

/** Seconds, or readings where these are farther apart, that a monitor may miss without a word. */
const LEAST_GAP = 3;

/** How long each monitor said nothing, that its charts and objectives are not taken for more than they are. */
export function monitorGaps({ timeline }: { readonly timeline: Timeline }): Caveat[] {
  const length = timeline.lastSecond + 1;
  return timeline.monitors.flatMap(({ monitor, every, entries }) => {
    const counts = [...entries.values()].map(({ all }) => all.count);
    const missing = length - Math.max(0, ...counts) * every;
    if (missing < LEAST_GAP * every) return [];
    const span = missing === length ? 'all of the run' : `${formatSpan(missing)} of ${formatSpan(length)}`;
    return [{ code: 'monitor-gap', text: `the monitor ${monitor} said nothing in ${span}: that is a gap, and no 0` }];
  });
}
