import { jointlySigned } from '../../stats/comparison/max-statistic.ts';
import { leastSignedP, type SignedRank, signedRank, signedShift } from '../../stats/comparison/signed-rank.ts';
import { pairsNeeded } from '../../stats/comparison/signed-sensitivity.ts';
import { mean, variance } from '../../stats/moments.ts';
import {
  bothSides,
  type ComparedMetric,
  LEAST_FAILED,
  type MetricSides,
  unknownMetric,
  valuesIn,
} from '../runs/compared-metric.ts';
import type { Design } from '../runs/comparison.ts';
import { heldByMean } from '../runs/outlying-runs.ts';
import { watchedVerdict } from '../runs/watched-verdict.ts';

/**
 * The p below which a family of metrics shows something. There are two families, the run's and its endpoints', so that
 * at most 2 % of pairs of one version raise an alarm.
 */
export const PAIR_ALPHA = 0.01;
export const PAIR_POWER = 0.9;
/** A share of the level before that is no matter. */
export const LEAST_SHARE = 0.02;
/** No change is said only where a shift of so many floors is out of the question. */
export const EXCLUDED_FLOORS = 2.5;
/** Of a value of 0 there is no logarithm: it counts as a thousandth of its neighbour. */
const OF_NOTHING = Math.log(1000);

/** Neighbouring runs of two versions: the signed-rank test over their ratios, of the share that failed their differences. */
export const PAIR: Design = { name: 'pair', pOf: pOfPairs, compared: comparedPair, watched: watchedPairs };

/**
 * By how much the second of each pair lies above the first: the logarithm of the ratio, of the share that failed the
 * difference. A pair in which one has no value has none.
 */
export function differencesOf({ name, before, after }: MetricSides): number[] {
  return before.flatMap((first, at) => {
    const second = after[at] ?? null;
    if (first === null || second === null) return [];
    return [name === 'failed' ? second - first : logRatio(first, second)];
  });
}

function logRatio(first: number, second: number): number {
  if (first > 0 && second > 0) return Math.log(second / first);
  return Math.sign(second - first) * OF_NOTHING;
}

/**
 * The p of a metric before any correction; undefined where so few pairs differ that none would be small enough, whatever
 * their signs: such a metric takes nothing from the others. Source: R. E. Tarone, "A modified Bonferroni method for
 * discrete data", Biometrics 46 (1990).
 */
function pOfPairs(sides: MetricSides): SignedRank['pValue'] | undefined {
  const differences = differencesOf(sides);
  const differing = differences.filter((one) => one !== 0).length;
  return leastSignedP(differing) < PAIR_ALPHA ? signedRank(differences).pValue : undefined;
}

function comparedPair(sides: MetricSides, pValue: number | undefined, family: number): ComparedMetric {
  const both = bothSides(sides);
  const differences = differencesOf(sides);
  const level = both.before.median;
  if (differences.length === 0 || level === null) return unknownMetric(sides);
  const ofShares = sides.name === 'failed';
  const inUnit = (one: number) => (ofShares ? one : Math.expm1(one) * Math.abs(level));
  const found = signedShift(differences);
  const shift = {
    value: inUnit(found.value),
    lower: found.lower === null ? null : inUnit(found.lower),
    upper: found.upper === null ? null : inUnit(found.upper),
  };
  const floor = ofShares ? LEAST_FAILED : LEAST_SHARE * Math.abs(level);
  const shown = pValue !== undefined && pValue < PAIR_ALPHA && Math.abs(shift.value) > floor;
  const better = shift.value > 0 === (sides.better === 'higher');
  const bounded =
    shift.lower !== null &&
    shift.upper !== null &&
    -shift.lower <= EXCLUDED_FLOORS * floor &&
    shift.upper <= EXCLUDED_FLOORS * floor;
  const whole = differences.length === sides.before.length;
  const unchanged = bounded && whole && Math.abs(shift.value) <= floor;
  const ranked = shown ? (better ? 'improvement' : 'regression') : unchanged ? 'no-change' : 'inconclusive';
  const verdict = ofShares ? heldByMean(ranked, mean(differences), floor) : ranked;
  const least = ofShares ? LEAST_FAILED : Math.log1p(LEAST_SHARE);
  return {
    ...both,
    shift,
    relative: level === 0 ? null : shift.value / Math.abs(level),
    pValue: pValue ?? null,
    floor,
    verdict,
    runsNeeded: verdict === 'inconclusive' ? neededFor(least, differences, family) : null,
  };
}

/** What monitors read beside both versions: differences, exchanged in all series at once. */
function watchedPairs(series: readonly MetricSides[]): ComparedMetric[] {
  const differences = series.map(({ before, after }) =>
    before.map((first, at) => {
      const second = after[at] ?? null;
      return first === null || second === null ? null : second - first;
    }),
  );
  const p = jointlySigned(differences);
  return series.map((sides, at) => {
    const known = valuesIn(differences[at]!);
    return known.length === 0 ? unknownMetric(sides) : watchedVerdict(sides, signedShift(known), p[at]!);
  });
}

/** How many more pairs would show a shift as large as the floor, as far as these scatter. */
function neededFor(floor: number, differences: readonly number[], family: number): ComparedMetric['runsNeeded'] {
  const scatter = differences.length > 1 ? Math.sqrt(variance(differences)) : 0;
  if (!(scatter > 0)) return null;
  const all = pairsNeeded(floor / scatter, { alpha: PAIR_ALPHA / family, power: PAIR_POWER });
  if (all === undefined) return null;
  const more = Math.max(0, all - differences.length);
  return { before: more, after: more };
}
