import { autocorrelation } from './autocorrelation.ts';
import { studentTQuantile } from './distributions/student-t.ts';

/** What a block, or a shorter piece of one, adds to a ratio: bad requests of all, seconds of requests, requests of seconds. */
export interface RatioPart {
  readonly part: number;
  readonly whole: number;
}

/** The standard error of a ratio as blocks of one length show it. */
export interface BlockError {
  readonly blocks: number;
  readonly error: number;
}

/** A ratio over pieces of time, and how sure it is by blocks of different lengths, the shortest first. */
export interface RatioOverBlocks {
  readonly ratio: number;
  /** Σ whole. */
  readonly whole: number;
  readonly errors: readonly BlockError[];
}

/** Fewer blocks say too little of their own scatter. */
const LEAST_BLOCKS = 16;
/** Neighbouring blocks that are more alike than this show no end of it. */
const MOST_ALIKE = 0.9;

/**
 * The ratio Σ part / Σ whole over pieces of equal length, in order, and its standard error from blocks of 1, 2, 4 and
 * more of them, as long as there are 16: √(B/(B−1) Σ(part − ratio × whole)²) / Σ whole (W. G. Cochran, "Sampling
 * Techniques", 3rd ed., 2.11). What neighbours have in common makes the error of short blocks too small (H. Flyvbjerg,
 * H. G. Petersen, J. Chem. Phys. 91 (1989)); what the blocks still have in common is added as of a first-order
 * autoregression, √((1 + r)/(1 − r)). Undefined of too few pieces, or without a whole.
 */
export function ratioOverBlocks(pieces: readonly RatioPart[]): RatioOverBlocks | undefined {
  const whole = sumOf(pieces, 'whole');
  if (pieces.length < LEAST_BLOCKS || !(whole > 0)) return undefined;
  const ratio = sumOf(pieces, 'part') / whole;
  const errors: BlockError[] = [];
  let residuals = pieces.map((piece) => piece.part - ratio * piece.whole);
  while (residuals.length >= LEAST_BLOCKS) {
    errors.push(errorOf(residuals, whole));
    residuals = Array.from({ length: residuals.length >> 1 }, (_, i) => residuals[2 * i]! + residuals[2 * i + 1]!);
  }
  return { ratio, whole, errors };
}

function errorOf(residuals: readonly number[], whole: number): BlockError {
  const blocks = residuals.length;
  const squares = residuals.reduce((sum, residual) => sum + residual ** 2, 0);
  if (squares === 0) return { blocks, error: 0 };
  const alike = Math.min(MOST_ALIKE, Math.max(0, autocorrelation(residuals, [...residuals.keys()], 1)));
  const own = Math.sqrt((blocks / (blocks - 1)) * squares) / whole;
  return { blocks, error: own * Math.sqrt((1 + alike) / (1 - alike)) };
}

/**
 * How far the true ratio lies from the measured one at most, but for an error of so much on each side: the widest of
 * what the lengths of blocks say, by Student's t.
 */
export function reachOfRatio({ errors }: RatioOverBlocks, oneSided: number): number {
  return Math.max(...errors.map(({ blocks, error }) => error * studentTQuantile(1 - oneSided, blocks - 1)));
}

/** The standard error of a ratio: the largest of what the lengths of blocks say. */
export function errorOfRatio({ errors }: RatioOverBlocks): number {
  return Math.max(...errors.map(({ error }) => error));
}

function sumOf(pieces: readonly RatioPart[], of: keyof RatioPart): number {
  return pieces.reduce((sum, piece) => sum + piece[of], 0);
}
