import { type Finding, fault, type Path, quote } from '../../input/finding.ts';
import { editDistance } from '../../input/nearest.ts';
import { type Pattern, tagMatches, type Where } from '../../metrics/selector.ts';

/** A tag of which k6 and loadkit write only values of a known form. */
interface ClosedTag {
  /** Whether some value that is written can fit the pattern, a single one without `!`. */
  readonly fits: (pattern: string) => boolean;
  readonly values: string;
  /** What was probably meant. */
  readonly meant: (pattern: string) => string | undefined;
}

const METHODS: readonly string[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'CONNECT', 'TRACE'];

const STATUSES: readonly string[] = ['', '0', ...Array.from({ length: 900 }, (_, i) => String(100 + i))];

/** By tag (k6's metrics/system_tag.go). `status` is 0 where no answer came; missing is the empty text. */
const CLOSED: Readonly<Record<string, ClosedTag>> = {
  status: {
    fits: (pattern) => !pattern.includes('**') && STATUSES.some((status) => tagMatches(pattern, status)),
    values: 'a status is written 500, a class of them 5xx, several [4xx, 5xx]',
    meant: meantStatus,
  },
  expected_response: {
    fits: (pattern) => ['true', 'false', ''].includes(pattern) || pattern.includes('*'),
    values: 'expected_response is true or false',
    meant: (pattern) => ['true', 'false'].find((value) => value === pattern.toLowerCase()),
  },
  method: {
    // Methods of gRPC are paths, and anything may be a custom method.
    fits: (pattern) => pattern === pattern.toUpperCase() || !METHODS.includes(pattern.toUpperCase()),
    values: 'k6 writes methods in capitals',
    meant: (pattern) => pattern.toUpperCase(),
  },
  error_code: {
    fits: (pattern) => /^(\d{4}|)$/.test(pattern) || pattern.includes('*'),
    values: 'an error code of k6 has four digits, such as 1050; several are written 1*',
    meant: (pattern) => (/^\d[x.]{3}$/i.test(pattern) ? `${pattern[0]}*` : undefined),
  },
};

/**
 * Reads what people write for a class of status elsewhere: `5XX`, `5..`, `5\d\d`, `5**`, `[45]xx`, `5xx|4xx`, `500.0`.
 */
function meantStatus(pattern: string): string | undefined {
  const whole = /^([1-9]\d{2})\.0+$/.exec(pattern)?.[1];
  const ten = /^([1-9]\d)[x.?]$/i.exec(pattern)?.[1];
  if (whole ?? ten) return whole ?? `${ten}*`;
  const parts = pattern
    .replace(/^\^|\$$/g, '')
    .replace(/^\[?(.*?)\]?$/, (all, inner: string) => (/[,|]/.test(inner) ? inner : all))
    .split(/\s*[,|]\s*/);
  const classes = parts.map((part) => classesOf(part.replace(/^\(|\)$/g, '')));
  if (classes.some((each) => each === undefined)) return undefined;
  const all = classes.flatMap((each) => each ?? []);
  return all.length === 1 ? all[0] : `[${all.join(', ')}]`;
}

function classesOf(text: string): string[] | undefined {
  if (/^[1-9]\d{2}$|^[1-5]xx$/.test(text)) return [text];
  const [, first, set, rest] =
    /^(?:([1-5])|\[([1-5-]+)\])(xx?|\.{1,2}|\.\*|\*+|\\d\\d|\\d\{2\}|\[0-9\]\[0-9\]|\?\?|__|)$/i.exec(text) ?? [];
  if (first !== undefined) return rest === '' ? [`${first}xx`] : [`${first}xx`];
  if (set === undefined) return undefined;
  const range = /^([1-5])-([1-5])$/.exec(set);
  const ends = range ? [Number(range[1]), Number(range[2])] : [];
  const members = range ? [1, 2, 3, 4, 5].filter((n) => n >= ends[0]! && n <= ends[1]!) : [...set.replace(/-/g, '')];
  return members.map((member) => `${member}xx`);
}

/**
 * The longer of the tags that k6 and loadkit set: shorter ones are too near to words that scripts use for tags of their
 * own.
 */
const KNOWN: readonly string[] = [
  ...['status', 'method', 'proto', 'subproto', 'group', 'check', 'error', 'error_code', 'scenario', 'service'],
  ...['expected_response', 'tls_version', 'ocsp_status', 'stage'],
];
/** Words of scripts that lie near one of these. */
const OWN: readonly string[] = ['state', 'groups', 'checks', 'errors', 'stages'];

/**
 * What selects nothing, whatever is measured, in the tags that an objective names: misspelt tags, and values that
 * nobody writes.
 */
export function selectorFindings(where: Where, path: Path): Finding[] {
  return Object.entries(where).flatMap(([tag, pattern]) => {
    const meant = misspelt(tag);
    if (meant !== undefined) {
      const advice = { why: 'it would select nothing', next: `did you mean \`${meant}\`?` };
      return [{ ...fault([...path, tag], `no sample carries a tag ${quote(tag)}`, advice), atKey: true }];
    }
    return [...queryFindings(tag, pattern, [...path, tag]), ...valueFindings(tag, pattern, [...path, tag])];
  });
}

function misspelt(tag: string): string | undefined {
  if (KNOWN.includes(tag) || OWN.includes(tag)) return undefined;
  const near = (known: string) => editDistance(tag.toLowerCase(), known) <= (known.length < 8 ? 1 : 2);
  return KNOWN.find(near);
}

/** A URL or a path whose query is looked into: all but what is named whole stands in the record without one. */
const INTO_QUERY = /^!?(?:[a-z][a-z\d+.-]*:\/\/|\/|\*)[^?]*\?(?!…|\*?$)/i;

function queryFindings(tag: string, pattern: Pattern, path: Path): Finding[] {
  if (tag !== 'name' && tag !== 'url') return [];
  return [pattern].flat().flatMap((each, index) => {
    if (!each.includes('*') || !INTO_QUERY.test(each)) return [];
    return [
      fault(typeof pattern === 'string' ? path : [...path, index], `${quote(each)} looks into the queries of URLs`, {
        why: 'names are kept without their queries (`/search?…`), since these hold secrets',
        next: `write ${quote(`${each.slice(0, each.indexOf('?'))}?*`)}, or name the requests: { tags: { name: "search" } }`,
      }),
    ];
  });
}

function valueFindings(tag: string, pattern: Pattern, path: Path): Finding[] {
  const closed = Object.hasOwn(CLOSED, tag) ? CLOSED[tag] : undefined;
  if (!closed) return [];
  return [pattern].flat().flatMap((each, index) => {
    const value = each.replace(/^!/, '');
    if (closed.fits(value)) return [];
    const meant = closed.meant(value);
    const next = meant === undefined ? closed.values : `write ${each.startsWith('!') ? `"!${meant}"` : meant}`;
    const place = typeof pattern === 'string' ? path : [...path, index];
    return [fault(place, `${quote(each)} selects nothing: ${closed.values}`, { next })];
  });
}
