import type { GeneratorCell } from '../metrics/generator.ts';
import type { Timeline } from '../metrics/timeline.ts';
import type { Stage } from '../plan/plan.ts';
import { formatNumber } from '../units/format.ts';
import type { Reason } from './reason.ts';

const LEAST_GAP = 3;
/** A run that came to its end speaks of its last second, or at least of the one before. */
const MOST_EARLY = 1;

/** A stage that the run did not live to see, or not to its end, shows nothing: no data is never a pass. */
export function cutShort(stage: Stage, timeline: Timeline): Reason[] | undefined {
  const reached = timeline.lastSecond + 1 - timeline.offset;
  if (reached > stage.to - MOST_EARLY) return undefined;
  const when =
    reached <= timeline.judgedFrom(stage.name) ? 'before this stage could be judged' : 'before this stage was over';
  return [
    {
      code: 'cut-short',
      stage: stage.name,
      text: `the run ended ${when}`,
      next: 'let the run come to its end',
    },
  ];
}

/** Seconds of a stage in which the engine said nothing: it was stopped, or starved. */
export function gaps(stage: Stage, cell: GeneratorCell, timeline: Timeline): Reason[] {
  const expected = Math.floor(stage.to - timeline.judgedFrom(stage.name)) - 1;
  const missing = expected - cell.seconds;
  // An engine that never says how it fares is not silent.
  if (missing < LEAST_GAP || timeline.generator.seconds === 0) return [];
  return [
    {
      code: 'gap',
      stage: stage.name,
      text: `the generator was silent for ${missing} of ${expected} s`,
      next: 'find what stopped or starved k6 (see k6.log) and run again',
    },
  ];
}

/** Whether every frame that the engine wrote is in the record; without its closing totals only what cannot be read tells. */
export function lostFrames(timeline: Timeline): Reason[] {
  const seen = new Map(timeline.series.map(({ series, all }) => [series.id, all.count]));
  const totals = timeline.end?.totals ?? [];
  const unread = totals.reduce((sum, [id, count]) => sum + Math.abs(count - (seen.get(id) ?? 0)), 0);
  const lost = unread + (timeline.end?.lost ?? 0);
  if (lost === 0 && timeline.brokenLines === 0) return [];
  return [
    {
      code: 'frames-lost',
      stage: null,
      text: `the record is incomplete: ${formatNumber(lost)} samples are missing, ${formatNumber(timeline.brokenLines)} lines could not be read`,
      next: 'check the disk (space, errors) and run again',
    },
  ];
}
