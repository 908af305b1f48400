import { environmentOf } from '../../config/environment-name.ts';
import { RunError, UserError } from '../../errors.ts';
import { withoutData } from '../../k6/bundle/embed.ts';
import { type Safety, safetyOptions } from '../../k6/local/options.ts';
import { UNNAMED_TARGET } from '../../result/unnamed-target.ts';
import { type AllowedAddress, addressesOf, allowTarget, hostOf, isAllowed, refuseHosts } from '../../target/allow.ts';
import { hostsInScript } from '../../target/hosts-in-script.ts';
import { isOnThisMachine } from '../../target/own-machine.ts';
import type { Pins } from '../../target/pins.ts';
import { requestsInScript } from '../../target/requests-in-script.ts';
import type { Asked } from '../gather.ts';
import type { Installation } from '../installation.ts';
import type { RunRequest } from '../request.ts';
import { preflight, type Reached } from './preflight.ts';
import { startSandboxProcess } from './sandbox-process.ts';

/** The system under test, allowed and answering. */
export interface OpenTarget {
  /** Null where only the script knows. */
  readonly url: string | null;
  /** The same without user and password: what may be written down. */
  readonly shown: string;
  /** Variables for k6: where there is a password, the whole address. */
  readonly env: Readonly<Record<string, string>>;
  /** The target as the first lines of a run name it. */
  readonly words: string;
  /**
   * Whether it runs on this machine, so that it shares the generator's CPUs; of a script with several, whether one
   * does.
   */
  readonly onThisMachine: boolean;
  /** What keeps k6 on the allow-list. */
  readonly safety: Safety;
  close(): Promise<void>;
}

/** Read by `target` of loadkit/k6 (src/scenario/target.ts). */
const WHOLE_TARGET = 'LOADKIT_WHOLE_TARGET';

/**
 * Whether a scenario asks loadkit where its requests go: always one on a profile; esbuild leaves `target` out where it
 * is not used.
 */
export function readsTarget({ profile, bundle }: Asked['facts']): boolean {
  return profile !== null || bundle.code.includes(WHOLE_TARGET);
}

/**
 * Finds out where the load goes, refuses what is not allowed (UserError 6), starts the sandbox if that is the target,
 * and asks the target for a first answer (RunError 8). A plain script needs no target: k6 holds it to the allow-list.
 */
export async function openTarget(
  asked: Asked,
  request: RunRequest,
  install: Installation,
  note: (text: string) => void,
): Promise<OpenTarget> {
  const { target, facts, engine, project } = asked;
  if (!readsTarget(facts)) return openScripts(asked, request, note);
  if (target === null) throw noTarget();
  await refuseRequested(asked);
  if (target === 'sandbox') return openSandbox(asked, install);
  refuseProduction(asked, target, request);
  const pins = pinsOf(asked);
  const allowed = await allowTarget({ target, allow: project.service.safety.allow, pins });
  let { addresses } = allowed;
  if (request.preflight) {
    const reached = await preflight({ engine, url: target, options: facts.options, addresses });
    if (reached.failure) throw reached.failure;
    for (const text of reached.notes) note(text);
    addresses = reached.addresses;
  }
  return opened(target, addresses);
}

/**
 * A plain script knows by itself where its requests go. What it names in its text or is handed in a variable is asked
 * for a first answer; only where that is all it can mean does silence end the run before its load.
 */
async function openScripts(asked: Asked, request: RunRequest, note: (text: string) => void): Promise<OpenTarget> {
  const pins = pinsOf(asked);
  const requested = await refuseRequested(asked);
  const { url, sure } = await likelyTarget(asked, requested);
  refuseProduction(asked, url, request);
  const allow = await allowOf(asked, request);
  if (url === null || !request.preflight) {
    const { addresses } = await allowTarget({ target: null, allow, pins });
    return opened(url, addresses, requested);
  }
  const reached = await reachLikely(asked, url, allow);
  if (reached.failure && sure) throw reached.failure;
  if (reached.failure)
    note(`${reached.failure.problem.what}; the script runs all the same, since it may ask elsewhere`);
  for (const text of reached.notes) note(text);
  // Where it did not answer, what the record says of the target is whom the script asked.
  return opened(reached.failure ? null : url, reached.addresses, requested);
}

/**
 * To where the load of a plain script may go: in production to the one host that was confirmed, since nobody sees in the
 * script whether it asks others. UserError (6) where that is none.
 */
async function allowOf(asked: Asked, { production }: RunRequest): Promise<readonly string[]> {
  const { project, tier } = asked;
  const { allow } = project.service.safety;
  if (environmentOf(project.service, tier) !== 'production' || production === undefined) return allow;
  const written = production.includes(':') ? `http://[${production}]` : `http://${production}`;
  if (!URL.canParse(written)) throw notAHost(production);
  const host = new URL(written);
  await refuseHosts([{ url: host, where: '--production' }], { allow, pins: pinsOf(asked) });
  return [hostOf(host)];
}

function notAHost(production: string): UserError {
  return new UserError(
    { what: `"${production}" is no host`, where: { path: '--production' }, next: 'name the host that gets the load' },
    6,
  );
}

/** Whether a likely target is there. One whose name leads nowhere now is not; what is listed besides stays allowed. */
async function reachLikely(asked: Asked, url: string, allow: readonly string[]): Promise<Reached> {
  const { facts, engine } = asked;
  const allowed = { allow, pins: pinsOf(asked) };
  try {
    const { addresses } = await allowTarget({ target: url, ...allowed });
    return await preflight({ engine, url, options: facts.options, addresses });
  } catch (error) {
    if (!(error instanceof RunError)) throw error;
    const { addresses } = await allowTarget({ target: null, ...allowed });
    return { addresses, failure: error, notes: [] };
  }
}

