import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { expect, test } from 'vitest';
import { refusalOf } from '../../src/units/system-error.ts';

const refused = (code: string, syscall = 'open') => Object.assign(new Error(`${code}: refused`), { code, syscall });

test.each(['ENOSPC', 'EROFS', 'EACCES', 'EMFILE', 'EIO', 'EDQUOT', 'ENOMEM', 'ENOEXEC', 'ETXTBSY', 'ENOENT'])(
  '%s is told in words, with the next step',
  (code) => {
    expect(constants.errno).toHaveProperty(code);
    const { what, next } = refusalOf(refused(code))!;
    expect([what.length > 10, next.length > 10, what.includes(code)]).toEqual([true, true, false]);
  },
);

test('what Node really throws is known', () => {
  try {
    readFileSync('/proc/self/none');
  } catch (error) {
    expect(refusalOf(error)?.what).toContain('not there');
  }
});

test.each([
  ['a programming error', new TypeError('x is not a function')],
  ['an error of Node’s own', Object.assign(new Error('x'), { code: 'ERR_INVALID_ARG_TYPE' })],
  ['a code without a call', Object.assign(new Error('x'), { code: 'ENOENT' })],
  ['a call that no user can get wrong', refused('EBADF')],
  ['a name of every object', refused('constructor')],
  ['no error', 'ENOSPC'],
])('%s is none', (_, error) => {
  expect(refusalOf(error)).toBeUndefined();
});
