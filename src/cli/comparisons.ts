import { type Command, Option } from 'commander';
import type { Stop } from '../measure/stop.ts';
import { age, duration, evenCount, FORMAT_NAMES, listFlag, repeated, withLoadSettings } from './flags.ts';
import type { Terminal } from './terminal.ts';

const RUNS = 'runs: an id, a folder, several with commas between them, a folder that holds runs, or: latest';
const CONFIG = 'the service configuration';

interface Carrying {
  /** Carries out a command of which nothing is worth keeping when it is stopped. */
  readonly stoppable: (command: () => Promise<number>) => Promise<void>;
  readonly stop: Stop;
  readonly terminal: Terminal;
  readonly finish: (code: number) => void;
}

/** The commands that hold runs against others, and keep what they are held against. */
export function addComparisons(program: Command, { stoppable, stop, terminal, finish }: Carrying): void {
  withLoadSettings(
    program
      .command('compare')
      .description('say whether runs of one version differ from runs of another')
      .argument('[base]', `${RUNS}; or: baseline. With --pair: the scenario`)
      .argument('[candidate]', RUNS)
      .option('--out <dir>', 'where run folders are, and where the comparison goes', 'reports')
      .option('--format <list>', `reports to write: ${FORMAT_NAMES.join(', ')}`, listFlag(FORMAT_NAMES))
      .option('--force', 'compare unlike, incomplete or inconclusive runs all the same, and say so')
      .option('--json', 'print comparison.json on stdout')
      .option('--pair <urls...>', 'two URLs, A (before) and B (after): load both in turn, and compare')
      .option('--pair-command <lines...>', 'two lines for the shell that start A and B, each on the port in $PORT')
      .addOption(
        new Option('--budget <duration>', 'wall time of a pair, everything included')
          .argParser(duration)
          .default(600, '10m'),
      )
      .option('--pairs <n>', 'blocks of each version, an even number; without it 12, or 10 in a short time', evenCount)
      .option('--block <duration>', 'load of a block; without it as long as the budget allows', duration)
      .option('--no-preflight', 'do not ask the versions of a pair for an answer first'),
  ).action(async (base: string | undefined, candidate: string | undefined, options) => {
    if (options.pair || options.pairCommand)
      return finish(await (await import('./commands/pair.ts')).pair([base, candidate], options, stop, terminal));
    return stoppable(async () => (await import('./commands/compare.ts')).compare(base, candidate, options, terminal));
  });

  const baseline = program
    .command('baseline')
    .description('keep the figures of runs that later ones are held against: baselines/, beside the configuration');
  baseline
    .command('set')
    .description('make these runs the baseline of their scenario and tier')
    .argument('<runs...>', RUNS)
    .option('--add', 'keep the runs of the baseline that is there, too; refused where these are of another level')
    .option('--config <file>', CONFIG)
    .option('--out <dir>', 'where run folders are', 'reports')
    .action((runs: string[], options) =>
      stoppable(async () => (await import('./commands/baseline.ts')).setBaseline(runs, options, terminal)),
    );
  baseline
    .command('show')
    .description('what is kept')
    .argument('[scenario]', 'of this scenario only')
    .option('-t, --tier <name>', 'of this tier only')
    .option('--config <file>', CONFIG)
    .option('--json', 'as JSON')
    .action((scenario: string | undefined, options) =>
      stoppable(async () => (await import('./commands/baseline.ts')).showBaselines(scenario, options, terminal)),
    );
  baseline
    .command('clear')
    .description('remove the baselines of a scenario')
    .argument('<scenario>', 'its name')
    .option('-t, --tier <name>', 'that of this tier only')
    .option('--config <file>', CONFIG)
    .action((scenario: string, options) =>
      stoppable(async () => (await import('./commands/baseline.ts')).clearBaselines(scenario, options, terminal)),
    );
}

/** `loadkit history` and what belongs to it. */
export function addHistory(program: Command, stoppable: Carrying['stoppable'], terminal: Terminal): void {
  const history = withPlaces(program.command('history'))
    .description('say how every metric went over all runs, and which changes for the worse nobody accepted')
    .option('--scenario <name>', 'runs of this scenario only')
    .option('-t, --tier <name>', 'runs at this tier only')
    .option('--metric <name>', "show this metric: p95, 'GET /orders p95' (repeatable); all are judged", repeated)
    .option('--format <list>', `reports to write: ${FORMAT_NAMES.join(', ')}`, listFlag(FORMAT_NAMES))
    .option('--json', 'print history.json on stdout')
    .option('--prune <age>', 'instead: delete run folders that are older, such as 90d', age)
    .option('--dry-run', 'with --prune: say what would be deleted')
    .action((options) => stoppable(async () => (await import('./commands/history.ts')).history(options, terminal)));
  withPlaces(history.command('accept'))
    .description('accept a change: from it on its series begin anew')
    .argument('<run>', 'the first run after it, as loadkit history names it')
    .requiredOption('--why <text>', 'why it is accepted')
    .option('--metric <name>', 'accept it of this metric only (repeatable)', repeated)
    // Of flags that both have, the parser gives what is typed to `history`.
    .action((run: string, _options, command: Command) =>
      stoppable(async () => {
        const { accept } = await import('./commands/history.ts');
        return accept(run, command.optsWithGlobals<Parameters<typeof accept>[1]>(), terminal);
      }),
    );
}

function withPlaces(command: Command): Command {
  return command
    .option('--out <dir>', 'where run folders are', 'reports')
    .option('--config <file>', 'the service configuration; beside it are baselines/ and accepted-changes.json');
}
