import type { OpenSeries } from './open-series.ts';

/** k6's system tags (metrics/system_tag.go) that do not tell series apart. Every other tag is kept. */
const DROPPED: ReadonlySet<string> = new Set(
  'proto subproto url error tls_version service iter vu ocsp_status ip'.split(' '),
);

/** The tags that samples share, and the series that they belong to, by metric. */
export interface TagSet {
  readonly all: Readonly<Record<string, string>>;
  /** Those by which series are told apart. */
  readonly kept: Readonly<Record<string, string>>;
  /** One string per distinct set of kept tags. */
  readonly key: string;
  /** Filled by the accumulator, so that the path of a sample is short. */
  readonly series: Map<string, OpenSeries>;
}

/** Makes a set; tags without a value are left out. */
export function tagSet(tags: Readonly<Record<string, string>>): TagSet {
  const all = Object.fromEntries(Object.entries(tags).filter(([, value]) => value !== ''));
  const kept = Object.fromEntries(Object.entries(all).filter(([name]) => !DROPPED.has(name)));
  const names = Object.keys(kept).sort();
  const key = names.map((name) => `\0${name}\0${kept[name]}`).join('');
  return { all, kept, key, series: new Map() };
}
