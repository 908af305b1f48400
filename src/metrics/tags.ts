/**
 * The tags whose values k6 and loadkit choose from a small set: whatever the bound on series folds, these stay
 * (engine/output/tags.go). All others are open: a script may give them ever new values.
 */
const CLOSED: ReadonlySet<string> = new Set(
  'scenario stage method status expected_response error_code proto subproto tls_version ocsp_status'.split(' '),
);

/** Whether the values of a tag come from a small set, so that it is never folded. */
export function isClosedTag(name: string): boolean {
  return CLOSED.has(name);
}

/** All of k6's system tags (metrics/system_tag.go). */
export const K6_TAGS: ReadonlySet<string> = new Set([
  ...CLOSED,
  ...'url name group check error service iter vu ip'.split(' '),
]);

/** One string for each set of tags, in whatever order these stand. */
export function tagsKey(tags: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1)));
}
