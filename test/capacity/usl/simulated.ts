import { ceilingThroughput } from '../../../src/stats/usl/ceiling-fit.ts';
import { uslThroughput } from '../../../src/stats/usl/usl.ts';
import type { UslPoint } from '../../../src/stats/usl/usl-fit.ts';
import { chance } from '../simulator/draws.ts';

/** Throughput of so many at once, where `most` are the most measured. */
type Curve = (concurrency: number, most: number) => number;

/** Concurrencies at which a set is measured. */
export const DESIGNS = {
  '6, doubled': [1, 2, 4, 8, 16, 32],
  '8, doubled': [1, 2, 4, 8, 16, 32, 64, 128],
  '10, even': [5, 10, 15, 20, 25, 30, 40, 50, 60, 80],
  '6 of 3 runs': [1, 2, 4, 8, 16, 32].flatMap((n) => [n, n, n]),
  '1 to 32': Array.from({ length: 32 }, (_, i) => i + 1),
} as const;

/** The law, by σ and where its peak is as a share of what was measured. */
function law(sigma: number, peak: number): Curve {
  return (concurrency, most) =>
    uslThroughput({ sigma, kappa: (1 - sigma) / (peak * most) ** 2, lambda: 100 }, concurrency);
}

/** True laws: the peak well inside, at the end and beyond; little and much contention. */
export const LAWS: Readonly<Record<string, Curve>> = {
  'σ 0.02, peak at 0.3': law(0.02, 0.3),
  'σ 0.02, peak at 0.6': law(0.02, 0.6),
  'σ 0.02, peak at the end': law(0.02, 1),
  'σ 0.1, peak at 0.6': law(0.1, 0.6),
  'σ 0.1, peak at the end': law(0.1, 1),
  'σ 0.05, no peak': law(0.05, 1e6),
};

/** What is no such law, bent at a quarter of what was measured. */
export const OTHERS: Readonly<Record<string, Curve>> = {
  'has a hard cap': (n, most) => Math.min(n, most / 4),
  'rises to a cap over a soft bend': (n, most) => ceilingThroughput({ lambda: 1, ceiling: most / 4, sharpness: 6 }, n),
  'has a cap that falls by a fifth': (n, most) =>
    Math.min(n, most / 4) * (1 - (0.2 * Math.max(0, n - most / 4)) / most),
};

export interface Noise {
  /** Standard deviation, as a share of the curve (`relative`) or of its highest throughput. */
  readonly share: number;
  readonly relative: boolean;
}

/** Points of a curve with normal errors. */
export function drawn(curve: Curve, design: readonly number[], { share, relative }: Noise, seed: number): UslPoint[] {
  const { normal } = chance(seed);
  const most = Math.max(...design);
  const exact = design.map((concurrency) => curve(concurrency, most));
  const highest = Math.max(...exact);
  return design.map((concurrency, i) => {
    const throughput = exact[i]! + share * (relative ? exact[i]! : highest) * normal();
    return { concurrency, throughput: Math.max(throughput, 0.01 * exact[i]!) };
  });
}
