import { describe, expect, test } from 'vitest';
import { standingOf } from '../../../../src/report/stories/capacity/standing.ts';
import { searchAdvice, searchDecision } from '../../../../src/report/stories/capacity/story.ts';
import { reportOf, runModel } from '../../../../src/report/stories/stories.ts';
import type { CapacityResult } from '../../../../src/result/capacity.ts';
import type { Estimate } from '../../../../src/result/estimates.ts';
import type { Result } from '../../../../src/result/result.ts';
import { measured } from '../../../fixtures/record.ts';
import { CAPACITY_CASES } from '../../capacity-fixtures.ts';

const judged = (name: string) => CAPACITY_CASES[name]!();
const found = () => judged('capacity found').result;
const decisionOf = (result: Result) => searchDecision(result, standingOf(result)!);
const recommendations = (result: Result) => searchAdvice(result, standingOf(result)!);

/** A search that found these numbers. */
function withLoad(load: Partial<Estimate>, patch: Partial<CapacityResult> = {}): Result {
  const result = found();
  const estimates = { ...result.estimates, maxSustainableLoad: { ...result.estimates.maxSustainableLoad!, ...load } };
  return { ...result, estimates, capacity: { ...result.capacity!, ...patch } };
}

const NARROW = { value: 212.4, lower: 207.6, upper: 217.2, confidence: 0.9, caveats: [] };
const held = (patch: Partial<NonNullable<CapacityResult['confirmation']>> = {}) => ({
  confirmation: { rate: 207.6, seconds: 45, held: true, failures: 0, bad: [0.04], ...patch },
});

