import { onOurEngine, thisRun } from './this-run.ts';

/**
 * The URL of the service under test, without a trailing slash: what `--target`, `LOADKIT_TARGET` or
 * `loadkit.config.yaml` says for this run. A run folder's bundle given to a plain k6 takes `-e TARGET=…` first; one
 * that holds a password is handed over beside the bundle, which is kept.
 */
export const target: string = withoutSlash(
  __ENV[onOurEngine ? 'LOADKIT_WHOLE_TARGET' : 'TARGET'] || thisRun?.target || '',
);

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
