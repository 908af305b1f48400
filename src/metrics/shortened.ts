import { fnv1a } from '../stats/fnv1a.ts';

/** What of a tag's value is kept, and where a longer one may be cut; as in the engine (engine/output/shortened.go). */
const LONGEST_VALUE = 1_000;
const WORDS = /^.*[ \t\r\n/?&#;,:|'"()[\]{}<>]/s;

/** A value of a tag that is bounded, and another one for every other value. Words, which may be secrets, stay whole. */
export function shortened(value: string): string {
  if (value.length <= LONGEST_VALUE / 3) return value;
  const bytes = new TextEncoder().encode(value);
  if (bytes.length <= LONGEST_VALUE) return value;
  const beginning = new TextDecoder().decode(bytes.subarray(0, LONGEST_VALUE));
  const kept = WORDS.exec(beginning)?.[0] ?? '';
  return `${kept}…(${bytes.length} bytes, ${fnv1a(bytes)})`;
}
