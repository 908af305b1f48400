// Builds what package.json's bin and exports name: the command, the library, the scenarios' `loadkit/k6`, types, JSON
// Schemas. --no-types leaves the types out, which take most of the time (scripts/mutants/run-tests.ts).
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { build } from 'esbuild';
import { noticesOfBundles } from './notices.mjs';

const root = new URL('..', import.meta.url);
process.chdir(root.pathname.replace(/%20/g, ' '));
rmSync('dist', { recursive: true, force: true });

/**
 * Packages that are built in. Those that every command needs, because node takes 120 ms to find and read their two
 * hundred files (docs/performance.md); and chartjs-node-canvas, which asks for `canvas`, and that would need native
 * headers at the user's.
 */
const EVERYWHERE = ['zod', 'yaml', 'commander', 'picocolors', 'fast-string-width'];
const BENEATH = ['fast-string-truncated-width', 'tslib', '@kurkle/color'];
const BUILT_IN = [...EVERYWHERE, 'chart.js', 'chartjs-node-canvas', 'canvas', ...BENEATH];

const ourPackages = {
  name: 'our-packages',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
      if (kind === 'entry-point' || BUILT_IN.some((name) => `${path}/`.startsWith(`${name}/`))) return undefined;
      // An import would make node search its one large file for exports, which takes as long as to start node.
      if (path === 'esbuild' && kind === 'import-statement') return { path, namespace: 'required' };
      return { path, external: true };
    });
    onLoad({ filter: /^/, namespace: 'required' }, ({ path }) => ({
      contents: `module.exports = require('${path}');`,
    }));
    // It looks its modules up anew at run time; here there is one of each, and it is built in.
    onLoad({ filter: /chartjs-node-canvas\/dist\/freshRequire\.js$/ }, () => ({
      contents: "exports.freshRequire = () => require('canvas');",
    }));
  },
};

const node = await build({
  entryPoints: { cli: 'src/cli/main.ts', index: 'src/index.ts', decide: 'src/measure/drivers/decide-thread.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  plugins: [ourPackages],
  banner: {
    js: "import { createRequire as requireOf } from 'node:module';const require = requireOf(import.meta.url);",
  },
  sourcemap: true,
  legalComments: 'none',
  metafile: true,
});

const page = await build({
  entryPoints: [
    { in: 'src/page/page.ts', out: 'page' },
    { in: 'src/page/page.css', out: 'page' },
  ],
  outdir: 'dist',
  bundle: true,
  minify: true,
  format: 'iife',
  platform: 'browser',
  target: 'es2022',
  legalComments: 'inline',
  metafile: true,
});
writeFileSync('dist/THIRD-PARTY-NOTICES.txt', noticesOfBundles('.', [node.metafile, page.metafile]));

const tsc = createRequire(import.meta.url)
  .resolve('typescript/package.json')
  .replace(/package\.json$/, 'bin/tsc');
if (!process.argv.includes('--no-types'))
  execFileSync(process.execPath, [tsc, '-p', 'tsconfig.types.json'], { stdio: 'inherit' });

const { documentSchemas, jsonSchemas } = await import(new URL('dist/index.js', root));
mkdirSync('dist/schema', { recursive: true });
for (const [name, schema] of Object.entries({ ...jsonSchemas(), ...documentSchemas() })) {
  writeFileSync(`dist/schema/${name}.schema.json`, `${JSON.stringify(schema, null, 2)}\n`);
}
