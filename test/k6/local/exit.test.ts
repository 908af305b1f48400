import { describe, expect, test } from 'vitest';
import { type EngineEnd, exitOutcome, mishapsOf } from '../../../src/k6/local/exit.ts';
import { SILENCE } from '../../../src/k6/log/last-words.ts';

const end: EngineEnd = {
  code: null,
  signal: null,
  killed: null,
  asked: null,
  halted: null,
  unwritten: null,
  requests: 10,
  iterations: 10,
  words: SILENCE,
};
const PLANNED = { endedBy: 'plan', text: 'x' } as const;
const NOTHING_SENT = { ...end, requests: 0, iterations: 0 };

test.each([
  [0, 'complete', 'plan'],
  [99, 'complete', 'plan'],
  [110, 'complete', 'plan'],
  [100, 'aborted', 'setup'],
  [101, 'aborted', 'engine'],
  [102, 'aborted', 'engine'],
  [103, 'aborted', 'engine'],
  [105, 'aborted', 'engine'],
  [108, 'aborted', 'script'],
  [104, 'aborted', 'refused'],
  [97, 'crashed', 'engine'],
  [98, 'crashed', 'engine'],
  [106, 'crashed', 'engine'],
  [109, 'crashed', 'engine'],
  [2, 'crashed', 'engine'],
  [129, 'crashed', 'engine'],
  [137, 'crashed', 'engine'],
  [139, 'crashed', 'engine'],
  [143, 'crashed', 'engine'],
  [1, 'crashed', 'engine'],
] as const)('k6 ends with %i, unasked: %s, by %s', (code, state, endedBy) => {
  expect(exitOutcome({ ...end, code })).toMatchObject({ state, endedBy });
});

test.each([107, 255])('a script that breaks (%i) before anything was sent was refused', (code) => {
  expect(exitOutcome({ ...NOTHING_SENT, code })).toMatchObject({ state: 'aborted', endedBy: 'refused' });
});

describe('what is thrown outside of iterations', () => {
  const said = (...outside: EngineEnd['words']['outside']) => ({ ...SILENCE, outside });
  const teardown = { within: 'teardown', text: 'a.js:4:1: Error: no' } as const;
  const summary = { within: 'handleSummary', text: 'a.js:9:1: Error: never' } as const;

  test.each([107, 255])('setup() that threw after it had sent a request (%i): what was sent was sent', (code) => {
    const words = said({ within: 'setup', text: 'a.js:3:1: Error: no login' });
    const outcome = exitOutcome({ ...end, code, iterations: 0, words });
    expect(outcome).toEqual({
      state: 'aborted',
      endedBy: 'setup',
      reason: "the script's setup() threw: a.js:3:1: Error: no login",
    });
    expect(mishapsOf({ ...end, code, iterations: 0, words })).toEqual([]);
  });

  test.each([107, 255])('teardown() that threw (%i): the load came to its end', (code) => {
    const found = { ...end, code, words: said(teardown) };
    expect(exitOutcome(found)).toMatchObject({ state: 'complete', endedBy: 'plan' });
    expect(mishapsOf(found)).toEqual([{ kind: 'teardown', text: 'teardown() threw: a.js:4:1: Error: no' }]);
  });

  test('an exception that does not say its function is told by whether iterations had ended', () => {
    const words = said({ within: null, text: 'Error: no' });
    expect(exitOutcome({ ...end, code: 107, words }).endedBy).toBe('plan');
    expect(exitOutcome({ ...end, code: 107, iterations: 0, words }).endedBy).toBe('setup');
    expect(exitOutcome({ ...NOTHING_SENT, code: 107, words }).endedBy).toBe('refused');
  });

  test('handleSummary() that threw, alone and after teardown()', () => {
    const found = { ...end, code: 0, words: said(summary) };
    expect(exitOutcome(found)).toMatchObject({ state: 'complete', endedBy: 'plan' });
    expect(mishapsOf(found).map(({ kind }) => kind)).toEqual(['summary']);
    const both = { ...end, code: 107, words: said(summary, teardown) };
    expect(exitOutcome(both)).toMatchObject({ state: 'complete', endedBy: 'plan' });
    expect(mishapsOf(both).map(({ kind }) => kind)).toEqual(['summary', 'teardown']);
  });
});

test('a threshold with abortOnFail that was crossed ended the load; one that was crossed at the end did not', () => {
  const crossed = { ...end, code: 99, words: { ...SILENCE, crossed: true } };
  expect(exitOutcome(crossed)).toMatchObject({ state: 'aborted', endedBy: 'threshold' });
  expect(exitOutcome({ ...crossed, words: SILENCE })).toMatchObject({ state: 'complete', endedBy: 'plan' });
});

test('test.abort() is told with its reason', () => {
  const words = { ...SILENCE, aborted: 'a.js:5:1: all orders are placed' };
  expect(exitOutcome({ ...end, code: 108, words }).reason).toMatch(
    /test\.abort\(\): a\.js:5:1: all orders are placed$/,
  );
});

describe('a record that the disk does not take', () => {
  const unwritten = 'the record could not be written: ENOSPC; 3 lines of it are lost';

  test.each([
    ['was stopped for it', 105],
    ['was stopped for it before it was ready', 130],
    ['had come to its end', 0],
    ['had come to its end and crossed a threshold', 99],
  ])('k6 %s: aborted by the disk', (_, code) => {
    expect(exitOutcome({ ...end, unwritten, code })).toEqual({ state: 'aborted', endedBy: 'disk', reason: unwritten });
  });

  test('k6 ignored that it was to stop for it, and was killed: aborted by the disk, and it says both', () => {
    const killed = 'k6 did not end within 5 s of being asked to, and was killed';
    const reason = `${unwritten}; ${killed}`;
    const ignored = { ...end, unwritten, killed, code: null, signal: 'SIGKILL' };
    expect(exitOutcome(ignored)).toEqual({ state: 'aborted', endedBy: 'disk', reason });
  });

  test('a crash, and the user’s stop, outrank it', () => {
    expect(exitOutcome({ ...end, unwritten, code: 109 }).endedBy).toBe('engine');
    expect(exitOutcome({ ...end, unwritten, code: 105, asked: 'SIGINT' }).endedBy).toBe('SIGINT');
  });
});

