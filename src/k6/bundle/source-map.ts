import path from 'node:path';

/**
 * Makes the sources of a bundle's map relative paths that name no folder of this machine: what lies in a package keeps
 * its path from `node_modules` on, loadkit's own library is called `loadkit/…`; the user's files stay relative to the
 * scenario's folder. Contents are left out.
 */
export function tidySourceMap(text: string, sourceDir: string, libraryDir: string): string {
  const map = JSON.parse(text) as { sources: string[]; sourcesContent?: unknown; sourceRoot?: unknown };
  const { sourcesContent: _, sourceRoot: __, ...rest } = map;
  return JSON.stringify({ ...rest, sources: map.sources.map((source) => tidyPath(source, sourceDir, libraryDir)) });
}

/** The comments by which esbuild heads each module, with paths as in the source map. */
export function tidyHeadings(code: string, sourceDir: string, libraryDir: string): string {
  return code.replace(/^\/\/ (\.\.\/.*)$/gm, (_, source: string) => `// ${tidyPath(source, sourceDir, libraryDir)}`);
}

function tidyPath(source: string, sourceDir: string, libraryDir: string): string {
  const file = path.resolve(sourceDir, source);
  if (file.startsWith(libraryDir + path.sep)) return `loadkit/${path.basename(file)}`;
  const packaged = source.lastIndexOf('node_modules/');
  return packaged === -1 ? source : source.slice(packaged);
}

/** The map as the comment that k6 reads at the end of a script. */
export function inlineComment(map: string): string {
  return `//# sourceMappingURL=data:application/json;base64,${Buffer.from(map).toString('base64')}\n`;
}
