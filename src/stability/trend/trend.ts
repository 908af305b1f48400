import { median } from '../../stats/moments.ts';
import { type TheilSen, theilSenOfParts } from '../../stats/regression/theil-sen.ts';
import { mannKendall } from '../../stats/trend/mann-kendall.ts';
import { type Blocking, blockingOf, LEAST_BLOCKS } from './blocking.ts';
import type { Trough } from './blocks.ts';
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
  /** Theil-Sen through the troughs, with its 95 % interval; undefined where no two blocks of one part have points. */
  readonly slope: TheilSen | undefined;
  /** The least slope that this run would have shown in 9 of 10 cases; undefined where the blocks are too few. */
  readonly minimumDetectableSlope: number | undefined;
  /** The median of the troughs. */
  readonly level: number | undefined;
  readonly blocking: Blocking;
  /** Where levels or rises begin, small steps beside large ones left out: places of the troughs of the longest part. */
  readonly cuts: readonly number[];
}

/** The p below which a rise is one, one-sided. */
const ALPHA = 0.01;
const CONFIDENCE = 0.95;
/** The share of the level by which the judged part must grow: less is nobody's leak. */
const LEAST_GROWTH = 0.02;
/** Growth within the run, as a share of the level, that must not go unseen where a series is called stable. */
const BLIND = 0.5;

/**
 * Whether a series leaks: docs/stability.md has the rule, its reasons and its figures. `restarts` are moments at which the
 * process began anew, in seconds, upwards: a rise is looked for between them, since each begins at its own level.
 */
export function judgeTrend(series: TimedSeries, restarts: readonly number[] = []): Trend {
  const blocking = blockingOf(series, restarts);
  const parts = blocking.parts.map((troughs) => ({
    x: troughs.map(({ time }) => time),
    y: troughs.map(({ value }) => value),
  }));
  const rough = theilSenOfParts(parts, CONFIDENCE);
  const values = parts.flatMap(({ y }) => y);
  const level = values.length > 0 ? median(values) : undefined;
  if (!rough || level === undefined || blocking.blocks < LEAST_BLOCKS)
    return {
      verdict: 'inconclusive',
      reason: blocking.period && blocking.tooFewPeriods ? 'period-too-long' : 'too-few-blocks',
      slope: rough,
      minimumDetectableSlope: undefined,
      level,
      blocking,
      cuts: [],
    };
  const { slopeError, inflation } = scatterOf(blocking.parts, rough.slope);
  const slope = theilSenOfParts(parts, CONFIDENCE, inflation)!;
  const sure = theilSenOfParts(parts, 1 - 2 * ALPHA, inflation)!;
  const least = (LEAST_GROWTH * Math.abs(level)) / blocking.seconds;
  const test = mannKendall(parts.map(({ y }) => y));
  const p = test.S > 0 ? test.pValue / 2 : 1;
  const rises = p < ALPHA && sure.lower > 0 && slope.slope > least;
  const longest = blocking.parts.reduce((best, troughs) => (troughs.length > best.length ? troughs : best));
  const shapes = longest.length >= LEAST_BLOCKS ? shapesOf(longest) : [];
  const minimumDetectableSlope = Math.max(neededErrors(blocking.blocks) * slopeError, least + POWER * slopeError);
  const { cuts, ...found } = decide({ rises, shapes, blocking, slope, level, minimumDetectableSlope, values });
  return { ...found, cuts: largeOf(cuts, longest), slope, minimumDetectableSlope, level, blocking };
}

/** The cuts at which the level changes by a quarter of the largest change at least. */
function largeOf(cuts: readonly number[], troughs: readonly Trough[]): readonly number[] {
  const levels = [0, ...cuts].map((from, at) => median(troughs.slice(from, cuts[at]).map(({ value }) => value)));
  const changes = cuts.map((_, at) => Math.abs(levels[at + 1]! - levels[at]!));
  return cuts.filter((_, at) => changes[at]! >= Math.max(...changes) / 4);
}

/** Normal quantile of the power, 0.9. */
const POWER = 1.2816;

/** Standard errors of the slope above which 9 of 10 leaks are found: docs/accuracy.md. */
function neededErrors(blocks: number): number {
  return 4 + 20 / blocks;
}

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
