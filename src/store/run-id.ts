import { createHash } from 'node:crypto';

const LONGEST_NAME = 40;

/**
 * A name as a part of a folder's name: lower case letters, digits and dashes; never empty, never starting with a dash
 * or dot, at most 40 characters. Different names may give the same slug; the id's random tail keeps runs apart.
 */
export function slug(name: string): string {
  const text = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST_NAME)
    .replace(/^-+|-+$/g, '');
  return text || 'run';
}

/** `20261121-142033-stress-medium-3fa9c1`: sorts by time, says what ran, unique by its random tail. */
export function runId(startedAt: Date, scenario: string, tier: string | null, tail: string): string {
  const stamp = startedAt.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  return [stamp, slug(scenario), tier === null ? undefined : slug(tier), tail].filter(Boolean).join('-');
}

/** Eight hexadecimal digits that stand for a run in the ids of the traces it makes. */
export function traceDigits(id: string): string {
  return createHash('sha256').update(id).digest('hex').slice(0, 8);
}
