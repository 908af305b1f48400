import { describe, expect, test } from 'vitest';
import { ExceptionCounter } from '../../../src/k6/log/exceptions.ts';
import { parseLogLine } from '../../../src/k6/log/log-line.ts';
import { isScriptError, readScriptError } from '../../../src/k6/log/script-errors.ts';

const script = { path: '/runs/a b/scenario.js', sourceDir: '/home/me/project/scenarios' };

describe('readScriptError', () => {
  test.each([
    ['Error: boom\n\tat default (file:///runs/a%20b/stress.ts:8:2(14))\n', 'Error: boom', 'stress.ts', 8, 2],
    [
      'Error: two\nlines\n\tat file:///runs/a%20b/journeys/main.ts:3:11(2)\n',
      'Error: two\nlines',
      'journeys/main.ts',
      3,
      11,
    ],
    [
      'Uncaught (in promise) Error: async\n\tat go.k6.io/x (native)\n\tat default (file:///runs/a%20b/../lib/x.ts:7:5(27))\n',
      'Error: async',
      '../lib/x.ts',
      7,
      5,
    ],
    [
      'GoError: failed\n\tat step (file:///runs/a%20b/loadkit/step.ts:1:1(1))\n\tat p (file:///runs/a%20b/node_modules/p/i.js:2:2(2))\n\tat default (file:///runs/a%20b/s.ts:9:3(1))\n',
      'failed',
      's.ts',
      9,
      3,
    ],
    [
      'Error: theirs\n\tat p (file:///runs/a%20b/node_modules/p/i.js:2:2(2))\n',
      'Error: theirs',
      'node_modules/p/i.js',
      2,
      2,
    ],
  ])('%j', (text, message, file, line, column) => {
    const { pathname } = new URL(file, 'file:///home/me/project/scenarios/');
    expect(readScriptError(text, script)).toEqual({ message, where: { file: pathname, line, column } });
  });

  test('without a frame there is a message alone', () => {
    expect(readScriptError('Uncaught (in promise) text', script)).toEqual({ message: 'text' });
  });
});

test('what the script prints is no exception', () => {
  const line = (source: string | undefined, msg: string) =>
    parseLogLine(JSON.stringify({ level: 'error', msg, source }))!;
  expect(isScriptError(line('console', 'Uncaught (in promise) Error: printed'))).toBe(false);
  expect(isScriptError(line(undefined, 'Uncaught (in promise) Error: thrown'))).toBe(true);
  expect(isScriptError(line('stacktrace', 'Error'))).toBe(true);
  expect(isScriptError(line(undefined, 'something else'))).toBe(false);
  for (const text of ['', 'plain text', '{"level":1}', '{broken']) expect(parseLogLine(text)).toBeUndefined();
});

test('the first three distinct exceptions are kept, the rest counted', () => {
  const counter = new ExceptionCounter(script);
  const add = (msg: string) => counter.add({ level: 'error', msg, scenario: 'main' });
  expect(add('Error: a')).toMatchObject({ message: 'Error: a' });
  expect(add('Error: a')).toBeUndefined();
  for (const name of ['b', 'c', 'd', 'e', 'b']) add(`Error: ${name}`);
  expect(counter.get()).toMatchObject({
    distinct: [
      { message: 'Error: a', count: 2, scenario: 'main' },
      { message: 'Error: b', count: 2 },
      { message: 'Error: c', count: 1 },
    ],
    others: 2,
  });
});
