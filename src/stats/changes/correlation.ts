import { mean } from '../moments.ts';

/** The largest correlation that is reckoned with: beyond, every level is a wave. */
const MOST = 0.9;
/** Of an estimate whose truth is 0 one in forty lies beyond so many standard errors, 1/√n. */
const CERTAIN = 2;
/** By how much more than Marriott and Pope's (1 + 3r)/n cuts lower the estimate: they are put where it gets lowest. */
const CHOSEN = 2;

/**
 * How much points resemble the ones before them, as far as that is certain: the autocorrelation at lag 1 about the mean
 * of each level, by what cutting takes from it, less two standard errors; 0 to 0.9. Sources: M. S. Bartlett, J. R.
 * Stat. Soc. Suppl. 8 (1946); F. H. C. Marriott, J. A. Pope, "Bias in the estimation of autocorrelations", Biometrika
 * 41 (1954).
 */
export function certainCorrelation(values: readonly number[], cuts: readonly number[]): number {
  let [products, squares] = [0, 0];
  for (const [at, from] of [0, ...cuts].entries()) {
    const level = values.slice(from, cuts[at] ?? values.length);
    const middle = mean(level);
    for (const [i, value] of level.entries()) {
      squares += (value - middle) ** 2;
      if (i > 0) products += (value - middle) * (level[i - 1]! - middle);
    }
  }
  if (!(squares > 0)) return 0;
  const n = values.length;
  const found = products / squares;
  const mended = found + (CHOSEN * (1 + 3 * found) * cuts.length) / n;
  return Math.min(MOST, Math.max(0, mended - CERTAIN / Math.sqrt(n)));
}
