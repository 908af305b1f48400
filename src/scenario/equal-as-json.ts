/**
 * Whether two values are the same as JSON: the order of keys does not matter. Text with sorted keys costs k6 more than
 * a request does, so it is made only where the values are not the same as they stand.
 */
export function equalAsJson(left: unknown, right: unknown): boolean {
  return same(left, right) || canonical(left) === canonical(right);
}

/** Sound, and not complete: what only JSON makes equal (a date and its text) is not the same here. */
function same(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const [mine, theirs] = [left, right] as Record<string, unknown>[];
  const keys = Object.keys(mine!);
  // A date says nothing by its keys.
  if (keys.length === 0 || 'toJSON' in left || 'toJSON' in right) return false;
  return (
    keys.length === Object.keys(theirs!).length && keys.every((key) => key in right && same(mine![key], theirs![key]))
  );
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
