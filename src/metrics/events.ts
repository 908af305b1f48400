import type { EventLine } from './lines/lines.ts';
import type { Timeline } from './timeline/timeline.ts';

/** The kind of the event by which a record says that the allow-list blocked an address which the script asked for. */
export const BLOCKED = 'blocked';

/**
 * The kind of the event by which a record says that loadkit ended the load before its plan did, as the profile asks.
 */
export const PLANNED_STOP = 'planned-stop';

/** The same where it was the project's kill switch (safety.stopWhen), or another guard rail of it. */
const STOPS: readonly string[] = [PLANNED_STOP, 'kill-switch', 'guard-rail'];

/** Whether a line says that loadkit ends the load before its plan does. */
export function endsLoad({ kind }: Pick<EventLine, 'kind'>): boolean {
  return STOPS.includes(kind);
}

/** When loadkit ended the load, in seconds since the scenario began; undefined for a run that was not stopped so. */
export function stoppedAt({ events, offset }: Timeline): number | undefined {
  const stop = events.find(endsLoad);
  return stop && stop.s + 1 - offset;
}
