import { splitOf } from '../../../capacity/load-split.ts';
import { judgedTrials, throughputOf } from '../../../capacity/trials/judged-trial.ts';
import { loadOf } from '../../../capacity/trials/trial.ts';
import { trialsEstimate } from '../../../capacity/trials/trials-estimate.ts';
import type { TrialsOutcome } from '../../../capacity/trials/trials-outcome.ts';
import type { LoadPoint } from '../../../result/capacity.ts';
import type { Estimate } from '../../../result/vocabulary.ts';
import { formatNumber } from '../../../units/format.ts';
import type { TrialsCourse } from './course.ts';

/** What a search by trials estimates, `requests` of them an iteration; `points`: its steady ones. */
export function trialsEstimates(
  course: TrialsCourse,
  outcome: TrialsOutcome,
  points: readonly LoadPoint[],
  requests: number,
): Estimate[] {
  // Of a target that changed no load is where it bends.
  if (outcome.reason === 'drifting') return [sustainable(course, outcome, requests), ...recoveryTime(outcome)];
  return [
    sustainable(course, outcome, requests),
    ...knee(points),
    ...breakingPoint(course),
    ...recoveryTime(outcome),
    ...concurrency(outcome, points, requests),
  ];
}

function sustainable({ settings }: TrialsCourse, outcome: TrialsOutcome, requests: number): Estimate {
  const estimate = trialsEstimate(outcome, settings);
  const known = outcome.value ?? outcome.lower;
  if (requests === 1 || known === null) return estimate;
  const iterations = formatNumber(known / requests);
  return { ...estimate, basis: `${estimate.basis}; ${iterations} iterations/s of ${formatNumber(requests)} requests` };
}

/** The trial with the highest throughput over response time, which is X²/N by Little's law; it lies between its neighbours. */
function knee(points: readonly LoadPoint[]): Estimate[] {
  if (points.length < 2) return [];
  const power = ({ achieved, concurrency }: LoadPoint) => (concurrency > 0 ? achieved ** 2 / concurrency : 0);
  const best = points.reduce((most, point) => (power(point) > power(most) ? point : most), points[0]!);
  const at = points.indexOf(best);
  const [below, above] = [points[at - 1], points[at + 1]];
  return [
    {
      name: 'knee',
      value: best.rate,
      lower: below?.rate ?? null,
      upper: above?.rate ?? null,
      confidence: null,
      unit: 'requests/s',
      basis:
        'where throughput over response time is highest (Kleinrock): the best of the trials, between its neighbours',
      caveats: above ? [] : ['the highest of the steady trials is the best: it may lie above'],
    },
  ];
}

/** Between the highest rate that got done and the lowest at which requests piled up. */
function breakingPoint({ settings, runs }: TrialsCourse): Estimate[] {
  const judged = judgedTrials(settings.objectives, runs);
  const over = judged.filter(({ why }) => why === 'overload' || why === 'in-flight' || why === 'not-finished');
  if (judged.length === 0) return [];
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
  return [
    {
      name: 'breaking-point',
      value,
      lower,
      upper,
      confidence: null,
      unit: 'requests/s',
      basis: `the highest rate that got done, the lowest at which requests piled up${value === null ? '' : '; between them what an overloaded trial got done'}`,
      caveats: upper === null ? [`nothing piled up up to ${formatNumber(lower)} requests/s`] : [],
    },
  ];
}

function recoveryTime({ recovery }: TrialsOutcome): Estimate[] {
  if (!recovery) return [];
  const { seconds, over } = recovery;
  return [
    {
      name: 'recovery-time',
      value: over ? null : seconds,
      lower: over ? seconds : 0,
      upper: over ? null : seconds,
      confidence: null,
      unit: 'seconds',
      basis:
        'from the end of an overloaded trial until requests in flight were few again under little load, the longest',
      caveats: over
        ? ['the line was still long when the drain ended: longer than this']
        : ['k6 was stopped and started in between, and hung up on what was in flight: at most this'],
    },
  ];
}

/** Little's law at the sustainable load: what is in flight there, between the two points about it. */
function concurrency(
  { value, lower, upper }: TrialsOutcome,
  points: readonly LoadPoint[],
  requests: number,
): Estimate[] {
  const [at, from, to] = [value, lower, upper].map((rate) => (rate === null ? undefined : inFlightAt(points, rate)));
  if (at === undefined) return [];
  return [
    {
      name: 'concurrency',
      value: at,
      lower: from ?? null,
      upper: to ?? null,
      confidence: null,
      unit: requests === 1 ? 'requests' : 'iterations',
      basis: 'mean in flight at the sustainable load, by Little’s law: on a line between the trials about it',
      caveats: [],
    },
  ];
}

function inFlightAt(points: readonly LoadPoint[], rate: number): number | undefined {
  const below = points.findLast((point) => point.rate <= rate);
  const above = points.find((point) => point.rate >= rate);
  if (!below || !above) return undefined;
  if (below === above) return below.concurrency;
  const share = (rate - below.rate) / (above.rate - below.rate);
  return below.concurrency + share * (above.concurrency - below.concurrency);
}
