import { GeneratorCell } from './generator-cell.ts';

/** What several engines did, window by window, added; undefined for a window in which none of them said anything. */
export function addedWindows(
  engines: readonly (readonly (GeneratorCell | undefined)[])[],
): (GeneratorCell | undefined)[] {
  return Array.from({ length: Math.max(0, ...engines.map(({ length }) => length)) }, (_, i) => {
    const cells = engines.flatMap((windows) => windows[i] ?? []);
    return cells.length > 0 ? GeneratorCell.together(cells) : undefined;
  });
}
