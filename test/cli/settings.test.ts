import { Command } from 'commander';
import { expect, test } from 'vitest';
import { listFlag, timeScale } from '../../src/cli/flags.ts';
import { Settings, settingsIn, variableOf } from '../../src/cli/settings.ts';
import { addCommands } from '../../src/cli/table.ts';
import { UserError } from '../../src/errors.ts';

type Environment = Record<string, string>;

/** What a command gets of a command line and an environment, and the settings that read it. */
async function read(args: string[], environment: Environment, name = 'run') {
  let got: unknown;
  const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  program
    .command(name)
    .option('-t, --tier <name>', '')
    .option('--time-scale <x>', '', timeScale, 1)
    .option('--format <list>', '', listFlag(['json', 'html']))
    .option('--production <host>', '')
    .option('--json', '')
    .action((options) => {
      got = options;
    });
  const settings = new Settings(environment);
  settings.readInto(program);
  await program.parseAsync([name, ...args], { from: 'user' });
  return { got, settings };
}

test('a variable stands for a flag that is not given, and is read as the flag is', async () => {
  const environment = { LOADKIT_TIER: 'medium', LOADKIT_TIME_SCALE: '0.5', LOADKIT_FORMAT: 'json, html' };
  expect((await read([], environment)).got).toEqual({ tier: 'medium', timeScale: 0.5, format: ['json', 'html'] });
  expect((await read(['-t', 'small', '--time-scale', '1'], environment)).got).toMatchObject({
    tier: 'small',
    timeScale: 1,
  });
});

test('an empty variable is none', async () => {
  expect((await read([], { LOADKIT_TIER: '', LOADKIT_TIME_SCALE: '' })).got).toEqual({ timeScale: 1 });
});

test('what confirms and what switches is not taken from the environment', async () => {
  expect((await read([], { LOADKIT_PRODUCTION: 'host', LOADKIT_JSON: '1' })).got).toEqual({ timeScale: 1 });
});

test('the sandbox, which a run starts, is not changed by the settings of the run', async () => {
  expect((await read([], { LOADKIT_TIER: 'medium' }, 'sandbox')).got).toEqual({ timeScale: 1 });
});

test('a value that cannot be read is refused by the name of its variable', async () => {
  const refused = read([], { LOADKIT_TIME_SCALE: 'slow' });
  await expect(refused).rejects.toThrow(UserError);
  await expect(refused).rejects.toThrow(/^LOADKIT_TIME_SCALE: "slow" .*above 0\n {2}next: .*--time-scale/);
});

test('an error about a flag names the variable that set it, or else the flag', async () => {
  const error = new UserError({ what: 'no tier "huge"', where: { path: '--tier' }, next: 'leave out --tier' });
  const { settings } = await read([], { LOADKIT_TIER: 'huge' });
  expect(settings.messageOf(error)).toBe('LOADKIT_TIER: no tier "huge"\n  next: leave out LOADKIT_TIER');
  const { settings: given } = await read(['--tier', 'huge'], { LOADKIT_TIER: 'small' });
  expect(given.messageOf(error)).toBe('--tier: no tier "huge"\n  next: leave out --tier');
});

test('the record keeps what was set beside the command line', () => {
  expect(settingsIn({ LOADKIT_TIER: 'medium', LOADKIT_OUT: '', TIER: 'x' })).toEqual(['LOADKIT_TIER=medium']);
});

test('every setting is a flag of run, and its help names the variable', () => {
  const { command, help } = helpOf('run');
  const names = [...help.matchAll(/LOADKIT_[A-Z_]+/g)].map(([name]) => name);
  expect(names).toHaveLength(10);
  const flags = command.options.map(({ long }) => variableOf(long!));
  expect(flags).toEqual(expect.arrayContaining(names));
});

test('a search is not offered what changes a profile, and its defaults are given as they are typed', () => {
  const { help } = helpOf('capacity');
  expect(help).not.toMatch(/--time-scale|LOADKIT_TIME_SCALE|--set|default: \[\]/);
  for (const typed of [/default: 3%\)/, /default: 10m\)/]) expect(help).toMatch(typed);
});

function helpOf(name: string): { command: Command; help: string } {
  const program = new Command();
  const silent = { out: () => undefined } as unknown as Parameters<typeof addCommands>[2];
  const { signal } = new AbortController();
  addCommands(program, { wish: signal, force: signal }, silent, () => undefined);
  new Settings({}).readInto(program);
  const command = program.commands.find((one) => one.name() === name)!;
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
  return { command, help };
}
