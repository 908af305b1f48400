import { splitOf } from '../../../capacity/load-split.ts';
import { judgedTrials, throughputOf } from '../../../capacity/trials/judged-trial.ts';
import { loadOf } from '../../../capacity/trials/trial.ts';
import { trialsEstimate } from '../../../capacity/trials/trials-estimate.ts';
import type { TrialsOutcome } from '../../../capacity/trials/trials-outcome.ts';
import type { LoadPoint } from '../../../result/capacity.ts';
import type { Estimate } from '../../../result/estimates.ts';
import {
  breakingPointEstimate,
  concurrencyEstimate,
  inIterations,
  kneeEstimate,
  recoveryTimeEstimate,
} from '../estimates.ts';
import type { Findings } from '../findings.ts';
import type { TrialsSearch } from './trials-search.ts';

/** What a search by trials estimates, `requests` of them an iteration; `points`: its steady ones. */
export function trialsEstimates(
  search: TrialsSearch,
  outcome: TrialsOutcome,
  points: readonly LoadPoint[],
  requests: number,
): Findings['estimates'] {
  const recovery = {
    maxSustainableLoad: inIterations(trialsEstimate(outcome, search.settings), requests),
    recoveryTime: recoveryTime(outcome),
  };
  // Of a target that changed no load is where it bends.
  if (outcome.reason === 'drifting') return recovery;
  return {
    ...recovery,
    knee: knee(points),
    breakingPoint: breakingPoint(search),
    concurrency: concurrency(outcome, points, requests),
  };
}

/**
 * The trial with the highest throughput over response time, which is X²/N by Little's law; it lies between its
 * neighbours.
 */
function knee(points: readonly LoadPoint[]): Estimate | undefined {
  if (points.length < 2) return undefined;
  const power = ({ achieved, concurrency }: LoadPoint) => (concurrency > 0 ? achieved ** 2 / concurrency : 0);
  const best = points.reduce((most, point) => (power(point) > power(most) ? point : most), points[0]!);
  const at = points.indexOf(best);
  const [below, above] = [points[at - 1], points[at + 1]];
  return kneeEstimate(
    { value: best.rate, lower: below?.rate ?? null, upper: above?.rate ?? null },
    ': the best of the trials, between its neighbours',
    above ? [] : [{ code: 'highest-is-best', text: 'the highest of the steady trials is the best: it may lie above' }],
  );
}

function breakingPoint({ settings, runs }: TrialsSearch): Estimate | undefined {
  const judged = judgedTrials(settings.objectives, runs);
  const over = judged.filter(({ why }) => why === 'overload' || why === 'in-flight' || why === 'not-finished');
  if (judged.length === 0) return undefined;
  const tried = judged.map((trial) => ({
    rate: trial.run.ask.rate,
    seconds: loadOf(trial.run),
    held: !over.includes(trial),
  }));
  const { held: lower = 0, broke: upper = null } = splitOf(tried);
  const busy = over.find(({ why, run }) => why === 'overload' && run.ask.rate >= (upper ?? 0));
  const throughput = busy && throughputOf(busy.run);
  const value =
    throughput !== undefined && upper !== null && throughput > lower && throughput < upper ? throughput : null;
  return breakingPointEstimate({ value, lower, upper }, value === null ? '' : 'what an overloaded trial got done');
}

function recoveryTime({ recovery }: TrialsOutcome): Estimate | undefined {
  if (!recovery) return undefined;
  const { seconds, over } = recovery;
  return recoveryTimeEstimate(
    { value: over ? null : seconds, lower: over ? seconds : 0, upper: over ? null : seconds },
    'from the end of an overloaded trial until requests in flight were few again under little load, the longest',
    over
      ? 'the line was still long when the drain ended: longer than this'
      : 'k6 was stopped and started in between, and hung up on what was in flight: at most this',
  );
}

/** Between the two points about the sustainable load. */
function concurrency(
  { value, lower, upper }: TrialsOutcome,
  points: readonly LoadPoint[],
  requests: number,
): Estimate | undefined {
  const [at, from, to] = [value, lower, upper].map((rate) => (rate === null ? undefined : inFlightAt(points, rate)));
  if (at === undefined) return undefined;
  const numbers = { value: at, lower: from ?? null, upper: to ?? null };
  return concurrencyEstimate(numbers, requests, ': on a line between the trials about it');
}

function inFlightAt(points: readonly LoadPoint[], rate: number): number | undefined {
  const below = points.findLast((point) => point.rate <= rate);
  const above = points.find((point) => point.rate >= rate);
  if (!below || !above) return undefined;
  if (below === above) return below.concurrency;
  const share = (rate - below.rate) / (above.rate - below.rate);
  return below.concurrency + share * (above.concurrency - below.concurrency);
}
