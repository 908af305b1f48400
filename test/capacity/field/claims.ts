import { quantileOfSorted } from '../../../src/stats/moments.ts';
import { type Share, shareOf, shareText } from '../simulator/row.ts';
import type { Claim } from './strategy.ts';

/** What some claims of one method on one server came to. Ratios to the truth; load in seconds. */
export interface ClaimRow {
  readonly bias: number;
  readonly error: { readonly p50: number; readonly p90: number };
  readonly within3: Share;
  /** claims more than 2 % above the truth */
  readonly overclaims: Share;
  readonly load: number;
}

export function claimRow(claims: readonly Claim[], truth: number): ClaimRow {
  const errors = claims.map(({ rate }) => rate / truth - 1);
  const sizes = errors.map(Math.abs).sort((a, b) => a - b);
  const loads = claims.map(({ seconds }) => seconds).sort((a, b) => a - b);
  return {
    bias: errors.reduce((sum, error) => sum + error, 0) / errors.length,
    error: { p50: quantileOfSorted(sizes, 0.5), p90: quantileOfSorted(sizes, 0.9) },
    within3: shareOf(errors, (error) => Math.abs(error) <= 0.03),
    overclaims: shareOf(errors, (error) => error > 0.02),
    load: quantileOfSorted(loads, 0.5),
  };
}

/** A row as a line of a Markdown table; shares with their intervals. */
export function claimText(server: string, method: string, row: ClaimRow): string {
  const percent = (ratio: number) => (100 * ratio).toFixed(2);
  const cells = [
    server,
    method,
    `${row.within3.of}`,
    `${row.bias >= 0 ? '+' : ''}${percent(row.bias)}`,
    `${percent(row.error.p50)} / ${percent(row.error.p90)}`,
    shareText(row.within3),
    shareText(row.overclaims),
    row.load.toFixed(0),
  ];
  return `| ${cells.join(' | ')} |`;
}

export const CLAIM_HEADER = [
  '| server | method | searches | bias % | abs. error p50 / p90 % | within 3 % | over by 2 % | load s p50 |',
  '|---|---|---|---|---|---|---|---|',
].join('\n');
