import { type SamplesAnalysis, WANTED } from '../../compare/samples.ts';
import { formatNumber, formatRatio } from '../../units/format.ts';

/** Two samples held against each other as sentences for people; `a` and `b` are what the samples are called. */
export function samplesText(analysis: SamplesAnalysis, a: string, b: string): string {
  const { shift, relative, cliffsDelta: delta, U, pValue, method, confidence } = analysis;
  const share = relative === null ? '' : `, ${signed(100 * relative, 3)} %`;
  const lines = [
    verdictSentence(analysis, a, b),
    '',
    `${a}: ${analysis.a.n} values, median ${formatNumber(analysis.a.median, 5)}`,
    `${b}: ${analysis.b.n} values, median ${formatNumber(analysis.b.median, 5)}`,
    '',
    `Shift (Hodges-Lehmann)  ${signed(shift.value, 4)}${ends(shift.lower, shift.upper, 4)}${share}`,
    `Cliff's delta           ${signed(delta.value, 3)}${ends(delta.lower, delta.upper, 3)}`,
    `Mann-Whitney            U = ${formatNumber(U, 9)}, ${pWords(pValue)} (${method === 'exact' ? 'exact' : 'normal approximation'})`,
    '',
    `Intervals: ${formatRatio(confidence)}.`,
    ...powerSentences(analysis),
  ];
  return `${lines.join('\n')}\n`;
}

function verdictSentence({ verdict, pValue, leastP }: SamplesAnalysis, a: string, b: string): string {
  if (verdict !== 'inconclusive')
    return `${b} lies ${verdict === 'higher' ? 'above' : 'below'} ${a}: ${pWords(pValue)}.`;
  if (leastP >= WANTED.alpha)
    return `Inconclusive: so few values reach no p below ${formatNumber(leastP, 2)}, however far apart they lie.`;
  return `Inconclusive: no difference is shown (${pWords(pValue)}), which does not show that there is none.`;
}

function powerSentences({ verdict, noticeableShift, valuesNeeded, relative, shift }: SamplesAnalysis): string[] {
  const share = (of: number) =>
    relative === null || shift.value === 0
      ? ''
      : ` (${formatNumber(Math.abs((100 * relative * of) / shift.value), 2)} %)`;
  const noticed =
    noticeableShift === null
      ? 'No shift shows with so few values.'
      : `A shift of ${formatNumber(noticeableShift, 3)}${share(noticeableShift)} shows in 9 of 10 such comparisons.`;
  if (verdict !== 'inconclusive' || valuesNeeded === null) return [noticed];
  return [noticed, `For one as large as was found that takes ${formatNumber(valuesNeeded, 9)} values on each side.`];
}

function ends(lower: number | null, upper: number | null, digits: number): string {
  if (lower === null || upper === null) return ' (too few values for an interval)';
  return ` (${signed(lower, digits)} to ${signed(upper, digits)})`;
}

/** A number with its sign, also of one above 0. */
export function signed(value: number, digits: number): string {
  return `${value > 0 ? '+' : ''}${formatNumber(value, digits)}`;
}

/** A p to two digits, `p = 0.0068`; far below one of a million its size says nothing more. */
export function pWords(p: number): string {
  return p < 1e-6 ? 'p < 0.000001' : `p = ${formatNumber(p, 2)}`;
}
