import { normalQuantile } from '../../stats/distributions/binomial.ts';
import { median } from '../../stats/moments.ts';
import { type TheilSen, theilSenOfParts } from '../../stats/regression/theil-sen.ts';
import { mannKendall } from '../../stats/trend/mann-kendall.ts';
import { type Blocking, blockingOf, LEAST_BLOCKS } from './blocking.ts';
import type { BlockOf, Trough } from './blocks.ts';
import { scatterOf } from './scatter.ts';
import type { TimedSeries } from './series.ts';
import { shapesOf, type TrendShape } from './shape.ts';

export type TrendVerdict = 'leak' | 'level-shift' | 'stable' | 'inconclusive';

/** Why a series got its verdict. */
export type TrendReason =
  | 'rises'
  | 'too-few-blocks'
  | 'period-too-long'
  | 'steps'
  | 'began-late'
  | 'uncollected'
  | 'settles'
  | 'wave'
  | 'wanders'
  | 'resets'
  | 'falls'
  | 'flat'
  | 'blind';

/** Whether a series grows without an end. Slopes are per second, in the unit of the series. */
export interface Trend {
  readonly verdict: TrendVerdict;
  readonly reason: TrendReason;
  /** What was looked at of each block. */
  readonly of: BlockOf;
  /** Theil-Sen through the troughs, with its 95 % interval; undefined where no two blocks of one part have points. */
  readonly slope: TheilSen | undefined;
  /** The least slope that this run would have shown in 9 of 10 cases; undefined where the blocks are too few. */
  readonly minimumDetectableSlope: number | undefined;
  /** The median of the troughs. */
  readonly level: number | undefined;
  /** What the line through the troughs is at the end of the last part. */
  readonly atEnd: number | undefined;
  readonly blocking: Blocking;
  /** Fewer blocks than this say nothing. */
  readonly blocksNeeded: number;
  /** Where levels or rises begin, small steps beside large ones left out: places of the troughs of the longest part. */
  readonly cuts: readonly number[];
}

/** The p below which a rise is one, one-sided. */
const ALPHA = 0.01;
/** Of several series that are judged together one is found by chance this often. */
const OF_ALL = 0.05;
const CONFIDENCE = 0.95;
/** The share of the level by which the judged part must grow: less is nobody's leak. */
const LEAST_GROWTH = 0.02;
/** Growth within the series, as a share of the level, that must not go unseen where a series is called stable. */
const BLIND = 0.5;

/** What is known beside a series. */
export interface TrendTerms {
  /**
   * Moments at which the process began anew, in seconds, upwards: a rise is looked for between them, since each begins at
   * its own level.
   */
  readonly restarts?: readonly number[];
  /** How many series are judged together, this one among them: by Bonferroni, p is divided by them. */
  readonly together?: number;
  /** The share of the level by which the judged part must grow; 2 % where nobody says another. */
  readonly leastGrowth?: number;
  /**
   * The share of the level below which a rise may still be given back, so that it is not named; nothing is where nobody
   * says another: garbage that was not collected within a short series.
   */
  readonly heldBack?: number;
  /** What is looked at of each block; its floor where nobody says another: what is taken and given back rises between. */
  readonly of?: BlockOf;
}

/** Whether a series grows without an end: docs/method.md, "Trends: leaks and drifts". */
export function judgeTrend(
  series: TimedSeries,
  { restarts = [], together = 1, leastGrowth = LEAST_GROWTH, heldBack = 0, of = 'floor' }: TrendTerms = {},
): Trend {
  const alpha = Math.min(ALPHA, OF_ALL / together);
  const blocking = blockingOf(series, restarts, of);
  const blocksNeeded = leastBlocks(alpha);
  const parts = blocking.parts.map((troughs) => ({
    x: troughs.map(({ time }) => time),
    y: troughs.map(({ value }) => value),
  }));
  const rough = theilSenOfParts(parts, CONFIDENCE);
  const values = parts.flatMap(({ y }) => y);
  const level = values.length > 0 ? median(values) : undefined;
  if (!rough || level === undefined || blocking.blocks < blocksNeeded)
    return {
      verdict: 'inconclusive',
      reason: blocking.period && blocking.tooFewPeriods ? 'period-too-long' : 'too-few-blocks',
      slope: rough,
      minimumDetectableSlope: undefined,
      level,
      atEnd: level,
      of,
      blocking,
      blocksNeeded,
      cuts: [],
    };
  const { slopeError, inflation } = scatterOf(blocking.parts, rough.slope);
  const slope = theilSenOfParts(parts, CONFIDENCE, inflation)!;
  const sure = theilSenOfParts(parts, 1 - 2 * alpha, inflation)!;
  const least = (leastGrowth * Math.abs(level)) / blocking.seconds;
  const mayFall = (heldBack * Math.abs(level)) / blocking.seconds;
  const test = mannKendall(parts.map(({ y }) => y));
  const p = test.S > 0 ? test.pValue / 2 : 1;
  const rises = p < alpha && sure.lower > 0 && slope.slope > least;
  const longest = blocking.parts.reduce((best, troughs) => (troughs.length > best.length ? troughs : best));
  const shapes = longest.length >= LEAST_BLOCKS ? shapesOf(longest) : [];
  const needed =
    (neededErrors(blocking.blocks, inflation) * (normalQuantile(1 - alpha) + POWER)) /
    (normalQuantile(1 - ALPHA) + POWER);
  const minimumDetectableSlope = Math.max(needed * slopeError, least + POWER * slopeError);
  const decided = decide({ rises, shapes, blocking, slope, level, minimumDetectableSlope, values });
  const isHeldBack = decided.verdict === 'leak' && slope.slope < mayFall;
  const { cuts, ...found } = isHeldBack ? UNCOLLECTED : decided;
  return {
    ...found,
    cuts: largeOf(cuts, longest),
    slope,
    // What may be given back is never named, and what does not rise at all is stable.
    minimumDetectableSlope: Math.max(minimumDetectableSlope, found.verdict === 'stable' ? 0 : mayFall),
    level,
    atEnd: endOf(blocking, slope.slope),
    of,
    blocking,
    blocksNeeded,
  };
}

