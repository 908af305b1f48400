// npm run bench [-- cpu|start|record|day] [options]: measures the built command against the bars of docs/performance.md. Its parts
// are TypeScript, because they write records with loadkit's own code; Node 20 cannot run that, so it is bundled first.
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const outfile = fileURLToPath(new URL('../node_modules/.cache/loadkit-bench/main.mjs', import.meta.url));
await build({
  absWorkingDir: root,
  entryPoints: ['scripts/bench/main.ts'],
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  sourcemap: 'inline',
  logLevel: 'warning',
});
const { main } = await import(pathToFileURL(outfile).href);
process.exitCode = await main(process.argv.slice(2), root);
