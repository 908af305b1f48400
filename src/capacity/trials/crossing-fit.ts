import { studentTQuantile } from '../../stats/distributions/student-t.ts';
import { clamp } from '../search/clamp.ts';
import type { JudgedTrial } from './judged-trial.ts';
import { judgedOfTrial, steadyBatches } from './trial.ts';

/** Where an objective is crossed, as the trials near it tell together. In ln of the rate. */
export interface CrossingFit {
  readonly x: number;
  readonly se: number;
  /** of the two-sided 90 % interval */
  readonly halfWidth: number;
  /** d logit(bad)/d ln λ */
  readonly slope: number;
  /** trials in it */
  readonly trials: number;
}

export interface FitQuestion {
  readonly objective: number;
  readonly allowed: number;
  /** ln of the rates between which the crossing is looked for */
  readonly low: number;
  readonly high: number;
}

/** Trials farther away than this, in ln of the rate, are left out: over a wide range the line is bent. */
export const WINDOW = 0.3;
/** Nor are trials taken whose odds would be farther from what is allowed than this, by the prior slope. */
const ODDS = 1.5;
const LEAST_WINDOW = 0.08;
/** But so many of the nearest. */
const NEAREST = 4;
/**
 * The prior of the slope: twice that from the nearest trial which lies this much farther below, since bad shares rise
 * ever faster, give or take 80 %; within what servers have, 2 (idle, a tight limit) to 60 (many slots, p99).
 */
const FARTHER = 0.25;
const STEEPER = 2;
const PRIOR_SPREAD = 0.8;
const PRIOR_RANGE = [1.5, 60] as const;
const UNKNOWN_SLOPE = 10;
const LEAST_SLOPE = 0.5;
const LEVEL = 0.95;
const LEAST_TRIALS = 2;
const ROUNDS = 5;

/** A trial as a point of the line. */
export interface TrialPoint {
  /** ln of the rate */
  readonly x: number;
  /** logit of the bad share */
  readonly y: number;
  /** of steady load */
  readonly seconds: number;
  /** variance of y times `seconds`, and the degrees of freedom that it has */
  readonly noise: number;
  readonly df: number;
}

/**
 * A line of logit(bad share) over ln(rate) through the trials about the crossing, weighted by their seconds: relative
 * to its level the noise of a queue is about the same at all rates near by. The noise is that between batches of 10 s,
 * or that between trials and line where it is more; the degrees of freedom are those of the trials. The error of the
 * crossing by the delta method. Undefined of fewer than two trials.
 */
export function crossingFit(judged: readonly JudgedTrial[], question: FitQuestion): CrossingFit | undefined {
  const { objective, allowed, low, high } = question;
  const points = judged.flatMap((trial) => trialPoint(trial, objective) ?? []);
  if (points.length < LEAST_TRIALS) return undefined;
  let x = (low + high) / 2;
  let fit: CrossingFit | undefined;
  for (let round = 0; round < ROUNDS; round++) {
    const prior = priorSlope(judged, question, x);
    const nearest = [...points].sort((a, b) => Math.abs(a.x - x) - Math.abs(b.x - x));
    const window = clamp(ODDS / prior, LEAST_WINDOW, WINDOW);
    const near = nearest.filter((point, at) => Math.abs(point.x - x) <= (at < NEAREST ? WINDOW : window));
    if (near.length < LEAST_TRIALS) return undefined;
    fit = lineThrough(near, logit(allowed), x, prior);
    const next = clamp(fit.x, low, high);
    if (Math.abs(next - x) < 0.005) break;
    x = next;
  }
  return fit;
}

