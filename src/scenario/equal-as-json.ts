/**
 * Whether two values are the same as JSON: the order of keys does not matter. Sorted keys cost k6 more than a request does,
 * so they are compared only where the two differ as they stand.
 */
export function equalAsJson(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right) || canonical(left) === canonical(right);
}

/** A value as JSON with sorted keys: two values print the same exactly if they are equal as JSON. */
function canonical(value: unknown): string {
  return JSON.stringify(value, sorted) ?? 'null';
}

function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries);
}
