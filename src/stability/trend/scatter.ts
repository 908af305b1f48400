import type { Trough } from './blocks.ts';

/** How troughs lie about the lines of one slope through their parts. */
export interface Scatter {
  /** The standard error of the slope, per second, neighbours' likeness included. */
  readonly slopeError: number;
  /** By how much the variance of a slope grows because neighbours resemble each other: 1 at least. */
  readonly inflation: number;
}

/** Neighbours that resemble each other more are reckoned with as so much. */
const MOST_ALIKE = 0.9;

/**
 * The scatter about lines of this slope. The autocorrelation r at lag 1 is that of what lies about them, plus what a
 * fitted line takes from it, (2 + 4r)/n; a variance of sums grows by (1 + r)/(1 − r). Trends are not taken out of the
 * series before the test (no pre-whitening): that takes the leak out. Sources: F. H. C. Marriott, J. A. Pope, Biometrika
 * 41 (1954); G. V. Bayley, J. M. Hammersley, J. R. Stat. Soc. Suppl. 8 (1946).
 */
export function scatterOf(parts: readonly (readonly Trough[])[], slope: number): Scatter {
  let [n, squares, products, spread] = [0, 0, 0, 0];
  for (const troughs of parts) {
    const middle = troughs.reduce((sum, { time }) => sum + time, 0) / troughs.length;
    const rest = troughs.map(({ time, value }) => value - slope * (time - middle));
    const level = rest.reduce((sum, value) => sum + value, 0) / rest.length;
    for (const [at, { time }] of troughs.entries()) {
      n += 1;
      spread += (time - middle) ** 2;
      squares += (rest[at]! - level) ** 2;
      if (at > 0) products += (rest[at]! - level) * (rest[at - 1]! - level);
    }
  }
  const found = squares > 0 ? products / squares : 0;
  const alike = Math.min(MOST_ALIKE, Math.max(0, found + (2 + 4 * found) / n));
  const inflation = (1 + alike) / (1 - alike);
  const free = Math.max(1, n - parts.length - 1);
  return { slopeError: Math.sqrt(((squares / free) * inflation) / spread), inflation };
}
