import { changedSince, type SeenChange } from '../changes/changed.ts';
import { flowHasDrifted, hasDrifted } from '../changes/drift.ts';
import { fasterSince } from '../changes/faster.ts';
import { instabilityOf } from '../changes/instability.ts';
import { outgrownSince } from '../changes/outgrown.ts';
import { clamp } from '../clamp.ts';
import type { BlockEstimate } from '../estimators/block-estimate.ts';
import type { ModelFree } from '../estimators/model-free.ts';
import { type SidedBatch, type TwoSidedCrossing, WITHIN } from '../estimators/two-sides.ts';
import { type Change, type EndReason, intervalOf, openOutcome, outcomeOf, type SearchOutcome } from '../outcome.ts';
import {
  end,
  runBatch,
  type SearchDecision,
  type SearchState,
  type Situation,
  type Tracking,
} from '../search-state.ts';
import type { SearchSettings } from '../settings.ts';
import { beginConfirming } from './confirming.ts';
import { badWhenAlone } from './judgement.ts';
import {
  BLOCKS_TO_END,
  crossingOfAll,
  estimateOf,
  lastEstimate,
  mayEnd,
  NARROW_IN_A_ROW,
  SIDES,
  trackedBatches,
  usedBatches,
} from './tracked.ts';

const BATCH_SECONDS = 5;
const BLOCK_SECONDS = BATCH_SECONDS * SIDES.length;
const FIRST_DITHER = 0.08;
const DITHER_RANGE = [0.03, 0.15] as const;
const DITHER_PER_ERROR = 2.5;
/**
 * By the replay a search ends where its interval is this share of the precision: to end at the first look that is narrow
 * enough favours those that chance made narrow.
 */
const REPLAY_ENOUGH = 0.85;
const REPLAY_FROM = 280;
/**
 * Before that a search ends by the replay where its interval is clearly narrow enough: this share of the precision. So
 * does one that ends by both where rare services carry the crossing: where none came, both look precise.
 */
const EARLY = 0.5;
/** The longest step towards a crossing that is not seen, and the shortest one upwards, ln of the rate. */
const MOST_STEP = 0.3;
const LEAST_RISE = 0.03;
/** Of a target that got faster, where the crossing lies above block after block, the steps grow up to so much. */
const MOST_RISE = Math.LN2;
/** How far a change of the target moves the rate at once, at most, and how often it may change. */
const MOST_JUMP = Math.log(4);
const MOST_CHANGES = 3;
const REPLAY_AGAIN = 40;
/** Seconds of load before no rate is said to meet the objectives, and the share of a short budget. */
const COLD_START = { most: 120, share: 0.4 } as const;

export function beginTracking(settings: SearchSettings, state: SearchState): SearchDecision {
  const start = { block: 0, done: 0, fromBlock: 0, narrow: 0, above: 0 };
  return nextBatch(settings, state, {
    name: 'track',
    dither: FIRST_DITHER,
    replayFrom: firstReplayFrom(settings),
    ...start,
  });
}

function firstReplayFrom({ budget }: SearchSettings): number {
  return Math.min(REPLAY_FROM, 0.6 * budget);
}

/** The next block, after one or after what broke it off. */
export function resumeTracking(settings: SearchSettings, state: SearchState, phase: Tracking): SearchDecision {
  return nextBatch(settings, state, { ...phase, block: phase.block + 1, done: 0 });
}

/**
 * Runs blocks of four batches at −++− about the estimate, moves it after each, ends when it is narrow or time is up.
 */
export function afterTrack(situation: Situation): SearchDecision {
  const { settings, state, load } = situation;
  const phase = trackingOf(state);
  if (phase.done + 1 < SIDES.length) return nextBatch(settings, state, { ...phase, done: phase.done + 1 });
  const sided = usedBatches(situation, phase);
  const lastBlock = load + BLOCK_SECONDS > settings.budget;
  const estimate = (lastBlock ? lastEstimate : estimateOf)(situation, phase, sided);
  const seen = seenChange(situation, phase, crossingOf(situation, estimate?.objective ?? 0));
  if (seen) return forget(situation, { ...state, centre: centreAfter(situation, seen) }, seen.kind, seen.since);
  const next = estimate ? moved(situation, phase, estimate) : state;
  if (!estimate) return lastBlock ? end(next, trackingEnd('budget', situation, phase)) : nextBlock(settings, next);

  if (estimate.free.beyond === 'below' && missesAlone(situation))
    return end(next, { ...openOutcome('alone', load, 0), objective: estimate.objective });
  if (estimate.usable && intervalOf(estimate.x, estimate.below).lower > settings.maxRate)
    return end(next, { ...openOutcome('ceiling', load, settings.maxRate), estimate });
  const { narrow } = trackingOf(next);
  const precise = narrow >= NARROW_IN_A_ROW && mayEnd(estimate, settings, load);
  if (!precise && !lastBlock) return nextBlock(settings, next);
  const outcome = trackingEnd(precise ? 'precise' : 'budget', situation, phase, estimate);
  return outcome.reason === 'drifting' ? end(next, outcome) : finish(situation, next, sided, outcome);
}

