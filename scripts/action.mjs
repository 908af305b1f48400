// The step of action.yml: inputs become a gate, or a pair. Ends as loadkit does; whatever keeps an answer from being
// made is told in the summary and in the comment, too.
import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const { env } = process;
const inputs = JSON.parse(env.LOADKIT_ACTION_INPUTS ?? '{}');
const cli = join(env.LOADKIT_ACTION_PATH ?? '', 'dist/cli.js');
const USAGE = 2;

class Refused extends Error {
  constructor(what, why, next) {
    super(`loadkit: ${what}\n  why:  ${why}\n  next: ${next}\n`);
  }
}

/** What action.yml has for an input that nobody gave. */
const NOT_GIVEN = 'none';

/**
 * An input that was given; undefined where it was not. One that is given and empty, as an output of a step that was
 * skipped is, would ask another question without a word.
 */
function given(name) {
  const value = (inputs[name] ?? NOT_GIVEN).trim();
  if (value === '')
    throw new Refused(
      `the input ${name} is given, and empty`,
      'what is then run would be something else than was meant',
      `give ${name} a value (is it the output of a step that did not run?), or leave it out`,
    );
  return value === NOT_GIVEN ? undefined : value;
}

/** Refuses inputs that nothing would read. */
function refuseBeside(road, names, why) {
  const unread = names.filter((name) => given(name) !== undefined);
  if (unread.length > 0)
    throw new Refused(`${unread.join(', ')} beside ${road}`, why, `leave out ${unread.join(', ')}, or ${road}`);
}

/** What is typed after `loadkit`. Throws Refused for inputs that do not go together. */
function lineOf() {
  const [scenario, gate, pair, target, tier, from] = ['scenario', 'gate', 'pair', 'target', 'tier', 'from'].map(given);
  const [toTarget, atTier] = [target ? ['--target', target] : [], tier ? ['--tier', tier] : []];
  if (pair) {
    const unread = ['gate', 'baseline', 'repeats', 'fail-on', 'from'];
    refuseBeside('pair', unread, 'a pair makes its own runs and holds them against each other, and against no limit');
    if (!scenario || !target)
      throw new Refused(
        'a pair needs scenario and target',
        'pair is the version before alone',
        'name the scenario, and as target the URL of the version after',
      );
    return ['compare', scenario, '--pair', pair, target, ...atTier];
  }
  const judged = [...toTarget, ...(from ? ['--from', from] : []), '--format', 'markdown,html,junit'];
  if (gate) {
    const unread = ['scenario', 'baseline', 'repeats', 'fail-on'];
    refuseBeside('gate', unread, 'its file says what is run, how often, and what fails it');
    return ['gate', gate, ...judged, ...atTier];
  }
  if (!scenario)
    throw new Refused('there is nothing to run', 'neither scenario nor gate is given', 'name a scenario, or a gate');
  return ['gate', gateOfScenario(scenario, tier), ...judged];
}

/** A gate of one scenario, as a file: JSON is YAML. What is wrong in it, loadkit says. */
function gateOfScenario(scenario, tier) {
  const [baseline, repeats, failOn] = ['baseline', 'repeats', 'fail-on'].map(given);
  if (baseline !== undefined && baseline !== 'true' && baseline !== 'false')
    throw new Refused(
      `the input baseline is ${JSON.stringify(baseline)}`,
      'whether the runs are held against a baseline is a matter of true or false',
      'write baseline: "true", or "false" where objectives alone shall decide',
    );
  if (repeats !== undefined && !/^[1-9]\d*$/.test(repeats))
    throw new Refused(
      `the input repeats is ${JSON.stringify(repeats)}`,
      'it is the number of valid runs',
      'write a whole number above 0, such as repeats: "5"',
    );
  const file = join(scratch(), 'gate.yaml');
  const gate = {
    ...(repeats && { repeats: Number(repeats) }),
    ...(failOn && { failOn }),
    compare: baseline === 'true' ? 'baseline' : 'none',
    runs: [{ scenario, ...(tier && { tiers: [tier] }) }],
  };
  writeFileSync(file, JSON.stringify(gate));
  return file;
}

function scratch() {
  return mkdtempSync(join(env.RUNNER_TEMP ?? '/tmp', 'loadkit-'));
}

/** Carries out a command line of loadkit. What it says goes on at once; the end of it is kept. */
function loadkit(line) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [cli, ...line], { stdio: ['inherit', 'inherit', 'pipe'] });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text) => {
      process.stderr.write(text);
      said = `${said}${text}`.slice(-MOST_SAID);
    });
    child.on('close', (code) => resolve({ code: code ?? 7, said }));
  });
}

const MOST_SAID = 8000;

function textOf(name) {
  return env[name] && existsSync(env[name]) ? readFileSync(env[name], 'utf8') : '';
}

/** What became of a command that left no report, for whoever reads the summary, or the comment of an earlier commit. */
function notMade(code, said) {
  const [, error = said] = /(?:^|\n)(loadkit: [\s\S]*)$/.exec(said) ?? [];
  const lines = [
    `# ❔ loadkit: not made, exit ${code}`,
    `There is no answer${env.GITHUB_SHA ? ` on ${env.GITHUB_SHA}` : ''}: loadkit ended with exit code ${code}.`,
    `\`\`\`text\n${error.trim().replaceAll('`', "'")}\n\`\`\``,
  ];
  return `${lines.join('\n\n')}\n`;
}

/** Sees to it that nobody reads an earlier answer as today's: where loadkit left none, its end is the answer. */
function tell(code, said, summaryBefore) {
  const append = (name, text) => env[name] && appendFileSync(env[name], text);
  const summary = textOf('GITHUB_STEP_SUMMARY').slice(summaryBefore);
  const answer = summary || notMade(code, said);
  if (!summary) append('GITHUB_STEP_SUMMARY', answer);
  const outputs = textOf('GITHUB_OUTPUT');
  if (!/^verdict=/m.test(outputs)) append('GITHUB_OUTPUT', 'verdict=not made\n');
  if (/^comment=/m.test(outputs)) return;
  const file = join(scratch(), 'loadkit-summary.md');
  writeFileSync(file, answer);
  append('GITHUB_OUTPUT', `comment=${file}\n`);
}

/** How the command that the inputs ask for ended, or why it was not begun. */
function carriedOut() {
  try {
    return loadkit(lineOf());
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    process.stderr.write(error.message);
    return { code: USAGE, said: error.message };
  }
}

const before = textOf('GITHUB_STEP_SUMMARY').length;
const { code, said } = await carriedOut();
if (code !== 0) tell(code, said, before);
process.exitCode = code;
