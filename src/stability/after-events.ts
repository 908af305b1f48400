import type { EventResult } from '../result/events.ts';
import type { StabilityFinding } from '../result/stability.ts';
import { formatSeconds, formatSpan } from '../units/format.ts';
import { stabilityFigure, stabilityFinding } from './finding.ts';
import type { RunCourse } from './run-course.ts';

/**
 * Whether the service was as before after each event, as `slo/back-to-usual.ts` judged it. What did not come back while
 * it was watched took longer than that. Pure.
 */
export function afterEventsJudge({ events, bin }: RunCourse): StabilityFinding[] {
  return events.flatMap(({ name, second, noticed, back }) => {
    // Of what was only noticed nobody asked.
    if (name === undefined || !back || (noticed && back.reason !== null)) return [];
    const { seconds, lower, upper, within, reason } = back;
    const verdict = reason !== null ? 'inconclusive' : seconds === null ? 'not-recovered' : 'recovered';
    return [
      stabilityFinding({
        judge: 'recovery',
        about: { series: name },
        verdict,
        estimate: stabilityFigure('time until the service was as before', 'seconds', seconds, [lower, upper]),
        minimumDetectable: stabilityFigure('width of a window', 'seconds', bin),
        figures: within === null ? [] : [stabilityFigure('allowed', 'seconds', within)],
        text: `after ${name} (at ${formatSpan(second)}) ${wordsOf(back)}`,
        reasons: reason === null ? [] : [reason],
      }),
    ];
  });
}

function wordsOf({ seconds, lower, upper, watched, last, reason }: NonNullable<EventResult['back']>): string {
  if (reason !== null) return 'nobody can tell how soon the service was as before';
  if (seconds === null)
    return `the service was not as before in the ${formatSpan(watched)} that were watched: ${last} did not come back`;
  if (seconds === 0) return 'nothing left its usual range';
  return `the service was as before again between ${formatSeconds(lower)} and ${formatSeconds(upper)} later; ${last} was the last to come back`;
}
