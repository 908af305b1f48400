import type { Result } from '../result/result.ts';

/** result.json: the result as it is, in base units. */
export function jsonReport(result: Result): string {
  return `${JSON.stringify(result, null, 2)}\n`;
}
