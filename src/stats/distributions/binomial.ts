/**
 * What a count tells: intervals of a percentile by order statistics, of a ratio by Wilson, and the functions beneath.
 * Every function throws RangeError on an argument outside its domain.
 */

/** 1-based ranks in the sorted sample; undefined where the sample is too small to bound that side. */
export interface PercentileRanks {
  readonly lower: number | undefined;
  readonly upper: number | undefined;
}

/**
 * The order statistics between which the quantile (0..1) of any continuous distribution lies with at least
 * `confidence`, each side being missed with at most (1 − confidence)/2: the largest l with P(B < l) and the smallest u
 * with P(B >= u) within that, B binomial(n, quantile). A one-sided bound at 95 % is one end of the interval at 90 %.
 * The samples must be independent. Source: W. J. Conover, "Practical Nonparametric Statistics", 3rd ed. (1999), 3.2.
 */
export function percentileRanks(n: number, quantile: number, confidence: number): PercentileRanks {
  requireCount('n', n);
  requireInside('quantile', quantile);
  requireInside('confidence', confidence);
  const missed = (1 - confidence) / 2;
  const lower = firstWhere(n, (k) => binomialCdf(k, n, quantile) > missed);
  const upper = firstWhere(n + 1, (k) => binomialTail(k, n, quantile) <= missed);
  return { lower: lower === 0 ? undefined : lower, upper: upper === n + 1 ? undefined : upper };
}

/**
 * The fewest samples whose maximum bounds the quantile from above with `confidence`: the least n with
 * 1 − quantile^n >= confidence (Conover 3.3, one-sided tolerance limit). At 95 %: p95 59, p99 299, p99.9 2,995.
 */
export function minimumSamples(quantile: number, confidence = 0.95): number {
  requireInside('quantile', quantile);
  requireInside('confidence', confidence);
  return Math.ceil(Math.log1p(-confidence) / Math.log(quantile));
}

/**
 * Wilson's score interval of a ratio, `successes` of n independent trials: two-sided, without continuity correction.
 * (p̂ + z²/2n ± z √(p̂(1−p̂)/n + z²/4n²)) / (1 + z²/n). [0, 1] when n = 0.
 * Source: E. B. Wilson, J. Am. Stat. Assoc. 22 (1927); R. G. Newcombe, Statistics in Medicine 17 (1998), method 3.
 */
export function wilsonInterval(successes: number, n: number, confidence = 0.95): { low: number; high: number } {
  requireCount('n', n);
  requireCount('successes', successes);
  if (successes > n) throw new RangeError(`successes must be at most n = ${n}, got ${successes}`);
  requireInside('confidence', confidence);
  if (n === 0) return { low: 0, high: 1 };
  const z = normalQuantile((1 + confidence) / 2);
  const ratio = successes / n;
  const middle = ratio + (z * z) / (2 * n);
  const reach = z * Math.sqrt((ratio * (1 - ratio)) / n + (z / (2 * n)) ** 2);
  const scale = 1 + (z * z) / n;
  // The ends are exact where nothing, or everything, succeeded; rounding must not move them.
  return {
    low: successes === 0 ? 0 : Math.max(0, (middle - reach) / scale),
    high: successes === n ? 1 : Math.min(1, (middle + reach) / scale),
  };
}

/** P(B <= k), B binomial(n, p). */
export function binomialCdf(k: number, n: number, p: number): number {
  requireInside('p', p);
  if (k < 0) return 0;
  return k >= n ? 1 : regularizedBeta(1 - p, n - k, k + 1);
}

/** P(B >= k), B binomial(n, p): not as 1 − P(B < k), which would lose the small ones. */
export function binomialTail(k: number, n: number, p: number): number {
  requireInside('p', p);
  if (k <= 0) return 1;
  return k > n ? 0 : regularizedBeta(p, k, n - k + 1);
}

