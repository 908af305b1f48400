import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type ExpectStatic, expect, onTestFinished, test } from 'vitest';
import type { Result } from '../../src/result/result.ts';
import { copyOf } from '../fixtures/examples.ts';
import { parseXml } from '../fixtures/xml.ts';
import { disturbance, emptyFolder, loadkit, ROOT, resultIn, undisturbed } from './command.ts';
import { readmeCommands } from './readme-commands.ts';

const EXAMPLES = join(ROOT, 'docs/examples');
const names = readdirSync(EXAMPLES).filter((name) => existsSync(join(EXAMPLES, name, 'loadkit.config.yaml')));

/**
 * Of what length each scenario is run, so that it takes about half a minute. What is met stands beside other work on the
 * machine, too, and all of these are.
 */
const TIME_SCALES: Readonly<Record<string, string>> = {
  smoke: '0.15',
  baseline: '0.02',
  load: '0.015',
  stress: '0.02',
  // Its first ramp lasts a minute, of which something must be left to judge.
  'stress --tier small': '0.04',
  soak: '0.001',
  endurance: '0.001',
};

/** The commands of one README as they stand, one after the other, in a copy of its folder; only their length is ours. */
test.concurrent.for(names)(
  '%s: every command of its README ends as it says',
  { timeout: 900_000 },
  async (name, { expect, skip, onTestFinished: after }) => {
    const cwd = copyOf(join(EXAMPLES, name));
    after(() => rmSync(cwd, { recursive: true, force: true }));
    for (const command of readmeCommands(join(EXAMPLES, name))) {
      const line = command.args.join(' ');
      const isRun = command.args[0] === 'run';
      const args = isRun ? scaled(command.args) : command.args;
      const ended = await undisturbed(() => loadkit(args, { cwd, after }));
      if (isRun) {
        const folder = folderIn(ended.stdout);
        const result = resultIn(folder);
        expectReported(expect, folder, result);
        const disturbed = disturbance(result);
        if (disturbed) skip(`${line}: ${disturbed}`);
      }
      expect({ line, code: ended.code }, ended.stdout + ended.stderr).toEqual({ line, code: command.code });
    }
  },
);

test('a test reporter is told the same when a run is reported again', async () => {
  const cwd = copyOf(join(EXAMPLES, names[0]!));
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
  const { stdout } = await loadkit(scaled(['run', 'smoke']), { cwd });
  const folder = folderIn(stdout);
  const junit = join(folder, 'junit.xml');
  const cases = casesIn(junit);
  expect(existsSync(join(folder, 'report.html'))).toBe(false);
  rmSync(junit);
  const again = await loadkit(['report', folder, '--format', 'junit'], { cwd });
  expect(again.code, again.stderr).toBe(0);
  expect(casesIn(junit)).toEqual(cases);
});

test('--help lists the formats', async () => {
  for (const command of ['run', 'report']) {
    const { stdout } = await loadkit([command, '--help'], { cwd: emptyFolder() });
    expect(stdout.replace(/\s+/g, ' ')).toContain('reports to write: json, markdown, html, pdf, junit');
  }
});

/** The arguments of a run, of a shorter one that also writes for a test reporter. */
function scaled(args: readonly string[]): string[] {
  const scale = TIME_SCALES[args.slice(1, 4).join(' ')] ?? TIME_SCALES[args[1] ?? ''];
  if (!scale) throw new Error(`of what length is ${args[1]} to be run?`);
  const at = args.indexOf('--format');
  const formats =
    at < 0 ? 'junit,markdown' : [...new Set(['junit', 'markdown', ...args[at + 1]!.split(',')])].join(',');
  return [...(at < 0 ? args : args.toSpliced(at, 2)), '--format', formats, '--time-scale', scale];
}

/** The run folder that the terminal names. */
function folderIn(stdout: string): string {
  const file = /^\s*(\S+)\/result\.json$/m.exec(stdout)?.[1];
  if (!file) throw new Error(`no run folder: ${stdout}`);
  return file;
}

/** JUnit has a case for the measurement and one for each objective, of which those fail on which the verdict fails. */
function expectReported(expect: ExpectStatic, folder: string, { objectives, validity, verdict }: Result): void {
  const cases = casesIn(join(folder, 'junit.xml'));
  expect(cases.length).toBe(1 + objectives.length);
  expect(cases[0]).toEqual(['the measurement is valid', validity.status === 'valid' ? 'passed' : 'error']);
  const isGreen = cases.every(([, outcome]) => outcome === 'passed' || outcome === 'skipped');
  expect(isGreen, JSON.stringify(cases)).toBe(verdict === 'met' || verdict === 'degraded');
  expect(readFileSync(join(folder, 'report.md'), 'utf8')).toMatch(/^# \S+ \w+ · /u);
}

/** The test cases that a JUnit file tells of, with what became of each. */
function casesIn(file: string): [name: string | undefined, outcome: string][] {
  const suite = parseXml(readFileSync(file, 'utf8')).elements[0]!;
  const outcome = (elements: readonly { readonly name: string }[]) =>
    elements.find(({ name }) => name !== 'system-out')?.name ?? 'passed';
  return suite.elements
    .filter(({ name }) => name === 'testcase')
    .map(({ attributes, elements }) => [attributes['name'], outcome(elements)]);
}
