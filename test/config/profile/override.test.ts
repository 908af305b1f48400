import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  mergeProfileOverride,
  ProfileOverride,
  type WrittenProfileOverride,
} from '../../../src/config/profile/override.ts';
import { parseProfileOverride } from '../../../src/config/profile/rules.ts';
import { UserError } from '../../../src/errors.ts';

const ORIGIN = "profile('stress')";

describe('ProfileOverride', () => {
  test('lengths become seconds, stages a list', () => {
    const written: WrittenProfileOverride = {
      duration: '10m',
      hold: '90s',
      ramp: '0s',
      stages: '1m:10, 5m:50',
      recovery: { users: 10, hold: '5m', ramp: '30s' },
    };
    expect(ProfileOverride.parse(written)).toEqual({
      duration: 600,
      hold: 90,
      ramp: 0,
      stages: [
        { duration: 60, users: 10 },
        { duration: 300, users: 50 },
      ],
      recovery: { users: 10, hold: 300, ramp: 30 },
    });
  });

  test.each([
    [{ laod: 1 }, `${ORIGIN} laod: unknown field "laod"`],
    [{ recovery: { user: 1 } }, 'did you mean `users`?'],
    [{ duration: 600 }, `${ORIGIN} duration: a duration needs its unit: write 600s`],
    [{ rate: '50' }, 'expected a number, found "50"'],
    [{ rate: 0 }, 'must be above 0, found 0'],
    [{ rate: Number.NaN }, 'expected a number, found NaN'],
    [{ sessions: 2.5 }, 'expected a whole number, found 2.5'],
    [{ steps: [] }, 'must have at least 1 entries'],
    [{ steps: [1, -1] }, `${ORIGIN} steps[1]: must be above 0, found -1`],
    [{ steps: [0.5, 2, 1] }, 'write [0.5, 1, 2]'],
    [{ steps: [1, 1] }, 'write [1]'],
    [{ steps: Array(101).fill(1) }, 'at most 100'],
    [{ stages: '' }, '"" is no stage'],
    [{ stages: '1m:10,' }, '"" is no stage'],
    [{ stages: '1m:10,0s:20' }, '"0s:20" is no stage'],
    [{ stages: '1m:1.5' }, '"1m:1.5" is no stage'],
    [{ stages: '1m:10:20' }, '"1m:10:20" is no stage'],
    [{ stages: [{ duration: '1m', users: 1 }] }, 'expected stages such as'],
    [{ stages: '1m:10,5m:50,1m:10' }, 'two stages end at 10 users'],
    [{ stages: '1m:10', steps: [1], hold: '1m' }, '`steps` has no effect beside `stages`'],
    [{ recovery: { users: 5, factor: 0.5 } }, 'the recovery has a factor and users'],
    [{ stages: '1m:10', recovery: { factor: 0.5 } }, 'after `stages` the load of the recovery is said in users'],
    ['fast', `${ORIGIN}: expected fields, found "fast"`],
    [[1], `${ORIGIN}: expected fields, found a list`],
    [null, `${ORIGIN}: expected fields, found nothing`],
  ])('refuses %j', (written, told) => {
    expect(() => parseProfileOverride(written, ORIGIN)).toThrow(told);
  });

  test('throws nothing but UserError, whatever a script hands in', () => {
    const fields = fc.constantFrom(
      'duration',
      'steps',
      'stages',
      'recovery',
      'rate',
      'sessions',
      '__proto__',
      'toString',
    );
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.dictionary(fields, fc.anything())), (written) => {
        try {
          parseProfileOverride(written, ORIGIN);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
    );
  });
});

describe('mergeProfileOverride', () => {
  test('the later one wins, field by field, also inside recovery', () => {
    expect(
      mergeProfileOverride(
        { duration: 1, rate: 5, recovery: { users: 1, hold: 2 } },
        { rate: 6, recovery: { hold: 3 } },
      ),
    ).toEqual({
      duration: 1,
      rate: 6,
      recovery: { users: 1, hold: 3 },
    });
  });

  test('what is undefined changes nothing', () => {
    expect(mergeProfileOverride({ rate: 5 }, { rate: undefined, recovery: undefined })).toEqual({ rate: 5 });
  });

  test('stages and steps take each other’s place, as do users and factor', () => {
    const stages = [{ duration: 60, users: 10 }];
    expect(mergeProfileOverride({ steps: [1], rate: 5, hold: 3, ramp: 1, sessions: 7 }, { stages })).toEqual({
      stages,
      sessions: 7,
    });
    expect(mergeProfileOverride({ stages, sessions: 7 }, { steps: [1] })).toEqual({ steps: [1], sessions: 7 });
    expect(mergeProfileOverride({ stages }, { rate: 5 })).toEqual({ rate: 5 });
    expect(mergeProfileOverride({ recovery: { users: 5, hold: 1 } }, { recovery: { factor: 0.5 } })).toEqual({
      recovery: { factor: 0.5, hold: 1 },
    });
    expect(mergeProfileOverride({ recovery: { factor: 0.5 } }, { recovery: { users: 5 } })).toEqual({
      recovery: { users: 5 },
    });
  });
});
