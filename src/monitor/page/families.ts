import type { Exposition, FamilyType } from './exposition.ts';

const PARTS = ['_bucket', '_count', '_sum'];
const QUANTILE = /^(.+)_p(\d{1,2}(?:\.\d+)?)$/;

/** What is asked of a name: a quantile of a family, where it ends in `_p99`. */
export function askedOf(name: string): { family: string; quantile: number | undefined } {
  const [, family, per] = QUANTILE.exec(name) ?? [];
  return family === undefined ? { family: name, quantile: undefined } : { family, quantile: Number(per) / 100 };
}

/** The family whose buckets or quantiles a sample is a part of; undefined of a sample that stands by itself. */
export function familyOf(name: string, types: Exposition['types']): string | undefined {
  if (isDistribution(types.get(name))) return name;
  const part = PARTS.find((suffix) => name.endsWith(suffix));
  if (part === undefined) return undefined;
  const family = name.slice(0, -part.length);
  return isDistribution(types.get(family)) || part === '_bucket' ? family : undefined;
}

/** Whether samples count since the process began. Without a word of the page, names that end as counters do. */
export function isCounter(name: string, { types, names }: Pick<Exposition, 'types' | 'names'>): boolean {
  const declared = types.get(name) ?? types.get(name.replace(/_total$/, ''));
  if (declared !== undefined && declared !== 'unknown' && !isDistribution(declared)) return declared === 'counter';
  if (/_(total|bucket)$/.test(name)) return true;
  const [, family] = /^(.+)_(?:count|sum)$/.exec(name) ?? [];
  // `pg_locks_count` is a number of locks: only beside its sum a count is that of a distribution.
  return (
    family !== undefined &&
    (isDistribution(types.get(family)) || ['_count', '_sum'].every((part) => names.has(family + part)))
  );
}

function isDistribution(type: FamilyType | undefined): boolean {
  return type === 'histogram' || type === 'summary';
}
