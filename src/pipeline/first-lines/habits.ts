import { handing, type Unhanded } from '../../k6/inspect/variables.ts';
import { droppedArguments, isForBrowsers } from '../../k6/local/browser-variables.ts';
import { SHORTEST } from '../../redact.ts';
import { PROXY } from '../../target/proxy.ts';
import type { Asked } from '../gather.ts';
import type { RunRequest } from '../request.ts';
import { tooShort } from '../scenario/environment.ts';
import { readsTarget } from '../target/open-target.ts';

/** k6's variables with a flag of the same meaning here. */
const FLAGS: Readonly<Record<string, string>> = {
  K6_VUS: '--vus',
  K6_DURATION: '--duration',
  K6_ITERATIONS: '--iterations',
  K6_STAGES: '--stage',
};

/** What somebody who is used to k6 must know of this run before its load: what would count there and does not here. */
export function habitLines({ facts, env, target, project }: Asked, request: RunRequest): string[] {
  return [
    ...ignoredVariables(request.environment),
    ...(project.service.safety.allow.length > 0 ? ignoredProxies(request.environment) : []),
    ...unhandedLines(facts.unhanded),
    ...shortSecrets(tooShort(env, target)),
    ...(request.target !== undefined && !readsTarget(facts)
      ? ['--target has no effect: the script itself says where its requests go']
      : []),
    ...foreignConnections(facts.bundle.code),
  ];
}

function ignoredVariables(environment: RunRequest['environment']): string[] {
  const dropped = droppedArguments(environment);
  const without = dropped.length > 0 ? [`warning: ignored of K6_BROWSER_ARGS: ${dropped.map(plain).join(', ')}`] : [];
  const isIgnored = (name: string) => name.startsWith('K6_') && !isForBrowsers(name) && environment[name];
  const names = Object.keys(environment).filter(isIgnored);
  if (names.length === 0) return without;
  const instead = names.flatMap((name) => (FLAGS[name] ? [`${FLAGS[name]} ${plain(environment[name])}`] : []));
  const next = instead.length > 0 ? `give ${instead.join(' ')}` : 'what they say belongs into the script’s options';
  return [`warning: ignored, though set: ${names.sort().join(', ')}; ${next}`, ...without];
}

/** What such a variable is meant to hold: numbers and units. Anything else may have come there by mistake. */
function plain(value = ''): string {
  return /^[\w.:,-]{1,60}$/.test(value) ? value : '…';
}

function shortSecrets(names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const whose = `${names.join(', ')}: a secret of fewer than ${SHORTEST} characters`;
  return [`warning: ${whose} is not taken out of logs and reports, since it would eat ordinary numbers and words`];
}

/** Of loopback no client asks a proxy. */
function ignoredProxies(environment: RunRequest['environment']): string[] {
  const names = Object.keys(environment).filter((name) => PROXY.test(name) && environment[name]);
  if (names.length === 0) return [];
  return [
    `warning: ignored, though set: ${names.sort().join(', ')}; load goes straight to its target, through no proxy`,
  ];
}

function unhandedLines(unhanded: readonly Unhanded[]): string[] {
  if (unhanded.length === 0) return [];
  const names = unhanded.map(({ name }) => name).join(', ');
  return [
    `warning: the script reads ${names}, set here but not handed over: add ${handing(unhanded)}, or list them under env: in loadkit.config.yaml`,
  ];
}

/** An extension connects by itself: nothing that k6 blocks is blocked there. */
function foreignConnections(code: string): string[] {
  const names = [...new Set([...code.matchAll(/["'](k6\/x\/[^"']+)["']/g)].map(([, name = '']) => name))];
  const foreign = names.filter((name) => name !== OWN_EXTENSION);
  if (foreign.length === 0) return [];
  return [
    `warning: the allow-list does not hold what ${foreign.join(', ')} connects to: an extension may dial by itself`,
  ];
}

/** The module of loadkit's own engine. */
const OWN_EXTENSION = 'k6/x/loadkit';
