import { type Command, InvalidArgumentError, type Option } from 'commander';
import { formatProblem, type Problem, type RunError, UserError } from '../errors.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The flags that the environment may set, too. What confirms (`--production`), what is a switch and what may be given
 * several times is said on the command line only; `--engine` has a variable of its own (k6/engine/find.ts).
 */
const FLAGS = [
  '--tier',
  '--target',
  '--journey',
  '--config',
  '--time-scale',
  '--arrivals',
  '--seed',
  '--out',
  '--format',
  '--fail-on',
] as const;

/** The sandbox is sized by what starts it: a run's tier and seed would change the target behind the run's back. */
const WITHOUT = ['sandbox'];

/** `LOADKIT_TIME_SCALE` for `--time-scale`. */
export function variableOf(flag: string): string {
  return `LOADKIT_${flag.slice(2).toUpperCase().replaceAll('-', '_')}`;
}

/** The settings that an environment holds, as a shell would be told them; an empty variable is none. */
export function settingsIn(environment: Environment): string[] {
  return FLAGS.map(variableOf).flatMap((name) => (environment[name] ? [`${name}=${environment[name]}`] : []));
}

/** Takes the values of flags that were not given from the environment, read and refused as the flag's own would be. */
export class Settings {
  private readonly environment: Environment;
  /** Flags that got their value here, with its variable. */
  private readonly taken = new Map<string, string>();

  constructor(environment: Environment) {
    this.environment = environment;
  }

  /** Lets all commands of a program read them, and their help say so. */
  readInto(program: Command): void {
    for (const command of program.commands) {
      const names = settable(command)
        .filter(({ hidden }) => !hidden)
        .map(({ long }) => variableOf(long!));
      if (names.length > 0)
        command.addHelpText('after', `\nSet by the environment, too; a flag wins:\n${lines(names)}`);
    }
    program.hook('preAction', (_, command) => this.read(command));
  }

  private read(command: Command): void {
    for (const option of settable(command)) {
      const name = variableOf(option.long!);
      const text = this.environment[name];
      const key = option.attributeName();
      if (!text || command.getOptionValueSource(key) === 'cli') continue;
      command.setOptionValueWithSource(key, parsed(name, text, option.long!, option.parseArg), 'env');
      this.taken.set(option.long!, name);
    }
  }

  /** What an error says, naming the variable where it would blame a flag that was not given. */
  messageOf(error: UserError | RunError): string {
    const problems = error instanceof UserError ? error.problems : [error.problem];
    return problems.map((problem) => formatProblem(this.placed(problem))).join('\n');
  }

  private placed(problem: Problem): Problem {
    const flag = problem.where?.path ?? '';
    const name = this.taken.get(flag);
    if (name === undefined) return problem;
    return { ...problem, where: { ...problem.where, path: name }, next: problem.next?.replaceAll(flag, name) };
  }
}

function settable(command: Command) {
  if (WITHOUT.includes(command.name())) return [];
  return command.options.filter(({ long }) => FLAGS.some((flag) => flag === long));
}

function parsed(name: string, text: string, flag: string, parse: Option['parseArg']): unknown {
  try {
    return parse ? parse<unknown>(text, undefined) : text;
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    throw new UserError({
      what: `"${text}" will not do: ${error.message.replace(/\.$/, '')}`,
      where: { path: name },
      next: `correct or unset the variable, or give ${flag}, which wins`,
    });
  }
}

const A_LINE = 5;

function lines(names: readonly string[]): string {
  const rows = Array.from({ length: Math.ceil(names.length / A_LINE) }, (_, i) =>
    names.slice(A_LINE * i, A_LINE * (i + 1)).join('  '),
  );
  return rows.map((row) => `  ${row}`).join('\n');
}
