import { type Command, Option } from 'commander';
import { PROFILES } from '../config/profile/name.ts';
import { heeding } from '../host/heeding.ts';
import type { Stop } from '../measure/stop.ts';
import { installation } from '../pipeline/installation.ts';
import { addComparisons, addHistory } from './comparisons.ts';
import {
  ALLOW,
  countOf,
  duration,
  durationText,
  FORMAT_NAMES,
  listFlag,
  months,
  notNegative,
  oneOfFlag,
  port,
  positiveNumber,
  precision,
  rate,
  repeated,
  shareOrAll,
  timeScale,
  wholeNumber,
  withLoadSettings,
} from './flags.ts';
import { folder } from './k6-flags.ts';
import type { Terminal } from './terminal.ts';

const CONFIG = 'the service configuration';
type Finish = (code: number) => void;

/** The commands and their flags. What a command needs is loaded when it runs, so that --help stays quick. */
export function addCommands(program: Command, stop: Stop, terminal: Terminal, finish: Finish): void {
  /** Carries out a command of which nothing is worth keeping when it is stopped. */
  const stoppable = async (command: () => Promise<number>) => finish(await heeding(stop.wish, command));
  program.version(installation().version, '-V, --version', 'print the version');

  program
    .command('init')
    .description('write a small working project around your service')
    .argument('[url]', 'where the service answers', 'http://127.0.0.1:8080')
    .action((url: string) => stoppable(async () => (await import('./commands/project/init.ts')).init(url, terminal)));

  withOutput(withLoadFlags(withPlanFlags(program.command('run'))))
    .description('run a scenario (a name, or a k6 script) and judge it')
    .option(
      '--fail-on <zone>',
      'the least that exits 3: critical, degraded, or warning (a degraded objective or a warning that was missed)',
      oneOfFlag('critical', 'degraded', 'warning'),
      'critical',
    )
    .action(async (scenario: string, options) =>
      finish(await (await import('./commands/run.ts')).run(scenario, options, stop, terminal)),
    );

  withLoadFlags(withPlanFlags(program.command('check')))
    .description('say what a scenario would do, without traffic')
    .action((scenario: string, options) =>
      stoppable(async () => (await import('./commands/check.ts')).check(scenario, options, terminal)),
    );

  withoutProfile(withOutput(withPlanFlags(program.command('capacity'), '[scenario]')))
    .description('search the highest rate that meets the objectives, then hold it')
    .option('--max-rate <rate>', 'requests per second never to be exceeded', rate)
    .addOption(
      new Option('--precision <share>', 'half width of the interval at which the search ends')
        .argParser(precision)
        .default(0.03, '3%'),
    )
    .addOption(
      new Option('--budget <duration>', 'wall time, everything included').argParser(duration).default(600, '10m'),
    )
    .option('--resume <run>', 'go on from a search that was interrupted, or whose budget was used up')
    .action(async (scenario: string | undefined, options) =>
      finish(await (await import('./commands/capacity.ts')).capacity(scenario, options, stop, terminal)),
    );

  program
    .command('report')
    .description('judge a run again and write its reports')
    .argument('<run>', 'a run folder, its id, or: latest')
    .option('--out <dir>', 'where run folders are', 'reports')
    .option('--format <list>', `reports to write: ${FORMAT_NAMES.join(', ')}`, listFlag(FORMAT_NAMES))
    .option(
      '--objectives <which>',
      'judge by the objectives of the run (saved), of the project now (current), or of a FILE',
      'saved',
    )
    .option('--json', 'print result.json on stdout')
    .action((run: string, options) =>
      stoppable(async () => (await import('./commands/report.ts')).report(run, options, terminal)),
    );

  program
    .command('plan')
    .description('from measured capacity to what each tier needs: replicas, resources, growth; sends nothing')
    .option(
      '--from <run>',
      'a run folder, its id, or: latest (repeatable); without it the newest capacity runs',
      repeated,
    )
    .option('-t, --tier <name>', 'plan this tier, or: all', 'all')
    .option('--growth <list>', 'requests=15%/month,users=10%/month; over `growth:` of the configuration')
    .option('--peak <x>', 'peak over mean of the load', positiveNumber)
    .option('--horizon <span>', 'how far ahead: 12mo, 2y', months)
    .option('--headroom <share>', 'load to be carried beyond the peak: 30%', shareOrAll)
    .option('--failures <n>', 'replicas that may fail at the peak', wholeNumber)
    .option('--hpa <file>', 'write the manifest of a Kubernetes autoscaler')
    .option('--measured-replicas <n>', 'replicas of the deployment that was measured', wholeNumber)
    .option('--config <file>', CONFIG)
    .option('--out <dir>', 'where run folders are, and where the plan goes', 'reports')
    .option('--format <list>', `reports to write: ${FORMAT_NAMES.join(', ')}`, listFlag(FORMAT_NAMES))
    .option('--json', 'print plan.json on stdout')
    .action((options) => stoppable(async () => (await import('./commands/plan.ts')).plan(options, terminal)));

  addComparisons(program, { stoppable, stop, terminal, finish });

  addHistory(program, stoppable, terminal);

  withOutput(withRunFlags(program.command('gate')), 'gate.json')
    .description('run scenarios at tiers, judge them, compare them with their baselines: one verdict')
    .argument('[gate]', 'a gate file, a name in ./gates, or a shipped one: nightly, post-deployment, watch')
    .option('--dry-run', 'say the plan, its length, and the smallest slow-down that it sees; sends nothing')
    .option('--from <runs>', 'judge these runs and make none (repeatable, as the sides of compare)', repeated)
    .option('--resume <runs>', 'go on from these runs, and make the missing ones (repeatable)', repeated)
    .action(async (file: string | undefined, options) =>
      finish(await (await import('./commands/gate.ts')).gate(file, options, stop, terminal)),
    );

  const analyze = program.command('analyze').description('say what measurements tell: a curve, a change, a difference');
  analyze
    .command('usl')
    .description('fit the Universal Scalability Law: contention, coherency, and the peak')
    .argument('<file>', 'a CSV file with the columns concurrency and throughput, a row a run')
    .option(
      '--weights <how>',
      'equal, or relative (1/X²); without it as the runs at each concurrency spread',
      oneOfFlag('equal', 'relative'),
    )
    .option('--json', 'as JSON')
    .action((file: string, options) =>
      stoppable(async () => (await import('./commands/analyze.ts')).analyzeUslFile(file, options, terminal)),
    );
  analyze
    .command('changes')
    .description('find where the level of a series of measurements changed')
    .argument('<file>', 'a CSV file with the column value, and build and time where there are such, a row a run')
    .option('--json', 'as JSON')
    .action((file: string, options) =>
      stoppable(async () => (await import('./commands/analyze.ts')).analyzeChangesFile(file, options, terminal)),
    );
  analyze
    .command('trend')
    .description('say whether a series leaks: grows without an end, whatever a garbage collector does meanwhile')
    .argument('<file>', 'a CSV file with the columns time (in seconds, or time stamps) and value')
    .option('--json', 'as JSON')
    .action((file: string, options) =>
      stoppable(async () => (await import('./commands/analyze.ts')).analyzeTrendFile(file, options, terminal)),
    );
  analyze
    .command('samples')
    .description('say whether one sample of measurements differs from another, and by how much')
    .argument('<before>', 'a CSV file with the column value, a row a run')
    .argument('<after>', 'another')
    .option('--json', 'as JSON')
    .action((before: string, after: string, options) =>
      stoppable(async () =>
        (await import('./commands/analyze.ts')).analyzeSampleFiles(before, after, options, terminal),
      ),
    );

  const exports = program.command('export').description('write alert rules or a dashboard from the objectives');
  for (const [name, description] of [
    ['alerts', 'a rule file of Prometheus: burn rates of what is promised, and the other limits'],
    ['dashboard', 'a dashboard of Grafana, as JSON'],
  ] as const)
    exports
      .command(name)
      .description(description)
      .option(
        '--metric <name=prometheus>',
        'what Prometheus calls a metric or reading: a name, or PromQL (repeatable)',
        repeated,
      )
      .option('--label <tag=label>', 'which label a tag is (repeatable)', repeated)
      .option('--config <file>', CONFIG)
      .action((options) =>
        stoppable(async () => (await import('./commands/project/export.ts')).exportTo(name, options, terminal)),
      );

  program
    .command('list')
    .description('list scenarios, tiers, objectives and alerts, and where each comes from')
    .option('--config <file>', CONFIG)
    .option('--json', 'as JSON')
    .action((options) => stoppable(async () => (await import('./commands/project/list.ts')).list(options, terminal)));

  program
    .command('doctor')
    .description('say what loadkit found on this machine, and why')
    .option('--engine <path>', 'the engine to use')
    .option('--allow-k6-version', ALLOW)
    .option('--noise', 'load two sandboxes in turn for a minute or two: the smallest shift that this machine shows')
    .option('--json', 'as JSON')
    .action(async (options) => {
      const doctor = async () => (await import('./commands/doctor.ts')).doctor(options, stop, terminal);
      return options.noise ? finish(await doctor()) : stoppable(doctor);
    });

  program
    .command('sandbox')
    .description('start the embedded target: a queueing service of known capacity')
    .option('--tier <name>', 'size it for this tier', 'small')
    .option('--slots <n>', 'requests served at once', wholeNumber)
    .option('--service <duration>', 'mean service time, such as 20ms')
    .option('--cv <x>', 'coefficient of variation of the service time', notNegative)
    .option('--pool <n>', 'database connections', wholeNumber)
    .option('--queue <n>', 'requests that may wait', wholeNumber)
    .option('--seed <n>', 'seed of the service times', wholeNumber)
    .option('--fault <name=value>', 'what is wrong with it, such as leak=40MB/h (repeatable)', repeated)
    .option('--time-scale <x>', 'scale moments and lengths of faults', timeScale)
    .option('--port <p>', 'port on 127.0.0.1', port, 8080)
    .option('--json', 'print the address as a line of JSON')
    .option('--until-stdin-ends', 'stop when standard input ends')
    .action(async (options) => finish(await (await import('./commands/sandbox.ts')).sandbox(options, stop, terminal)));
}

