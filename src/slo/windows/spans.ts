import type { Timeline } from '../../metrics/timeline/timeline.ts';
import type { Objective } from '../../objectives/objective.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Span } from './windows.ts';

/**
 * Where the judged part of a stage begins and how far a plain script got; a plan by itself knows only what was meant.
 */
export interface LoadCourse {
  readonly judgedFrom: (stage: string) => number;
  /** Seconds from the scenario's beginning to the end of what was measured. */
  readonly end: number;
}

/** As it was measured. */
export function courseIn(timeline: Timeline): LoadCourse {
  const { lastSecond, offset } = timeline;
  return { judgedFrom: (stage) => timeline.judgedFrom(stage), end: lastSecond + 1 - offset };
}

/** The judged parts of some stages as far as the run got; null: all of it. */
export function judgedSpans(stages: readonly string[] | null, plan: Plan, { judgedFrom, end }: LoadCourse): Span[] {
  if (stages === null) return [{ from: 0, to: end }];
  return plan.stages.flatMap(({ name, to }) =>
    stages.includes(name) ? [{ from: judgedFrom(name), to: Math.min(to, end) }] : [],
  );
}

/** The judged parts of the stages on which the verdict rests; the whole run for a plain script. */
export function countedSpans(plan: Plan, { judgedFrom, end }: LoadCourse): Span[] {
  if (plan.stages.length === 0) return [{ from: 0, to: end }];
  return plan.stages.filter((stage) => stage.counts).map(({ name, to }) => ({ from: judgedFrom(name), to }));
}

/**
 * The same for rows of windows (`for`), which run on from one such stage into the next: an alert rule slides over the
 * whole run, and a ramp between two loads that the service must bear is such a load as well.
 */
export function rowSpans(plan: Plan, course: LoadCourse): Span[] {
  const spans = countedSpans(plan, course);
  const places = plan.stages.flatMap(({ counts }, place) => (counts ? [place] : []));
  const follows = (i: number) => places[i] !== undefined && places[i] - 1 === places[i - 1];
  return spans.flatMap(({ from, to }, i) => {
    if (follows(i)) return [];
    let last = i;
    while (follows(last + 1)) last += 1;
    return [{ from, to: spans[last]?.to ?? to }];
  });
}

/** The spans in which an `over:` objective's windows lie. */
export function windowSpans(objective: Objective, plan: Plan, course: LoadCourse): Span[] {
  return objective.for === null ? countedSpans(plan, course) : rowSpans(plan, course);
}
