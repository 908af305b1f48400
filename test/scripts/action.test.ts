import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Result } from '../../src/result/result.ts';
import { carriedOut } from '../cli/in-process.ts';
import { written } from '../cli/run-folders.ts';
import { runs } from '../compare/runs/made-runs.ts';
import { emptyFolder, ROOT } from '../e2e/command.ts';
import { startCommand } from '../e2e/processes.ts';

const SHA = 'c0ffee5e0ddba11c0ffee5e0ddba11c0ffee5e0d';

interface Step {
  readonly id?: string;
  readonly run: string;
  readonly shell: string;
  readonly env?: Readonly<Record<string, string>>;
}
const ACTION = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as {
  inputs: Record<string, { default: string }>;
  runs: { using: string; steps: Step[] };
};

/**
 * Runs the steps of the action one after the other, as GitHub's runner does: expressions, environment, files. `at`: where
 * the action was checked out.
 */
async function action(given: Readonly<Record<string, string>>, cwd: string, at = ROOT) {
  const inputs = {
    ...Object.fromEntries(Object.entries(ACTION.inputs).map(([name, one]) => [name, one.default])),
    ...given,
  };
  const filled = (text: string) =>
    text.replace(/\$\{\{ (.*?) \}\}/g, (_, expression: string) => {
      if (expression === 'toJSON(inputs)') return JSON.stringify(inputs, null, 2);
      if (expression === 'github.action_path') return at;
      throw new Error(`the runner would have to know ${expression}`);
    });
  const temp = emptyFolder();
  const [summary, output] = ['summary.md', 'output'].map((name) => join(temp, name)) as [string, string];
  for (const file of [summary, output]) writeFileSync(file, '');
  const files = { GITHUB_STEP_SUMMARY: summary, GITHUB_OUTPUT: output, GITHUB_SHA: SHA, RUNNER_TEMP: temp };
  let [code, log] = [0 as number | null, ''];
  for (const step of ACTION.runs.steps) {
    const own = Object.fromEntries(Object.entries(step.env ?? {}).map(([name, value]) => [name, filled(value)]));
    const env = { ...process.env, CI: 'true', GITHUB_ACTIONS: 'true', ...files, ...own };
    const ended = await startCommand('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', filled(step.run)], {
      cwd: step.env ? cwd : at,
      env,
    }).ended;
    [code, log] = [ended.code, `${log}${ended.stdout}${ended.stderr}`];
    if (code !== 0) break;
  }
  const commands = log.split('\n').filter((line) => line.startsWith('::'));
  const outputs = Object.fromEntries(
    readFileSync(output, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split('=', 2)),
  );
  return { code, log, commands, outputs, summary: readFileSync(summary, 'utf8') };
}

const met = (...made: Parameters<typeof runs>) =>
  runs(...made).map(
    (one): Result => ({
      ...one,
      verdict: 'met',
      objectives: one.objectives.slice(0, 1).map((line) => ({ ...line, zone: 'met' })),
    }),
  );
const HOSTILE = '/orders\n::error::mine::%0A##[error]';
const hostile = (results: Result[]) =>
  results.map((one) => ({
    ...one,
    endpoints: one.endpoints.map((each) => ({ ...each, name: each.name === '/orders' ? HOSTILE : each.name })),
  }));

/** A project with a baseline of ten runs, unless it has none, and five runs of a pull request. */
async function project(pull: Result[], kept = true): Promise<string> {
  const cwd = emptyFolder();
  mkdirSync(join(cwd, 'reports'));
  const before = written(join(cwd, 'reports'), hostile(met(10)), 10);
  if (kept) await carriedOut(['baseline', 'set', ...before], cwd);
  written(join(cwd, 'pull'), hostile(pull), 20);
  return cwd;
}

const INPUTS = { scenario: 'load', tier: 'medium', baseline: 'true', from: 'pull' };
const broken = () =>
  met(5, { seed: 3 }).map(
    (one): Result => ({
      ...one,
      verdict: 'critical',
      objectives: one.objectives.map((line) => ({ ...line, zone: 'critical' })),
    }),
  );

