import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, type ExpectStatic, expect, test } from 'vitest';
import type { ChartSeries } from '../../src/result/chart-series.ts';
import type { Result } from '../../src/result/result.ts';
import { copyOf } from '../fixtures/examples.ts';
import { parseXml } from '../fixtures/xml.ts';
import { type After, disturbance, emptyFolder, loadkit, ROOT, resultIn } from './command.ts';
import { atFullLength, GUIDES, lookAt, planningOf } from './planning-lines.ts';
import type { Ended } from './processes.ts';
import { type ReadmeCommand, readmeCommands } from './readme-commands.ts';

const EXAMPLES = join(ROOT, 'docs/examples');
const names = readdirSync(EXAMPLES).filter((name) => existsSync(join(EXAMPLES, name, 'loadkit.config.yaml')));

/**
 * Of what length each scenario is run. What is met stands beside other work on the machine, too, and all of these are.
 */
const LENGTHS: Readonly<Record<string, string>> = {
  smoke: '--time-scale 0.1',
  baseline: '--time-scale 0.02',
  load: '--time-scale 0.01',
  // Its p99 of each step takes 300 samples; of so few arrivals at random the throughput is as the seed has it.
  'load --tier current': '--time-scale 0.0125 --seed 1',
  // Of others the throughput is judged, which takes as many requests.
  'load --tier medium': '--time-scale 0.007',
  // Its first ramp lasts a minute, of which something must be left to judge.
  'stress --tier small': '--time-scale 0.04',
  // Of the steps those on which the verdict rests, and one beyond. What it leaves in line takes its seconds, however
  // short the rest is.
  'stress --tier medium': '--time-scale 0.02 --set steps=0.5,1,2 --set recovery.hold=12m --set recovery.within=12m',
  'stress --tier current':
    '--time-scale 0.02 --set steps=1,2 --set hold=13m --set recovery.hold=13m --set recovery.within=13m',
  soak: '--time-scale 0.001',
  endurance: '--time-scale 0.001',
};

/** So many runs at a time, of whichever example: more would keep each other from the CPUs. */
let free = 2;
const waiting: (() => void)[] = [];

async function inTurn<T>(run: () => Promise<T>): Promise<T> {
  if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
  else free -= 1;
  try {
    return await run();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  }
}

/**
 * The commands of one README as they stand, in their order, in a copy of its folder; only the length of runs is ours.
 * Its planning lines are answered from the first of these runs that is made as they say.
 */
test.concurrent.for(names)(
  '%s: every command of its README ends as it says, and what is planned answers every planning line',
  { timeout: 900_000 },
  async (name, { expect, skip, onTestFinished: after }) => {
    const cwd = copyOf(join(EXAMPLES, name));
    after(() => rmSync(cwd, { recursive: true, force: true }));
    const disturbances: string[] = [];
    const { run, plan } = planningOf(name);
    let measured: string | undefined;
    // Of one run of each example: reports take a third of the CPU of a run.
    let reported = 0;
    const ends = async ({ args, code }: ReadmeCommand) => {
      const line = args.join(' ');
      if (!isRun({ args })) return expectCode(expect, line, await loadkit(args, { cwd, after }), code);
      const formats = reported++ === 0 ? REPORTS : [];
      const ended = await inTurn(() => loadkit(scaled(args, formats), { cwd, after }));
      const folder = folderIn(ended.stdout);
      const result = resultIn(folder);
      expectWatched(expect, folder);
      if (formats.length > 0) expectReported(expect, folder, result);
      const disturbed = disturbance(result);
      if (disturbed) disturbances.push(`${line}: ${disturbed}`);
      else expectCode(expect, line, ended, code);
      if (!disturbed && line === run.join(' ')) measured ??= folder;
    };
    for (const some of runsTogether(readmeCommands(join(EXAMPLES, name)))) await Promise.all(some.map(ends));
    if (measured) {
      const printed = await plannedFrom(measured, name, plan, after);
      lookAt(name, printed);
    }
    if (disturbances.length > 0) skip(disturbances.join('; '));
    expect(measured, `no run as ${run.join(' ')}`).toBeDefined();
  },
);