/** Of commands that send load and write a run folder. */
function withOutput(command: Command, document = 'result.json'): Command {
  return command
    .addOption(new Option('--out <dir>', 'where run folders go').argParser(folder).default('reports'))
    .option('--format <list>', `reports to write: ${FORMAT_NAMES.join(', ')}`, listFlag(FORMAT_NAMES))
    .option('--json', `print ${document} on stdout`)
    .option('--no-preflight', 'do not ask the target for an answer first');
}

/** k6's own, for plain scripts: they take the place of the script's load. */
function withLoadFlags(command: Command): Command {
  return command
    .option('-u, --vus <n>', 'users of a plain k6 script, instead of its own', countOf)
    .option('-d, --duration <duration>', 'how long a plain k6 script runs', durationText)
    .option('-i, --iterations <n>', 'iterations of a plain k6 script, of all users', countOf)
    .option('-s, --stage <duration:users>', 'a ramp of a plain k6 script (repeatable)', repeated)
    .option('--until-sure', 'of load and baseline: end once the verdict of every objective is settled');
}

/** A search has no profile: the flags that change one are refused with the reason, and not offered. */
function withoutProfile(command: Command): Command {
  for (const option of command.options) {
    if (option.long === '--time-scale' || option.long === '--set') option.hideHelp();
  }
  return command;
}

function withPlanFlags(command: Command, scenario = '<scenario>'): Command {
  return withRunFlags(
    command.argument(scenario, `a path, a name in ./scenarios, or a shipped scenario: ${PROFILES.join(', ')}`),
  );
}

/** Of commands that make runs of whatever scenario. */
function withRunFlags(command: Command): Command {
  return withLoadSettings(
    command
      .option('--target <url>', 'the service under test, or: sandbox')
      .option('--target-version <text>', 'which build of the service it is, for the reports: v1.4.2')
      .option('--time-scale <x>', 'scale the length of stages', timeScale, 1),
  );
}
