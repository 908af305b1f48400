// npm run check: format, lint, types, unused code, and the engine's vet, format and tests. Every part runs; one failure
// fails all.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const engine = fileURLToPath(new URL('../engine', import.meta.url));
const bin = (name) => ['npx', ['--no-install', name]];
// What Go compiles for these it need not compile again for the engine (src/k6/engine/build.ts): minutes on a fresh
// machine.
const env = { ...process.env, CGO_ENABLED: '0', GOFLAGS: `${process.env.GOFLAGS ?? ''} -trimpath`.trim() };

const parts = [
  ['format and lint', ...with_(bin('biome'), 'ci', '.'), root],
  ['types', ...with_(bin('tsc'), '-p', '.'), root],
  ['types of loadkit/k6', ...with_(bin('tsc'), '-p', 'src/scenario'), root],
  ['types of the page', ...with_(bin('tsc'), '-p', 'src/page'), root],
  ['types of its tests', ...with_(bin('tsc'), '-p', 'test/page'), root],
  ['types of the scenarios', ...with_(bin('tsc'), '-p', 'scenarios'), root],
  ['types of the examples', ...with_(bin('tsc'), '-p', 'docs/examples'), root],
  ['unused code', ...with_(bin('knip'), '--no-progress'), root],
  ['go format', 'gofmt', ['-l', '.'], engine],
  ['go vet', 'go', ['vet', './...'], engine],
  ['go test', 'go', ['test', './...'], engine],
];

function with_([command, first], ...rest) {
  return [command, [...first, ...rest]];
}

let failed = 0;
for (const [name, command, args, cwd] of parts) {
  const started = performance.now();
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, env, encoding: 'utf8' });
  const text = `${stdout ?? ''}${stderr ?? ''}`;
  const good = !error && status === 0 && !(name === 'go format' && stdout.trim() !== '');
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(`${good ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)\n`);
  if (!good) {
    failed += 1;
    process.stdout.write(`${error ? error.message : text.trim()}\n`);
  }
}
process.exitCode = failed === 0 ? 0 : 1;
