import { clamp } from '../search/clamp.ts';
import { type JudgedTrial, throughputOf } from './judged-trial.ts';
import type { TrialSettings } from './trial.ts';

/** Between which trials the crossing lies, as their verdicts tell. */
export interface Bracket {
  /** lowest that was above */
  readonly above: JudgedTrial | undefined;
  /** highest that was below, under all that were above */
  readonly below: JudgedTrial | undefined;
  /** highest under all that were above, be it below or undecided */
  readonly low: JudgedTrial | undefined;
  /** Whether a long trial between could not tell: then verdicts narrow no further. */
  readonly undecided: boolean;
}

export function bracketOf(judged: readonly JudgedTrial[]): Bracket {
  const upwards = [...judged].sort((a, b) => a.x - b.x);
  const above = upwards.find(({ verdict }) => verdict === 'above');
  const under = upwards.filter(({ x }) => !above || x < above.x);
  const below = under.findLast(({ verdict }) => verdict === 'below');
  const between = under.filter(({ x }) => !below || x > below.x);
  const undecided = between.some(({ run }) => run.ask.phase !== 'double');
  return { above, below, low: under.at(-1), undecided };
}

/** The next trial stays inside so much of the log bracket. */
const INSIDE = 0.2;
/** Of what an overloaded service got done: its crossing lies below. */
const BELOW_THROUGHPUT = 0.97;
/** In ln of the rate: within it trials are taken together. */
const NARROW = 0.2;
/** In ln of the odds, likewise. */
const STRAIGHT = 4;

/**
 * ln of the rate that narrows a bracket best: where ln(bad share), interpolated between both ends, is what is allowed,
 * kept inside 20-80 % of the bracket. Undefined once the bracket is narrow: `precision` where its upper end is above
 * for no objective's sake, else narrow enough for the trials in it to be taken together.
 */
export function nextInside(bracket: Bracket, { objectives, precision }: TrialSettings): number | undefined {
  const [low, high] = [bracket.low!, bracket.above!];
  const width = high.x - low.x;
  const enough = brokeObjective(high) && (bracket.undecided || isStraight(low, high, objectives)) ? NARROW : 0;
  if (width <= Math.max(enough, Math.log1p(precision))) return undefined;
  const crossing = crossingBetween(low, high, objectives);
  const top = high.why === 'overload' ? Math.log(BELOW_THROUGHPUT * throughputOf(high.run)) : Number.POSITIVE_INFINITY;
  return clamp(Math.min(crossing, top), low.x + INSIDE * width, high.x - INSIDE * width);
}

/**
 * Whether the odds of bad requests at both ends are near enough to each other for a line between them to be straight.
 */
function isStraight(low: JudgedTrial, high: JudgedTrial, objectives: TrialSettings['objectives']): boolean {
  return objectives.every((_, objective) => {
    const [under, over] = [low, high].map((trial) => smoothed(trial, objective));
    return high.why !== 'overload' && Math.log((over! / (1 - over!)) * ((1 - under!) / under!)) <= STRAIGHT;
  });
}

/** Whether a trial was above because of an objective; else its load is not sustainable whatever the objectives say. */
export function brokeObjective({ why }: JudgedTrial): boolean {
  return why === 'objective' || why === 'overload';
}

/**
 * ln of the rate between two trials at which the first objective is crossed: ln(share) over ln(rate), half a request
 * added. The middle where none is.
 */
export function crossingBetween(low: JudgedTrial, high: JudgedTrial, objectives: TrialSettings['objectives']): number {
  const crossings = objectives.map(({ allowed }, objective) => {
    const [under, over] = [low, high].map((trial) => Math.log(smoothed(trial, objective)));
    const wanted = Math.log(allowed);
    if (over! <= wanted) return Number.POSITIVE_INFINITY;
    if (under! >= wanted) return low.x;
    return low.x + ((wanted - under!) / (over! - under!)) * (high.x - low.x);
  });
  const first = Math.min(...crossings);
  return Number.isFinite(first) ? first : (low.x + high.x) / 2;
}

function smoothed({ shares }: JudgedTrial, objective: number): number {
  const { share, count } = shares[objective]!;
  return (share * count + 0.5) / (count + 1);
}
