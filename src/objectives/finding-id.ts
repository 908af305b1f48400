import { fnv1a } from '../stats/fnv1a.ts';

// Ids of findings: the same from run to run and from version to version, so that no measured number is part of one.

const OPERATORS: Readonly<Record<string, string>> = {
  '<=': 'le',
  '>=': 'ge',
  '==': 'eq',
  '!=': 'ne',
  '<': 'lt',
  '>': 'gt',
};
/** What is longer is cut, and told from others by its check sum. */
const LONGEST_SLUG = 100;

/**
 * A text as a part of an id: `p95 <= 150ms` is `p95-le-150ms`. Letters and digits of any script in small letters, dots
 * and underscores; comparisons in words, and all else a dash.
 */
export function slugOf(text: string): string {
  const slug = text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[<>=!]=|[<>]/g, (operator) => ` ${OPERATORS[operator]} `)
    .replace(/[^\p{L}\p{N}._]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  const cut = Array.from(slug).slice(0, LONGEST_SLUG).join('');
  return slug === '' || cut !== slug ? [cut, fnv1a(text)].filter(Boolean).join('-') : slug;
}

/** The id of an objective by its name, as `silence:` takes it: `objective/api-response`. */
export function objectiveId(name: string): string {
  return `objective/${slugOf(name)}`;
}

/** An id of parts, of which those that do not apply are left out. */
export function findingId(kind: string, ...parts: readonly (string | null | undefined)[]): string {
  return [kind, ...parts.filter((part) => part !== null && part !== undefined).map(slugOf)].join('/');
}

/**
 * Findings with ids of their own. Of several with the same id each gets the check sum of what it is about (`about`),
 * whatever their order, and a number where that is the same as well.
 */
export function distinctIds<T extends { readonly id: string }>(
  findings: readonly T[],
  about: (finding: T) => string,
): T[] {
  const count = (ids: readonly string[]) => {
    const found = new Map<string, number>();
    for (const id of ids) found.set(id, (found.get(id) ?? 0) + 1);
    return found;
  };
  const first = count(findings.map(({ id }) => id));
  const named = findings.map((finding) =>
    first.get(finding.id) === 1 ? finding : { ...finding, id: `${finding.id}~${fnv1a(about(finding))}` },
  );
  const seen = new Map<string, number>();
  return named.map((finding) => {
    const before = seen.get(finding.id) ?? 0;
    seen.set(finding.id, before + 1);
    return before === 0 ? finding : { ...finding, id: `${finding.id}~${before + 1}` };
  });
}
