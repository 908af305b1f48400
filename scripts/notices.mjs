// The licences of everything that is linked into the engine, as their authors ask of those who pass binaries on.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const LICENCE = /^(licen[cs]e|copying|notice|patents|unlicense)/i;
/** A linked package's module and where it lies; nothing for Go's own packages and the engine's. */
const MODULE = '{{with .Module}}{{if .Version}}{{.Path}} {{.Version}}\t{{.Dir}}{{end}}{{end}}';

/** The text of all licences and notices of the Go modules linked for a platform, and of Go itself. `env` is what builds it. */
export function notices(folder, env) {
  const go = (...args) => execFileSync('go', args, { cwd: folder, env, encoding: 'utf8', maxBuffer: 2 ** 26 }).trim();
  const modules = [...new Set(go('list', '-deps', '-f', MODULE, '.').split('\n'))].filter(Boolean).sort();
  return [
    'The engine links these Go modules. What their authors ask to be passed on:\n',
    section(`Go ${go('env', 'GOVERSION')}`, go('env', 'GOROOT')),
    ...modules.map((line) => section(...line.split('\t'))),
  ].join('\n');
}

function section(title, dir) {
  const texts = readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isFile() && LICENCE.test(entry.name))
    .map(({ name }) => `--- ${name}\n\n${readFileSync(join(dir, name), 'utf8').trim()}\n`);
  return `${'='.repeat(80)}\n${title}\n\n${texts.join('\n') || 'The module carries no licence file.\n'}`;
}
