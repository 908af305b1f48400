import { describe, expect, test } from 'vitest';
import { SilenceSection, silenceFindings, silenceFor } from '../../../src/config/objectives/silence.ts';

const silence = (id: string, until = '2026-12-31') => ({ id, reason: 'the index is being rebuilt', until });
const NAMES = ['API response', 'server errors'];

function said(...silences: ReturnType<typeof silence>[]): string[] {
  return silenceFindings(silences, NAMES).map(({ what, why, next }) => [what, why, next].filter(Boolean).join('; '));
}

describe('silence:', () => {
  test('names an objective of the file', () => {
    expect(said(silence('objective/api-response'), silence('objective/server-errors'))).toEqual([]);
    expect(said(silence('objective/api-respons'))[0]).toMatch(
      /^there is no finding "objective\/api-respons"; only .* did you mean `objective\/api-response`\?$/,
    );
    expect(said(silence('objective/api-response/1x'))[0]).toContain('an objective is silenced as a whole');
    expect(said(silence('objective/server-errors'), silence('objective/server-errors'))).toEqual([
      '"objective/server-errors" is silenced twice; leave one of them',
    ]);
  });

  test.each([
    'invalid/late-arrivals',
    'own/unanswered',
    'threshold/checks-rate-gt-0.9',
    'search/carries',
    'caveat/note',
    'fault/status-500',
  ])('%s is never silenced', (id) => expect(said(silence(id))[0]).toContain('cannot be silenced; '));

  test.each(['objective/*', '*', 'no-data', 'guard-rail', ''])('%s is no finding', (id) => {
    expect(said(silence(id))[0]).toContain('no run without data or that did not come to its end, no guard rail');
  });

  test.each([
    [{ id: 'objective/api-response', until: '2026-12-31' }],
    [{ ...silence('objective/api-response'), reason: '  ' }],
    [{ id: 'objective/api-response', reason: 'why' }],
    [silence('objective/api-response', '2026-02-30')],
    [silence('objective/api-response', '31.12.2026')],
    [silence('objective/api-response', 'forever')],
  ])('%j lacks a reason or an end', (written) => {
    expect(SilenceSection.safeParse([written]).success).toBe(false);
  });

  test('holds through its last day, by the day on which the run began', () => {
    const ended = (at: string) => silenceFor('API response', [silence('objective/api-response')], at)?.ended;
    expect(ended('2026-12-31T23:59:59Z')).toBe(false);
    expect(ended('2027-01-01T00:00:00Z')).toBe(true);
    expect(silenceFor('server errors', [silence('objective/api-response')], '2026-12-01')).toBeUndefined();
  });
});
