import type { Result } from '../result/result.ts';
import { harmless } from '../visible.ts';

/** result.json: the result as it is, in base units. */
export function jsonReport(result: Result): string {
  return jsonText(result);
}

/** A document as JSON; what would act on a terminal or a build server is written as \\uXXXX. */
export function jsonText(document: object): string {
  return `${harmless(JSON.stringify(document, null, 2))}\n`;
}
