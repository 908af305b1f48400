// The licences of what others wrote and we pass on: linked into the engine, built into dist/. Their authors ask for it.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const LICENCE = /^(licen[cs]e|copying|notice|patents|unlicense)/i;
/** A linked package's module and where it lies; nothing for Go's own packages and the engine's. */
const MODULE = '{{with .Module}}{{if .Version}}{{.Path}} {{.Version}}\t{{.Dir}}{{end}}{{end}}';

/**
 * The text of all licences and notices of the Go modules linked for a platform, and of Go itself. `env` is what builds
 * it.
 */
export function notices(folder, env) {
  const go = (...args) => execFileSync('go', args, { cwd: folder, env, encoding: 'utf8', maxBuffer: 2 ** 26 }).trim();
  const modules = [...new Set(go('list', '-deps', '-f', MODULE, '.').split('\n'))].filter(Boolean).sort();
  return [
    'The engine links these Go modules. What their authors ask to be passed on:\n',
    section(`Go ${go('env', 'GOVERSION')}`, go('env', 'GOROOT')),
    ...modules.map((line) => section(...line.split('\t'))),
  ].join('\n');
}

/** The text of all licences of the npm packages that esbuild built into files of ours, found in its metafiles. */
export function noticesOfBundles(root, metafiles) {
  const files = metafiles.flatMap(({ inputs }) => Object.keys(inputs));
  const folders = new Set(files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file) ?? []));
  return [
    'These npm packages are built into the files of this folder. What their authors ask to be passed on:\n',
    ...[...folders].sort().map((folder) => {
      const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
      return section(`${name} ${version} (${license})`, join(root, folder));
    }),
  ].join('\n');
}

function section(title, dir) {
  const texts = readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isFile() && LICENCE.test(entry.name))
    .map(({ name }) => `--- ${name}\n\n${readFileSync(join(dir, name), 'utf8').trim()}\n`);
  return `${'='.repeat(80)}\n${title}\n\n${texts.join('\n') || 'It carries no licence file.\n'}`;
}
