// The step of action.yml: inputs become a gate, or a pair. Ends as loadkit does.
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const { env } = process;
const inputs = JSON.parse(env.LOADKIT_ACTION_INPUTS ?? '{}');
const cli = join(env.LOADKIT_ACTION_PATH ?? '', 'dist/cli.js');
const said = (name) => (inputs[name] ?? '').trim();

function refuse(why) {
  process.stderr.write(`loadkit action: ${why}\n`);
  process.exit(2);
}

/** A gate of one scenario, as a file: JSON is YAML. */
function gateOfScenario() {
  const repeats = Number(said('repeats') || 5);
  if (!Number.isInteger(repeats) || repeats < 1) refuse('repeats must be a whole number above 0');
  const file = join(mkdtempSync(join(env.RUNNER_TEMP ?? '/tmp', 'loadkit-')), 'gate.yaml');
  const entry = { scenario: said('scenario'), ...(said('tier') && { tiers: [said('tier')] }) };
  const compare = said('baseline') === 'true' ? 'baseline' : 'none';
  writeFileSync(file, JSON.stringify({ repeats, compare, failOn: said('fail-on') || 'critical', runs: [entry] }));
  return file;
}

const target = said('target') ? ['--target', said('target')] : [];
const tier = said('tier') ? ['--tier', said('tier')] : [];

/** A comparison has no report of its own: what it prints is the summary, as it stands. */
function pair() {
  if (said('gate') || said('baseline') === 'true') refuse('a pair is compared with no baseline, and by no gate');
  if (!said('scenario') || !said('target')) refuse('a pair needs scenario and target, the version after');
  const args = ['compare', said('scenario'), '--pair', said('pair'), said('target'), ...tier];
  const { status, stdout } = spawnSync(process.execPath, [cli, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  process.stdout.write(stdout ?? '');
  const fenced = (stdout ?? '').replaceAll('```', "'''");
  if (env.GITHUB_STEP_SUMMARY) appendFileSync(env.GITHUB_STEP_SUMMARY, `\`\`\`\n${fenced}\`\`\`\n`);
  return status ?? 7;
}

function gate() {
  if (said('gate') && said('scenario')) refuse('name a gate or a scenario, not both');
  if (!said('gate') && !said('scenario')) refuse('name a scenario, or a gate');
  const from = said('from') ? ['--from', said('from')] : [];
  const args = ['gate', said('gate') || gateOfScenario(), ...target, ...from, '--format', 'markdown,html,junit'];
  return spawnSync(process.execPath, [cli, ...args, ...(said('gate') ? tier : [])], { stdio: 'inherit' }).status ?? 7;
}

process.exit(said('pair') ? pair() : gate());
