import { studentTQuantile } from '../../../stats/distributions/student-t.ts';
import { badOf, type RequestLog } from '../batch.ts';
import { clamp } from '../clamp.ts';
import { satterthwaite, skewed, withUnseen } from '../interval.ts';
import { REPLAY_GROUPS, type Replay, replay, replayDraws } from '../replay/replay.ts';
import type { SearchSettings } from '../settings.ts';
import { tooFewFor } from './few-requests.ts';
import { believedError, type ModelFree, modelFree } from './model-free.ts';
import type { SidedBatch } from './two-sides.ts';

/** What the dithered part says at the end of a block: of the objective that binds, and of the smallest of all. */
export interface BlockEstimate {
  readonly objective: number;
  readonly free: ModelFree;
  /** ln of the rate */
  readonly x: number;
  /** By how much the 90 % interval reaches below and above, in ln of the rate. */
  readonly below: number;
  readonly above: number;
  /** the longer of both */
  readonly halfWidth: number;
  readonly usable: boolean;
  /** lowest lower bound of the other objectives that are near, ln of the rate */
  readonly others?: number;
  readonly replay?: Replay & { readonly used: boolean };
}

const LEVEL = 0.95;
/** The jackknife of few, correlated blocks is somewhat short. */
const INFLATION = 1.1;
/**
 * A run that looks precise by chance must not outweigh the replay: its error counts so many times there, at least, and
 * for no less than so many times the replay's, which knows every service and not only when a request was bad.
 */
const AGAINST_REPLAY = 1.5;
/** Doubt about the replay's model, and what it may differ from the model-free estimate by. */
const MODEL_DOUBT = { near: 0.003, away: 0.01 };
const AGREEMENT = { errors: 2, floor: 0.007 };
/** Without an interval: as good as unknown. */
const UNKNOWN_WIDTH = 0.5;

/**
 * The smallest crossing of all objectives about a ln rate. An objective that is not crossed within reach does not bind
 * while another is. The interval reaches down to the lowest bound of them.
 */
export function blockEstimate(
  sided: readonly SidedBatch[],
  settings: SearchSettings,
  about: number,
): BlockEstimate | undefined {
  const estimates = objectiveEstimates(sided, settings, about);
  const near = estimates.filter(({ free }) => free.beyond !== 'above');
  const candidates = near.length > 0 ? near : estimates;
  const smallest = candidates.reduce((a, b) => (b.x < a.x ? b : a), candidates[0]!);
  const rest = candidates.filter((one) => one.usable && one !== smallest);
  if (!smallest?.usable || rest.length === 0) return smallest;
  const others = Math.min(...rest.map(({ x, below }) => x - below));
  return { ...smallest, others, ...reaching(Math.max(smallest.below, smallest.x - others), smallest.above) };
}

/** What the dithered part says of each objective by itself, without those of which it says nothing. */
export function objectiveEstimates(
  sided: readonly SidedBatch[],
  { objectives }: SearchSettings,
  about: number,
): BlockEstimate[] {
  const batches = sided.map(({ batch }) => batch);
  return objectives.flatMap((asked, objective) => {
    if (tooFewFor(batches, asked, objective)) return [];
    const free = modelFree(sided, { objective, allowed: asked.allowed, about });
    return free && Number.isFinite(free.x) ? [{ objective, free, x: free.x, ...width(free) }] : [];
  });
}

/**
 * The estimate with estimator R mixed in, where its tests pass and it agrees: the weights of least variance, R's with a
 * doubt of the model, and a covariance of the smaller of both.
 */
