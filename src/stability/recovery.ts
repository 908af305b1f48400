import type { RecoveryResult } from '../result/result.ts';
import type { StabilityFinding } from '../result/stability.ts';
import { formatSpan } from '../units/format.ts';
import { stabilityFigure, stabilityFinding } from './finding.ts';
import type { RunCourse } from './run-course.ts';

/**
 * Whether the service was itself again in time after an overload, as `slo/recovery.ts` judged it. What did not come
 * while it was watched took longer than that. Pure.
 */
export function recoveryJudge({ recovery, bin }: RunCourse): StabilityFinding[] {
  if (!recovery) return [];
  const { seconds, watched, within, zone, stage } = recovery;
  return [
    stabilityFinding({
      judge: 'recovery',
      about: { series: stage },
      verdict: zone === 'critical' ? 'not-recovered' : 'recovered',
      estimate: stabilityFigure('time until the objectives held again', 'seconds', seconds, [
        seconds ?? watched,
        seconds,
      ]),
      minimumDetectable: stabilityFigure('width of a window', 'seconds', bin),
      figures: [stabilityFigure('allowed', 'seconds', within)],
      text: recoveryText(recovery),
      reasons: seconds === null ? [`it may take longer than the ${formatSpan(watched)} that were watched`] : [],
    }),
  ];
}

/** `it recovered 12 s after the load had fallen (5 min are allowed)` */
export function recoveryText({ seconds, watched, within, zone, last }: RecoveryResult): string {
  if (seconds === null)
    return `it did not recover in the ${formatSpan(watched)} that it was watched after the load had fallen${last === null ? '' : `: ${last} did not hold again`}`;
  if (seconds === 0 && zone === 'met') return 'the objectives held as soon as the load had fallen';
  const limits = zone === 'degraded' ? ' to within the critical limits, not to the targets,' : '';
  const by = last === null ? '' : `; ${last} was the last to hold again`;
  return `it recovered${limits} ${formatSpan(seconds)} after the load had fallen (${formatSpan(within)} are allowed)${by}`;
}
