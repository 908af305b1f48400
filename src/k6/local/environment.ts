import { browserVariables } from './browser-variables.ts';
import { type LoadFlags, loadVariables } from './load-flags.ts';

/**
 * What of the own environment an engine needs (PATH: k6's browser module looks for one there); everything else, above
 * all K6_*, would change the run behind the plan's back. How a browser is started stands in browser-variables.ts.
 */
export const PASSED_ON: readonly string[] = [
  'PATH',
  'TMPDIR',
  'TMP',
  'TEMP',
  'LANG',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'SystemRoot',
];

/** `LOADKIT_REACH` closes the ways to the network that no allow-list holds (engine/reach). */
const OF_LOADKIT = {
  LOADKIT_ENGINE: '1',
  LOADKIT_CONTROL: '1',
  LOADKIT_REACH: '1',
  K6_AUTO_EXTENSION_RESOLUTION: 'false',
};

/**
 * The environment of an engine: the few variables of `own` that a process needs, those handed over by name, and the
 * load that takes the place of the script's. Scripts see all of it in `__ENV`. Our engine ends with its standard input
 * (engine/control).
 */
export function engineEnvironment(
  own: Readonly<Record<string, string | undefined>>,
  named: Readonly<Record<string, string>>,
  load: LoadFlags = {},
): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const name of PASSED_ON) {
    const value = own[name];
    if (value !== undefined) environment[name] = value;
  }
  for (const [name, value] of Object.entries(named)) {
    if (!/^K6_/i.test(name)) environment[name] = value;
  }
  return { ...environment, ...browserVariables(own), ...loadVariables(load), ...OF_LOADKIT };
}
