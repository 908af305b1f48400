import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainRecords } from '../../../src/input/table/plain-records.ts';

test.each([',', ';', '|'])('text without quotes is read as csv-parse reads it: %s', (separator) => {
  const piece = fc.constantFrom('a', '1', '-2.5', ' ', '\t', '#', separator, separator, '\n', '\n', '\r\n', '\r');
  const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(text, (content) => {
      // What is blanks and nothing else has been emptied by then.
      const table = content.replace(/^[ \t]+$/gm, '');
      expect(plain(table, separator)).toEqual(parsed(table, separator));
    }),
    { numRuns: 500 },
  );
});

function plain(text: string, separator: string) {
  const records: { readonly fields: readonly string[]; readonly line: number }[] = [];
  const uneven = plainRecords(text, { separator, above: 0 }, (fields, line) => records.push({ fields, line }));
  return { records, uneven };
}

function parsed(text: string, separator: string) {
  const records: { readonly fields: readonly string[]; readonly line: number }[] = [];
  try {
    parse(text, {
      record_delimiter: ['\r\n', '\n', '\r'],
      skip_empty_lines: true,
      delimiter: separator,
      comment: '#',
      comment_no_infix: true,
      trim: true,
      on_record: (fields: string[], { lines }) => {
        records.push({ fields, line: lines });
        return null;
      },
    });
    return { records, uneven: undefined };
  } catch (error) {
    const { lines, record } = error as { lines: number; record: string[] };
    return { records, uneven: { fields: record.length, line: lines } };
  }
}
