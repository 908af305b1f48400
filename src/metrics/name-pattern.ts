const ORIGIN = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/?#]*/;
const VERSION = /^v[0-9]+$/;
const IDS = [/^[0-9._:-]+$/, /^[0-9A-Fa-f-]{8,}$/, /^[0-9A-Za-z_.~-]{16,}$/];

/**
 * What the names of requests to one endpoint have in common: ids, UUIDs, hashes and dates are {id}, other digits {n},
 * queries and fragments left out. What engine/output/name_pattern.go does, and the vectors of both.
 */
export function namePattern(name: string): string {
  const [origin = ''] = ORIGIN.exec(name) ?? [];
  const [, path = '', mark] = /^([^?#]*)([?#])?/.exec(name.slice(origin.length)) ?? [];
  return origin + path.split('/').map(segmentPattern).join('/') + (mark ? `${mark}…` : '');
}

function segmentPattern(segment: string): string {
  if (segment.includes('@')) return '{id}';
  if (!/[0-9]/.test(segment) || VERSION.test(segment)) return segment;
  return IDS.some((id) => id.test(segment)) ? '{id}' : segment.replace(/[0-9]+/g, '{n}');
}