/**
 * The standard normal quantile, 0 < p < 1, to about 1e-15 relative.
 * Source: M. J. Wichura, algorithm AS 241 (PPND16), Applied Statistics 37 (1988).
 */
export function normalQuantile(p: number): number {
  requireInside('p', p);
  const fromMiddle = p - 0.5;
  if (Math.abs(fromMiddle) <= 0.425) return fromMiddle * ratioOf(MIDDLE, 0.180625 - fromMiddle * fromMiddle);
  const r = Math.sqrt(-Math.log(fromMiddle < 0 ? p : 1 - p));
  const z = r <= 5 ? ratioOf(SHOULDER, r - 1.6) : ratioOf(TAIL, r - 5);
  return fromMiddle < 0 ? -z : z;
}

/**
 * The regularized incomplete beta function I_x(a, b), a and b > 0, 0 <= x <= 1: the continued fraction DLMF 8.17.22 by
 * Lentz's method, on the side where it converges in about √max(a, b) steps. Relative error below 1e-11 for a, b up to
 * 1e4, 1e-8 up to 1e7.
 */
export function regularizedBeta(x: number, a: number, b: number): number {
  if (!(a > 0 && b > 0 && x >= 0 && x <= 1)) throw new RangeError(`no incomplete beta of x ${x}, a ${a}, b ${b}`);
  if (x === 0 || x === 1) return x;
  if (x > (a + 1) / (a + b + 2)) return 1 - regularizedBeta(1 - x, b, a);
  const scale = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  const tiny = 1e-300;
  let c = 1;
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1), tiny);
  let fraction = d;
  for (let m = 1; m < 100_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonZero(1 + even * d, tiny);
    c = nonZero(1 + even / c, tiny);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonZero(1 + odd * d, tiny);
    c = nonZero(1 + odd / c, tiny);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return Math.min(1, (scale * fraction) / a);
}

/** ln Γ(x), x > 0: Stirling's series (DLMF 5.11.1), reached by the recurrence Γ(x+1) = xΓ(x) when x < 10. */
export function logGamma(x: number): number {
  if (!(x > 0)) throw new RangeError(`logGamma needs a positive number, got ${x}`);
  let shift = 1;
  let at = x;
  for (; at < 10; at++) shift *= at;
  const inverse = 1 / (at * at);
  const series = 1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse * (1 / 1680 - inverse * (1 / 1188))));
  return (at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + series / at - Math.log(shift);
}

/** Numerator and denominator, from the constant upwards. */
type Rational = readonly [readonly number[], readonly number[]];

// |p − 0.5| <= 0.425. Digits as a double holds them; the paper prints a few more.
const MIDDLE: Rational = [
  [
    3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987, 67265.7709270087,
    33430.57558358813, 2509.0809287301227,
  ],
  [
    1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
    28729.085735721943, 5226.495278852854,
  ],
];
// further out, √(−ln p) <= 5
const SHOULDER: Rational = [
  [
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
    0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
  ],
  [
    1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
    0.0005475938084995345, 1.0507500716444169e-9,
  ],
];
const TAIL: Rational = [
  [
    6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
    0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
  ],
  [
    1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133, 1.8463183175100548e-5,
    1.421511758316446e-7, 2.0442631033899397e-15,
  ],
];

function ratioOf([above, below]: Rational, x: number): number {
  return polynomial(above, x) / polynomial(below, x);
}

function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);
}

function nonZero(x: number, tiny: number): number {
  return Math.abs(x) < tiny ? tiny : x;
}

/** The first whole number of 0..last that holds a monotone condition; `last` when none before does. */
function firstWhere(last: number, holds: (k: number) => boolean): number {
  let low = 0;
  let high = last;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function requireCount(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new RangeError(`${name} must be a whole number of at least 0, got ${value}`);
}

function requireInside(name: string, value: number): void {
  if (!(value > 0 && value < 1)) throw new RangeError(`${name} must lie between 0 and 1, got ${value}`);
}
