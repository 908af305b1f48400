import type { Timeline } from '../../metrics/timeline.ts';
import type { Objective } from '../../objectives/objective.ts';
import type { ObjectiveResult } from '../../objectives/result.ts';
import type { Plan } from '../../plan/plan.ts';
import { exceptionsLine } from './exceptions.ts';
import { neverSentLine } from './never-sent.ts';
import { endlessLine } from './redirects.ts';
import { standstillLines } from './standstill.ts';
import { unansweredLine } from './unanswered.ts';
import { unfinishedLine } from './unfinished.ts';

/**
 * Objectives that nobody has to write, since no service may break them: they say what no objective on what ended can see. Each
 * appears only where there is something to say.
 */
export function ownLines(timeline: Timeline, plan: Plan, objectives: readonly Objective[]): ObjectiveResult[] {
  return [
    ...exceptionsLine(timeline, plan),
    ...unansweredLine(timeline, plan),
    ...unfinishedLine(timeline, plan),
    ...standstillLines(timeline, plan),
    ...endlessLine(timeline, plan),
    ...neverSentLine(timeline, plan, objectives),
  ];
}
