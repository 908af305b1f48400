import { expect, test } from 'vitest';
import { outcomeOf } from '../../src/k6/exit.ts';

const end = { code: null, signal: null, asked: null, planned: null, iterations: 10 } as const;

test.each([
  [0, 'complete', null],
  [99, 'complete', null],
  [110, 'complete', 3],
  [100, 'aborted', 7],
  [101, 'aborted', 7],
  [102, 'aborted', 7],
  [103, 'aborted', 7],
  [105, 'aborted', 7],
  [108, 'aborted', 7],
  [104, 'aborted', 2],
  [255, 'aborted', 2],
  [107, 'crashed', 7],
  [97, 'crashed', 7],
  [98, 'crashed', 7],
  [106, 'crashed', 7],
  [109, 'crashed', 7],
  [2, 'crashed', 7],
  [129, 'crashed', 7],
  [137, 'crashed', 7],
  [139, 'crashed', 7],
  [143, 'crashed', 7],
  [1, 'crashed', 7],
] as const)('k6 ends with %i, unasked: %s, exit %s', (code, state, exitCode) => {
  expect(outcomeOf({ ...end, code })).toMatchObject({ state, exitCode });
});

test('a script that breaks before its first iteration sent nothing', () => {
  expect(outcomeOf({ ...end, code: 107, iterations: 0 })).toMatchObject({ state: 'aborted', exitCode: 2 });
});

test.each(['SIGHUP', 'SIGKILL', 'SIGSEGV', 'SIGTERM', 'SIGINT', 'SIGBUS'])('killed by %s, unasked', (signal) => {
  expect(outcomeOf({ ...end, signal })).toMatchObject({ state: 'crashed', exitCode: 7 });
});

test.each([
  ['SIGINT', 105, null, 130],
  ['SIGINT', null, 'SIGKILL', 130],
  ['SIGINT', null, 'SIGINT', 130],
  ['SIGINT', 0, null, 130],
  ['SIGTERM', 105, null, 143],
  ['SIGTERM', 143, null, 143],
  ['SIGTERM', null, 'SIGTERM', 143],
  ['SIGTERM', 99, null, 143],
] as const)('asked by %s, ended with %s %s: aborted, exit %i', (asked, code, signal, exitCode) => {
  expect(outcomeOf({ ...end, asked, code, signal })).toMatchObject({ state: 'aborted', exitCode });
});

test('a panic while it was being stopped is told, but the user’s stop decides the code', () => {
  expect(outcomeOf({ ...end, asked: 'SIGINT', code: 109 })).toMatchObject({
    state: 'crashed',
    exitCode: 130,
    reason: expect.stringContaining('panicked'),
  });
});

test('an unknown end says what it was', () => {
  expect(outcomeOf({ ...end, code: 42 }).reason).toContain('42');
  expect(outcomeOf({ ...end, signal: 'SIGBUS' }).reason).toContain('SIGBUS');
});

test('a stop that the profile asked for is the planned end: complete, and the verdict decides', () => {
  const planned = 'the load was ended: API response was critical from 260 requests/s on';
  const stopped = { ...end, planned, code: 105 };
  expect(outcomeOf(stopped)).toEqual({ state: 'complete', exitCode: null, reason: planned });
  expect(outcomeOf({ ...stopped, code: 0 })).toMatchObject({ state: 'complete', exitCode: null });
  expect(outcomeOf({ ...stopped, code: 110 })).toMatchObject({ state: 'complete', exitCode: 3 });
});

test.each([
  ['panicked', 109, null, 'crashed', 7],
  ['was killed, for it did not end', null, 'SIGKILL', 'crashed', 7],
  ['took too long for its teardown', 101, null, 'aborted', 7],
] as const)('but not when k6 %s', (_, code, signal, state, exitCode) => {
  expect(outcomeOf({ ...end, planned: 'x', code, signal })).toMatchObject({ state, exitCode });
});

test('and the user’s own wish to stop outranks it', () => {
  expect(outcomeOf({ ...end, planned: 'x', asked: 'SIGINT', code: 105 })).toMatchObject({
    state: 'aborted',
    exitCode: 130,
  });
});
