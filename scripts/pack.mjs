// npm run package: loadkit as it is published, in release/loadkit and as a tarball. docs/releasing.md.
// It is what `npm pack` takes here, with the engine packages as optional dependencies: the repository's own manifest
// cannot name them, because they are in no registry before their first release, and `npm ci` would refuse a lockfile
// without them.
//   --only <os>-<cpu>  ask only for this platform's engine package (repeatable)
//   --out DIR          instead of release/
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chosen, fromSources, ROOT } from './sources.mjs';

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    out: { type: 'string', default: join(ROOT, 'release') },
  },
});
const { ENGINE_PLATFORMS, enginePackage, readSources } = await fromSources(
  'src/k6/engine/package.ts',
  'src/k6/engine/sources.ts',
);
const out = resolve(values.out);
const folder = join(out, 'loadkit');
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const { version } = manifest;
const { key } = await readSources(join(ROOT, 'engine'));

const unfit = chosen(ENGINE_PLATFORMS, values.only).filter((platform) => !fits(platform));
if (unfit.length > 0) {
  process.stderr.write(
    `loadkit ${version} needs engine packages built from the engine/ it carries. Missing or of other sources or versions:
${unfit.map((platform) => `  ${enginePackage(platform).name}\n`).join('')}  next: npm run engines -- --only ${unfit.join(' --only ')}\n`,
  );
  process.exit(1);
}

rmSync(folder, { recursive: true, force: true });
const [{ files }] = JSON.parse(npm(['pack', '--dry-run'], ROOT));
for (const { path } of files) cpSync(join(ROOT, path), join(folder, path));

const { private: _, scripts, devDependencies, overrides, ...published } = manifest;
const engines = Object.fromEntries(ENGINE_PLATFORMS.map((platform) => [enginePackage(platform).name, version]));
published.optionalDependencies = { ...published.optionalDependencies, ...engines };
writeFileSync(join(folder, 'package.json'), `${JSON.stringify(published, null, 2)}\n`);

const [{ filename, size, entryCount }] = JSON.parse(npm(['pack', '--pack-destination', out], folder));
process.stdout.write(`${filename}: ${(size / 1e6).toFixed(1)} MB, ${entryCount} files\n`);

function npm(args, cwd) {
  return execFileSync('npm', [...args, '--json', '--ignore-scripts'], { cwd, encoding: 'utf8', maxBuffer: 2 ** 26 });
}

function fits(platform) {
  const { name, binary } = enginePackage(platform);
  if (!existsSync(join(out, name, binary))) return false;
  const built = JSON.parse(readFileSync(join(out, name, 'package.json'), 'utf8'));
  return built.version === version && built.loadkit.engine === key;
}
