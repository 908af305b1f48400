import { UserError } from '../../errors.ts';
import type { ProfileOverride } from './override.ts';
import { parseProfileOverride } from './rules.ts';

const FLAG = '--set';

/**
 * Reads the values of `--set`: `hold=2m`, `rate=80`, `steps=0.5,1,2`, `recovery.users=10`. Later ones win. Throws
 * UserError naming the flag and the field.
 */
export function parseSets(sets: readonly string[]): ProfileOverride {
  const written: Record<string, unknown> = {};
  const recovery: Record<string, unknown> = {};
  for (const set of sets) {
    const equals = set.indexOf('=');
    const path = set.slice(0, Math.max(0, equals)).trim();
    if (!/^\w+(?:\.\w+)?$/.test(path) || path.startsWith('__')) {
      throw new UserError({
        what: `${JSON.stringify(set)} sets nothing`,
        where: { path: FLAG },
        next: 'write --set hold=2m, or --set recovery.users=10',
      });
    }
    const [key, inner] = path.split('.') as [string, string | undefined];
    const value = readValue(key, set.slice(equals + 1).trim());
    if (inner === undefined) written[key] = value;
    else if (key === 'recovery') recovery[inner] = value;
    else written[path] = value;
  }
  if (Object.keys(recovery).length > 0) written['recovery'] = recovery;
  return parseProfileOverride(written, FLAG);
}

function readValue(key: string, text: string): unknown {
  if (key === 'steps')
    return text
      .replace(/^\[|\]$/g, '')
      .split(',')
      .map((step) => numberOr(step.trim()));
  return numberOr(text);
}

function numberOr(text: string): unknown {
  return /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text;
}

/** An override that notes which of its fields are read: `rate`, `recovery.hold`. */
export function watched(override: ProfileOverride): { override: ProfileOverride; read: ReadonlySet<string> } {
  const read = new Set<string>();
  const watch = <T extends object>(fields: T, prefix: string): T =>
    new Proxy(fields, {
      get(target, key) {
        const value = Reflect.get(target, key) as unknown;
        read.add(`${prefix}${String(key)}`);
        return key === 'recovery' && typeof value === 'object' && value !== null ? watch(value, 'recovery.') : value;
      },
    });
  return { override: watch(override, ''), read };
}

/**
 * Refuses what was set and then not looked at: `steps` of a smoke run, `hold` where the tier describes its stages
 * itself. A run that is not the one asked for must not pass for it. Throws UserError (2).
 */
export function refuseIdleSets(sets: ProfileOverride, read: ReadonlySet<string>, profile: string): void {
  const { recovery = {}, ...rest } = sets;
  const fields = [...Object.keys(rest), ...Object.keys(recovery).map((key) => `recovery.${key}`)];
  const idle = fields.filter((field) => !read.has(field));
  if (idle.length === 0) return;
  throw new UserError(
    idle.map((field) => ({
      what: `\`${field}\` has no effect on this ${profile} run`,
      where: { path: `${FLAG} ${field}` },
      why: `the ${profile} profile does not use it, or another field (such as \`stages\`) takes its place`,
      next: 'leave it out; `loadkit check` shows the plan',
    })),
  );
}

/** Refuses `--set` for a script that has no profile. Throws UserError (2). */
export function refuseSetsOfScript(sets: ProfileOverride, file: string): void {
  if (Object.keys(sets).length === 0) return;
  throw new UserError({
    what: 'a plain k6 script has no profile that --set could change',
    where: { file },
    why: 'it runs by its own options, which loadkit does not touch',
    next: "change its options, read them from -e NAME=value, or build it on a profile: export const options = profile('stress')",
  });
}
