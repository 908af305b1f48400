import { type Batch, badOf, judgedOf } from '../batch.ts';
import { type BirthDeath, badFraction, crossingRate, fitBirthDeath } from './birth-death.ts';
import { addLevels, poolLevels } from './levels.ts';

/** A batch of the dithered part of the run: at the low or the high rate, in a block of −++−. */
export interface SidedBatch {
  readonly batch: Batch;
  readonly side: -1 | 1;
  readonly block: number;
}

/** What one side says of one objective. Rates as natural logarithms. */
export interface Side {
  /** mean ln of the rate asked for, weighted by time */
  readonly logRate: number;
  /** ln of the arrivals counted over the time */
  readonly realised: number;
  readonly finished: number;
  readonly badFraction: number;
  /** ln odds of a bad request, with half a request added to each kind */
  readonly logit: number;
  /** ln of the rate at which estimator B, from this side's counts alone, sees the objective crossed */
  readonly crossing: number;
}

export interface TwoSides {
  readonly low: Side;
  readonly high: Side;
  /** Whether a side's crossing lies at the end of where it was looked for: it is farther off than that. */
  readonly beyond: 'below' | 'above' | undefined;
  /** The model of both sides' counts. */
  readonly model: BirthDeath;
}

export interface TwoSidedCrossing {
  readonly objective: number;
  /** 1 − q: the bad fraction that the objective allows */
  readonly allowed: number;
  /** ln of the rate about which the crossing is looked for: within half and twice of it */
  readonly about: number;
}

/** Neighbouring levels are merged until they have as many departures. */
const LEAST_DEPARTURES = 100;
const LEAST_FINISHED = 5;
/** A crossing farther away than this, in ln of the rate, is at the end of the range. */
export const WITHIN = 0.6;

/** Both sides of some batches; undefined where a side has too little to say anything. */
export function twoSides(batches: readonly SidedBatch[], crossing: TwoSidedCrossing): TwoSides | undefined {
  const of = (side: -1 | 1) => batches.filter((sided) => sided.side === side).map(({ batch }) => batch);
  const [below, above] = [of(-1), of(1)];
  if (below.length === 0 || above.length === 0) return undefined;
  const levels = [poolLevels(below, crossing.objective), poolLevels(above, crossing.objective)] as const;
  const models = levels.map((counts) => fitBirthDeath(counts, LEAST_DEPARTURES));
  const model = fitBirthDeath(addLevels(...levels), LEAST_DEPARTURES);
  if (!models[0] || !models[1] || !model) return undefined;
  const low = sideOf(below, models[0], crossing);
  const high = sideOf(above, models[1], crossing);
  if (Math.min(low.finished, high.finished) < LEAST_FINISHED) return undefined;
  const offsets = [low, high].map((side) => side.crossing - crossing.about);
  const beyond = offsets.some((off) => off < -WITHIN)
    ? 'below'
    : offsets.some((off) => off > WITHIN)
      ? 'above'
      : undefined;
  return { low, high, beyond, model };
}

/** d logit F / d ln λ of estimator B's model, by differences, at a ln rate. */
export function steepness({ model }: TwoSides, at: number): number {
  const step = 0.02;
  const rise = logit(badFraction(model, Math.exp(at + step))) - logit(badFraction(model, Math.exp(at - step)));
  return rise / (2 * step);
}

/** ln(p / (1 − p)) */
export function logit(p: number): number {
  return Math.log(p / (1 - p));
}

function sideOf(batches: readonly Batch[], model: BirthDeath, { objective, allowed, about }: TwoSidedCrossing): Side {
  let [seconds, weighted, arrivals, finished, bad] = [0, 0, 0, 0, 0];
  for (const batch of batches) {
    seconds += batch.seconds;
    weighted += batch.seconds * Math.log(batch.rate);
    arrivals += batch.arrivals;
    finished += judgedOf(batch, objective);
    bad += badOf(batch, objective);
  }
  const centre = Math.exp(about);
  return {
    logRate: weighted / seconds,
    realised: Math.log(arrivals / seconds),
    finished,
    badFraction: bad / finished,
    logit: logit((bad + 0.5) / (finished + 1)),
    crossing: Math.log(crossingRate(model, allowed, centre / 2, centre * 2)),
  };
}
