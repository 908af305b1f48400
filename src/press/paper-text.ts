import { tied, withoutMiddle } from '../report/escape.ts';
import { visible } from '../visible.ts';

/**
 * A word too long for a column gets places to break at, at punctuation or else by length; too long for that, it loses
 * its middle.
 */
const LONG_WORD = /[^\s\u00a0]{25,}/gu;
const LONG_PART = /[^\u200b]{25,}/gu;
const LONGEST_WORD = 120;
const PUNCTUATION = /([/._\-?&=:,;{([|])(?=[^/._\-?&=:,;{([|])/gu;
const PIECE = /(.{12})(?=.)/gu;
const BREAK = '$1\u200b';

const SIGN = /(?<=^|[\s(])([<>≤≥=≠]) (?=\d)/gu;

/**
 * Text of others as the fonts can show it: control characters made visible, what the fonts lack as its code
 * (`\u{4e2d}`).
 */
export function printable(text: string, characters: ReadonlySet<number>): string {
  const shown = Array.from(visible(text), (char) => {
    const code = char.codePointAt(0)!;
    return characters.has(code) ? char : `\\u{${code.toString(16)}}`;
  });
  return shown.join('');
}

/**
 * Text of others as a line of paper can bear it: printable, words of more than `longest` characters shortened, long
 * ones breakable, numbers tied to their units.
 */
export function paperText(text: string, characters: ReadonlySet<number>, longest = LONGEST_WORD): string {
  const lines = printable(text, characters).replace(LONG_WORD, (word) => breakable(withoutMiddle(word, longest)));
  return tied(lines).replace(SIGN, '$1\u00a0');
}

function breakable(word: string): string {
  return word.replace(PUNCTUATION, BREAK).replace(LONG_PART, (part) => part.replace(PIECE, BREAK));
}

/** The value with every string in it changed, however deep; its keys and all else as they are. */
export function withStrings<T>(value: T, change: (text: string) => string): T {
  if (typeof value === 'string') return change(value) as T;
  if (Array.isArray(value)) return value.map((item) => withStrings(item as unknown, change)) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withStrings(item, change)])) as T;
}
