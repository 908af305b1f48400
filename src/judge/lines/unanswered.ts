import { type ObjectiveResult, ownMeasure } from '../../objectives/result.ts';
import { arrivesByItself } from '../../plan/executors.ts';
import type { Measurement } from '../../plan/measurement.ts';
import { CUT_OFF_REQUESTS, cutOffCell, olderThan, unansweredAge, unansweredIn } from '../../slo/missing/cut-off.ts';
import { formatNumber, formatRatio, formatSeconds } from '../../units/format.ts';
import { REQUESTS } from '../layout.ts';
import { shareLine } from './share-line.ts';

/** Requests that were cut off when they had waited longer than any answer takes. */
interface Unanswered {
  readonly count: number;
  readonly oldest: number;
  /** Of all requests. */
  readonly ofRequests: number;
  /** Of the time of users who come back only when they are answered: one that hangs keeps its user from all others. */
  readonly ofTime: number;
}

/** What was never answered in the stages on which the verdict rests; of a plain script in the whole run. */
export function unansweredOf(measurement: Measurement): Unanswered | undefined {
  const { timeline, plan, countedParts: stages } = measurement;
  const count = unansweredIn(measurement, stages);
  if (count === 0) return undefined;
  const age = unansweredAge(measurement);
  const scenarios = timeline.series
    .filter(({ series }) => series.metric === CUT_OFF_REQUESTS.metric)
    .map(({ series }) => series.tags['scenario'] ?? '');
  let waited = 0;
  for (const scenario of new Set(scenarios)) {
    if (arrivesByItself(plan.options, scenario)) continue;
    waited += olderThan(cutOffCell(timeline, { ...CUT_OFF_REQUESTS, where: { scenario } }, stages), age).age;
  }
  const answered = cutOffCell(timeline, REQUESTS, stages)?.sum ?? 0;
  const { vuSeconds } = timeline.generator;
  return {
    count,
    oldest: timeline.total(CUT_OFF_REQUESTS)?.max ?? age,
    ofRequests: count / (answered + count),
    ofTime: vuSeconds > 0 ? Math.min(1, waited / vuSeconds) : 0,
  };
}

/** k6 tells nothing of a request that is never answered: not as an error, nor as a slow one. */
export function unansweredLine(measurement: Measurement): ObjectiveResult[] {
  const found = unansweredOf(measurement);
  if (!found) return [];
  const { count, oldest, ofRequests, ofTime } = found;
  const shares = [
    `${formatRatio(ofRequests)} of all`,
    ...(ofTime > 0 ? [`${formatRatio(ofTime)} of the users’ time`] : []),
  ];
  return [
    shareLine({
      name: 'unanswered requests',
      measure: ownMeasure('unanswered', 'requests that were never answered'),
      actual: Math.max(ofRequests, ofTime),
      samples: count,
      counts: true,
      note: `${formatNumber(count)} cut off, the oldest after ${formatSeconds(oldest)}: ${shares.join(', ')}`,
    }),
  ];
}
