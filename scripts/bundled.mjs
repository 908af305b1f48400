// Runs a part of scripts/ that is TypeScript: Node 20 cannot, so it is bundled first.
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** The repository's root. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** The module `scripts/<name>/main.ts`. */
export async function bundled(name) {
  const outfile = fileURLToPath(new URL(`../node_modules/.cache/loadkit-${name}/main.mjs`, import.meta.url));
  await build({
    absWorkingDir: root,
    entryPoints: [`scripts/${name}/main.ts`],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return import(pathToFileURL(outfile).href);
}
