import type { Timeline } from '../../metrics/timeline/timeline.ts';
import type { Caveat } from '../../result/vocabulary.ts';
import { formatNumber, formatSpan } from '../../units/format.ts';

/** Seconds, or readings where these are farther apart, that a monitor may miss without a word. */
const LEAST_GAP = 3;
/** Most reasons that are told of one monitor. */
const MOST_REASONS = 3;

/** How long each monitor said nothing, that its charts and objectives are not taken for more than they are, and why. */
export function monitorGaps({ timeline }: { readonly timeline: Timeline }): Caveat[] {
  const length = timeline.lastSecond + 1;
  return timeline.monitors.flatMap(({ monitor, every, entries, gaps }) => {
    const counts = [...entries.values()].map(({ all }) => all.count);
    const missing = length - Math.max(0, ...counts) * every;
    const code = 'monitor-gap' as const;
    const failed = [...gaps.values()].reduce((sum, count) => sum + count, 0);
    if (missing < LEAST_GAP * every) {
      if (failed < LEAST_GAP) return [];
      return [
        { code, subject: monitor, text: `the monitor ${monitor} could not read all that it should${reasonsOf(gaps)}` },
      ];
    }
    const span = missing >= length ? 'all of the run' : `${formatSpan(missing)} of ${formatSpan(length)}`;
    const text = `the monitor ${monitor} said nothing in ${span}${reasonsOf(gaps)}: that is a gap, and no 0`;
    return [{ code, subject: monitor, text }];
  });
}

/** ` (12 × status 503; 3 × nothing listens there)`, the most frequent first; empty where nothing is known. */
function reasonsOf(gaps: ReadonlyMap<string, number>): string {
  if (gaps.size === 0) return '';
  const sorted = [...gaps].sort(([, a], [, b]) => b - a);
  const told = sorted.slice(0, MOST_REASONS).map(([reason, count]) => `${formatNumber(count, 9)} × ${reason}`);
  const left = sorted.length - told.length;
  return ` (${told.join('; ')}${left > 0 ? `; ${left} other reasons` : ''})`;
}
