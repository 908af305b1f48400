import {
  addressWritten,
  kindOfMonitor,
  type MonitorSettings,
  type MonitorsSection,
  percentDecoded,
} from '../config/monitors/section.ts';
import { UserError } from '../errors.ts';
import type { Watches } from '../metrics/lines/lines.ts';
import { tagMatches } from '../metrics/selector.ts';
import { type AlertRule, measuredAlerts } from '../objectives/alert-rule.ts';
import type { Objective } from '../objectives/objective.ts';
import { namesIn } from '../promql/select.ts';
import { refuseHosts } from '../target/allow.ts';
import { isOnThisMachine } from '../target/own-machine.ts';
import { commandMonitor } from './command-monitor.ts';
import type { Access } from './get.ts';
import { httpMonitor } from './http-monitor.ts';
import { kubernetesMonitor } from './kubernetes/kubernetes-monitor.ts';
import { groupMonitor } from './machine/group-monitor.ts';
import { hostMonitor } from './machine/host-monitor.ts';
import { processMonitor } from './machine/process-monitor.ts';
import { processesIn, processesOf, watchesProcesses } from './machine/serving.ts';
import type { Monitor } from './monitor.ts';
import { pageMonitor } from './page/page-monitor.ts';
import { postgresMonitor } from './postgres/postgres-monitor.ts';
import { prometheusMonitor } from './prometheus/prometheus-monitor.ts';

/** What monitors are opened with. */
export interface OpenGiven {
  readonly monitors: MonitorsSection;
  /** The target's address, with user and password; null where only the script knows it. */
  readonly target: string | null;
  /** `safety.allow` and `safety.watch`. */
  readonly allow: readonly string[];
  readonly objectives: readonly Objective[];
  /** What rule files name is read as well. */
  readonly alerts?: readonly AlertRule[];
  /** Where commands run, and what they get of the environment. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * The monitors of a run. Nothing is read yet. Throws UserError: 2 where a path has no target, 6 where one would connect
 * to a host that is neither this machine nor listed.
 */
export async function openMonitors(given: OpenGiven): Promise<Monitor[]> {
  const entries = Object.entries(given.monitors);
  const hosts = entries.flatMap(([name, settings]) => {
    const url = addressOf(name, settings, given.target);
    return url ? [{ url, where: `the monitor ${name}`, purpose: 'watch' as const }] : [];
  });
  await refuseHosts(hosts, { allow: given.allow });
  return entries.map(([name, settings]) => ({
    ...opened(name, settings, given),
    named: new Set(readingsNamed(given, name)),
    watches: () => settings.watches ?? watchesOf(name, settings, given.target),
  }));
}

/** What is seen of a monitor's subject; undefined: nothing shows whether it is the target. */
function watchesOf(name: string, settings: MonitorSettings, target: string | null): Watches | undefined {
  if (target === null) return undefined;
  const served = new URL(target.replace(/^ws/i, 'http'));
  switch (kindOfMonitor(settings)) {
    // Whoever answers at the target's address tells of itself.
    case 'metrics':
      return addressOf(name, settings, target)!.origin === served.origin ? 'replica' : undefined;
    case 'process':
      return watchesProcesses(processesOf(numberOrName(settings.process!)), served) ?? ofThisMachine(served);
    case 'cgroup':
      return watchesProcesses(processesIn(settings.cgroup!), served) ?? ofThisMachine(served);
    case 'host':
      return 'generator';
    default:
      return undefined;
  }
}

/** What runs on this machine is the generator's side where the target is elsewhere; undefined: it may be the target. */
function ofThisMachine({ hostname }: URL): Watches | undefined {
  return isOnThisMachine([hostname.replace(/^\[|\]$/g, '')]) ? undefined : 'generator';
}

function opened(name: string, settings: MonitorSettings, given: OpenGiven): Monitor {
  const { every, timeout } = settings;
  const asking = () => {
    const url = addressOf(name, settings, given.target)!;
    return { name, every, url, access: accessOf(settings, url, given.allow) };
  };
  switch (kindOfMonitor(settings)) {
    case 'metrics':
      return pageMonitor({ ...asking(), asked: [...(settings.take ?? []), ...readingsNamed(given, name)] });
    case 'http':
      return httpMonitor({ ...asking(), status: settings.status });
    case 'prometheus':
      return prometheusMonitor({ ...asking(), queries: settings.queries ?? {} });
    case 'postgres':
      return postgresMonitor({ ...asking(), pool: settings.pool });
    case 'kubernetes': {
      const { kubernetes: namespace = '', selector, context } = settings;
      return kubernetesMonitor({ name, every, timeout, namespace, selector, context, cwd: given.cwd, env: given.env });
    }
    case 'process':
      return processMonitor({ name, every, of: numberOrName(settings.process!) });
    case 'cgroup':
      return groupMonitor({ name, every, folder: settings.cgroup! });
    case 'host':
      return hostMonitor({ name, every });
    case 'command': {
      const { command = [], readings } = settings;
      return commandMonitor({ name, every, timeout, command, readings, cwd: given.cwd, env: given.env });
    }
  }
}

/** A number is one of a process also where it comes from a variable, as a text. */
function numberOrName(written: number | string): number | string {
  return /^\d+$/.test(String(written)) ? Number(written) : written;
}

/** The address that a monitor asks; undefined of one that asks none. */
function addressOf(name: string, settings: MonitorSettings, target: string | null): URL | undefined {
  const written = addressWritten(settings);
  if (written === undefined) return undefined;
  if (!written.startsWith('/')) return new URL(written);
  if (target !== null) return new URL(target.replace(/^ws/i, 'http') + written);
  throw new UserError({
    what: `the monitor ${name} reads a path of the target, ${written}, and only the script knows the target`,
    where: { path: `monitors.${name}` },
    next: 'write the whole URL, or name a target',
  });
}

/** The readings that objectives and alerts ask of a monitor, or of any. */
function readingsNamed({ objectives, alerts = [] }: OpenGiven, monitor: string): string[] {
  const measured = [...objectives, ...measuredAlerts(alerts)].flatMap(({ measure }) => {
    if (measure.kind !== 'monitor') return [];
    const { monitor: of = monitor } = measure.where;
    return tagMatches(of, monitor) ? [measure.metric] : [];
  });
  const ofRules = alerts.flatMap((rule) => (rule.kind === 'promql' && rule.tree ? [...namesIn(rule.tree)] : []));
  return [...measured, ...ofRules];
}

function accessOf({ bearer, basic, timeout }: MonitorSettings, url: URL, allow: readonly string[]): Access {
  const own =
    url.username === '' ? undefined : { user: percentDecoded(url.username), password: percentDecoded(url.password) };
  const login = basic ?? own;
  const authorization =
    bearer !== undefined
      ? `Bearer ${bearer}`
      : login && `Basic ${Buffer.from(`${login.user}:${login.password}`).toString('base64')}`;
  return { allow, timeout, authorization };
}