/** Where a plain script most likely sends its requests, and whether all that is seen of it leads there. */
async function likelyTarget(
  { facts, env, project }: Asked,
  requested: readonly URL[],
): Promise<{ url: string | null; sure: boolean }> {
  const handed = Object.values(env).filter((value) => /^(https?|wss?):\/\//i.test(value) && URL.canParse(value));
  const named = hostsInScript(withoutData(facts.bundle.code), env).map(({ url }) => url);
  const seen = [...requested, ...handed.map((each) => new URL(each)), ...named.flatMap(parsed)];
  const origins = [...new Set(seen.map(originOf))];
  const { allow } = project.service.safety;
  const pins = facts.options['hosts'] as Pins | undefined;
  for (const origin of origins) {
    if (!(await isAllowed(new URL(origin), { allow, ...(pins ? { pins } : {}) }))) continue;
    return { url: origin, sure: requested.length > 0 && origins.length === 1 };
  }
  return { url: null, sure: false };
}

function parsed(text: string): URL[] {
  return URL.canParse(text) ? [new URL(text)] : [];
}

function originOf({ protocol, host }: URL): string {
  return `${protocol.replace(/^ws/i, 'http')}//${host}`;
}

/**
 * Refuses a script of which nothing that it can request is allowed; returns what it requests by the words. Where
 * something else may get the load, a request that is written out may never be sent (a branch, a webhook at the end): k6
 * blocks those that are.
 */
async function refuseRequested(asked: Asked): Promise<readonly URL[]> {
  const { facts, project } = asked;
  if (facts.profile !== null) return [];
  const { urls, whole } = requestsInScript(withoutData(facts.bundle.code));
  const allowed = { allow: project.service.safety.allow, pins: pinsOf(asked) };
  const some = await Promise.all(urls.map((url) => isAllowed(url, allowed)));
  if (whole && !some.includes(true))
    await refuseHosts(
      urls.map((url) => ({ url, where: `the script (${url.origin})` })),
      allowed,
    );
  return urls;
}

function pinsOf({ facts }: Asked): Pins {
  return (facts.options['hosts'] as Pins | undefined) ?? {};
}

/** What is open once it is allowed; `requested`: where a script certainly sends requests besides. */
function opened(url: string | null, addresses: readonly AllowedAddress[], requested: readonly URL[] = []): OpenTarget {
  const safety = safetyOptions({ addresses });
  const shown = url === null ? UNNAMED_TARGET : shownTarget(url);
  return {
    url,
    shown,
    env: url === null || shown === url ? {} : { [WHOLE_TARGET]: url },
    words: shown,
    onThisMachine: sharesMachine(url, addresses, requested),
    safety,
    close: async () => undefined,
  };
}

/** Where only the script knows its target, and nothing but loopback is allowed, it is this machine. */
function sharesMachine(url: string | null, addresses: readonly AllowedAddress[], requested: readonly URL[]): boolean {
  const host = url === null ? [] : addressesOf(hostOf(new URL(url)), addresses);
  if (url === null && addresses.length === 0) return true;
  return isOnThisMachine([...host, ...(url === null ? [] : [hostOf(new URL(url))]), ...requested.map(hostOf)]);
}

/** A target without user and password: what may be written down and shown. */
export function shownTarget(url: string): string {
  if (!URL.canParse(url)) return url;
  const whole = new URL(url);
  if (whole.username === '' && whole.password === '') return url;
  whole.username = '';
  whole.password = '';
  return whole.href.replace(/\/+$/, '');
}

async function openSandbox({ project, tier, timeScale }: Asked, install: Installation): Promise<OpenTarget> {
  const { fault: faults = [], ...size } = project.service.sandbox;
  const flags = Object.entries({ tier: tier.name, ...size }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, name === 'service' ? `${value}s` : String(value)],
  );
  // Their moments are as far into the run as its stages are.
  if (faults.length > 0)
    flags.push('--time-scale', String(timeScale), ...faults.flatMap((fault) => ['--fault', fault]));
  const sandbox = await startSandboxProcess(install.cli, flags);
  const { addresses } = await allowTarget({ target: sandbox.url, allow: project.service.safety.allow });
  return {
    url: sandbox.url,
    shown: sandbox.url,
    env: {},
    words: `the sandbox (${sandbox.words})`,
    onThisMachine: true,
    safety: safetyOptions({ addresses }),
    close: sandbox.stop,
  };
}

function noTarget(): UserError {
  return new UserError({
    what: 'no target is named',
    where: { path: '--target' },
    next: 'give --target http://127.0.0.1:8080 (or --target sandbox), or write target: into loadkit.config.yaml',
  });
}

function refuseProduction({ project, tier }: Asked, url: string | null, { production }: RunRequest): void {
  if (environmentOf(project.service, tier) !== 'production') return;
  const host = url === null ? null : hostOf(new URL(url));
  if (production !== undefined && (host === null || production.toLowerCase() === host)) return;
  throw new UserError(
    {
      what: `the configuration says environment: production, and load would go ${host === null ? UNNAMED_TARGET : `to ${host}`}`,
      where: {
        file: (tier.environment === 'production' ? tier.file : project.serviceFile) ?? undefined,
        path: 'environment',
      },
      next: `if you mean it: --production ${host ?? 'HOST'}`,
    },
    6,
  );
}
