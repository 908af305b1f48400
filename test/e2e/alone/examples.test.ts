import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseXml } from '../../fixtures/xml.ts';
import { emptyFolder, loadkit, ROOT, resultIn, runFolder, undisturbed } from '../command.ts';

const EXAMPLES = join(ROOT, 'docs/examples');
const names = readdirSync(EXAMPLES).filter((name) => existsSync(join(EXAMPLES, name, 'loadkit.config.yaml')));

/** The test cases that a JUnit file tells of, with what became of each. */
function casesIn(file: string): [name: string | undefined, outcome: string][] {
  const suite = parseXml(readFileSync(file, 'utf8')).elements[0]!;
  const outcome = (elements: readonly { readonly name: string }[]) =>
    elements.find(({ name }) => name !== 'system-out')?.name ?? 'passed';
  return suite.elements
    .filter(({ name }) => name === 'testcase')
    .map(({ attributes, elements }) => [attributes['name'], outcome(elements)]);
}

// At once: each has one user. An example may promise something of endpoints that the shipped journey does not ask.
test.concurrent.for(names)(
  '%s: a smoke run on the sandbox breaks nothing, and a test reporter is told so',
  async (name, { skip, expect, onTestFinished: after }) => {
    const cwd = join(EXAMPLES, name);
    let out = '';
    const ended = await undisturbed(() => {
      out = emptyFolder(after);
      return loadkit(['run', 'smoke', '--time-scale', '0.1', '--out', out, '--format', 'junit,markdown'], {
        cwd,
        after,
      });
    });
    const folder = runFolder(out);
    const { objectives, validity } = resultIn(folder);
    const junit = join(folder, 'junit.xml');
    expect(ended.stdout).toContain(junit);
    expect(existsSync(join(folder, 'report.html'))).toBe(false);
    const cases = casesIn(junit);
    expect(cases.length).toBe(1 + objectives.length);
    expect(cases[0]).toEqual(['the measurement is valid', validity.status === 'valid' ? 'passed' : 'error']);

    rmSync(junit);
    const again = await loadkit(['report', folder, '--format', 'junit'], { cwd, after });
    expect(again.code, again.stderr).toBe(0);
    expect(casesIn(junit)).toEqual(cases);

    if (validity.status !== 'valid') skip(`the machine disturbed two runs: ${validity.reasons[0]!.text}`);
    const silent = objectives.some(({ zone, required, counts }) => zone === 'no-data' && required && counts);
    expect(silent && name.startsWith('000')).toBe(false);
    expect(ended.code, ended.stdout + ended.stderr).toBe(silent ? 5 : 0);
    expect(
      cases.filter(([, outcome]) => !['passed', 'skipped', ...(silent ? ['error'] : [])].includes(outcome)),
    ).toEqual([]);
    expect(readFileSync(join(folder, 'report.md'), 'utf8')).toMatch(/^# \S+ smoke · /u);
  },
);

test('--help lists the formats', async () => {
  for (const command of ['run', 'report']) {
    const { stdout } = await loadkit([command, '--help'], { cwd: emptyFolder() });
    expect(stdout.replace(/\s+/g, ' ')).toContain('reports to write: json, markdown, html, pdf, junit');
  }
});
