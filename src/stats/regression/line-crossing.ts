import type { LineFit } from './line-fit.ts';

/** Where a fitted line reaches a level of y, with the ends of its interval. */
export interface LineCrossing {
  readonly at: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * The x at which a line reaches a level, and the x at which the line within its confidence band does: the roots of (meanY
 * + slope d − level)² = t² s² (1/n + d²/Σ(x − meanX)²), d = x − meanX. Undefined where the slope cannot be told from 0
 * (t² s² ≥ slope² Σ(x − meanX)²), since then every x may be one. `t`: the quantile of Student's t with n − 2 degrees of
 * freedom. Source: E. C. Fieller, "Some problems in interval estimation", J. R. Stat. Soc. B 16 (1954); Draper and
 * Smith, "Applied Regression Analysis", 3.2, "inverse regression". It holds for independent normal errors.
 */
export function lineCrossing(fit: LineFit, level: number, t: number): LineCrossing | undefined {
  const { n, meanX, meanY, slope, spread, residualSd } = fit;
  const reach = (t * residualSd) / slope;
  const g = reach ** 2 / spread;
  if (!(g < 1)) return undefined;
  const away = (level - meanY) / slope;
  const half = Math.abs(reach) * Math.sqrt(away ** 2 / spread + (1 - g) / n);
  const end = (side: number) => meanX + (away + side * half) / (1 - g);
  return { at: meanX + away, lower: end(-1), upper: end(1) };
}
