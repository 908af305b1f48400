import { FARTHEST, isShareNearOne, nearestLine, shareOfLimit } from '../objectives/nearness.ts';
import type { ObjectiveResult } from '../objectives/result.ts';
import { lowerIsBetter } from '../objectives/zone.ts';
import { formatNumber } from '../units/format.ts';
import { actualText, limitText } from './limits.ts';

/**
 * `Closest to its limit: API response in 1x at 49 ms, limit < 200 ms (25 % of it).` Empty where nothing was measured.
 */
export function nearestSentence(objectives: readonly ObjectiveResult[]): string {
  const near = nearestLine(objectives);
  if (!near) return '';
  const where = near.stage === null ? '' : ` in ${near.stage}`;
  const share = shareOfLimit(near);
  const said = `${near.name}${where} at ${actualText(near)}, ${near.target ? 'limit' : 'critical'} ${limitText(near.target ?? near.critical, near.unit)}`;
  const amount = share === FARTHEST ? '' : ` (${amountOf(near, share)})`;
  return `${share > 1 ? 'Farthest beyond its limit' : 'Closest to its limit'}: ${said}${amount}.`;
}

/**
 * `25 % of it`, `2.5 × the limit`; of a share near one `2.5 × what may be missing`, of a throughput `80 % of what is
 * asked`.
 */
function amountOf(line: ObjectiveResult, share: number): string {
  const part = (value: number) => (value > 1 ? `${formatNumber(value)} ×` : `${formatNumber(value * 100, 2)} % of`);
  if (lowerIsBetter(line)) return share > 1 ? `${part(share)} the limit` : `${part(share)} it`;
  return isShareNearOne(line) ? `${part(share)} what may be missing` : `${part(1 / share)} what is asked`;
}
