import type { UslFit, UslPoint } from '../stats/usl-fit.ts';
import { formatNumber } from '../units/format.ts';
import type { Bounded } from './usl-intervals.ts';

/** A doubt about an analysis: a code for machines, a sentence for people. */
export interface UslCaveat {
  readonly code:
    | 'few-points'
    | 'at-bound'
    | 'no-peak'
    | 'peak-open'
    | 'peak-beyond-measured'
    | 'peak-too-far'
    | 'peak-uncertain';
  readonly text: string;
}

/** The highest throughput and where it is. */
export interface UslPeak {
  readonly concurrency: Bounded;
  readonly throughput: Bounded;
}

/** From so many different concurrencies on the peak may be planned with. */
const ENOUGH = 6;
/** Times the largest concurrency measured. */
const WARN = 1.33;
const REFUSE = 2;
/** The widest half of an interval that a stated throughput may have, as a share of it. */
const WIDEST = 0.1;

/** The doubts, and whether the throughput of the peak may be stated. */
export function uslCaveats(
  points: readonly UslPoint[],
  { atBound }: UslFit,
  peak: UslPeak | undefined,
): { readonly caveats: readonly UslCaveat[]; readonly stated: boolean } {
  const caveats: UslCaveat[] = [];
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
  if (!peak) {
    const text = `by this fit throughput only ${atBound.includes('kappa') ? 'rises' : 'falls'}`;
    return { caveats: [...caveats, { code: 'no-peak', text }], stated: false };
  }
  const doubts = peakDoubts(points, peak);
  return { caveats: [...caveats, ...doubts], stated: !doubts.some(({ code }) => REFUSALS.includes(code)) };
}

const REFUSALS: readonly UslCaveat['code'][] = ['peak-too-far', 'peak-uncertain'];

function peakDoubts(points: readonly UslPoint[], { concurrency, throughput }: UslPeak): UslCaveat[] {
  const measured = points.map((point) => point.concurrency);
  const [least, most] = [Math.min(...measured), Math.max(...measured)];
  const doubts: UslCaveat[] = [];
  if (concurrency.upper === null)
    doubts.push({ code: 'peak-open', text: 'that there is no peak at all is not excluded' });
  const at = formatNumber(concurrency.value);
  const away = `the peak, at ${at}, is ${formatNumber(concurrency.value / most)} x the largest concurrency measured`;
  if (concurrency.value > REFUSE * most)
    doubts.push({ code: 'peak-too-far', text: `${away}: its throughput is not stated` });
  else if (concurrency.value > WARN * most)
    doubts.push({ code: 'peak-beyond-measured', text: `${away}: measure there before relying on it` });
  else if (concurrency.value < least)
    doubts.push({
      code: 'peak-too-far',
      text: `the peak, at ${at}, lies below the least concurrency measured: its throughput is not stated`,
    });
  const { value, lower, upper } = throughput;
  if (lower === null || upper === null || (upper - lower) / 2 > WIDEST * value)
    doubts.push({
      code: 'peak-uncertain',
      text: `the peak's throughput is not stated: its interval, ${formatNumber(lower)} to ${formatNumber(upper)}, is wider than ±10 %`,
    });
  return doubts;
}
