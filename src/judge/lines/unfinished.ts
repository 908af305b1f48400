import type { Selector } from '../../metrics/selector.ts';
import { type ObjectiveResult, ownMeasure } from '../../objectives/result.ts';
import { arrivesByItself } from '../../plan/executors.ts';
import type { Measurement } from '../../plan/measurement.ts';
import { CUT_OFF_ITERATIONS, CUT_OFF_REQUESTS, cutOffCell, olderThan, usualAge } from '../../slo/missing/cut-off.ts';
import { formatNumber, formatRatio, formatSeconds } from '../../units/format.ts';
import { shareLine } from './share-line.ts';

/** So many iterations of a scenario must have ended to say how long one takes. */
const LEAST_ENDED = 10;
const MOST = 0.01;

interface Unfinished {
  readonly count: number;
  /** Of all iterations of their scenarios. */
  readonly ofIterations: number;
  /** Of the users' time, where users wait for their iterations to end. */
  readonly ofTime: number;
}

/**
 * Iterations that were cut off when they had lasted longer than iterations of their scenario take, in which no HTTP
 * request was waited for: a gRPC call, a socket or the script itself never came to its end. Whose doing that is nobody
 * can tell, so that what ended meanwhile proves nothing.
 */
export function unfinishedLine(measurement: Measurement): ObjectiveResult[] {
  const { count, ofIterations, ofTime } = unfinishedOf(measurement);
  const actual = Math.max(ofIterations, ofTime);
  if (actual <= MOST) return [];
  const shares = [
    `${formatRatio(ofIterations)} of all`,
    ...(ofTime > 0 ? [`${formatRatio(ofTime)} of the users’ time`] : []),
  ];
  const oldest = measurement.timeline.total(CUT_OFF_ITERATIONS)?.max ?? 0;
  const line = shareLine({
    name: 'unfinished iterations',
    measure: ownMeasure('unfinished', 'iterations that never ended'),
    actual,
    samples: count,
    counts: true,
    note: `${formatNumber(count)} cut off while no HTTP request of theirs was waited for, the oldest after ${formatSeconds(oldest)}: ${shares.join(', ')}`,
  });
  return [{ ...line, zone: 'no-data' }];
}

function unfinishedOf({ timeline, plan, countedParts: stages }: Measurement): Unfinished {
  const scenarios = timeline.series
    .filter(({ series }) => series.metric === CUT_OFF_ITERATIONS.metric)
    .map(({ series }) => series.tags['scenario'] ?? '');
  let [count, all, waited] = [0, 0, 0];
  for (const scenario of new Set(scenarios)) {
    const of = (selector: Selector) => cutOffCell(timeline, { ...selector, where: { scenario } }, stages);
    const ended = of({ metric: 'iteration_duration', where: {} });
    if (!ended || ended.count < LEAST_ENDED) continue;
    const old = olderThan(of(CUT_OFF_ITERATIONS), usualAge(ended));
    const unexplained = Math.max(0, old.count - (of(CUT_OFF_REQUESTS)?.count ?? 0));
    count += unexplained;
    all += ended.count + old.count;
    if (unexplained > 0 && !arrivesByItself(plan.options, scenario)) waited += (old.age * unexplained) / old.count;
  }
  const { vuSeconds } = timeline.generator;
  return {
    count,
    ofIterations: all > 0 ? count / all : 0,
    ofTime: vuSeconds > 0 ? Math.min(1, waited / vuSeconds) : 0,
  };
}
