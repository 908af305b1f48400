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
  return [stamp, nameOfSubject(scenario, tier), tail].join('-');
}

/** What a run's folder is named after: `stress-medium` of the scenario stress at the tier medium. */
export function nameOfSubject(scenario: string, tier: string | null): string {
  return [slug(scenario), ...(tier === null ? [] : [slug(tier)])].join('-');
}

/** The same, out of an id: `stress-medium` of `20261121-142033-stress-medium-3fa9c1`. */
export function subjectNamed(id: string): string {
  return id.slice('20261121-142033-'.length, -'-3fa9c1'.length);
}

/** When a run with this id began, to the second, ISO 8601. */
export function momentNamed(id: string): string {
  return id.replace(/^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d).*$/s, '$1-$2-$3T$4:$5:$6Z');
}

/** Eight hexadecimal digits that stand for a run in the ids of the traces it makes. */
export function traceDigits(id: string): string {
  return createHash('sha256').update(id).digest('hex').slice(0, 8);
}