/** Short trials do not show how bad requests cluster. */
export function trialPoint({ run, x, shares }: JudgedTrial, objective: number): TrialPoint | undefined {
  const { count } = shares[objective]!;
  const steady = steadyBatches(run);
  if (run.ask.phase === 'double' || count === 0) return undefined;
  const seconds = steady.reduce((sum, batch) => sum + batch.seconds, 0);
  const share = smoothed(shares[objective]!);
  const pairs = Array.from({ length: Math.floor(steady.length / 2) }, (_, at) => steady.slice(2 * at, 2 * at + 2));
  const squares = pairs.reduce((sum, pair) => {
    const ended = pair.reduce((all, batch) => all + judgedOfTrial(batch, objective), 0);
    const bad = pair.reduce((all, batch) => all + batch.bad[objective]!, 0);
    return sum + (bad - share * ended) ** 2;
  }, 0);
  const df = pairs.length - 1;
  const between = df > 0 ? (squares * pairs.length) / df / count ** 2 : 0;
  const binomial = (share * (1 - share)) / count;
  const noise = (Math.max(between, binomial) / (share * (1 - share)) ** 2) * seconds;
  return { x, y: logit(share), seconds, noise, df: Math.max(0, df) };
}

function priorSlope(judged: readonly JudgedTrial[], { objective, allowed }: FitQuestion, x: number): number {
  const below = judged.filter((trial) => trial.x < x - FARTHER && trial.shares[objective]!.count > 0);
  if (below.length === 0) return UNKNOWN_SLOPE;
  const nearest = below.reduce((a, b) => (b.x > a.x ? b : a));
  const rise = logit(allowed) - logit(smoothed(nearest.shares[objective]!));
  return clamp((STEEPER * rise) / (x - nearest.x), ...PRIOR_RANGE);
}

function lineThrough(points: readonly TrialPoint[], wanted: number, about: number, prior: number): CrossingFit {
  const weights = points.map(({ df }) => Math.max(1, df));
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  const within = points.reduce((sum, { noise }, at) => sum + weights[at]! * noise, 0) / all;
  const first = line(points, about, within, prior);
  const residual = points.reduce((sum, { x, y, seconds }) => {
    const off = y - first.level - first.slope * (x - about);
    return sum + seconds * off ** 2;
  }, 0);
  const between = points.length > 2 ? residual / (points.length - 2) : 0;
  const { level, slope, covariance } = between > within ? line(points, about, between, prior) : first;
  const off = (wanted - level) / slope;
  const variance = (covariance.level + 2 * off * covariance.both + off ** 2 * covariance.slope) / slope ** 2;
  const se = Math.sqrt(Math.max(0, variance));
  const halfWidth = studentTQuantile(LEVEL, Math.max(1, points.length - 2)) * se;
  return { x: about + off, se, halfWidth, slope, trials: points.length };
}

interface Line {
  readonly level: number;
  readonly slope: number;
  readonly covariance: { readonly level: number; readonly slope: number; readonly both: number };
}

/** Weighted least squares about a rate, with the prior of the slope as one more observation. */
function line(points: readonly TrialPoint[], about: number, noise: number, prior: number): Line {
  const variance = Math.max(noise, 1e-12);
  const believed = 1 / (PRIOR_SPREAD * prior) ** 2;
  let [ll, ls, ss, ly, sy] = [0, 0, believed, 0, believed * prior];
  for (const { x, y, seconds } of points) {
    const weight = seconds / variance;
    ll += weight;
    ls += weight * (x - about);
    ss += weight * (x - about) ** 2;
    ly += weight * y;
    sy += weight * (x - about) * y;
  }
  const determinant = ll * ss - ls * ls;
  const slope = Math.max(LEAST_SLOPE, (ll * sy - ls * ly) / determinant);
  const level = (ly - ls * slope) / ll;
  return { level, slope, covariance: { level: ss / determinant, slope: ll / determinant, both: -ls / determinant } };
}

function smoothed({ share, count }: { readonly share: number; readonly count: number }): number {
  return (share * count + 0.5) / (count + 1);
}

function logit(share: number): number {
  return Math.log(share / (1 - share));
}
