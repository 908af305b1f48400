import { studentTQuantile } from '../../stats/distributions/student-t.ts';
import { judgedOfTrial, type TrialBatch } from './trial.ts';

/** The bad share of a trial's requests for one objective, with its interval. */
export interface BadShare {
  readonly share: number;
  readonly lower: number;
  readonly upper: number;
  /** requests, and how many independent ones their batches are worth */
  readonly count: number;
  readonly effective: number;
}

/** Each end of the interval, one-sided. */
const LEVEL = 0.95;

/**
 * Bad requests over all that ended or were dropped. Errors in a queue come in spells, so the variance is that between
 * batches (ratio estimator), and never below the binomial one; the interval is Wilson's with as many independent
 * requests as have that variance, and Student's t of the number of batches. Scaling the variance with the share keeps a
 * calm trial from looking precise. Source: W. G. Cochran, "Sampling Techniques", 3rd ed. (1977), 6.4 and 9.2 (cluster
 * samples).
 */
export function badShare(batches: readonly TrialBatch[], objective: number, least = 1): BadShare {
  const counts = batches.map((batch) => judgedOfTrial(batch, objective));
  const bads = batches.map(({ bad }) => bad[objective]!);
  const count = sum(counts);
  if (count === 0 || batches.length < 2) return { share: 0, lower: 0, upper: 1, count, effective: 0 };
  const share = sum(bads) / count;
  const groups = batches.length;
  const squares = sum(bads.map((bad, at) => (bad - share * counts[at]!) ** 2));
  const variance = (squares * groups) / (groups - 1) / count ** 2;
  const binomial = (share * (1 - share)) / count;
  const dispersion = Math.max(least, binomial > 0 ? variance / binomial : 1);
  const effective = count / dispersion;
  return { share, ...scoreInterval(share, effective, studentTQuantile(LEVEL, groups - 1)), count, effective };
}

/** (f + z²/2n ± z √(f(1−f)/n + z²/4n²)) / (1 + z²/n), for any n > 0. */
function scoreInterval(share: number, n: number, z: number): { lower: number; upper: number } {
  const middle = share + (z * z) / (2 * n);
  const reach = z * Math.sqrt((share * (1 - share)) / n + (z / (2 * n)) ** 2);
  const scale = 1 + (z * z) / n;
  return { lower: Math.max(0, (middle - reach) / scale), upper: Math.min(1, (middle + reach) / scale) };
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
