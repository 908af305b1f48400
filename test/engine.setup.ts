import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findEngine } from '../src/k6/engine/find.ts';

/**
 * Has the engine built (once, then cached) before the tests that need it; without Go they fail with what to install.
 * Makes the folder in which one worker finds the fixtures that another has made; gone when the tests are over.
 */
export default async function setup(): Promise<(() => void) | undefined> {
  const sourceDir = fileURLToPath(new URL('../engine', import.meta.url));
  const onProgress = (text: string) => process.stderr.write(`${text}\n`);
  const { kind, path } = await findEngine({ env: process.env, sourceDir, onProgress });
  if (kind !== 'loadkit') throw new Error(`the tests need loadkit's own engine, not ${path}: install Go 1.25 or newer`);
  process.env['LOADKIT_ENGINE'] = path;
  // Of several projects the first makes it.
  if (process.env['LOADKIT_TEST_SHARED'] !== undefined) return undefined;
  const shared = mkdtempSync(join(tmpdir(), 'loadkit-shared-'));
  process.env['LOADKIT_TEST_SHARED'] = shared;
  return () => {
    delete process.env['LOADKIT_TEST_SHARED'];
    rmSync(shared, { recursive: true, force: true });
  };
}
