import { kindOfMonitor, type MonitorSettings, type MonitorsSection } from '../config/monitors/section.ts';
import { UserError } from '../errors.ts';
import type { Objective } from '../objectives/objective.ts';
import { refuseHosts } from '../target/allow.ts';
import type { Access } from './get.ts';
import type { Monitor } from './monitor.ts';
import { pageMonitor } from './page/page-monitor.ts';

/** What monitors are opened with. */
export interface OpenGiven {
  readonly monitors: MonitorsSection;
  /** The target's address, with user and password; null where only the script knows it. */
  readonly target: string | null;
  /** `safety.allow` and `safety.watch`. */
  readonly allow: readonly string[];
  readonly objectives: readonly Objective[];
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
  return entries.map(([name, settings]) => opened(name, settings, given));
}

function opened(name: string, settings: MonitorSettings, given: OpenGiven): Monitor {
  const { every } = settings;
  switch (kindOfMonitor(settings)) {
    case 'metrics': {
      const url = addressOf(name, settings, given.target)!;
      const asked = [...(settings.take ?? []), ...readingsNamed(given.objectives, name)];
      return pageMonitor({ name, every, url, access: accessOf(settings, url, given.allow), asked });
    }
  }
}

/** The address that a monitor asks; undefined of one that asks none. */
function addressOf(name: string, { metrics }: MonitorSettings, target: string | null): URL | undefined {
  const written = metrics;
  if (written === undefined) return undefined;
  if (!written.startsWith('/')) return new URL(written);
  if (target !== null) return new URL(target.replace(/^ws/i, 'http') + written);
  throw new UserError({
    what: `the monitor ${name} reads a path of the target, ${written}, and only the script knows the target`,
    where: { path: `monitors.${name}` },
    next: 'write the whole URL, or name a target',
  });
}

/** The readings that objectives ask of a monitor, or of any. */
function readingsNamed(objectives: readonly Objective[], monitor: string): string[] {
  return objectives.flatMap(({ measure }) => {
    if (measure.kind !== 'monitor') return [];
    const { monitor: of = monitor } = measure.where;
    return of === monitor ? [measure.metric] : [];
  });
}

function accessOf({ bearer, basic, timeout }: MonitorSettings, url: URL, allow: readonly string[]): Access {
  const own = url.username === '' ? undefined : { user: decoded(url.username), password: decoded(url.password) };
  const login = basic ?? own;
  const authorization =
    bearer !== undefined
      ? `Bearer ${bearer}`
      : login && `Basic ${Buffer.from(`${login.user}:${login.password}`).toString('base64')}`;
  return { allow, timeout, authorization };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
