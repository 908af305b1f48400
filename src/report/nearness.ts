import type { ObjectiveResult } from '../result/result.ts';
import { lowerIsBetter } from '../slo/zone.ts';
import { formatNumber } from '../units/format.ts';
import { actualText, limitText } from './limits.ts';

/** Beyond a limit of nothing (no error at all, every record intact) there is no "how many times". */
const FARTHEST = Number.MAX_SAFE_INTEGER;

/**
 * How much of its limit (the target, or else the critical one) a value takes up: 0 none, 1 lies on it, 2 twice as far. Of a share that
 * should be near one, what is missing to one counts: 99.8 % of a promised 99.9 % is 2. 0 without value or limit. It is what "closest to its
 * limit" means in every report.
 */
export function shareOfLimit({ actual, lower, target, critical, unit, zone }: ObjectiveResult): number {
  const limit = (target ?? critical)?.value;
  // Of a recovery that did not come only the lower end is known.
  const value = actual ?? (zone === 'critical' ? lower : null);
  if (value === null || limit === undefined) return 0;
  if (lowerIsBetter({ target, critical })) return over(value, limit);
  return unit === 'ratio' && limit > 0.5 ? over(1 - value, 1 - limit) : over(limit, value);
}

function over(part: number, whole: number): number {
  if (whole > 0) return part / whole;
  return part > 0 ? FARTHEST : 0;
}

/** The line, of those on which the verdict rests, that came nearest to its limit, whatever its stage; undefined where none was measured. */
export function nearest(objectives: readonly ObjectiveResult[]): ObjectiveResult | undefined {
  return objectives
    .filter(({ counts, actual, zone }) => counts && actual !== null && zone !== 'no-data')
    .filter(({ target, critical }) => !['==', '!='].includes((target ?? critical)?.op ?? '=='))
    .sort((a, b) => shareOfLimit(b) - shareOfLimit(a))[0];
}

/** `Closest to its limit: API response in 1x at 49 ms, limit < 200 ms (25 % used).` Empty where nothing was measured. */
export function nearestSentence(objectives: readonly ObjectiveResult[]): string {
  const near = nearest(objectives);
  if (!near) return '';
  const where = near.stage === null ? '' : ` in ${near.stage}`;
  const share = shareOfLimit(near);
  const said = `${near.name}${where} at ${actualText(near)}, limit ${limitText(near.target ?? near.critical, near.unit)}`;
  if (share === FARTHEST) return `Farthest beyond its limit: ${said}.`;
  if (share > 1) return `Farthest beyond its limit: ${said} (${formatNumber(share)} times as far).`;
  return `Closest to its limit: ${said} (${formatNumber(share * 100, 2)} % used).`;
}
