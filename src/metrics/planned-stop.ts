import type { Timeline } from './timeline.ts';

/** The kind of the event by which a record says that loadkit ended the load before its plan did, as the profile asks. */
export const PLANNED_STOP = 'planned-stop';

/** When that was, in seconds since the scenario began; undefined for a run that was not stopped so. */
export function stoppedAt({ events, offset }: Timeline): number | undefined {
  const stop = events.find(({ kind }) => kind === PLANNED_STOP);
  return stop && stop.s + 1 - offset;
}