describe('the decision of a search', () => {
  test('promises the lower bound, shows the point, and holds it against the tier', () => {
    expect(decisionOf(withLoad(NARROW, held()))).toEqual({
      headline: 'Sustains 212 requests/s (207 to 218, 90 %): carries the medium tier with 3.8 % headroom',
      detail:
        'The lower bound, 207 requests/s, held for 45 s. API response binds: request_time p95 < 150 ms. The medium tier asks 200; headroom counts from the lower bound.',
    });
  });

  test('an objective of a flag, whose name is its limit, is said once', () => {
    const result = withLoad(NARROW, held());
    const name = 'request_time p95 < 150ms';
    const objectives = result.capacity!.search.objectives.map((objective) => ({ ...objective, name }));
    const capacity = { ...result.capacity!, binding: name, search: { ...result.capacity!.search, objectives } };
    expect(decisionOf({ ...result, capacity }).detail).toContain('held for 45 s. request_time p95 < 150 ms binds. The');
  });

  test('a tier above the interval is not carried, and what is missing is said with its arithmetic', () => {
    const result = withLoad(NARROW, { ...held(), tierRate: 300 });
    expect(decisionOf(result).headline).toBe(
      'Sustains 212 requests/s (207 to 218, 90 %): does not carry the medium tier, which asks 300',
    );
    expect(recommendations(result)).toContain(
      'The medium tier asks 300 requests/s, 1.45 × the 207 that are carried: add capacity, then search again.',
    );
  });

  test('a tier within the interval is not surely carried, and the point never rounds onto it', () => {
    const { headline } = decisionOf(withLoad({ ...NARROW, value: 209.6 }, { ...held(), tierRate: 210 }));
    expect(headline).toBe(
      'Sustains 209.6 requests/s (207.6 to 217.2, 90 %): does not surely carry the medium tier, which asks 210',
    );
  });

  test('a bracket of rates that were tried has no confidence, and none is told', () => {
    const result = withLoad({ ...NARROW, confidence: null }, held());
    expect(decisionOf(result).headline).toMatch(/^Sustains 212 requests\/s \(207 to 218\): /);
    const { answers } = runModel(result, judged('capacity found').series);
    expect(JSON.stringify(answers)).toContain('of rates that were tried; most likely 212.');
  });

  test('a search that was stopped is gone on with, one by trials is begun anew', () => {
    const stopped = { ended: 'stopped', confirmation: null };
    const { search } = found().capacity!;
    expect(recommendations(withLoad(NARROW, stopped))[0]).toContain('--resume');
    const trials = withLoad(NARROW, { ...stopped, search: { ...search, method: 'trials' } });
    expect(recommendations(trials)).toContain('Search again, and let it come to its end.');
  });

  test('a hold that failed is no promise', () => {
    const unstable = {
      id: 'invalid/unstable',
      code: 'unstable',
      stage: null,
      text: 'it failed',
      next: 'search again',
    } as const;
    const result = {
      ...withLoad(NARROW, held({ held: false, failures: 3 })),
      validity: { status: 'inconclusive' as const, reasons: [unstable] },
    };
    expect(decisionOf(result).headline).toMatch(/: whether it carries the medium tier, which asks 200, is open$/);
    expect(decisionOf(result).detail).toMatch(
      /^The lower bound, 207 requests\/s, is not confirmed: 3 holds in a row failed, the last at 208 requests\/s\./,
    );
    expect(decisionOf(withLoad(NARROW, held({ failures: 1 }))).detail).toContain('held for 45 s, after 1 step down.');
    expect(decisionOf(withLoad(NARROW, { confirmation: null })).detail).toContain('was not confirmed by a hold.');
  });

  test('a hold below the bound is none of the bound', () => {
    expect(decisionOf(withLoad(NARROW, held({ rate: 150 }))).detail).toMatch(
      /^The lower bound, 207 requests\/s, was not held: 150 requests\/s were, for 45 s\./,
    );
  });

  test('what is required beside the searched objectives decides the headline and whether the tier is carried', () => {
    const result = withLoad(NARROW, held());
    const beside = (zone: 'met' | 'critical' | 'no-data', name: string): Result['objectives'][number] => ({
      ...result.objectives[0]!,
      name,
      zone,
      source: 'config',
      measure: measured('request_time', 'p95', { name: '/x' }),
      required: true,
    });
    const open = ['checkout', 'search', 'login', 'cart'].map((name) => beside('no-data', name));
    const said = (lines: Result['objectives']) =>
      decisionOf({ ...result, objectives: [...result.objectives, ...lines] });
    expect(said([beside('met', 'checkout')]).headline).toMatch(/: carries the medium tier with 3.8 % headroom$/);
    expect(said(open).headline).toBe(
      'Sustains 212 requests/s (207 to 218, 90 %): whether it carries the medium tier, which asks 200, is open; checkout, search and 2 more were neither searched nor measured there',
    );
    expect(said([beside('critical', 'checkout')]).headline).toMatch(
      /is open; checkout was missed while the lower bound was held$/,
    );
  });

  test.each([
    [
      'capacity ceiling',
      /^Sustains at least 240 requests\/s, the highest rate allowed: carries the medium tier with 20 % headroom$/,
    ],
    [
      'capacity generator',
      /^Sustains at least \d+ requests\/s: carries the medium tier with \d+ % headroom; the generator is the limit$/,
    ],
    [
      'capacity rate limited',
      /^The target lets between \d+ and \d+ requests\/s pass and refuses more with status 429: does not carry/,
    ],
    ['capacity alone', /^No load meets API response$/],
    ['capacity interrupted', /^No capacity found: the search was interrupted; whether it carries/],
    ['capacity drifting', /^No one capacity: it changed while it was measured/],
    ['capacity scaling', /^No one capacity: the target got faster while it was measured/],
    ['capacity unstable', /^Estimated \d+ requests\/s \(\d+ to \d+, 90 %\), but no lower bound held: whether/],
    ['capacity wide', /^Sustains \d+ requests\/s \(\d+ to \d+, 90 %\)/],
    ['capacity without a tier', /^Sustains \d+ requests\/s \(\d+ to \d+, 90 %\)$/],
  ])('%s', (name, headline) => {
    expect(decisionOf(judged(name).result).headline).toMatch(headline);
  });

  test.each([
    ['capacity ceiling', /^Raise --max-rate above 240/],
    ['capacity generator', /^Give the generator more CPU, .*: above \d+ requests\/s nothing is known\.$/],
    ['capacity rate limited', /^Lift the rate limit/],
    ['capacity alone', /^Make the service faster, or relax API response \(request_time p95 < 20 ms\)/],
    ['capacity interrupted', /^Go on where it was stopped: loadkit capacity --resume \S+\.$/],
    ['capacity drifting', /^Look for what changed meanwhile/],
    ['capacity scaling', /^Warm the target up, keep the number of its replicas fixed/],
    ['capacity wide', /^Search for longer: ±3 % takes about .* of load; --budget gave 10 min/],
    ['capacity found', /^Scale before load reaches \d+ requests\/s; the medium tier asks 200\.$/],
  ])('%s: what to do comes first', (name, advice) => {
    const all = recommendations(judged(name).result);
    expect(all.find((text) => advice.test(text)) ?? all).toMatch(advice);
  });

  test('the next tier is told, with how far it is', () => {
    expect(recommendations(withLoad(NARROW, held())).at(-1)).toBe(
      'The large tier asks 500 requests/s, 2.41 × what this deployment carries: loadkit plan says what that takes.',
    );
  });

  test('what a search leaves open is told apart from a measurement that cannot be believed', () => {
    const { result, series } = judged('capacity interrupted');
    const trust = (of: Result) =>
      reportOf(of, series).sections.find(({ question }) => question === 'How far can this be trusted?')!.finding;
    expect(runModel(result, series).standing).toBe('aborted, no verdict, random arrivals');
    expect(trust(result)).toBe('The search gives no verdict: the run was aborted after 8 s: stopped by SIGINT.');
    const lost = {
      id: 'invalid/frames-lost',
      code: 'frames-lost',
      stage: null,
      text: 'frames are missing',
      next: 'look at the disk',
    } as const;
    const doubtful = { ...result, validity: { ...result.validity, reasons: [...result.validity.reasons, lost] } };
    expect(trust(doubtful)).toBe('The measurement cannot be believed, so nothing is judged.');
    expect(decisionOf(doubtful).detail).toMatch(/^Stopped by SIGINT\. frames are missing\./);
    expect(recommendations(doubtful)).toContain('Look at the disk.');
    expect(recommendations(doubtful)).not.toContain('Search again with a longer --budget.');
  });

  test.each(Object.keys(CAPACITY_CASES))('%s: three answers, none of them empty', (name) => {
    const { result, series } = judged(name);
    const { answers, decision } = runModel(result, series);
    expect(answers).toHaveLength(3);
    for (const { question, figure } of answers) expect([question, figure].every(Boolean)).toBe(true);
    expect(decision.headline).not.toMatch(/ (requests\/s )?(null|–)/);
  });
});
