import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { emptyFolder } from '../e2e/command.ts';
import { carriedOut } from './in-process.ts';

const [A, B] = ['http://127.0.0.1:9', 'http://127.0.0.1:19'];

test('a script that does not ask for the target would pass both versions by', async () => {
  const cwd = emptyFolder();
  const script = `import http from 'k6/http';
export const options = { vus: 1, duration: '10s' };
export default function () { http.get('http://127.0.0.1:29/'); }`;
  writeFileSync(join(cwd, 'own.js'), script);
  const { code, stderr } = await carriedOut(['compare', '--pair', A, B, 'own.js'], cwd);
  expect([code, stderr]).toEqual([2, expect.stringContaining('neither version would get any')]);
  expect(existsSync(join(cwd, 'reports'))).toBe(false);
});

describe('what is no pair is refused before anything is sent', () => {
  test.each([
    // First what bundles a script: esbuild stays in the folder in which it was loaded.
    [['--pair', A, B, '--budget', '1m'], 2, 'a budget of 1 min is too short for 10 pairs'],
    [['--pair', A], 2, '--pair: it takes two URLs'],
    [['--pair', A, B, 'load', 'stress'], 2, 'load and stress are more than one scenario'],
    [['--pair', A, B, '--force'], 2, 'a pair is made of like runs'],
    [['--pair', A, 'nonsense://x'], 2, '--pair: "nonsense://x"'],
    [['--pair', A, B, '--pairs', '3'], 2, 'expected an even number'],
    [['--pair', A, B, 'stress', '--budget', '5m'], 2, 'too short for stress'],
    [['--pair', A, 'http://192.0.2.1'], 6, '192.0.2.1'],
    [['--pair', A, 'http://192.0.2.1', '--pair-command', 'exit 3', 'exit 4'], 6, '192.0.2.1'],
    [['--pair', A, B, '--set', 'rate=1000000'], 6, 'safety.maxRate'],
    [['--pair', A, B], 8, 'cannot be reached'],
    [['--pair-command', 'exit 3', 'exit 4'], 8, 'it ended with exit code 3'],
    [['load'], 2, 'a comparison has two sides'],
  ])('%j: exit %i', async (args, code, why) => {
    const cwd = emptyFolder();
    const ended = await carriedOut(['compare', ...args], cwd);
    expect(ended.stderr).toContain(why);
    expect([ended.code, ended.stdout]).toEqual([code, '']);
    expect(existsSync(join(cwd, 'reports'))).toBe(false);
  });
});
