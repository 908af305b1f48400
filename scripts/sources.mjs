// Lets a script use the TypeScript of src/ as it stands, because Node 20 runs none: no second copy of what src/
// decides.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** What these modules (paths from the root) export, together. They may import Node's own modules and each other. */
export async function fromSources(...modules) {
  const contents = modules.map((name) => `export * from './${name}';`).join('\n');
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: ROOT, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}

/** Which of the known platforms `--only` (repeatable) names; all without it. */
export function chosen(known, only) {
  const unknown = only.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`--only ${unknown.join(', ')}: wanted any of ${known.join(', ')}`);
  return only.length > 0 ? known.filter((name) => only.includes(name)) : known;
}
