import { describe, expect, test } from 'vitest';
import { type LegTerms, notOfLeg, objectiveTerms, versionTerms } from '../../src/gate/given-runs.ts';
import type { Result } from '../../src/result/result.ts';
import { runs } from '../compare/runs/made-runs.ts';

const [made, other] = runs(2) as [Result, Result];
const ANY: LegTerms = { terms: {}, target: null };
const found = (results: readonly Result[], leg: LegTerms = ANY) => notOfLeg('load at medium', results, leg, 'next');
const at = (target: string, hostsTarget = false, result = other): Result => ({
  ...result,
  run: { ...result.run, target },
  provenance: { ...result.provenance, machine: { ...result.provenance.machine, hostsTarget } },
});
const ofBuild = (targetVersion: string | null): Result => ({
  ...other,
  provenance: { ...other.provenance, targetVersion },
});

describe('given runs are of one leg', () => {
  test('as they are, where they agree; on this machine the port is no difference', () => {
    expect(found([made, other])).toEqual([]);
    expect(found([at('https://a.test'), at('https://a.test')])).toEqual([]);
    const ports = [at('http://127.0.0.1:81', true), at('http://127.0.0.1:82', true)];
    expect(found(ports, { terms: {}, target: 'http://127.0.0.1:83' })).toEqual([]);
  });

  test.each<[string, readonly Result[], LegTerms, RegExp, string]>([
    [
      'a target that the gate does not name',
      [at('https://a.test')],
      { terms: {}, target: 'https://b.test' },
      /^run-1-1 cannot .*: the target differs$/,
      'https://a.test there, https://b.test in this gate',
    ],
    [
      'two targets',
      [at('https://a.test', false, made), at('https://b.test')],
      ANY,
      /^run-1-1 .*target differs$/,
      'https://b.test there, https://a.test in run-1-0',
    ],
    [
      'another build',
      [ofBuild('v1'), { ...ofBuild('v1'), run: { ...other.run, id: 'more' } }],
      { terms: versionTerms('v2'), target: null },
      /^run-1-1 and 1 more .*target version differs$/,
      'v1 there, v2 in this gate',
    ],
    [
      'a build that nobody knows',
      [ofBuild(null)],
      { terms: versionTerms('v2'), target: null },
      /version differs$/,
      'none there, v2 in this gate',
    ],
    [
      'another load',
      [made, { ...other, run: { ...other.run, base: { kind: 'rate', value: 7 } } }],
      ANY,
      /the load differs$/,
      expect.stringMatching(/^7 requests\/s, stages of 200 there, /) as unknown as string,
    ],
  ])('not %s', (_, results, leg, what, why) => {
    const problems = found(results, leg);
    expect(problems).toEqual([
      { what: expect.stringMatching(what), where: { path: 'load at medium' }, why, next: 'next' },
    ]);
  });

  test('not what met other objectives than the gate states, or met them as a warning', () => {
    const [line] = made.objectives.filter(({ source }) => source === 'config' || source === 'tier');
    const stated = { ...line!, source: 'flag' as const };
    const judgedBy = (more: Partial<typeof stated>): Result => ({ ...made, objectives: [{ ...stated, ...more }] });
    const leg = { terms: objectiveTerms([stated]), target: null };
    expect(found([judgedBy({})], leg)).toEqual([]);
    for (const more of [{ critical: { op: '>' as const, value: 99 } }, { severity: 'warning' as const }, { name: 'x' }])
      expect(found([judgedBy(more)], leg).map(({ what }) => what)).toEqual([
        expect.stringMatching(/the objectives differ$/),
      ]);
  });
});