/** The cuts at which the level changes by a quarter of the largest change at least. */
function largeOf(cuts: readonly number[], troughs: readonly Trough[]): readonly number[] {
  const levels = [0, ...cuts].map((from, at) => median(troughs.slice(from, cuts[at]).map(({ value }) => value)));
  const changes = cuts.map((_, at) => Math.abs(levels[at + 1]! - levels[at]!));
  return cuts.filter((_, at) => changes[at]! >= Math.max(...changes) / 4);
}

/** The line of a slope through the middle of the last part's troughs, at the last of them. */
function endOf({ parts }: Blocking, slope: number): number {
  const troughs = parts.at(-1)!;
  const end = troughs.at(-1)!.time;
  return median(troughs.map(({ time, value }) => value + slope * (end - time)));
}

/** Normal quantile of the power, 0.9. */
const POWER = 1.2816;

/** Standard errors of the slope above which 9 of 10 leaks are found at p < 0.01: docs/accuracy.md. */
function neededErrors(blocks: number, inflation: number): number {
  return (6.2 + 12 / blocks) * inflation ** 0.35;
}

/** The least blocks of which one order, that of a rise all the way, is rarer than p. */
function leastBlocks(alpha: number): number {
  let [blocks, orders] = [LEAST_BLOCKS, FACTORIAL];
  while (1 / orders >= alpha) {
    blocks += 1;
    orders *= blocks;
  }
  return blocks;
}

/** Of LEAST_BLOCKS. */
const FACTORIAL = 120;

interface Evidence {
  readonly rises: boolean;
  /** The best first. */
  readonly shapes: readonly TrendShape[];
  readonly blocking: Blocking;
  readonly slope: TheilSen;
  readonly level: number;
  readonly minimumDetectableSlope: number;
  readonly values: readonly number[];
}

type Decision = Pick<Trend, 'verdict' | 'reason' | 'cuts'>;

const UNCOLLECTED: Decision = { verdict: 'inconclusive', reason: 'uncollected', cuts: [] };

function decide(evidence: Evidence): Decision {
  const { rises, shapes, blocking, slope, level, values } = evidence;
  const best = shapes.find(({ name }) => name !== 'resets');
  const [verdict, reason] = OF_A_RISE[best?.name ?? 'line'];
  if (rises && verdict === 'leak') return { verdict, reason, cuts: [] };
  if (blocking.tooFewPeriods) return { verdict: 'inconclusive', reason: 'period-too-long', cuts: [] };
  if (rises) return { verdict, reason, cuts: best!.cuts };
  const plain = shapes.find(({ name }) => name === 'level' || name === 'wander');
  const other = shapes.find(({ name }) => name === 'steps' || name === 'resets');
  if (plain && other && other.cost < plain.cost - EVIDENCE) {
    const [verdict, reason] = OF_A_RISE[other.name];
    return { verdict, reason, cuts: other.cuts };
  }
  if (slope.upper < 0) return { verdict: 'stable', reason: 'falls', cuts: [] };
  const oneSign = values.every((value) => value > 0) || values.every((value) => value < 0);
  if (oneSign && evidence.minimumDetectableSlope * blocking.seconds > BLIND * Math.abs(level))
    return { verdict: 'inconclusive', reason: 'blind', cuts: [] };
  return { verdict: 'stable', reason: 'flat', cuts: [] };
}

/** By how much steps or resets must explain a series better than one level does, in units of 2·log-likelihood. */
const EVIDENCE = 10;

const OF_A_RISE: Readonly<Record<TrendShape['name'], readonly [TrendVerdict, TrendReason]>> = {
  line: ['leak', 'rises'],
  // A level that rises: the line costs more than it gains, the test by ranks does not say so.
  level: ['stable', 'wanders'],
  steps: ['level-shift', 'steps'],
  resets: ['inconclusive', 'resets'],
  settling: ['stable', 'settles'],
  late: ['inconclusive', 'began-late'],
  wave: ['stable', 'wave'],
  wander: ['stable', 'wanders'],
};

/** The troughs that were judged, of all parts, in the order of time. */
export function allTroughs({ parts }: Blocking): readonly Trough[] {
  return parts.flat();
}
