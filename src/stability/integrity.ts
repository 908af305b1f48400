import type { StabilityFinding } from '../result/stability.ts';
import { formatNumber } from '../units/format.ts';
import { stabilityFigure, stabilityFinding } from './finding.ts';
import type { RunCourse } from './run-course.ts';

/** One-sided: what is seen not once in n looks happens less often than −ln(0.05)/n, the "rule of three". */
const UNSEEN = -Math.log(0.05);

/**
 * Whether what was written was read again as it had been written, during the load and after it: a single difference is
 * corruption. Says nothing where nothing was read back. Pure.
 */
export function integrityJudge({ readBack }: RunCourse): StabilityFinding[] {
  if (!readBack || readBack.looks === 0) return [];
  const { looks, wrong } = readBack;
  const all = formatNumber(looks, 9);
  return [
    stabilityFinding({
      judge: 'integrity',
      about: { series: 'read_back' },
      verdict: wrong > 0 ? 'corrupted' : 'intact',
      estimate: stabilityFigure('share that was not read as it was written', 'ratio', wrong / looks),
      minimumDetectable: stabilityFigure('share that would have been seen', 'ratio', Math.min(1, UNSEEN / looks)),
      text:
        wrong > 0
          ? `${formatNumber(wrong, 9)} of ${all} read-backs were not what had been written`
          : `all ${all} read-backs were what had been written`,
    }),
  ];
}
