/** A record of a file: its fields, and the line on which it stands, from 1 on. */
export type OnRecord = (fields: readonly string[], line: number) => void;

/** Where a record has another number of fields than the first. */
export interface UnevenRecord {
  readonly fields: number;
  readonly line: number;
}

const WHITE = /^[ \t\f]+|[ \t\f]+$/g;

/**
 * Hands out the records of text in which nothing is quoted, so that every line is one: many times as fast as a parser
 * that has to look for quotes. `above` lines are skipped, and so are empty lines and those that begin with #; blanks at
 * the ends of a field are no part of it. Stops at a record that has not as many fields as the first, and returns it.
 */
export function plainRecords(
  text: string,
  { separator, above }: { readonly separator: string; readonly above: number },
  onRecord: OnRecord,
): UnevenRecord | undefined {
  const lines = text.split(text.includes('\r') ? /\r\n|\n|\r/ : '\n');
  let columns = 0;
  for (let at = above; at < lines.length; at++) {
    const line = lines[at]!;
    if (line === '' || isComment(line)) continue;
    const fields = line.split(separator);
    for (let i = 0; i < fields.length; i++) if (isPadded(fields[i]!)) fields[i] = fields[i]!.replace(WHITE, '');
    columns ||= fields.length;
    if (fields.length !== columns) return { fields: fields.length, line: at + 1 };
    onRecord(fields, at + 1);
  }
  return undefined;
}

function isComment(line: string): boolean {
  const first = line.charCodeAt(0);
  return first === HASH || (isWhite(first) && line.trimStart().startsWith('#'));
}

const HASH = 35;

function isPadded(field: string): boolean {
  return field !== '' && (isWhite(field.charCodeAt(0)) || isWhite(field.charCodeAt(field.length - 1)));
}

function isWhite(code: number): boolean {
  return code === 32 || code === 9 || code === 12;
}
