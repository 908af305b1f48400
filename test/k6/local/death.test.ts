import { expect, test } from 'vitest';
import { deathIn, deathText } from '../../../src/k6/local/death.ts';
import { LastWordsReader } from '../../../src/k6/log/last-words.ts';

test.each([
  [
    'panic: runtime error: index out of range [3] with length 2',
    'k6 panicked: runtime error: index out of range [3] with length 2',
  ],
  ['fatal error: concurrent map writes', 'k6 panicked: concurrent map writes'],
  ['fatal error: runtime: out of memory', 'k6 had no memory left: runtime: out of memory'],
  [
    'runtime: out of memory: cannot allocate 4194304-byte block (67108864 in use)',
    /^k6 had no memory left: out of memory/,
  ],
  ['fatal error: failed to reserve page summary memory', /^k6 had no memory left/],
  ['SIGSEGV: segmentation violation', 'k6 crashed: SIGSEGV: segmentation violation'],
])('%s', (line, text) => {
  const death = deathIn(line);
  expect(death && deathText(death)).toMatch(text);
});

test.each(['goroutine 1 [running]:', 'a script said panic: no', 'runtime: g 1: unexpected return pc', ''])(
  'nothing died: %s',
  (line) => expect(deathIn(line)).toBeUndefined(),
);

test('the first word of a death counts, and a panic that k6 caught is one', () => {
  const script = { path: '/runs/1/a.js', sourceDir: '/work' };
  const bare = new LastWordsReader(script);
  expect(['[signal x]', 'panic: first', '', 'panic: second'].map((line) => bare.takeBare(line))).toEqual([
    ...[false, true, true, true],
  ]);
  expect(bare.get().death).toEqual({ of: 'panic', text: 'first' });
  const caught = new LastWordsReader(script);
  const msg = 'unexpected k6 panic: nil map\ngoroutine 1 [running]:';
  expect(caught.take({ level: 'error', msg })).toBe('k6: unexpected k6 panic: nil map');
  expect(caught.get().death).toEqual({ of: 'panic', text: 'nil map' });
});
