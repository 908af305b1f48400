import { describe, expect, it } from 'vitest';
import { formatProblem, formatWhere, InternalError, messageOf, RunError, UserError } from '../src/errors.ts';

describe('formatWhere', () => {
  it.each([
    [undefined, ''],
    [{}, ''],
    [{ file: 'a.yaml' }, 'a.yaml'],
    [{ file: 'a.yaml', line: 3 }, 'a.yaml:3'],
    [{ file: 'a.yaml', line: 3, column: 7 }, 'a.yaml:3:7'],
    [{ file: 'a.yaml', line: 3, path: 'objectives[2].target' }, 'a.yaml:3 (objectives[2].target)'],
    [{ path: '--time-scale' }, '--time-scale'],
    [{ file: undefined, path: 'rate' }, 'rate'],
  ])('%j is %j', (where, text) => {
    expect(formatWhere(where)).toBe(text);
  });
});

describe('formatProblem', () => {
  it('says where and what on the first line, why and next below', () => {
    expect(formatProblem({ what: 'no such tier', where: { file: 'a.yaml' }, why: 'not listed', next: 'add it' })).toBe(
      'a.yaml: no such tier\n  why:  not listed\n  next: add it',
    );
  });

  it('leaves out what is unknown', () => {
    expect(formatProblem({ what: 'no such tier' })).toBe('no such tier');
  });
});

describe('the errors', () => {
  it('a UserError holds one problem or several, and exits 2 unless a guard rail refused', () => {
    const one = new UserError({ what: 'a' });
    expect(one.problems).toEqual([{ what: 'a' }]);
    expect([one.exitCode, one.name, one.message]).toEqual([2, 'UserError', 'a']);
    const two = new UserError([{ what: 'a' }, { what: 'b' }], 6);
    expect(two.problems).toHaveLength(2);
    expect([two.exitCode, two.message]).toEqual([6, 'a\nb']);
  });

  it('a RunError keeps its code, an InternalError is 1', () => {
    expect(new RunError({ what: 'k6 is gone' }, 7)).toMatchObject({
      exitCode: 7,
      name: 'RunError',
      message: 'k6 is gone',
    });
    expect(new InternalError('impossible')).toMatchObject({ exitCode: 1, name: 'InternalError' });
    expect(new InternalError('impossible')).toBeInstanceOf(Error);
  });

  it('anything thrown has a message', () => {
    expect(messageOf(new Error('a'))).toBe('a');
    expect(messageOf('b')).toBe('b');
    expect(messageOf(undefined)).toBe('undefined');
  });
});
