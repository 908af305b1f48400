import { mean } from '../moments.ts';

/** The largest correlation that is reckoned with as certain: beyond, every level is a wave. */
const MOST = 0.9;
/** Of an estimate one in forty lies beyond so many standard errors, 1/√n, on either side. */
const DOUBT = 2;
/** By how much more than Marriott and Pope's (1 + 3r)/n cuts lower the estimate: they are put where it gets lowest. */
const CHOSEN = 2;

/** How much points resemble the ones before them: autocorrelation at lag 1 about the level that each belongs to. */
export interface Correlation {
  /** At least, 0 to 0.9. */
  readonly certain: number;
  /** At most, 0 to 1. */
  readonly possible: number;
}

/**
 * The correlation of a series about the means of its levels, by what cutting takes from it, less and plus two standard
 * errors. Sources: M. S. Bartlett, J. R. Stat. Soc. Suppl. 8 (1946); F. H. C. Marriott, J. A. Pope, "Bias in the
 * estimation of autocorrelations", Biometrika 41 (1954).
 */
export function correlationOf(values: readonly number[], cuts: readonly number[]): Correlation {
  let [products, squares] = [0, 0];
  for (const [at, from] of [0, ...cuts].entries()) {
    const level = values.slice(from, cuts[at] ?? values.length);
    const middle = mean(level);
    for (const [i, value] of level.entries()) {
      squares += (value - middle) ** 2;
      if (i > 0) products += (value - middle) * (level[i - 1]! - middle);
    }
  }
  if (!(squares > 0)) return { certain: 0, possible: 1 };
  const n = values.length;
  const found = products / squares;
  const mended = found + (CHOSEN * (1 + 3 * found) * cuts.length) / n;
  const doubt = DOUBT / Math.sqrt(n);
  return {
    certain: Math.min(MOST, Math.max(0, mended - doubt)),
    possible: Math.min(1, Math.max(0, mended + doubt)),
  };
}
