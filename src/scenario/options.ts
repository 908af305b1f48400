import type { Injected, ProbeNote } from './injected.ts';

type K6Options = Record<string, unknown>;

/**
 * The script's own options with what safety and measuring need, and nothing else. The script's pinned hosts stay: where
 * they lead is still checked against the blocked addresses.
 */
export function guarded(options: unknown, injected: Injected | null): K6Options {
  const given = (typeof options === 'object' && options !== null ? options : {}) as K6Options;
  if (injected === null) return withUsers(given);
  // In place where possible: k6 writes the consolidated options into the exported object, and scripts read them there.
  const own = Object.isExtensible(given) ? given : { ...given };
  const { safety, systemTags } = injected;
  if (injected.replaces) replaceLoad(own, injected);
  own['hosts'] = { ...safety.hosts, ...(own['hosts'] as Record<string, string> | undefined) };
  own['blacklistIPs'] = [...listOf(own['blacklistIPs']), ...safety.blacklistIPs];
  own['systemTags'] = [...new Set([...listOf(own['systemTags']), ...systemTags])];
  return own;
}

/** What says how much load there is, and what could end it. */
const LOAD = ['scenarios', 'stages', 'vus', 'duration', 'iterations', 'rps', 'thresholds'];

function replaceLoad(own: K6Options, { options, plainOptions }: Injected): void {
  for (const name of LOAD) delete own[name];
  Object.assign(own, __ENV['LOADKIT_ENGINE'] === '1' ? options : plainOptions);
}

/** `k6 inspect` forgets the one VU that `k6 run` takes when a script says only how long or how often. */
function withUsers(own: K6Options): K6Options {
  if (own['vus'] !== undefined) return own;
  // By loadkit's own flags, which replace scenarios and stages.
  if (__ENV['LOADKIT_LOAD'] === '1') return { ...own, vus: 1 };
  const alone = own['scenarios'] === undefined && own['stages'] === undefined;
  return alone && (own['iterations'] !== undefined || own['duration'] !== undefined) ? { ...own, vus: 1 } : own;
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** What the probe prints about a scenario. */
export function probeNote(asked: unknown, requests: unknown, exports?: readonly string[]): ProbeNote {
  const note = (asked ?? {}) as { profile?: string; override?: unknown };
  return {
    profile: note.profile ?? null,
    override: note.override ?? null,
    requests: requests ?? null,
    exports: exports ?? null,
  };
}
