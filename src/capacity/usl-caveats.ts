import type { UslCaveat } from '../result/capacity.ts';
import type { UslFit, UslPoint, UslWeights } from '../stats/usl/usl-fit.ts';
import { formatNumber } from '../units/format.ts';
import type { Bounded } from './usl-intervals.ts';
import { lackOfFit } from './usl-lack-of-fit.ts';

/** The highest throughput and where it is. */
export interface UslPeak {
  readonly concurrency: Bounded;
  readonly throughput: Bounded;
}

/** From so many different concurrencies on the peak may be planned with. */
const ENOUGH = 6;
/**
 * Times the largest concurrency measured: nearer a peak is stated as long as its interval reaches into what was
 * measured; beyond the second nobody would find it by measuring a little more.
 */
const NEAR = 1.33;
const FAR = 2;
/** The widest half of an interval that a stated throughput may have, as a share of it. */
const WIDEST = 0.1;
/** The ends of the interval of a stated concurrency lie no farther apart, upper over lower. */
const FARTHEST_APART = 4;

/** The doubts, and whether the peak may be stated. */
export function uslCaveats(
  points: readonly UslPoint[],
  fit: UslFit,
  weights: UslWeights,
  peak: UslPeak | undefined,
): { readonly caveats: readonly UslCaveat[]; readonly stated: boolean } {
  const { atBound } = fit;
  const caveats: UslCaveat[] = [];
  const misfit = lackOfFit(points, fit, weights);
  if (misfit !== undefined) caveats.push({ code: 'lack-of-fit', text: misfit });
  const different = new Set(points.map(({ concurrency }) => concurrency)).size;
  if (different < ENOUGH)
    caveats.push({
      code: 'few-points',
      text: `${different} different concurrencies are few: plan nothing with this peak; measure ${ENOUGH} or more`,
    });
  if (atBound.length > 0)
    caveats.push({
      code: 'at-bound',
      text: `${atBound.map((name) => `${name} is 0, its bound`).join(' and ')}: the intervals come from a bootstrap over the runs`,
    });
  // Of a law that does not fit nothing more is to be doubted.
  if (misfit !== undefined) return { caveats, stated: false };
  if (!peak) {
    const text = `by this fit throughput only ${atBound.includes('kappa') ? 'rises' : 'falls'}`;
    return { caveats: [...caveats, { code: 'no-peak', text }], stated: false };
  }
  const doubts = peakDoubts(points, peak);
  return { caveats: [...caveats, ...doubts], stated: doubts.length === 0 };
}

/** Why the peak is not stated. */
function peakDoubts(points: readonly UslPoint[], { concurrency, throughput }: UslPeak): UslCaveat[] {
  const measured = points.map((point) => point.concurrency);
  const [least, most] = [Math.min(...measured), Math.max(...measured)];
  const doubts: UslCaveat[] = [];
  const { value: at, lower: from, upper: to } = concurrency;
  if (to === null)
    doubts.push({ code: 'peak-open', text: 'no peak is stated: that there is none at all is not excluded' });
  else if (from === null || to > FARTHEST_APART * from)
    doubts.push({
      code: 'peak-uncertain',
      text: `no peak is stated: it may lie anywhere from ${formatNumber(from)} to ${formatNumber(to)}`,
    });
  if (at > FAR * most)
    doubts.push({
      code: 'peak-too-far',
      text: `no peak is stated: the curve's lies farther than ${FAR} x beyond the largest concurrency measured, ${formatNumber(most)}`,
    });
  else if (at > NEAR * most || (from !== null && from > most))
    doubts.push({
      code: 'peak-beyond-measured',
      text: `no peak is stated: the curve's, at ${formatNumber(at)}, lies beyond the largest concurrency measured, ${formatNumber(most)}; measure there`,
    });
  else if (at < least)
    doubts.push({
      code: 'peak-too-far',
      text: `no peak is stated: the curve's lies below the least concurrency measured, ${formatNumber(least)}`,
    });
  const { value, lower, upper } = throughput;
  if (lower === null || upper === null || (upper - lower) / 2 > WIDEST * value)
    doubts.push({
      code: 'peak-uncertain',
      text: `no peak is stated: the interval of its throughput, ${formatNumber(lower)} to ${formatNumber(upper)}, is wider than ±10 %`,
    });
  return doubts;
}
