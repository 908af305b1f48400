import { UserError } from '../errors.ts';
import type { ProfileOverride } from './profile-override.ts';
import { parseProfileOverride } from './profile-rules.ts';

const FLAG = '--set';

/**
 * Reads the values of `--set`: `hold=2m`, `rate=80`, `steps=0.5,1,2`, `recovery.users=10`. Later ones win. Throws UserError
 * naming the flag and the field.
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
