import { messageOf } from '../errors.ts';
import { type EngineEnd, mishapsOf, outcomeOf } from '../k6/exit.ts';
import type { TimelineLine } from '../metrics/frame.ts';
import type { Timeline } from '../metrics/timeline.ts';
import type { TimelineWriter } from '../store/timeline-file.ts';
import type { Keeper } from './keeper.ts';
import type { RunClock } from './run-clock.ts';

export interface Closing {
  readonly writer: TimelineWriter;
  readonly keeper: Keeper;
  readonly timeline: Timeline;
  /** Folds a line into what is judged, and keeps it. */
  readonly put: (line: TimelineLine) => Promise<void>;
  readonly clock: RunClock;
  readonly end: Omit<EngineEnd, 'unwritten' | 'requests' | 'iterations'>;
}

/** After these endings what was measured is judged. */
const JUDGED: readonly string[] = ['plan', 'threshold', 'kill-switch', 'guard-rail'];

/**
 * Ends a record: what went wrong beside the load, a step of the wall clock, and the closing line. Where the disk does not take all
 * of it, the timeline in memory says so too, so that what is judged now is what a reader of the record would judge.
 */
export async function closeRecord(closing: Closing): Promise<void> {
  const { writer, keeper, timeline, put, clock, end } = closing;
  const s = timeline.lastSecond;
  const total = (metric: string) => timeline.total({ metric, where: {} })?.sum ?? 0;
  const found = { ...end, requests: total('http_reqs'), iterations: total('iterations') };
  const { failed } = end.words;
  if (failed !== null) await put({ t: 'event', s, kind: 'marked-failed', text: failed });
  for (const { kind, text } of mishapsOf({ ...found, unwritten: null })) await put({ t: 'event', s, kind, text });
  const stepped = clock.stepped();
  if (stepped !== undefined) await put({ t: 'event', s, kind: 'clock', text: stepped });
  const outcome = outcomeOf({ ...found, unwritten: keeper.unwritten });
  const { code, signal } = end;
  const close = { t: 'close', ...outcome, s, endedAt: clock.now().toISOString(), exit: code, signal } as const;
  await put(close);
  const refusal = await writer.close().then(
    () => keeper.unwritten,
    (error: unknown) => keeper.unwritten ?? `the end of the record could not be written: ${messageOf(error)}`,
  );
  if (refusal !== null && JUDGED.includes(outcome.endedBy))
    timeline.add({ ...close, state: 'aborted', endedBy: 'disk', reason: refusal });
}