/**
 * Ends the search, unless the halves of it disagree, or what gets done in them does. Requests that pile up although
 * they do not are another end.
 */
function finish(
  situation: Situation,
  state: SearchState,
  sided: readonly SidedBatch[],
  outcome: SearchOutcome,
): SearchDecision {
  const crossing = crossingOf({ ...situation, state }, outcome.objective!);
  const fell = trackingOf(state).change?.kind === 'slower';
  if (!hasDrifted(sided, crossing) && !flowHasDrifted(sided, fell)) {
    const instability = instabilityOf(sided, crossing);
    if (instability?.rising) return end(state, { ...outcome, reason: 'unstable', instability });
    return beginConfirming(situation.settings, state, outcome);
  }
  const blocks = [...new Set(sided.map(({ block }) => block))];
  return forget(situation, state, 'unlike', blocks[Math.ceil(blocks.length / 2)]!);
}

/** Whether requests that find the service idle miss an objective, now and for long: a cold start comes to an end. */
function missesAlone({ settings, state, runs, load }: Situation): boolean {
  if (load < Math.min(COLD_START.most, COLD_START.share * settings.budget)) return false;
  const { block } = trackingOf(state);
  const latest = runs.filter(({ ask }) => ask.block === block).map(({ batch }) => batch);
  return badWhenAlone(latest, settings.objectives);
}

/** What the latest blocks show of a change of the target, and since which block nothing is of before. */
function seenChange(
  situation: Situation,
  phase: Tracking,
  crossing: TwoSidedCrossing,
): (Pick<SeenChange, 'kind' | 'by' | 'from'> & { since: number }) | undefined {
  const tracked = trackedBatches(situation, phase);
  const since = phase.change?.at ?? Number.NEGATIVE_INFINITY;
  const counted = situation.runs.filter(({ ask, batch }) => ask.phase !== 'coast' && batch.start >= since);
  const seen = changedSince(counted, tracked, crossing);
  if (seen) return { ...seen, since: seen.block + 1 };
  const faster = fasterSince(tracked, crossing);
  return faster === undefined ? undefined : { kind: 'faster', since: faster, by: 0, from: situation.state.centre };
}

/** Where the search goes on after a change: as much higher or lower as more or less gets done in the same states. */
function centreAfter(
  { settings, state }: Situation,
  { kind, by, from }: Pick<SeenChange, 'kind' | 'by' | 'from'>,
): number {
  const there = from + clamp(by, -MOST_JUMP, MOST_JUMP);
  return Math.min(Math.log(settings.maxRate), Math[kind === 'faster' ? 'max' : 'min'](state.centre, there));
}

/**
 * Goes on without the blocks before one, the target having changed: while there is time, and not again and again; else
 * that is the outcome, without a number, which would be of no one moment.
 */
function forget({ settings, load, runs }: Situation, state: SearchState, kind: Change['kind'], fromBlock: number) {
  const phase = trackingOf(state);
  const { change: earlier } = phase;
  const last = runs.at(-1)!.batch;
  const from = runs.find(({ ask }) => ask.block === fromBlock)?.batch.start ?? last.start + last.seconds;
  const change: Change = { kind, at: from, times: (earlier?.times ?? 0) + 1 };
  const settles = change.times <= MOST_CHANGES && !(kind === 'unlike' && earlier?.kind === 'unlike');
  if (!settles || load + BLOCKS_TO_END * BLOCK_SECONDS > settings.budget)
    return end(state, { ...openOutcome('drifting', load), change });
  return nextBlock(settings, { ...state, phase: { ...phase, fromBlock, narrow: 0, above: 0, change } });
}

/**
 * How a search ends here, of which nothing was forgotten but before a change. Where the budget was too short for a
 * number of what came after it, that change is why there is none.
 */
