import type { CapacityResult } from '../../src/result/capacity.ts';

/**
 * A service of four slots, an objective on it, and journeys of one request, so that what is in flight is what the
 * target has.
 */
export const SLOTS = 4;
export const OBJECTIVE = ['--objective', 'request_time p95 <= 150ms'];

const journey = (before: string) => `import http from 'k6/http';
import { target } from 'loadkit/k6';
export const requests = 1;
${before}export default function () { http.get(target + '/search?q=a', { tags: { name: '/search' } }); }
`;
export const ONE = journey('');
/** setup() is run by every trial of a stock k6, and is no load. */
export const ONE_AFTER_SETUP = journey(
  "export function setup() { http.get(target + '/search?q=setup', { tags: { name: '/setup' } }); }\n",
);

/**
 * Why a search says nothing of what a test asks: it ended in one of `ends`, or the machine spoilt many of its `what`.
 */
export function spoilt({ probes, ended }: CapacityResult, what: string, ends: readonly string[]): string | undefined {
  const invalid = probes.filter(({ valid }) => !valid);
  if (!ends.includes(ended) && invalid.length <= probes.length / 5) return undefined;
  return `the machine disturbed ${invalid.length} of ${probes.length} ${what}: ${invalid[0]?.note}`;
}