describe('the action, as a runner carries it out', () => {
  test.each<[string, Result[], boolean, number, string, RegExp | null]>([
    ['unchanged', met(5, { seed: 3 }), true, 0, '✅ Gate', null],
    [
      'slower',
      met(5, { seed: 2, slower: 1.1 }),
      true,
      4,
      '❌ Gate',
      /^::error title=load at medium%3A no regression::GET \/orders\\n::error::mine::%250A#\\u0023\[error\] p95 \+10 %25/,
    ],
    ['broken', broken(), true, 3, '❌ Gate', /^::error title=load at medium%3A objectives::/],
    [
      'without a baseline',
      met(5, { seed: 3 }),
      false,
      5,
      '❔ Gate',
      /^::error title=load at medium%3A no regression::there is no baseline of load at medium$/,
    ],
  ])('a pull request that is %s', async (_, pull, kept, code, heading, annotation) => {
    const cwd = await project(pull, kept);
    const made = await action(INPUTS, cwd);
    expect(made.code, made.log).toBe(code);
    expect(made.summary.startsWith(`# ${heading}`), made.summary.slice(0, 200)).toBe(true);
    // One line each, none that the names of endpoints began.
    expect(made.commands.filter((line) => !line.startsWith('::error title='))).toEqual([]);
    expect(made.commands).toHaveLength(annotation === null ? 0 : 1);
    if (annotation) expect(made.commands[0]).toMatch(annotation);
    const comment = readFileSync(made.outputs['comment']!, 'utf8');
    expect(comment).toBe(made.summary);
    // Nothing in it is as wide as a table of many columns: it is read at 390 px.
    for (const row of comment.split('\n').filter((line) => line.startsWith('|')))
      expect(row.split('|').length).toBeLessThan(7);
  });

  test.each<[Record<string, string>, string]>([
    [{ scenario: 'load', baseline: 'True' }, 'the input baseline is "True"'],
    [{ scenario: 'load', repeats: '5.5' }, 'the input repeats is "5.5"'],
    [{ gate: 'own', 'fail-on': 'degraded', repeats: '5', baseline: 'false' }, 'baseline, repeats, fail-on beside gate'],
    [{ gate: 'own', scenario: 'load' }, 'scenario beside gate'],
    [{ scenario: 'load', pair: '', target: 'http://127.0.0.1:1' }, 'the input pair is given, and empty'],
    [{ scenario: 'load', pair: 'http://127.0.0.1:1' }, 'a pair needs scenario and target'],
    [
      { scenario: 'load', pair: 'http://127.0.0.1:1', target: 'http://127.0.0.1:2', 'fail-on': 'degraded', from: 'x' },
      'fail-on, from beside pair',
    ],
    [{}, 'there is nothing to run'],
  ])('inputs that are not read together are refused: %o', async (given, what) => {
    const made = await action(given, ROOT);
    expect(made.code, made.log).toBe(2);
    expect(made.log).toMatch(/^loadkit: .+\n {2}why: {2}.+\n {2}next: .+\n$/);
    expect(made.log).toContain(what);
    const comment = readFileSync(made.outputs['comment']!, 'utf8');
    expect(comment).toMatch(/^# ❔ loadkit: not made, exit 2\n/);
    expect(comment).toContain(what);
    expect(comment).toContain(SHA);
    expect([made.summary, made.outputs['verdict']]).toEqual([comment, 'not made']);
  });

  test('what loadkit refuses is no part of a command, and stands in the comment in place of an earlier answer', async () => {
    const scenario = '"; touch hacked; "$(touch hacked)```';
    const { code, log, outputs } = await action({ ...INPUTS, scenario }, await project(met(1)));
    expect(code).toBe(2);
    expect(log).toContain('no scenario');
    const comment = readFileSync(outputs['comment']!, 'utf8');
    expect(comment).toMatch(/^# ❔ loadkit: not made, exit 2\n\n.+\n\n```text\nloadkit: [^`]*no scenario[^`]*\n```\n$/);
  });

  test('a pair stands in the summary once; a report that was left is told as it is, whatever the exit code', async () => {
    const at = emptyFolder();
    cpSync(join(ROOT, 'scripts/action.mjs'), join(at, 'scripts/action.mjs'));
    mkdirSync(join(at, 'dist'));
    // A command that says what it was asked for, tells GitHub, and ends as if something were worse.
    const command = `import { appendFileSync } from 'node:fs';
console.log(JSON.stringify(process.argv.slice(2)));
appendFileSync(process.env.GITHUB_STEP_SUMMARY, '# its own\\n');
appendFileSync(process.env.GITHUB_OUTPUT, 'verdict=Regression\\n');
process.exitCode = 4;`;
    writeFileSync(join(at, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(at, 'dist/cli.js'), command);
    const [before, after] = ['http://127.0.0.1:1', 'http://127.0.0.1:2'];
    const made = await action({ scenario: 'load', tier: 'small', pair: before, target: after }, at, at);
    expect([made.code, made.summary, made.outputs['verdict']]).toEqual([4, '# its own\n', 'Regression']);
    expect(JSON.parse(made.log)).toEqual(['compare', 'load', '--pair', before, after, '--tier', 'small']);
    expect(readFileSync(made.outputs['comment']!, 'utf8')).toBe('# its own\n');
  });
});
