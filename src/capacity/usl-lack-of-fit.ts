import { fTail } from '../stats/distributions/f-distribution.ts';
import { mean, variance } from '../stats/moments.ts';
import { type CeilingFit, ceilingThroughput, fitCeiling } from '../stats/usl/ceiling-fit.ts';
import { uslThroughput } from '../stats/usl/usl.ts';
import { rootWeights, type UslFit, type UslPoint, type UslWeights } from '../stats/usl/usl-fit.ts';
import { formatNumber, formatRatio } from '../units/format.ts';

/**
 * (n − 3) ln(SSE of the law / SSE of a ceiling): from here on next to nothing speaks for the law. Both have three
 * coefficients, so that the difference of their information criteria is n ln(…) (K. P. Burnham, D. R. Anderson, "Model
 * Selection and Multimodel Inference", 2nd ed. 2002, 2.6: beyond 10 "essentially no support"); counted by degrees of
 * freedom, since of few points either curve can come close to all by chance.
 */
const DECIDED = 10;
/** Curves that differ by less than this share of the highest throughput, wherever it was measured, say the same. */
const SAME = 0.03;
/** A curve that points lie about closer than this, as a share of it, describes them, whatever their pattern. */
const CLOSE = 0.1;
/** One in 200 sets of the law's own would be called a misfit by scatter, or by pattern. */
const SIGNIFICANCE = 0.005;
const SIGNIFICANT_DEVIATE = 2.576;
/** Repeated runs, less one for each concurrency, that scatter is told from; and points whose pattern means anything. */
const ENOUGH_REPEATS = 5;
const ENOUGH_POINTS = 10;
/** Neighbours whose residuals are taken together. */
const NEIGHBOURS = 3;
/** Residuals of a law that fits exactly are rounding. */
const ROUNDING = 1e-6;

/**
 * What speaks against the law as a description of these points, as a sentence; undefined where nothing does. In this
 * order: a ceiling that describes them much better, a hard cap being no peak; where runs were repeated, means that lie
 * farther off the curve than the runs scatter (pure error: N. R. Draper, H. Smith, "Applied Regression Analysis", 3rd
 * ed., 2.1); else residuals that follow their neighbours (J. von Neumann, Annals of Mathematical Statistics 12, 1941).
 */
export function lackOfFit(points: readonly UslPoint[], fit: UslFit, weights: UslWeights): string | undefined {
  const scale = mean(points.map(({ throughput }) => throughput));
  const fitted = (n: number) => uslThroughput(fit.coefficients, n);
  if (points.every(({ concurrency: n, throughput }) => Math.abs(throughput - fitted(n)) <= ROUNDING * scale))
    return undefined;
  return betterCeiling(points, fit, weights) ?? farOff(points, fit, weights);
}

function betterCeiling(points: readonly UslPoint[], fit: UslFit, weights: UslWeights): string | undefined {
  const other = fitCeiling(points, weights);
  if (!other || (points.length - 3) * Math.log(fit.sse / other.sse) < DECIDED) return undefined;
  const highest = Math.max(...points.map(({ throughput }) => throughput));
  if (!points.some(({ concurrency }) => apart(fit, other, concurrency) > SAME * highest)) return undefined;
  const times = Math.sqrt(fit.sse / other.sse);
  const { ceiling } = other.coefficients;
  return `the law does not fit: throughput that rises to ${formatNumber(ceiling)} and stays there describes these points better, the law's errors are ${formatNumber(times, 2)} x as large; a ceiling is no peak`;
}

function apart({ coefficients }: UslFit, other: CeilingFit, concurrency: number): number {
  return Math.abs(uslThroughput(coefficients, concurrency) - ceilingThroughput(other.coefficients, concurrency));
}

/** Where the points lie off the curve by more than they scatter. */
function farOff(points: readonly UslPoint[], fit: UslFit, weights: UslWeights): string | undefined {
  const roots = rootWeights(points, weights);
  const residuals = points.map(({ concurrency, throughput }, i) => ({
    concurrency,
    weighted: (throughput - uslThroughput(fit.coefficients, concurrency)) * roots[i]!,
    share: throughput / uslThroughput(fit.coefficients, concurrency) - 1,
  }));
  const concurrencies = [...new Set(points.map(({ concurrency }) => concurrency))].sort((a, b) => a - b);
  const groups = concurrencies.map((n) => residuals.filter(({ concurrency }) => concurrency === n));
  const repeats = points.length - groups.length;
  const told =
    repeats >= ENOUGH_REPEATS
      ? beyondScatter(groups.map((group) => group.map(({ weighted }) => weighted)))
      : followsNeighbours(groups.map((group) => mean(group.map(({ weighted }) => weighted))));
  if (!told) return undefined;
  const together = repeats >= ENOUGH_REPEATS ? 1 : NEIGHBOURS;
  const shares = groups.map((group) => mean(group.map(({ share }) => share)));
  const means = shares.slice(0, 1 - together || undefined).map((_, i) => mean(shares.slice(i, i + together)));
  const worst = means.reduce((most, share, i) => (Math.abs(share) > Math.abs(means[most]!) ? i : most), 0);
  if (Math.abs(means[worst]!) <= CLOSE) return undefined;
  const at = formatNumber(concurrencies[worst + Math.floor(together / 2)]!);
  const off = `${formatRatio(Math.abs(means[worst]!))} ${means[worst]! > 0 ? 'above' : 'below'}`;
  return `the law does not fit: about a concurrency of ${at} the points lie ${off} its curve, and not by their scatter`;
}

/** The lack-of-fit test by pure error. */
function beyondScatter(groups: readonly (readonly number[])[]): boolean {
  const all = groups.flat();
  const pure = groups.reduce((sum, group) => sum + (group.length > 1 ? (group.length - 1) * variance(group) : 0), 0);
  const misfit = Math.max(0, all.reduce((sum, residual) => sum + residual ** 2, 0) - pure);
  const free = groups.length - 3;
  const repeats = all.length - groups.length;
  return free > 0 && fTail(misfit / free / (pure / repeats), free, repeats) < SIGNIFICANCE;
}

/** Whether residuals in the order of concurrency change less from one to the next than independent ones do. */
function followsNeighbours(residuals: readonly number[]): boolean {
  const n = residuals.length;
  if (n < ENOUGH_POINTS) return false;
  const changes = residuals.slice(1).reduce((sum, residual, i) => sum + (residual - residuals[i]!) ** 2, 0);
  const ratio = changes / residuals.reduce((sum, residual) => sum + residual ** 2, 0);
  return (2 - ratio) / Math.sqrt((4 * (n - 2)) / (n * n - 1)) > SIGNIFICANT_DEVIATE;
}
