import { InternalError } from '../../errors.ts';
import type { Injected } from '../../scenario/injected.ts';
import { PLACEHOLDER } from './entry.ts';

/** The bundle of a run: its first line says what this run is. The line numbers of all others stay. */
export function finishBundle(bundle: string, injected: Injected): string {
  if (!bundle.startsWith(`${PLACEHOLDER}\n`)) throw new InternalError('the bundle does not begin with its placeholder');
  return `var __LOADKIT__ = ${JSON.stringify(injected)};${bundle.slice(PLACEHOLDER.length)}`;
}
