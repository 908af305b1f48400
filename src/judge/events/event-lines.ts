import { findingId } from '../../objectives/finding-id.ts';
import { type ObjectiveResult, objectiveResult, ownMeasure } from '../../objectives/result.ts';
import type { Zone } from '../../objectives/zone.ts';
import type { PlannedEvent } from '../../plan/events.ts';
import type { BackToUsual, EventResult } from '../../result/events.ts';
import type { Caveat } from '../../result/vocabulary.ts';
import { formatSpan } from '../../units/format.ts';

/**
 * The lines by which a verdict rests on what was done to the target: how soon it was as before, where that is limited;
 * and that what should have happened did not, so that nobody may call the run passed. Pure.
 */
export function eventLines(events: readonly EventResult[], planned: readonly PlannedEvent[]): ObjectiveResult[] {
  return planned.flatMap(({ name, within, required }) => {
    const event = events.find((each) => each.noticed === false && each.name === name);
    if (!event) return [];
    if (!event.done) return [noData(name, within, required, event.text)];
    if (within === null || !event.back) return [];
    return [lineOf(name, within, required, event.back)];
  });
}

const MEASURE = ownMeasure('event', 'time until the service is as before the event');

function noData(name: string, within: number | null, required: boolean, note: string): ObjectiveResult {
  return lineWith(name, within, { zone: 'no-data', actual: null, required, note });
}

function lineOf(name: string, within: number, required: boolean, back: BackToUsual): ObjectiveResult {
  const { seconds, lower, upper, watched, last, reason } = back;
  const given = { actual: seconds, lower, upper, required };
  if (reason !== null) return lineWith(name, within, { ...given, zone: 'no-data', note: `nobody can tell: ${reason}` });
  const by = last === null ? null : `${last} ${seconds === null ? 'did not come back' : 'was the last to come back'}`;
  if (seconds !== null)
    return lineWith(name, within, { ...given, zone: seconds <= within ? 'met' : 'critical', note: by });
  // It was not watched for long enough to say that it came too late.
  const zone = watched >= within ? 'critical' : 'no-data';
  const note = `it was not as before in the ${formatSpan(watched)} that were watched: ${by ?? 'not for long enough'}`;
  return lineWith(name, within, { ...given, zone, note });
}

function lineWith(
  name: string,
  within: number | null,
  line: { zone: Zone; actual: number | null; required: boolean; note: string | null } & Partial<ObjectiveResult>,
): ObjectiveResult {
  return objectiveResult({
    id: findingId('event', name),
    name,
    source: 'config',
    target: within === null ? null : { op: '<=', value: within },
    unit: 'seconds',
    samples: line.actual === null ? 0 : 1,
    measure: MEASURE,
    ...line,
  });
}

/** What should have happened and did not. */
export function failedEvents(events: readonly EventResult[]): Caveat[] {
  return events.flatMap(({ noticed, done, name, text }) =>
    noticed === false && done === false
      ? [{ code: 'event-failed', subject: name ?? '', text: `what follows was not tested: ${text}` } as const]
      : [],
  );
}
