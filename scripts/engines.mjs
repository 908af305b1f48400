// npm run engines: the engine as npm packages, one for each platform, cross-built with Go into release/.
// docs/releasing.md.
//   --only <os>-<cpu>  only this platform (repeatable)
//   --pack             a tarball of each, too
//   --binary FILE      this binary, built elsewhere from these sources, instead of building the one platform of --only
//   --out DIR          instead of release/
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { notices } from './notices.mjs';
import { chosen, fromSources, ROOT } from './sources.mjs';

const GO_NAMES = { linux: 'linux', darwin: 'darwin', win32: 'windows', x64: 'amd64', arm64: 'arm64' };
const SITE = 'https://github.com/loadkit/loadkit';

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    pack: { type: 'boolean', default: false },
    binary: { type: 'string' },
    out: { type: 'string', default: join(ROOT, 'release') },
  },
});
const { ENGINE_PLATFORMS, compile, enginePackage, findEngine, goEnvironment, readSources } = await fromSources(
  'src/k6/engine/find.ts',
  'src/k6/engine/build.ts',
  'src/k6/engine/package.ts',
  'src/k6/engine/sources.ts',
  'src/k6/engine/go-toolchain.ts',
);
const platforms = chosen(ENGINE_PLATFORMS, values.only);
if (values.binary && platforms.length !== 1) throw new Error('--binary is of one platform: name it with --only');

const out = resolve(values.out);
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const sources = await readSources(join(ROOT, 'engine'));
// The oldest processors that Go serves, whatever this shell asks for.
const baseline = { GOAMD64: 'v1', GOARM64: 'v8.0', GOFLAGS: '' };

for (const platform of platforms) {
  const started = performance.now();
  const [os, cpu] = platform.split('-');
  const { name, binary } = enginePackage(platform);
  const env = {
    ...(await goEnvironment(process.env, join(tmpdir(), 'loadkit-engines'))),
    ...baseline,
    GOOS: GO_NAMES[os],
    GOARCH: GO_NAMES[cpu],
  };
  const folder = join(out, name);
  const file = join(folder, binary);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(dirname(file), { recursive: true });
  if (values.binary) copyFileSync(values.binary, file);
  else await compile(sources.folder, file, env);
  chmodSync(file, 0o755);
  if (platform === `${process.platform}-${process.arch}`) {
    // What can run here has to prove that it is the engine.
    const { kind } = await findEngine({ explicit: file, env: {}, sourceDir: sources.folder });
    if (kind !== 'loadkit') throw new Error(`${file} is a ${kind} k6, not loadkit's engine`);
  }

  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest(name, os, cpu), null, 2)}\n`);
  writeFileSync(join(folder, 'README.md'), readme(name, platform));
  copyFileSync(join(ROOT, 'engine/LICENSE'), join(folder, 'LICENSE'));
  writeFileSync(join(folder, 'THIRD-PARTY-NOTICES.txt'), notices(sources.folder, env));
  const said = [
    `${(statSync(file).size / 1e6).toFixed(1)} MB`,
    `${((performance.now() - started) / 1000).toFixed(0)} s`,
  ];
  if (values.pack) {
    const [{ filename, size }] = JSON.parse(
      execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', out], { cwd: folder }),
    );
    said.push(`${filename} ${(size / 1e6).toFixed(1)} MB`);
  }
  process.stdout.write(`${name}@${version}: ${said.join(', ')}\n`);
}

function manifest(name, os, cpu) {
  return {
    name,
    version,
    description: `The load engine of loadkit for ${os} on ${cpu}: k6 with loadkit's output and executor`,
    license: 'AGPL-3.0-only',
    repository: { type: 'git', url: `git+${SITE}.git`, directory: 'engine' },
    os: [os],
    cpu: [cpu],
    preferUnplugged: true,
    publishConfig: { access: 'public' },
    loadkit: { engine: sources.key },
  };
}

function readme(name, platform) {
  return `# ${name}

The load engine of [loadkit](${SITE}) for ${platform}: [k6](https://github.com/grafana/k6) linked with loadkit's output and
executor. npm installs it with loadkit, where it fits; it is of no use alone.

## Licence and source

AGPL-3.0 (LICENSE), as k6 is. The complete corresponding source of this binary is

- the folder \`engine/\` of the npm package \`loadkit@${version}\` (\`npm pack loadkit@${version}\`), also at
  ${SITE}/tree/v${version}/engine: the sources, and how to build them (\`README.md\`);
- the Go modules, k6 itself among them, whose versions and checksums its \`go.mod\` and \`go.sum\` pin, from any Go module proxy.

\`THIRD-PARTY-NOTICES.txt\` has the licences of those modules.
`;
}
