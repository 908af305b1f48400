import type { ObjectiveResult } from './result.ts';
import { hasDirection, lowerIsBetter } from './zone.ts';

/** Beyond a limit of nothing (no error at all, every record intact) there is no "how many times". */
export const FARTHEST = Number.MAX_SAFE_INTEGER;

type Limited = Pick<ObjectiveResult, 'target' | 'critical' | 'unit'>;

/**
 * How bad a value is by the side on which the limits of its objective are good; 0 is the best. Where more is better,
 * what counts is what is missing to one of a share near it, of all else the inverse.
 */
export function badness(value: number, of: Limited): number {
  if (lowerIsBetter(of)) return value;
  if (isShareNearOne(of)) return 1 - value;
  return value > 0 ? 1 / value : Number.POSITIVE_INFINITY;
}

/** Whether what is promised is a share near one, so that what is missing to one is what is limited. */
export function isShareNearOne({ target, critical, unit }: Limited): boolean {
  return unit === 'ratio' && ((target ?? critical)?.value ?? 0) > 0.5;
}

/**
 * How much of its limit (the target, or else the critical one) a value takes up: 0 none, 1 lies on it, 2 twice as far.
 * Of a share that should be near one, what is missing to one counts: 99.8 % of a promised 99.9 % is 2. 0 without value
 * or limit. It is what "closest to its limit" means in every report.
 */
export function shareOfLimit(line: ObjectiveResult): number {
  const { actual, lower, target, critical, zone } = line;
  const limit = target ?? critical;
  // Of a recovery that did not come only the lower end is known.
  const value = actual ?? (zone === 'critical' ? lower : null);
  if (value === null || limit === null) return 0;
  const [bad, allowed] = [badness(value, line), badness(limit.value, line)];
  if (allowed > 0 && Number.isFinite(bad)) return bad / allowed;
  return bad > 0 ? FARTHEST : 0;
}

/**
 * The line, of those on which the verdict rests, that came nearest to its limit, whatever its stage; undefined where
 * none was measured. Of a stage and of all stages together with the same share, the stage is named.
 */
export function nearestLine(objectives: readonly ObjectiveResult[]): ObjectiveResult | undefined {
  return objectives
    .filter((line) => line.counts && line.actual !== null && line.zone !== 'no-data' && hasDirection(line))
    .sort((a, b) => shareOfLimit(b) - shareOfLimit(a) || Number(a.stage === null) - Number(b.stage === null))[0];
}
