import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { emptyFolder } from '../e2e/command.ts';
import { OBJECTIVE, ONE } from '../e2e/one-request.ts';
import { carriedOut } from './in-process.ts';

describe('what is no search is refused before anything is sent', () => {
  test.each([
    [['--time-scale', '0.1'], 2, 'a search cannot be time-scaled'],
    [['--arrivals', 'even'], 2, 'a search needs random arrivals'],
    [['--set', 'rate=5'], 2, 'a search has no profile that --set could change'],
    [['--budget', '1m'], 2, 'is too short for any interval'],
    [['--budget', '10'], 2, 'expected a duration'],
    [['--precision', '80%'], 2, 'expected a share'],
    [['--max-rate', '1000000'], 6, 'safety.maxRate'],
    [['--resume', 'nothing'], 2, 'no run "nothing"'],
  ])('%j: exit %i', async (args, code, why) => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'one.js'), ONE);
    const ended = await carriedOut(
      ['capacity', 'one.js', '--target', 'http://127.0.0.1:9', ...OBJECTIVE, ...args],
      cwd,
    );
    expect(ended.stderr).toContain(why);
    expect(ended.code).toBe(code);
  });

  test('objectives of which none can be searched', async () => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'one.js'), ONE);
    const ended = await carriedOut(
      ['capacity', 'one.js', '--target', 'http://127.0.0.1:9', '--objective', 'checks rate > 99%'],
      cwd,
    );
    expect(ended.stderr).toMatch(/no objective can be searched.*checks is not counted by number in flight/s);
    expect(ended.code).toBe(2);
  });

  test('a script without a default function', async () => {
    const cwd = emptyFolder();
    writeFileSync(
      join(cwd, 'named.js'),
      `export const options = { scenarios: { a: { executor: 'shared-iterations', exec: 'a' } } };\nexport function a() {}\n`,
    );
    const ended = await carriedOut(['capacity', 'named.js', '--target', 'http://127.0.0.1:9', ...OBJECTIVE], cwd);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain('the script has no default function');
  });
});
