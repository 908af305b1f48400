import { expect, it } from 'vitest';
import type { SearchEnding } from '../../../src/capacity/search/outcome.ts';
import { searchLines, tierVerdict } from '../../../src/judge/search/lines.ts';
import type { ObjectiveResult } from '../../../src/objectives/result.ts';
import type { CapacityResult } from '../../../src/result/capacity.ts';

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

it.each<[number, boolean | null, Partial<ObjectiveResult>]>([
  [0.04, true, { zone: 'met', marginal: false, note: 'while the lower bound was held' }],
  [0.053, true, { zone: 'met', marginal: true, note: expect.stringMatching(/held; over the limit by less than two/) }],
  [0.053, false, { zone: 'critical', marginal: false, note: 'while the lower bound was held' }],
  [0.053, null, { zone: 'no-data', marginal: false, note: expect.stringMatching(/did not come to its end/) }],
])('%f of 5 %% bad requests in a hold that held (%s): %o', (bad, held, said) => {
  const measure = { kind: 'ratio', text: 'slow requests' };
  const capacity = {
    search: { objectives: [{ name: 'API', allowed: 0.05, measure }] },
    tierRate: null,
    confirmation: { rate: 100, seconds: 60, held, failures: 0, bad: [bad] },
  } as unknown as CapacityResult;
  expect(searchLines(capacity, {} as SearchEnding, 0)).toMatchObject([{ actual: bad, ...said }]);
});
