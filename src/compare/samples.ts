import { type CliffsDelta, cliffsDelta } from '../stats/comparison/cliffs-delta.ts';
import { hodgesLehmann, type Shift } from '../stats/comparison/hodges-lehmann.ts';
import { leastP, mannWhitney } from '../stats/comparison/mann-whitney.ts';
import { noticeableShift, type Sensitivity, valuesNeeded } from '../stats/comparison/sensitivity.ts';
import { median, pooledDeviation } from '../stats/moments.ts';

/** A difference counts below this p, and is to be noticed in this share of cases. */
export const WANTED: Sensitivity = { alpha: 0.05, power: 0.9 };
const CONFIDENCE = 0.95;

interface SampleFacts {
  readonly n: number;
  readonly median: number;
}

/** What two samples say of each other, as `loadkit analyze samples --json` prints it. */
export interface SamplesAnalysis {
  readonly a: SampleFacts;
  readonly b: SampleFacts;
  /** Pairs in which the value of a is the higher, equal ones counted half. */
  readonly U: number;
  /** Two-sided. */
  readonly pValue: number;
  readonly method: 'exact' | 'normal';
  /** The smallest p that so many values can reach. */
  readonly leastP: number;
  /** Hodges-Lehmann: by how much b lies above a. */
  readonly shift: Shift;
  /** The shift as a share of a's median; null where that is 0. */
  readonly relative: number | null;
  /** Of b over a. */
  readonly cliffsDelta: CliffsDelta;
  readonly confidence: number;
  /** Where b lies, if p < 0.05; otherwise nothing is shown, which is not sameness. */
  readonly verdict: 'higher' | 'lower' | 'inconclusive';
  /** The smallest shift that so many values with this scatter show in 9 of 10 cases; null where none would, ever. */
  readonly noticeableShift: number | null;
  /** How many values on each side would show the shift that was found in 9 of 10 cases; null where that is no shift. */
  readonly valuesNeeded: number | null;
}

/** Two samples held against each other, two values on each side at least. */
export function analyzeSamples(a: readonly number[], b: readonly number[]): SamplesAnalysis {
  const [n, m] = [a.length, b.length];
  const { U, pValue, method } = mannWhitney(a, b);
  const shift = hodgesLehmann(a, b, CONFIDENCE);
  const delta = cliffsDelta(U, n, m, CONFIDENCE);
  const scatter = pooledDeviation(a, b);
  const noticed = noticeableShift(n, m, WANTED);
  const needed = scatter > 0 && shift.value !== 0 ? valuesNeeded(Math.abs(shift.value) / scatter, WANTED) : undefined;
  const before = median(a);
  return {
    a: { n, median: before },
    b: { n: m, median: median(b) },
    U,
    pValue,
    method,
    leastP: leastP(n, m),
    shift,
    relative: before === 0 ? null : shift.value / Math.abs(before),
    cliffsDelta: delta,
    confidence: CONFIDENCE,
    verdict: pValue >= WANTED.alpha ? 'inconclusive' : delta.value > 0 ? 'higher' : 'lower',
    noticeableShift: noticed === undefined ? null : noticed * scatter,
    valuesNeeded: needed ?? null,
  };
}