export function trackingEnd(
  reason: EndReason,
  { settings, load, runs }: Situation,
  phase: Tracking,
  estimate?: BlockEstimate,
): SearchOutcome {
  const outcome = estimate ? outcomeOf(reason, estimate, load, settings.precision) : openOutcome(reason, load);
  const isOpen = reason === 'budget' && outcome.value === null;
  const change = phase.change ?? (isOpen ? outgrown(runs, settings) : undefined);
  return isOpen && change ? { ...openOutcome('drifting', load), change } : { ...outcome, change };
}

function outgrown(runs: Situation['runs'], { objectives }: SearchSettings): Change | undefined {
  const at = outgrownSince(runs, objectives);
  return at === undefined ? undefined : { kind: 'faster', at, times: 1 };
}

function crossingOf({ settings, state }: Situation, objective: number): TwoSidedCrossing {
  return { objective, allowed: settings.objectives[objective]!.allowed, about: state.centre };
}

/** The state after a block: the centre, the dither, the count of narrow intervals, and when the replay may be tried. */
function moved(situation: Situation, phase: Tracking, estimate: BlockEstimate): SearchState {
  const { state, settings, load } = situation;
  const { free, halfWidth, usable } = estimate;
  const step = clamp(free.x - state.centre, -0.2, 0.2);
  const to = (centre: number) => Math.min(centre, Math.log(settings.maxRate));
  if (free.beyond || !usable) {
    const far = free.beyond ? farStep(situation, phase, free, step) : step;
    const above = free.beyond === 'above' ? phase.above + 1 : 0;
    return { ...state, centre: to(state.centre + far), phase: { ...phase, narrow: 0, above } };
  }
  const replayed = estimate.replay?.used === true;
  const rare = estimate.replay?.valid === true && estimate.replay.rare && load < firstReplayFrom(settings);
  const early = load < phase.replayFrom && phase.narrow + 1 < NARROW_IN_A_ROW;
  const enough = (early || rare ? EARLY : REPLAY_ENOUGH) * settings.precision;
  const disagrees = estimate.replay?.valid === true && !replayed;
  const settled = Math.abs(free.x - state.centre) <= 0.1;
  let narrow = 0;
  if (replayed && halfWidth <= enough) narrow = NARROW_IN_A_ROW;
  else if (halfWidth <= settings.precision && settled && !disagrees && !rare) narrow = phase.narrow + 1;
  const dither = clamp(DITHER_PER_ERROR * free.se, ...DITHER_RANGE);
  const replayFrom = Math.max(phase.replayFrom, estimate.replay ? load + REPLAY_AGAIN : 0);
  return {
    ...state,
    centre: to(replayed ? estimate.x : state.centre + step),
    latest: intervalOf(estimate.x, estimate.below, estimate.above),
    phase: { ...phase, dither, narrow, above: 0, replayFrom },
  };
}

/**
 * The step where the blocks near the estimate saw nothing of the crossing: to where all blocks since the last change
 * see it, also those that were broken off since the line ran away; else a bold one. Without them it would leap to where
 * the line runs away and back for ever: below a steep crossing hardly a request is bad. Where the crossing lies above
 * it is always a step up: those blocks, passing many numbers in flight in a hurry, tell it only roughly.
 */
function farStep(situation: Situation, phase: Tracking, { beyond }: ModelFree, step: number): number {
  const all = crossingOfAll(situation, phase) - situation.state.centre;
  const eager = phase.change?.kind === 'faster' ? 1 + phase.above : 1;
  const most = Math.min(MOST_RISE, MOST_STEP * eager);
  const seen = Math.abs(all) < WITHIN ? clamp(all, -MOST_STEP, MOST_STEP) : clamp(3 * eager * step, -MOST_STEP, most);
  return beyond === 'above' ? Math.max(seen, LEAST_RISE) : seen;
}

function nextBlock(settings: SearchSettings, state: SearchState): SearchDecision {
  return resumeTracking(settings, state, trackingOf(state));
}

function nextBatch(settings: SearchSettings, state: SearchState, phase: Tracking): SearchDecision {
  const side = SIDES[phase.done]!;
  const middle = Math.min(state.centre, Math.log(settings.maxRate) - phase.dither);
  const rate = Math.exp(middle + side * phase.dither);
  return runBatch(state, phase, { rate, seconds: BATCH_SECONDS, watched: false, side, block: phase.block });
}

function trackingOf({ phase }: SearchState): Tracking {
  if (phase.name !== 'track') throw new RangeError(`not tracking but in ${phase.name}`);
  return phase;
}
