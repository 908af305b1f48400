import type { UslAnalysis } from '../../capacity/usl.ts';
import type { Bounded } from '../../capacity/usl-intervals.ts';
import { formatNumber } from '../../units/format.ts';

/** The analysis as sentences for people: curve and peak, what each coefficient is, the doubts. */
export function uslText(analysis: UslAnalysis): string {
  const { sigma, kappa, lambda, caveats } = analysis;
  const [s, k, l] = [sigma, kappa, lambda].map(({ value }) => formatNumber(value, 4));
  const lines = [
    `Throughput at concurrency N: X(N) = ${l} N / (1 + ${s} (N − 1) + ${k} N (N − 1))`,
    peakSentence(analysis),
    '',
    `sigma (contention)  ${bounded(sigma)}`,
    `kappa (coherency)   ${bounded(kappa)}`,
    `lambda (X of one)   ${bounded(lambda)}`,
    '',
    `Intervals: 95 %, ${analysis.intervals === 'wald' ? 'Student’s t about the fit' : 'a bootstrap over the runs'}. Weights: ${analysis.weights === 'equal' ? 'equal' : '1/X²'}.`,
    ...caveats.map(({ text }) => `! ${text}.`),
  ];
  return `${lines.join('\n')}\n`;
}

function peakSentence({ peakConcurrency: at, peakThroughput: peak, measuredTo, caveats }: UslAnalysis): string {
  if (caveats.some(({ code }) => code === 'lack-of-fit'))
    return 'The law does not fit: neither curve nor coefficients describe these points.';
  if (caveats.some(({ code }) => code === 'no-peak')) return 'No peak seen.';
  if (!at || !peak) return 'No peak is stated.';
  const found = `peaks at ${bounded(peak)}, at a concurrency of ${bounded(at)}`;
  if (at.value <= measuredTo) return `It ${found}.`;
  return `The curve ${found}, beyond the ${formatNumber(measuredTo)} measured: measure there before relying on it.`;
}

function bounded({ value, lower, upper }: Bounded): string {
  if (lower === null && upper === null) return formatNumber(value, 4);
  const ends =
    upper === null ? `from ${formatNumber(lower, 4)} on` : `${formatNumber(lower, 4)} to ${formatNumber(upper, 4)}`;
  return `${formatNumber(value, 4)} (${ends})`;
}
