import { expect, it } from 'vitest';
import { tierVerdict } from '../../../src/judge/search/lines.ts';
import type { ObjectiveResult } from '../../../src/objectives/result.ts';

type Line = Partial<ObjectiveResult>;

/** Of the search itself, and of an objective that somebody wrote and no search looks for. */
const CARRIES: Line = { source: 'search', required: true, counts: true, zone: 'met' };
const BESIDE: Line = { source: 'config', required: true, counts: true };

it.each<[string, Line[], string]>([
  ['an interval is what was asked for, without a tier', [], 'met'],
  ['the tier is carried', [CARRIES], 'met'],
  ['the tier is not carried', [{ ...CARRIES, zone: 'critical' }], 'critical'],
  ['the rate of the tier is open: the validity says why', [{ ...CARRIES, zone: 'no-data' }], 'met'],
  ['what is required beside it was met at the hold', [CARRIES, { ...BESIDE, zone: 'met' }], 'met'],
  ['was missed there', [CARRIES, { ...BESIDE, zone: 'critical' }], 'critical'],
  ['lies between its limits: it is no promise any more', [CARRIES, { ...BESIDE, zone: 'degraded' }], 'critical'],
  ['was not measured there', [CARRIES, { ...BESIDE, zone: 'no-data' }], 'no-data'],
  ['nor was anything searched for a tier', [{ ...BESIDE, zone: 'no-data' }], 'no-data'],
  ['what is not required decides nothing', [CARRIES, { ...BESIDE, required: false, zone: 'critical' }], 'met'],
  [
    'what was missed counts for more than what is not known',
    [CARRIES, { ...BESIDE, zone: 'no-data' }, { ...BESIDE, zone: 'critical' }],
    'critical',
  ],
  [
    'what nobody wrote may lie between its limits',
    [CARRIES, { ...BESIDE, source: 'default', zone: 'degraded' }],
    'met',
  ],
])('a search is judged by its tier and by what it could not search: %s', (_, lines, verdict) => {
  expect(tierVerdict(lines as ObjectiveResult[])).toBe(verdict);
});
