import { fileURLToPath } from 'node:url';
import { findEngine } from '../src/k6/engine/find.ts';

/**
 * Has the engine built (once, then cached) before the tests that need it; without Go they fail with what to install.
 */
export default async function setup(): Promise<void> {
  const sourceDir = fileURLToPath(new URL('../engine', import.meta.url));
  const onProgress = (text: string) => process.stderr.write(`${text}\n`);
  const { kind, path } = await findEngine({ env: process.env, sourceDir, onProgress });
  if (kind !== 'loadkit') throw new Error(`the tests need loadkit's own engine, not ${path}: install Go 1.25 or newer`);
  process.env['LOADKIT_ENGINE'] = path;
}
