import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSets, refuseIdleSets, refuseSetsOfScript, watched } from '../../../src/config/profile/set-flag.ts';
import { UserError } from '../../../src/errors.ts';
import { planOf } from '../../fixtures/record.ts';

describe('parseSets', () => {
  test('reads numbers, lists, lengths and fields inside recovery; later ones win', () => {
    const sets = ['rate=80', 'steps=0.5, 1,2', 'hold=2m', 'recovery.users=10', 'recovery.hold=1m', 'rate=90'];
    expect(parseSets(sets)).toEqual({ rate: 90, steps: [0.5, 1, 2], hold: 120, recovery: { users: 10, hold: 60 } });
    expect(parseSets(['steps=[1,2]', 'stages=1m:10'].slice(0, 1))).toEqual({ steps: [1, 2] });
    expect(parseSets([])).toEqual({});
  });

  test.each([
    ['rate', '--set: "rate" sets nothing'],
    ['=5', 'sets nothing'],
    ['a.b.c=5', 'sets nothing'],
    ['__proto__=5', 'sets nothing'],
    ['raet=5', 'did you mean `rate`?'],
    ['recovery.user=5', '--set recovery.user: unknown field "user"'],
    ['safety.maxRate=5', 'unknown field "safety.maxRate"'],
    ['hold=5', '--set hold: a duration needs its unit: write 5s'],
    ['hold=', '--set hold: "" is no duration'],
    ['rate=fast', '--set rate: expected a number, found "fast"'],
    ['steps=1,two', '--set steps[1]: expected a number, found "two"'],
  ])('refuses %s', (set, told) => {
    expect(() => parseSets([set])).toThrow(told);
  });

  test('throws nothing but UserError', () => {
    const set = fc
      .tuple(fc.constantFrom('rate', 'steps', 'recovery', 'recovery.users', 'constructor', 'x'), fc.string())
      .map(([k, v]) => `${k}=${v}`);
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), set), { maxLength: 4 }), (sets) => {
        try {
          parseSets(sets);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
    );
  });
});

/** Plans a profile with what was set, as a run does. */
function planning(profile: 'smoke' | 'baseline' | 'stress', sets: readonly string[], below = {}) {
  const parsed = parseSets(sets);
  const { override, read } = watched({ ...below, ...parsed });
  planOf({ profile, override });
  return () => refuseIdleSets(parsed, read, profile);
}

describe('refuseIdleSets', () => {
  test.each([
    ['smoke', ['duration=5s', 'sessions=2']],
    ['baseline', ['duration=5m', 'sessions=2']],
    ['stress', ['rate=80', 'steps=1,2', 'hold=2m', 'ramp=5s', 'maxVUs=100', 'recovery.factor=0.2', 'recovery.hold=1m']],
    ['stress', ['stages=1m:10,2m:20', 'recovery.users=5', 'recovery.ramp=5s']],
  ] as const)('%s looks at %j', (profile, sets) => {
    expect(planning(profile, sets)).not.toThrow();
  });

  test.each([
    ['smoke', ['steps=1,2'], {}, '--set steps: `steps` has no effect on this smoke run'],
    ['smoke', ['maxVUs=3'], {}, 'maxVUs'],
    ['baseline', ['recovery.users=3'], {}, '--set recovery.users'],
    ['stress', ['sessions=3'], {}, 'sessions'],
    [
      'stress',
      ['hold=1m'],
      { stages: [{ duration: 60, users: 10 }] },
      'another field (such as `stages`) takes its place',
    ],
  ] as const)('%s does not look at %j over %j', (profile, sets, below, told) => {
    expect(planning(profile, sets, below)).toThrow(told);
    expect(planning(profile, sets, below)).toThrow(UserError);
  });

  test('all that is idle is told at once, and nothing of what is not', () => {
    expect(planning('smoke', ['steps=1,2', 'duration=5s', 'rate=3'])).toThrow(/rate[\s\S]*steps/);
    expect(planning('smoke', ['steps=1,2', 'duration=5s'])).not.toThrow(/duration/);
  });
});

test('watching changes no value', () => {
  const override = { rate: 3, recovery: { hold: 60 }, steps: [1, 2] };
  expect(watched(override).override).toEqual(override);
  expect(planOf({ override: watched(override).override })).toEqual(planOf({ override }));
});

test('a script without a profile takes no --set', () => {
  expect(() => refuseSetsOfScript({ rate: 3 }, 'a.js')).toThrow('a.js: a plain k6 script has no profile');
  expect(() => refuseSetsOfScript({}, 'a.js')).not.toThrow();
});
