import { mannWhitney } from '../comparison/mann-whitney.ts';
import { mean, median } from '../moments.ts';
import type { Correlation } from './correlation.ts';
import { RULES } from './rules.ts';
import { stepOverWander } from './wander.ts';

/** A series as boundaries are judged in it. */
export interface Judged {
  readonly values: readonly number[];
  readonly clipped: readonly number[];
  /** The noise unit. */
  readonly unit: number;
  /** The plain standard deviation of all values, the enormous ones drawn in. */
  readonly spread: number;
  readonly correlation: Correlation;
  /** How many series are looked at together: each step must stand out of all of them. */
  readonly together: number;
}

/** What speaks for a boundary between two levels. */
export interface BoundaryEvidence {
  /** The least of all measures over their thresholds: confirmed from 1 on. */
  readonly strength: number;
  /** Height of the step in noise units. */
  readonly effect: number;
  /** Height of the step in standard errors. */
  readonly score: number;
  /** Of the Mann-Whitney test between the points on both sides, corrected for the search; 1 where another measure fails. */
  readonly pValue: number;
}

/** What can be no divisor is taken to be this. */
const TINY = 1e-300;

/** The evidence for a boundary at `at` between the levels [`from`, `at`) and [`at`, `to`). */
export function evidenceFor(series: Judged, from: number, at: number, to: number): BoundaryEvidence {
  const { values, clipped, unit, correlation, together } = series;
  const [left, right] = [Math.min(at - from, RULES.near), Math.min(to - at, RULES.near)];
  const [before, after] = [values.slice(at - left, at), values.slice(at, at + right)];
  const step = Math.abs(mean(clipped.slice(at, at + right)) - mean(clipped.slice(at - left, at)));
  const [first, end] = [Math.max(from, at - RULES.far), Math.min(to, at + RULES.far)];
  const effect = step / unit;
  const score = effect * Math.sqrt(((at - first) * (end - at)) / (end - first));
  const seen = Math.min(
    step / leastStep(series, median(before)),
    score / RULES.score,
    (superiority(before, after) - 0.5) / (RULES.superiority - 0.5),
    stepOverWander(clipped, { from: first, at, to: end }, correlation.possible) / leastOverWander(together),
  );
  const pValue = seen < 1 ? 1 : pValueOf(values.slice(first, at), values.slice(at, end));
  return { strength: seen < 1 ? seen : Math.min(seen, RULES.pValue / (pValue * together)), effect, score, pValue };
}

/**
 * What a step must explain better than wander does: what one series must show, and of many twice the logarithm of their
 * number more, since a likelihood ratio exceeds e^(x/2) by chance with a probability of e^(-x/2) at most.
 */
function leastOverWander(together: number): number {
  return RULES.wander + 2 * Math.log(together);
}

/** The lowest step that is told beside a level, however many points speak for it. */
export function leastStep({ unit, spread, correlation }: Judged, level: number): number {
  // The unit is that of differences: √(1 − r) of the noise.
  const effect = Math.min(RULES.mostEffect, RULES.effect / Math.sqrt(1 - correlation.certain));
  const visible = Math.min(RULES.spread * spread, RULES.mostAsked * Math.abs(level));
  return Math.max(effect * unit, RULES.relative * Math.abs(level), visible, TINY);
}

/** The boundaries that remain when the weakest is taken out, again and again, until all are confirmed. */
export function confirmed(series: Judged, candidates: readonly number[]): readonly number[] {
  const bounds = [0, ...candidates, series.values.length];
  const strengthAt = (i: number) => evidenceFor(series, bounds[i - 1]!, bounds[i]!, bounds[i + 1]!).strength;
  const strengths = candidates.map((_, i) => strengthAt(i + 1));
  while (strengths.length > 0) {
    const weakest = strengths.reduce((least, strength, i) => (strength < strengths[least]! ? i : least), 0);
    if (strengths[weakest]! >= 1) break;
    strengths.splice(weakest, 1);
    bounds.splice(weakest + 1, 1);
    // Only its neighbours have other levels beside them now.
    for (const i of [weakest - 1, weakest]) if (i in strengths) strengths[i] = strengthAt(i + 1);
  }
  return bounds.slice(1, -1);
}

/**
 * The p of a boundary that was looked for: by Bonferroni, the Mann-Whitney p times the places between the two levels'
 * ends at which it could have been found. It takes the ends as given, and points as independent.
 */
function pValueOf(before: readonly number[], after: readonly number[]): number {
  const places = before.length + after.length - 2 * RULES.leastSegment + 1;
  return Math.min(1, places * mannWhitney(before, after).pValue);
}

/** The share of pairs in which the side that is higher more often is the higher; equal ones count half. */
function superiority(before: readonly number[], after: readonly number[]): number {
  let above = 0;
  for (const x of before) for (const y of after) above += y > x ? 1 : y === x ? 0.5 : 0;
  const share = above / (before.length * after.length);
  return Math.max(share, 1 - share);
}
