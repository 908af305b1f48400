import { type Document, isAlias, isMap, isScalar, isSeq, type LineCounter, type Node } from 'yaml';
import type { Path } from '../finding.ts';

/** A place in a text file, both counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * Where a path stands in a YAML document: its value, or its key when asked for or when there is no value; of what is
 * missing, the nearest thing around it that is written.
 */
export function locate(document: Document.Parsed, lines: LineCounter, path: Path, atKey = false): Position | undefined {
  let node = document.contents as Node | null;
  let key: Node | null = null;
  for (const part of path) {
    if (isAlias(node)) node = node.resolve(document) ?? null;
    if (isSeq(node)) {
      const item = node.items[Number(part)] as Node | undefined;
      if (!item) break;
      [node, key] = [item, null];
      continue;
    }
    if (!isMap(node)) break;
    const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(part));
    if (!pair) {
      node = key ?? node;
      break;
    }
    [node, key] = [(pair.value ?? pair.key) as Node, pair.key as Node];
  }
  const at = (atKey ? key : node)?.range?.[0] ?? key?.range?.[0];
  if (at === undefined) return undefined;
  const { line, col } = lines.linePos(at);
  return { line, column: col };
}
