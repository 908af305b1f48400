import { access, constants, readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { RunError } from '../../errors.ts';
import type { EngineSources } from './sources.ts';

/**
 * Where the engine is published for, in Node's words. No C library is linked, so that a Linux package serves musl as it
 * serves glibc.
 */
export const ENGINE_PLATFORMS = [
  'linux-x64',
  'linux-arm64',
  'darwin-x64',
  'darwin-arm64',
  'win32-x64',
  'win32-arm64',
] as const;

/** The npm package that brings the engine to a platform, and where the binary lies in it. */
export function enginePackage(platform: string): { readonly name: string; readonly binary: string } {
  return {
    name: `@loadkit/engine-${platform}`,
    binary: platform.startsWith('win32') ? 'bin/loadkit-engine.exe' : 'bin/loadkit-engine',
  };
}

/** Why no engine came with the installation, and what brings one, as far as anything does. */
export interface NoPackage {
  readonly path: undefined;
  readonly why: string;
  readonly cure?: string;
}

/** What the manifest of an engine package says. */
interface Manifest {
  readonly version?: string;
  /** `EngineSources.key` of what the binary was built from. */
  readonly loadkit?: { readonly engine?: string };
}

/**
 * The engine that npm installed with loadkit, as a package of this platform; or why there is none. One built from other
 * sources than this loadkit's is passed over; one that is there and cannot run is an error, because what comes after it
 * (two minutes of building) would hide that.
 */
export async function findPackaged(
  sources: EngineSources,
  platform = `${process.platform}-${process.arch}`,
): Promise<{ readonly path: string; readonly found: string } | NoPackage> {
  const { name, binary } = enginePackage(platform);
  const folder = installed(name, sources.folder);
  if (!folder) return { path: undefined, ...whyNot(platform, sources.folder) };
  const manifest = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8')) as Manifest;
  const title = `${name} ${manifest.version}`;
  if (manifest.loadkit?.engine !== sources.key) {
    const why = `${title} is installed, but was built from other sources than this loadkit carries`;
    return { path: undefined, why, cure: 'install loadkit again (npm ci)' };
  }
  const file = path.join(folder, binary);
  await requireExecutable(file, title);
  return { path: file, found: `from ${title}` };
}

/**
 * The folder of a package, resolved as loadkit's own dependency: from where loadkit lies, by any package manager's
 * rules.
 */
function installed(name: string, from: string): string | undefined {
  try {
    return path.dirname(createRequire(path.resolve(from, 'package.json')).resolve(`${name}/package.json`));
  } catch {
    return undefined;
  }
}

function whyNot(platform: string, from: string): { why: string; cure?: string } {
  if (!ENGINE_PLATFORMS.some((known) => known === platform)) {
    return { why: `there is no engine package for ${platform}` };
  }
  const { name } = enginePackage(platform);
  const other = ENGINE_PLATFORMS.map((known) => enginePackage(known).name).find((known) => installed(known, from));
  if (other) {
    return {
      why: `${other} is installed, but Node runs as ${platform} here: node_modules came from another machine`,
      cure: 'install loadkit again on this machine (npm ci)',
    };
  }
  if (!isPromised(name, from)) return { why: 'this loadkit comes without an engine package, as a clone does' };
  return { why: `${name} is not installed`, cure: 'install loadkit again without --omit=optional' };
}

/** Whether the manifest of this loadkit names the package: the published one does, that of a clone cannot. */
function isPromised(name: string, from: string): boolean {
  try {
    const manifest = createRequire(path.resolve(from, 'package.json'))('../package.json') as {
      readonly optionalDependencies?: Readonly<Record<string, string>>;
    };
    return manifest.optionalDependencies?.[name] !== undefined;
  } catch {
    return false;
  }
}

async function requireExecutable(file: string, title: string): Promise<void> {
  const fault = await faultOf(file);
  if (!fault) return;
  throw new RunError(
    {
      what: `the load engine of ${title} cannot be started: ${fault.what}`,
      where: { file },
      next: `${fault.next}, or name another engine with --engine or LOADKIT_ENGINE`,
    },
    7,
  );
}

async function faultOf(file: string): Promise<{ what: string; next: string } | undefined> {
  try {
    await access(file, constants.X_OK);
    return undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return { what: 'the file is gone', next: 'install loadkit again (npm ci)' };
    }
    const lost = ((await stat(file)).mode & 0o111) === 0;
    return lost
      ? { what: 'it has lost its executable bit, as in many archives and CI artifacts', next: `chmod +x '${file}'` }
      : { what: 'its file system forbids it (noexec?)', next: 'install loadkit where programs may run' };
  }
}
