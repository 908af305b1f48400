import type { ObjectiveResult } from '../../objectives/result.ts';
import type { Measurement } from '../../plan/measurement.ts';
import { exceptionsLine } from './exceptions.ts';
import { neverSentLine } from './never-sent.ts';
import { endlessLine } from './redirects.ts';
import { standstillLines } from './standstill.ts';
import { unansweredLine } from './unanswered.ts';
import { unfinishedLine } from './unfinished.ts';

/**
 * Objectives that nobody has to write, since no service may break them: they say what no objective on what ended can
 * see. Each appears only where there is something to say.
 */
export function ownLines(measurement: Measurement): ObjectiveResult[] {
  return [
    ...exceptionsLine(measurement),
    ...unansweredLine(measurement),
    ...unfinishedLine(measurement),
    ...standstillLines(measurement),
    ...endlessLine(measurement),
    ...neverSentLine(measurement),
  ];
}
