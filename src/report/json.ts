import type { Result } from '../result/result.ts';

const INVISIBLE = /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** result.json: the result as it is, in base units. */
export function jsonReport(result: Result): string {
  return jsonText(result);
}

/** A document as JSON; characters that would act on a terminal are written as \\uXXXX. */
export function jsonText(document: object): string {
  const text = JSON.stringify(document, null, 2);
  return `${text.replace(INVISIBLE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
}
