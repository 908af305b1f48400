import type { Timeline } from '../../metrics/timeline/timeline.ts';
import { type ObjectiveResult, objectiveResult, ownMeasure } from '../../objectives/result.ts';
import { zoneOf } from '../../objectives/zone.ts';
import type { Measurement } from '../../plan/measurement.ts';
import type { ErrorResult } from '../../result/result.ts';
import { wilsonInterval } from '../../stats/distributions/binomial.ts';

const LIMITS = { target: { op: '==', value: 0 }, critical: { op: '>', value: 0.01 } } as const;

/**
 * What the script threw: the run notes each distinct exception as an event, "<count> × <message>". The engine counts
 * them all; those whose text is not among the events have a row of their own.
 */
export function exceptionsOf(timeline: Timeline): Omit<ErrorResult, 'id'>[] {
  const told = toldOf(timeline);
  const missing = (timeline.end?.ledger?.iterations.threw ?? 0) - told.reduce((sum, { count }) => sum + count, 0);
  return missing > 0
    ? [...told, { kind: 'script exception', count: missing, examples: ['see k6.log in the run folder'] }]
    : told;
}

function toldOf(timeline: Timeline): Omit<ErrorResult, 'id'>[] {
  return timeline.events
    .filter((event) => event.kind === 'exception')
    .map((event) => {
      const [, count, text] = /^(\d+) × (.*)$/s.exec(event.text) ?? [];
      return { kind: 'script exception', count: Number(count ?? 1), examples: [text ?? event.text] };
    });
}

/**
 * An objective nobody has to write: iterations should not throw. k6 counts one that did as an iteration and exits 0. It
 * appears only when something was thrown, and counts only where the load is all promised load: beyond it, a refused
 * request may well make a journey throw.
 */
export function exceptionsLine({ timeline, plan }: Measurement): ObjectiveResult[] {
  const thrown = exceptionsOf(timeline).reduce((sum, { count }) => sum + count, 0);
  if (thrown === 0) return [];
  const iterations = Math.max(thrown, timeline.total({ metric: 'iterations', where: {} })?.sum ?? 0);
  const { low, high } = wilsonInterval(thrown, iterations);
  const actual = thrown / iterations;
  return [
    objectiveResult({
      name: 'script exceptions',
      source: 'default',
      zone: zoneOf(actual, LIMITS),
      actual,
      lower: low,
      upper: high,
      ...LIMITS,
      unit: 'ratio',
      samples: iterations,
      measure: ownMeasure('exceptions', 'exceptions of iterations'),
      counts: plan.stages.every((stage) => stage.counts),
    }),
  ];
}
