import type { Injected, ProbeNote } from '../injected.ts';

type K6Options = Record<string, unknown>;

/**
 * The script's own options with what measuring needs, and nothing else. Allowed names are pinned to their addresses
 * where the script does not pin them itself. That is no guard: what may be connected to, k6 is told outside of the
 * script (k6/local/run.ts).
 */
export function completed(options: unknown, injected: Injected | null): K6Options {
  // A function, a number: k6's to refuse.
  if (options !== undefined && options !== null && typeof options !== 'object') return options as K6Options;
  const given = (options ?? {}) as K6Options;
  if (injected === null) return withUsers(given);
  const changes = {
    ...(injected.replaces ? replacedLoad(injected) : {}),
    hosts: { ...injected.hosts, ...(given['hosts'] as Record<string, string> | undefined) },
    systemTags: [...new Set([...listOf(given['systemTags']), ...injected.systemTags])],
  };
  // In place where possible: k6 writes the consolidated options into the exported object, and scripts read them there.
  return takes(given, changes) ? given : present({ ...given, ...changes });
}

/** The options of a user, of which k6 reads nothing, and into which it writes all that it knows: a copy of what is locked. */
export function settable(options: unknown): unknown {
  if (typeof options !== 'object' || options === null) return options;
  const unlocked = Object.values(Object.getOwnPropertyDescriptors(options)).every(({ writable }) => writable === true);
  return unlocked && Object.isExtensible(options) ? options : { ...options };
}

/**
 * Writes into the script's own object, over accessors too; false where that is frozen or the like. `undefined` deletes.
 */
function takes(own: K6Options, changes: K6Options): boolean {
  return Object.entries(changes).every(([name, value]) =>
    value === undefined
      ? Reflect.deleteProperty(own, name)
      : Reflect.defineProperty(own, name, { value, writable: true, enumerable: true, configurable: true }),
  );
}

function present(options: K6Options): K6Options {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/** What says how much load there is, and what could end it. */
const LOAD = ['scenarios', 'stages', 'vus', 'duration', 'iterations', 'rps', 'thresholds'];

function replacedLoad({ options, plainOptions }: Injected): K6Options {
  const none = Object.fromEntries(LOAD.map((name) => [name, undefined]));
  return { ...none, ...(__ENV['LOADKIT_ENGINE'] === '1' ? options : plainOptions) };
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
