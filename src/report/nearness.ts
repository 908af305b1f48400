import type { ObjectiveResult } from '../objectives/result.ts';
import { lowerIsBetter } from '../objectives/zone.ts';
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
  return nearOne(unit, limit) ? over(1 - value, 1 - limit) : over(limit, value);
}

/** Whether what is promised is a share near one, so that what is missing to one is what is limited. */
function nearOne(unit: ObjectiveResult['unit'], limit: number): boolean {
  return unit === 'ratio' && limit > 0.5;
}

function over(part: number, whole: number): number {
  if (whole > 0) return part / whole;
  return part > 0 ? FARTHEST : 0;
}

/**
 * The line, of those on which the verdict rests, that came nearest to its limit, whatever its stage; undefined where none was
 * measured. Of a stage and of all stages together with the same share, the stage is named.
 */
export function nearest(objectives: readonly ObjectiveResult[]): ObjectiveResult | undefined {
  return objectives
    .filter(({ counts, actual, zone }) => counts && actual !== null && zone !== 'no-data')
    .filter(({ target, critical }) => !['==', '!='].includes((target ?? critical)?.op ?? '=='))
    .sort((a, b) => shareOfLimit(b) - shareOfLimit(a) || Number(a.stage === null) - Number(b.stage === null))[0];
}

/** `Closest to its limit: API response in 1x at 49 ms, limit < 200 ms (25 % of it).` Empty where nothing was measured. */
export function nearestSentence(objectives: readonly ObjectiveResult[]): string {
  const near = nearest(objectives);
  if (!near) return '';
  const where = near.stage === null ? '' : ` in ${near.stage}`;
  const share = shareOfLimit(near);
  const said = `${near.name}${where} at ${actualText(near)}, ${near.target ? 'limit' : 'critical'} ${limitText(near.target ?? near.critical, near.unit)}`;
  const amount = share === FARTHEST ? '' : ` (${amountOf(near, share)})`;
  return `${share > 1 ? 'Farthest beyond its limit' : 'Closest to its limit'}: ${said}${amount}.`;
}

/** `25 % of it`, `2.5 × the limit`; of a share near one `2.5 × what may be missing`, of a throughput `80 % of what is asked`. */
function amountOf({ target, critical, unit }: ObjectiveResult, share: number): string {
  const part = (value: number) => (value > 1 ? `${formatNumber(value)} ×` : `${formatNumber(value * 100, 2)} % of`);
  if (lowerIsBetter({ target, critical })) return share > 1 ? `${part(share)} the limit` : `${part(share)} it`;
  return nearOne(unit, (target ?? critical)!.value)
    ? `${part(share)} what may be missing`
    : `${part(1 / share)} what is asked`;
}
