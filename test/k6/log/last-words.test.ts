import { expect, test } from 'vitest';
import { LastWordsReader, SILENCE } from '../../../src/k6/log/last-words.ts';

const SCRIPT = { path: '/runs/1/a.js', sourceDir: '/work' };
const read = (...lines: readonly Partial<Parameters<LastWordsReader['take']>[0]>[]) => {
  const reader = new LastWordsReader(SCRIPT);
  const taken = lines.map((line) => reader.take({ level: 'error', msg: '', ...line }) !== undefined);
  return { words: reader.get(), taken };
};
const thrown = (msg: string, more = {}) => ({ msg, source: 'stacktrace', ...more });
const at = (within: string) => `Error: no\n\tat ${within} (file:///runs/1/a.js:4:36(3))\n`;

test('a log without any of it says nothing', () => {
  const { words, taken } = read({ msg: 'thresholds on metrics "a" have been crossed' }, { msg: 'dial tcp: refused' });
  expect(words).toEqual(SILENCE);
  expect(taken).toEqual([false, false]);
});

test('what an iteration threw is not outside of them', () => {
  const { words, taken } = read(thrown(at('default'), { scenario: 'default' }));
  expect([words, taken]).toEqual([SILENCE, [false]]);
});

test('the script’s console cannot forge it', () => {
  const forged = [
    'test marked as failed: x',
    'test aborted: x',
    "thresholds on metrics 'a' were crossed; at least one has abortOnFail enabled, stopping test prematurely",
    'failed to handle the end-of-test summary',
  ];
  const { words } = read(...forged.map((msg) => ({ msg, source: 'console' })));
  expect(words).toEqual(SILENCE);
});

test.each(['setup', 'teardown', 'handleSummary'] as const)('%s() that threw is named with its place', (within) => {
  const { words } = read(thrown(at(within)));
  expect(words.outside).toEqual([{ within, text: expect.stringMatching(/a\.js:4:36: Error: no$/) }]);
});

test('so is a promise that it rejected, and a function whose name the stack does not say', () => {
  const { words } = read({ msg: `Uncaught (in promise) ${at('teardown')}` }, thrown(at('tidy')));
  expect(words.outside.map(({ within }) => within)).toEqual(['teardown', null]);
});

test('a summary that could not be written says why', () => {
  const { words } = read({
    msg: 'failed to handle the end-of-test summary',
    error: 'not saved:\n\t- could not open /x',
  });
  expect(words.outside).toEqual([{ within: 'handleSummary', text: 'not saved: - could not open /x' }]);
});

test('test.fail() and test.abort() are told with their reasons, the first of each', () => {
  const { words } = read(
    { msg: 'test marked as failed: a body was wrong' },
    { msg: 'test marked as failed: another' },
    { msg: 'test aborted: all is placed at default (file:///runs/1/a.js:5:139(22))' },
  );
  expect(words.failed).toBe('a body was wrong');
  expect(words.aborted).toMatch(/a\.js:5:139: all is placed$/);
  expect(read({ msg: 'test marked as failed' }, { msg: 'test aborted' }).words).toMatchObject({
    failed: '',
    aborted: '',
  });
});

test('a threshold with abortOnFail that ended the load', () => {
  const msg =
    "thresholds on metrics 'a, b' were crossed; at least one has abortOnFail enabled, stopping test prematurely";
  expect(read({ msg }).words.crossed).toBe(true);
});
