/** Where a record of the font's directory says where its table begins. */
const OFFSET_IN_RECORD = 8;

/**
 * The code points that a TrueType font has a glyph for, from its `cmap` table (OpenType 1.9, formats 4 and 12).
 * A font without such a table shows nothing: the set is empty.
 */
export function charactersOf(font: Buffer): Set<number> {
  const cmap = tableOf(font, 'cmap');
  const found = new Set<number>();
  if (!cmap) return found;
  for (let i = 0; i < cmap.readUInt16BE(2); i++) {
    const subtable = cmap.subarray(cmap.readUInt32BE(4 + i * 8 + 4));
    const format = subtable.readUInt16BE(0);
    if (format === 12) addGroups(subtable, found);
    if (format === 4) addSegments(subtable, found);
  }
  return found;
}

function tableOf(font: Buffer, wanted: string): Buffer | undefined {
  for (let i = 0; i < font.readUInt16BE(4); i++) {
    const record = 12 + i * 16;
    if (font.toString('latin1', record, record + 4) === wanted)
      return font.subarray(font.readUInt32BE(record + OFFSET_IN_RECORD));
  }
  return undefined;
}

/** Format 12: ranges of code points, each on consecutive glyphs. */
function addGroups(table: Buffer, found: Set<number>): void {
  for (let i = 0; i < table.readUInt32BE(12); i++) {
    const group = 16 + i * 12;
    const [first, last, glyph] = [0, 4, 8].map((at) => table.readUInt32BE(group + at)) as [number, number, number];
    for (let code = first; code <= last; code++) if (glyph + code - first !== 0) found.add(code);
  }
}

/** Format 4: segments of the first plane, whose glyphs are a difference away or stand in an array behind. */
function addSegments(table: Buffer, found: Set<number>): void {
  const length = table.readUInt16BE(6);
  const [ends, starts, deltas, ranges] = [14, 16 + length, 16 + 2 * length, 16 + 3 * length] as const;
  for (let at = 0; at < length; at += 2) {
    const [end, start] = [table.readUInt16BE(ends + at), table.readUInt16BE(starts + at)];
    const [delta, range] = [table.readUInt16BE(deltas + at), table.readUInt16BE(ranges + at)];
    for (let code = start; code <= end && code !== 0xffff; code++) {
      const glyph = range === 0 ? code : table.readUInt16BE(ranges + at + range + 2 * (code - start));
      const shown = range !== 0 && glyph === 0 ? 0 : (glyph + delta) & 0xffff;
      if (shown !== 0) found.add(code);
    }
  }
}