/** What a plan says in a copy of an example whose latest run is this one, as of its full length. */
async function plannedFrom(run: string, name: string, plan: readonly string[], after: After): Promise<string> {
  const cwd = copyOf(join(EXAMPLES, name));
  after(() => rmSync(cwd, { recursive: true, force: true }));
  const copy = join(cwd, 'reports', basename(run));
  cpSync(run, copy, { recursive: true });
  atFullLength(copy);
  const { stdout, stderr } = await loadkit([...plan, '--json'], { cwd, after });
  return stdout || `"${stderr}"`;
}

describe('the planning lines of the guides', () => {
  test.each(GUIDES)('$folder: every line that its README answers is looked at', ({ folder, lines }) => {
    expect(planningOf(folder).answered).toEqual(Object.keys(lines));
  });

  test('none is left open', () => expect(GUIDES.flatMap(({ folder }) => planningOf(folder).open)).toEqual([]));
});

function expectCode(expect: ExpectStatic, line: string, ended: Ended, code: number): void {
  expect({ line, code: ended.code }, ended.stdout + ended.stderr).toEqual({ line, code });
}

const isRun = ({ args }: Pick<ReadmeCommand, 'args'>) => args[0] === 'run';

/** Runs that follow one another may be at once; another command sees what those before it left. */
function runsTogether(commands: readonly ReadmeCommand[]): ReadmeCommand[][] {
  const groups: ReadmeCommand[][] = [];
  for (const command of commands) {
    const last = groups.at(-1);
    if (last && isRun(command) && isRun(last[0]!)) last.push(command);
    else groups.push([command]);
  }
  return groups;
}

test.concurrent('a test reporter is told the same when a run is reported again', async ({ expect, onTestFinished }) => {
  const cwd = copyOf(join(EXAMPLES, names[0]!));
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
  const where = { cwd, after: onTestFinished };
  const { stdout } = await inTurn(() => loadkit(scaled(['run', 'smoke'], REPORTS), where));
  const folder = folderIn(stdout);
  const junit = join(folder, 'junit.xml');
  const cases = casesIn(junit);
  expect(existsSync(join(folder, 'report.html'))).toBe(false);
  rmSync(junit);
  const again = await loadkit(['report', folder, '--format', 'junit'], where);
  expect(again.code, again.stderr).toBe(0);
  expect(casesIn(junit)).toEqual(cases);
});

test('--help lists the formats', async () => {
  for (const command of ['run', 'report']) {
    const { stdout } = await loadkit([command, '--help'], { cwd: emptyFolder() });
    expect(stdout.replace(/\s+/g, ' ')).toContain('reports to write: json, markdown, html, pdf, junit');
  }
});

/** What is written for a test reporter, and for people. */
const REPORTS = ['junit', 'markdown'];

/** The arguments of a run, of a shorter one that also writes these formats; of none that it asks for, its result alone. */
function scaled(args: readonly string[], also: readonly string[]): string[] {
  const length = LENGTHS[args.slice(1, 4).join(' ')] ?? LENGTHS[args[1] ?? ''];
  if (!length) throw new Error(`of what length is ${args[1]} to be run?`);
  const at = args.indexOf('--format');
  const formats = [...new Set([...also, ...(at < 0 ? [] : args[at + 1]!.split(','))])];
  const written = formats.length > 0 ? ['--format', formats.join(',')] : [];
  return [...(at < 0 ? args : args.toSpliced(at, 2)), ...written, ...length.split(' ')];
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

function expectWatched(expect: ExpectStatic, folder: string): void {
  const { watched } = JSON.parse(readFileSync(join(folder, 'series.json'), 'utf8')) as ChartSeries;
  expect(watched.map(({ metric }) => metric)).toContain('http_request_duration_seconds_p95');
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
