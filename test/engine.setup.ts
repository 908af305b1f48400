import { fileURLToPath } from 'node:url';
import { findEngine } from '../src/k6/engine.ts';

/** Has the engine built (once, then cached) before the tests that need it; without Go they fail with what to install. */
export default async function setup(): Promise<void> {
  const sourceDir = fileURLToPath(new URL('../engine', import.meta.url));
  const onProgress = (text: string) => process.stderr.write(`${text}\n`);
  const { path } = await findEngine({ env: process.env, sourceDir, onProgress });
  process.env['LOADKIT_ENGINE'] = path;
}