export function withReplay(
  estimate: BlockEstimate,
  sided: readonly SidedBatch[],
  log: RequestLog,
  { objectives, replayRequests }: SearchSettings,
  at: { readonly since: number; readonly about: number },
): BlockEstimate {
  const { objective, free } = estimate;
  const { allowed, limit, some } = objectives[objective]!;
  if (limit === undefined) return refused(estimate, 'the objective has no limit in time');
  if (some) return refused(estimate, 'the objective is about some of the requests');
  if (!onlySlowIsBad(sided, log, objective, limit))
    return refused(estimate, 'requests are bad for more than their time');
  const found = replay(log, { limit, allowed, ...at, draws: replayDraws(replayRequests) });
  if (!found.valid) return { ...estimate, replay: { ...found, used: false } };
  const own = Math.max(AGAINST_REPLAY * free.se, believedError(free)) ** 2;
  const services = found.se ** 2;
  const theirs = services + doubtOf(found) ** 2;
  const agrees = Math.abs(found.x - free.x) <= AGREEMENT.errors * Math.sqrt(own + AGREEMENT.floor ** 2);
  if (!agrees) return { ...estimate, ...reachingTo(estimate, found), replay: { ...found, used: false } };
  const beside = Math.max(own, (AGAINST_REPLAY * found.jackknife) ** 2);
  const covariance = Math.min(services, beside);
  const weight = clamp((beside - covariance) / (beside + theirs - 2 * covariance), 0, 1);
  const blended = weight ** 2 * theirs + (1 - weight) ** 2 * beside + 2 * weight * (1 - weight) * covariance;
  const x = weight * found.x + (1 - weight) * free.x;
  const error = Math.sqrt(blended);
  const freedom = satterthwaite(blended, [
    { variance: weight ** 2 * services, freedom: REPLAY_GROUPS - 1 },
    { variance: (1 - weight) ** 2 * beside, freedom: free.blocks - 1 },
  ]);
  const skew = found.skew * ((weight * found.se) / error) ** 3;
  const { below, above } = skewed(studentTQuantile(LEVEL, freedom), skew);
  return {
    ...estimate,
    x,
    ...reaching(Math.max(withUnseen(error * below, found.missing), x - (estimate.others ?? x)), error * above),
    replay: { ...found, used: true },
  };
}

/**
 * h = 1.1·t(.95, G−1)·se, in ln of the rate: the half width of the two-sided 90 % interval of a jackknife of G blocks.
 */
function width(free: ModelFree) {
  if (!free.usable || free.beyond) return { ...reaching(UNKNOWN_WIDTH, UNKNOWN_WIDTH), usable: false };
  const half = INFLATION * studentTQuantile(LEVEL, free.blocks - 1) * believedError(free);
  return { ...reaching(half, half), usable: true };
}

/** What the replay's model may be wrong by: it knows a way to the server only as a constant. */
function doubtOf({ latency }: { readonly latency: number }): number {
  return latency > 0 ? MODEL_DOUBT.away : MODEL_DOUBT.near;
}

/**
 * The interval where a replay that passed its tests disagrees: one of both is wrong, most often the run that was calm
 * by chance, and nothing tells which. So it reaches to the replay's crossing and its error.
 */
function reachingTo({ x, halfWidth }: BlockEstimate, found: { readonly x: number; readonly se: number }) {
  const half = Math.max(halfWidth, Math.abs(found.x - x) + Math.hypot(found.se, MODEL_DOUBT.away));
  return reaching(half, half);
}

function reaching(below: number, above: number) {
  return { below, above, halfWidth: Math.max(below, above) };
}

function refused(estimate: BlockEstimate, why: string): BlockEstimate {
  return { ...estimate, replay: { valid: false, why, used: false } };
}

/** Whether the bad requests of the batches are those that lasted too long: failures are not in the replay's model. */
function onlySlowIsBad(sided: readonly SidedBatch[], log: RequestLog, objective: number, limit: number): boolean {
  const bad = sided.reduce((sum, { batch }) => sum + badOf(batch, objective), 0);
  const spans = sided.map(({ batch }) => [batch.start, batch.start + batch.seconds] as const);
  let slow = 0;
  let span = 0;
  for (let i = 0; i < log.arrivals.length && span < spans.length; i++) {
    const arrival = log.arrivals[i]!;
    while (span < spans.length && arrival >= spans[span]![1]) span++;
    if (span < spans.length && arrival >= spans[span]![0] && log.departures[i]! - arrival > limit) slow++;
  }
  return Math.abs(bad - slow) <= 3 + 0.01 * bad;
}
