import { describe, expect, it, test } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { type SearchInput, searchRecordOf, searchTerms } from '../../../src/pipeline/search/search-terms.ts';
import { CEILINGS, objective, TIERS } from '../../fixtures/record.ts';

const INPUT = {
  request: { tier: 'medium', timeScale: 1, sets: [] },
  wish: { precision: 0.03, budget: 600 },
  engine: { kind: 'loadkit' },
  facts: { profile: 'load', exports: ['default'], file: 'load.ts' },
  objectives: [objective()],
  earlier: undefined,
} as unknown as SearchInput;

const refusal = (patch: Partial<SearchInput>): string => {
  try {
    searchTerms({ ...INPUT, ...patch });
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  return 'nothing';
};

describe('what a search is to look for', () => {
  it('holds no more load than fits into its budget beside the hold and the rest', () => {
    const { loadBudget, confirm, budget } = searchTerms(INPUT);
    expect(budget).toBe(600);
    expect(confirm).toBe(45);
    expect(loadBudget).toBeLessThan(600 - confirm);
    expect(loadBudget).toBeGreaterThan(450);
  });

  it('says where only failures limit it', () => {
    const failures = objective({
      measure: { kind: 'stat', metric: 'http_req_failed', where: {}, stat: 'rate' },
      unit: 'ratio',
      target: { op: '<', value: 0.01 },
      critical: null,
    });
    expect(searchTerms({ ...INPUT, objectives: [failures] }).notes).toEqual([expect.stringContaining('only failures')]);
    expect(searchTerms(INPUT).notes).toEqual([]);
  });

  test.each<[string, Partial<SearchInput>]>([
    ['no objective can be searched', { objectives: [] }],
    ['too short for any interval', { wish: { precision: 0.03, budget: 60 } }],
    ['cannot be time-scaled', { request: { ...INPUT.request, timeScale: 0.5 } }],
    ['needs random arrivals', { request: { ...INPUT.request, arrivals: 'even' } }],
    ['has no profile that --set could change', { request: { ...INPUT.request, sets: ['hold=1m'] } }],
    ['has no default function', { facts: { ...INPUT.facts, exports: [] } }],
  ])('refuses: %s', (what, patch) => {
    expect(refusal(patch)).toContain(what);
  });
});

describe('the record of a search', () => {
  const at = { tier: TIERS.medium, ceilings: CEILINGS, requests: 2 };

  it('begins no higher than it may go, and compares with the tier only where it was named', () => {
    const terms = searchTerms({ ...INPUT, wish: { ...INPUT.wish, maxRate: 12 } });
    expect(searchRecordOf(terms, at)).toMatchObject({ startRate: 12, maxRate: 12, tierRate: TIERS.medium.rate });
    const unnamed = searchTerms({ ...INPUT, request: { ...INPUT.request, tier: undefined } });
    expect(searchRecordOf(unnamed, at).tierRate).toBeNull();
  });

  it('stays below the ceilings where nobody said how high it may go', () => {
    const { maxRate, startRate } = searchRecordOf(searchTerms(INPUT), at);
    expect(maxRate).toBeLessThanOrEqual(CEILINGS.maxRate);
    expect(startRate).toBe(20);
  });
});
