import type { Timeline } from '../metrics/timeline/timeline.ts';
import type { ObjectiveResult } from '../objectives/result.ts';
import type { Reason } from '../result/reason.ts';
import type { RunRecord } from '../result/record.ts';
import type { Result } from '../result/result.ts';
import type { EndedBy } from '../result/vocabulary.ts';
import { formatSpan } from '../units/format.ts';

/** How a run ended, as its result says it. */
export type RunEnding = Pick<Result['run'], 'state' | 'endedBy' | 'reason' | 'endedAt' | 'duration' | 'planned'>;

/** How a record ended: by its closing line, or by having none. Pure. */
export function endingOf(record: RunRecord, { close, lastSecond }: Timeline): RunEnding {
  const measured = { duration: lastSecond + 1, planned: record.plan.duration };
  if (!close) {
    const reason = 'loadkit or its machine stopped before the run ended';
    return { state: 'crashed', endedBy: 'loadkit', reason, endedAt: null, ...measured };
  }
  const { state, endedBy, reason, endedAt } = close;
  return { state, endedBy, reason: reason || null, endedAt, ...measured };
}

const NEXT: Readonly<Record<EndedBy, string>> = {
  plan: 'let the run come to its end',
  SIGINT: 'let the run come to its end',
  SIGTERM: 'let the run come to its end',
  threshold: 'see the thresholds of the script: k6 found one crossed',
  'kill-switch': 'mend the service, or change safety.stopWhen in loadkit.config.yaml (false: never stop)',
  'guard-rail': 'lower the load of the script, or raise the guard rail',
  script: 'see why the script calls test.abort()',
  setup: 'mend setup(), or what it asks',
  refused: 'mend what k6 refused (see k6.log)',
  engine: 'see k6.log for how k6 ended, and run again',
  disk: 'free space on the disk, or give another folder with --out DIR',
  loadkit: 'run again, to the end',
};

/**
 * Why a run that did not come to its end proves nothing; none of one that did. A script whose threshold ends the load
 * has its answer before the end, and so has a run that the kill switch ended: where an objective is broken, that
 * stands, and what the load did not live to see is no reason. Pure.
 */
export function endingReasons(ending: RunEnding, objectives: readonly ObjectiveResult[]): Reason[] {
  if (ending.state === 'complete' || endedByMiss(ending, objectives)) return [];
  const text = `the run was ${ending.state} after ${spanText(ending)}${ending.reason ? `: ${ending.reason}` : ''}`;
  return [{ code: 'ended-early', stage: null, text, next: NEXT[ending.endedBy] }];
}

/** Whether the run ended early because an objective was broken. */
export function endedByMiss({ endedBy }: RunEnding, objectives: readonly ObjectiveResult[]): boolean {
  return (
    (endedBy === 'threshold' || endedBy === 'kill-switch') &&
    objectives.some(({ counts, zone }) => counts && zone === 'critical')
  );
}

/** `4 s of at most 40 s`; the plan's length is left out where nobody knows it, or the end of the run took longer. */
export function spanText({ duration, planned }: Pick<RunEnding, 'duration' | 'planned'>): string {
  return planned !== null && planned > duration
    ? `${formatSpan(duration)} of at most ${formatSpan(planned)}`
    : formatSpan(duration);
}