test.each(['SIGHUP', 'SIGKILL', 'SIGSEGV', 'SIGTERM', 'SIGINT', 'SIGBUS'])('killed by %s, unasked', (signal) => {
  expect(exitOutcome({ ...end, signal })).toMatchObject({ state: 'crashed', endedBy: 'engine' });
});

describe('why k6 died is told apart', () => {
  const died = (of: 'panic' | 'memory' | 'signal', text: string) => ({ ...SILENCE, death: { of, text } });
  test.each([
    ['a panic', { code: 2, words: died('panic', 'oops') }, 'k6 panicked: oops'],
    ['a panic that k6 caught', { code: 109, words: died('panic', 'oops') }, 'k6 panicked: oops'],
    ['no memory', { code: 2, words: died('memory', 'out of memory') }, 'k6 had no memory left: out of memory'],
    ['a memory error', { code: 2, words: died('signal', 'SIGSEGV: x') }, 'k6 crashed: SIGSEGV: x'],
    ['nothing said', { code: 2 }, 'the Go runtime of k6 died without a word'],
    [
      'the kernel',
      { signal: 'SIGKILL', starved: true },
      'k6 was killed by the system, which had no memory left (SIGKILL)',
    ],
    [
      'somebody',
      { signal: 'SIGKILL', starved: false },
      'k6 was killed by somebody (SIGKILL), and not by the system for lack of memory',
    ],
    ['nobody knows whom', { code: 137 }, 'k6 was killed (SIGKILL) by somebody, or by the system for lack of memory'],
    ['loadkit', { signal: 'SIGKILL', starved: true, killed: 'k6 did not end' }, 'k6 did not end'],
  ] as const)('%s', (_, how, reason) => {
    expect(exitOutcome({ ...end, ...how })).toEqual({ state: 'crashed', endedBy: 'engine', reason });
  });

  test('that loadkit killed it is told beside the wish to stop', () => {
    const { reason } = exitOutcome({ ...end, asked: 'SIGINT', signal: 'SIGKILL', killed: 'k6 did not end in time' });
    expect(reason).toBe('stopped by the user; k6 did not end in time');
  });
});

test.each([
  ['SIGINT', 105, null],
  ['SIGINT', null, 'SIGKILL'],
  ['SIGINT', null, 'SIGINT'],
  ['SIGINT', 0, null],
  ['SIGTERM', 105, null],
  ['SIGTERM', 143, null],
  ['SIGTERM', null, 'SIGTERM'],
  ['SIGTERM', 99, null],
] as const)('asked by %s, ended with %s %s: aborted by it', (asked, code, signal) => {
  expect(exitOutcome({ ...end, asked, code, signal })).toMatchObject({ state: 'aborted', endedBy: asked });
});

test('a panic while it was being stopped is told, but the user’s stop decides the code', () => {
  expect(exitOutcome({ ...end, asked: 'SIGINT', code: 109 })).toMatchObject({
    state: 'crashed',
    endedBy: 'SIGINT',
    reason: expect.stringContaining('panicked'),
  });
});

test('an unknown end says what it was', () => {
  expect(exitOutcome({ ...end, code: 42 }).reason).toContain('42');
  expect(exitOutcome({ ...end, signal: 'SIGBUS' }).reason).toContain('SIGBUS');
});

test('a stop that the profile asked for is the planned end: complete, and the verdict decides', () => {
  const text = 'the load was ended: API response was critical from 260 requests/s on';
  const stopped = { ...end, halted: { endedBy: 'plan', text }, code: 105 } as const;
  expect(exitOutcome(stopped)).toEqual({ state: 'complete', endedBy: 'plan', reason: text });
  expect(exitOutcome({ ...stopped, code: 0 })).toMatchObject({ state: 'complete', endedBy: 'plan', reason: text });
  expect(exitOutcome({ ...stopped, code: 110 })).toMatchObject({ state: 'complete', endedBy: 'plan' });
});

test.each([
  ['panicked', 109, null, 'crashed'],
  ['was killed, for it did not end', null, 'SIGKILL', 'crashed'],
  ['took too long for its teardown', 101, null, 'aborted'],
] as const)('but not when k6 %s', (_, code, signal, state) => {
  expect(exitOutcome({ ...end, halted: PLANNED, code, signal })).toMatchObject({ state, endedBy: 'engine' });
});

test('and the user’s own wish to stop outranks it', () => {
  expect(exitOutcome({ ...end, halted: PLANNED, asked: 'SIGINT', code: 105 })).toMatchObject({
    state: 'aborted',
    endedBy: 'SIGINT',
  });
});

test.each(['guard-rail', 'kill-switch'] as const)(
  'a stop by a %s is one however k6 went then, but for the user’s wish',
  (endedBy) => {
    const halted = { endedBy, text: 'the load was ended' };
    for (const code of [0, 99, 105, 107, 137])
      expect(exitOutcome({ ...end, halted, code })).toEqual({ state: 'aborted', endedBy, reason: halted.text });
    expect(exitOutcome({ ...end, halted, code: 105, asked: 'SIGTERM' })).toMatchObject({ endedBy: 'SIGTERM' });
  },
);
