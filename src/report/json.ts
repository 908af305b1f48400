import { harmless } from '../visible.ts';

/**
 * A document as JSON, in base units as it is; what would act on a terminal or a build server is written as \\uXXXX.
 */
export function jsonText(document: object): string {
  return `${harmless(JSON.stringify(document, null, 2))}\n`;
}
