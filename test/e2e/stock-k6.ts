import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { emptyFolder, ROOT } from './command.ts';

const MAIN = `package main

import "go.k6.io/k6/v2/cmd"

func main() { cmd.Execute() }
`;

/**
 * A k6 as its makers publish it, of the version that the engine pins: built with Go from the same checksummed module,
 * once (1-2 minutes), then kept in the cache. Undefined without Go, which is said aloud.
 */
export function stockK6(): string | undefined {
  const engine = join(ROOT, 'engine');
  const requirements = readFileSync(join(engine, 'go.mod'), 'utf8');
  const version = /go\.k6\.io\/k6\/v2 (v\S+)/.exec(requirements)![1]!;
  const cache = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'loadkit-test');
  const binary = join(cache, `k6-${version}`);
  if (existsSync(binary)) return binary;
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(join(cache, 'build-'));
  try {
    writeFileSync(join(work, 'main.go'), MAIN);
    writeFileSync(join(work, 'go.mod'), requirements.replace(/^module .*/, 'module stock'));
    copyFileSync(join(engine, 'go.sum'), join(work, 'go.sum'));
    process.stderr.write(`building a stock k6 ${version} once, for the tests (1-2 minutes)\n`);
    const env = { ...process.env, CGO_ENABLED: '0', GOWORK: 'off' };
    execFileSync('go', ['build', '-trimpath', '-buildvcs=false', '-o', 'k6', '.'], { cwd: work, env, stdio: 'pipe' });
    renameSync(join(work, 'k6'), binary);
    return binary;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    process.stderr.write('SKIPPED: no Go to build a stock k6 with; the tests that need one are left out\n');
    return undefined;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** A machine without an engine: nothing on the PATH but this k6, an empty home, no cache. */
export function machineWith(k6: string): Record<string, string> {
  const [home, path] = [emptyFolder(), emptyFolder()];
  mkdirSync(join(home, 'tmp'));
  symlinkSync(k6, join(path, 'k6'));
  return { PATH: path, HOME: home, TMPDIR: join(home, 'tmp'), XDG_CACHE_HOME: '', LOADKIT_ENGINE: '' };
}

/** A k6 that says that it is of another version, and is this one. */
export function disguised(k6: string, version: string): string {
  const file = join(emptyFolder(), 'k6');
  writeFileSync(
    file,
    `#!/bin/sh\ncase "$1" in version) echo "k6 ${version} (go1.24.0, linux/amd64)" ;; *) exec "${k6}" "$@" ;; esac\n`,
  );
  chmodSync(file, 0o755);
  return file;
}
