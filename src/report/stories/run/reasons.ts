import type { Result } from '../../../result/result.ts';

/** Why a measurement proves nothing, and what to do about it. */
export interface ReasonText {
  readonly code: string;
  readonly text: string;
  readonly next: string;
}

/**
 * The reasons against a measurement, the same one of several stages once: `0.5x, 1x: the generator fell behind …`.
 * Pure.
 */
export function reasonsOf({ validity }: Pick<Result, 'validity'>): ReasonText[] {
  const stagesOf = new Map<string, { reason: Result['validity']['reasons'][number]; stages: string[] }>();
  for (const reason of validity.reasons) {
    const key = JSON.stringify([reason.code, reason.text, reason.next]);
    const same = stagesOf.get(key) ?? { reason, stages: [] };
    if (reason.stage !== null) same.stages.push(reason.stage);
    stagesOf.set(key, same);
  }
  return [...stagesOf.values()].map(({ reason: { code, text, next }, stages }) => ({
    code,
    text: stages.length === 0 ? text : `${stages.join(', ')}: ${text}`,
    next,
  }));
}
