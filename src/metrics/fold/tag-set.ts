import { namePattern } from '../name-pattern.ts';
import { shortened } from '../shortened.ts';
import { isClosedTag } from '../tags.ts';
import type { Naming, OpenSeries } from './open-series.ts';

/**
 * How much of its tags a sample keeps, as in the engine (engine/output/tags.go): all; those that matter with
 * the name; with what it has in common with others; those that matter; the closed ones; none.
 */
export const DETAILS = ['whole', 'addressed', 'patterned', 'named', 'exact', 'nothing'] as const;
export type Detail = (typeof DETAILS)[number];

/** The tags that k6 sets on the samples of its protocols beside another that says the same in fewer values. */
const COVERED = [
  ['url', 'name'],
  ['error', 'error_code'],
] as const;

/** The tags that hold the address of a request. */
const ADDRESSES: ReadonlySet<string> = new Set(['name', 'url']);

/** The metrics that k6 itself makes for requests. All tags of others, of checks too, are the user's own. */
const OF_PROTOCOL = /^(http_req|request_time|grpc_|ws_|browser_)/;
const OF_HTTP = /^(http_req|request_time)/;

/** The tags that samples share, and the series that they belong to, by metric. */
export class TagSet {
  readonly all: Readonly<Record<string, string>>;
  /** Filled by the accumulator, so that the path of a sample is short. */
  readonly series = new Map<string, OpenSeries>();
  private readonly namings = new Map<string, Naming>();

  /** Tags without a value are left out, values as long as a document are cut. */
  constructor(tags: Readonly<Record<string, string>>) {
    const kept = Object.entries(tags).filter(([, value]) => value !== '');
    this.all = Object.fromEntries(kept.map(([name, value]) => [name, shortened(value)]));
  }

  /**
   * Whether k6 was told not to say of a request whether it failed (`setResponseCallback(null)`): then its status does.
   */
  get judgedByStatus(): boolean {
    return this.all['status'] !== undefined && this.all['expected_response'] === undefined;
  }

  /** Whether a request with this status succeeded, as k6 takes it unless told otherwise. */
  get succeeded(): boolean {
    return /^[23]\d\d$/.test(this.all['status'] ?? '');
  }

  /** How the samples of a metric are named at a detail; `wanted` are the tags that objectives name. */
  naming(metric: string, wanted: ReadonlySet<string>, detail: Detail): Naming {
    const key = `${detail} ${OF_PROTOCOL.test(metric)} ${OF_HTTP.test(metric)}`;
    const known = this.namings.get(key);
    if (known) return known;
    const made = namingOf(this.keptFor(metric, wanted), wanted, detail);
    this.namings.set(key, made);
    return made;
  }

  private keptFor(metric: string, wanted: ReadonlySet<string>): Record<string, string> {
    const kept = { ...this.all };
    if (!OF_PROTOCOL.test(metric)) return kept;
    for (const [name, by] of COVERED) if (kept[by] !== undefined && !wanted.has(name)) delete kept[name];
    if (OF_HTTP.test(metric) && this.judgedByStatus) kept['expected_response'] = String(this.succeeded);
    return kept;
  }
}

function keeps(detail: Detail, name: string, wanted: ReadonlySet<string>): boolean {
  if (detail === 'whole') return true;
  if (detail === 'nothing') return false;
  if (detail === 'addressed') return isClosedTag(name) || wanted.has(name) || ADDRESSES.has(name);
  return isClosedTag(name) || (detail !== 'exact' && wanted.has(name) && !ADDRESSES.has(name));
}

function namingOf(all: Readonly<Record<string, string>>, wanted: ReadonlySet<string>, detail: Detail): Naming {
  const left = Object.keys(all).filter((name) => !keeps(detail, name, wanted));
  const patterns = detail === 'patterned' ? left.filter((name) => ADDRESSES.has(name)) : [];
  const names = Object.keys(all)
    .filter((name) => !left.includes(name) || patterns.includes(name))
    .sort();
  const folded = detail === 'nothing' ? ['*'] : left.sort();
  const kept = (name: string) => (patterns.includes(name) ? namePattern(all[name]!) : all[name]!);
  const text = (some: readonly string[]) => some.map((name) => `\0${name}\0${kept(name)}`).join('');
  const mark = folded.length > 0 ? `\x01${folded.join('\0')}` : '';
  return {
    tags: Object.fromEntries(names.map((name) => [name, kept(name)])),
    folded,
    key: text(names) + mark,
    open: text(names.filter((name) => !isClosedTag(name))),
  };
}
