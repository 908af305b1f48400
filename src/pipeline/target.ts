import { UserError } from '../errors.ts';
import { withoutData } from '../k6/embed.ts';
import { safetyOptions } from '../k6/options.ts';
import type { Safety } from '../scenario/injected.ts';
import { addressesOf, allowTarget, hostOf, refuseHosts } from '../target/allow.ts';
import { hostsInScript } from '../target/hosts-in-script.ts';
import { isOnThisMachine } from '../target/own-machine.ts';
import { reachTarget } from '../target/reach.ts';
import type { Installation } from './installation.ts';
import type { Prepared } from './prepare.ts';
import type { RunRequest } from './request.ts';
import { startSandboxProcess } from './sandbox-process.ts';

/** The system under test, allowed and answering. */
export interface OpenTarget {
  readonly url: string;
  /** The same without user and password: what may be written down. */
  readonly shown: string;
  /** Variables for k6: where there is a password, the whole address. */
  readonly env: Readonly<Record<string, string>>;
  /** The target as the first lines of a run name it. */
  readonly words: string;
  /** Whether it runs on this machine, so that it shares the generator's CPUs; of a script with several, whether one does. */
  readonly onThisMachine: boolean;
  /** What keeps k6 on the allow-list. */
  readonly safety: Safety;
  close(): Promise<void>;
}

/** Read by `target` of loadkit/k6 (src/scenario/target.ts). */
const WHOLE_TARGET = 'LOADKIT_WHOLE_TARGET';

function withoutUser(url: string): string {
  const parsed = new URL(url);
  if (parsed.username === '' && parsed.password === '') return url;
  parsed.username = '';
  parsed.password = '';
  return parsed.href.replace(/\/+$/, '');
}

/**
 * Finds out where the load goes, refuses what is not allowed (UserError 6), starts the sandbox if that is the target, and
 * asks the target for a first answer (RunError 8).
 */
export async function openTarget(prepared: Prepared, request: RunRequest, install: Installation): Promise<OpenTarget> {
  const url = targetUrl(prepared, request);
  const { allow } = prepared.project.service.safety;
  if (url === 'sandbox') return openSandbox(prepared, install);
  refuseProduction(prepared, url, request);
  const named =
    prepared.facts.profile === null ? hostsInScript(withoutData(prepared.facts.bundle.code), prepared.env) : [];
  await refuseHosts(
    named.map(({ host, url: where }) => ({ host, where: `the script (${where})` })),
    { allow },
  );
  const { addresses } = await allowTarget({ target: url, allow });
  if (request.preflight)
    await reachTarget({ target: url, address: addresses[0]?.address, caFile: request.environment['SSL_CERT_FILE'] });
  const shown = withoutUser(url);
  return {
    url,
    shown,
    env: shown === url ? {} : { [WHOLE_TARGET]: url },
    words: shown,
    onThisMachine: isOnThisMachine([...addressesOf(hostOf(new URL(url)), addresses), ...named.map(({ host }) => host)]),
    safety: safetyOptions({ addresses }),
    close: async () => undefined,
  };
}

async function openSandbox({ project, tier, facts, env }: Prepared, install: Installation): Promise<OpenTarget> {
  const { allow } = project.service.safety;
  const named = facts.profile === null ? hostsInScript(withoutData(facts.bundle.code), env) : [];
  await refuseHosts(
    named.map(({ host, url: where }) => ({ host, where: `the script (${where})` })),
    { allow },
  );
  const flags = Object.entries({ tier: tier.name, ...project.service.sandbox }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, name === 'service' ? `${value}s` : String(value)],
  );
  const sandbox = await startSandboxProcess(install.cli, flags);
  const { addresses } = await allowTarget({ target: sandbox.url, allow });
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

/**
 * `--target` wins. A plain script carries its own address, in its text or in a variable handed to it: the first one stands in
 * for a target.
 */
function targetUrl({ target, facts, env }: Prepared, request: RunRequest): string {
  if (facts.profile === null && request.target === undefined) {
    const own = hostsInScript(withoutData(facts.bundle.code), env)[0];
    if (own) return new URL(own.url).origin;
    const handed =
      target === null && Object.values(env).find((value) => /^(https?|wss?):\/\//i.test(value) && URL.canParse(value));
    if (handed) return new URL(handed.replace(/^ws/i, 'http')).origin;
  }
  if (target !== null) return target;
  throw new UserError({
    what: 'no target is named',
    where: { path: '--target' },
    next: 'give --target http://127.0.0.1:8080 (or --target sandbox), or write target: into loadkit.config.yaml',
  });
}

function refuseProduction({ project }: Prepared, url: string, { production }: RunRequest): void {
  if (project.service.environment !== 'production') return;
  const host = hostOf(new URL(url));
  if (production === host) return;
  throw new UserError(
    {
      what: `the configuration says environment: production, and load would go to ${host}`,
      where: { file: project.serviceFile ?? undefined, path: 'environment' },
      next: `if you mean it: --production ${host}`,
    },
    6,
  );
}
