import { parseTarget } from '../../config/target.ts';
import { UserError } from '../../errors.ts';
import type { Stop } from '../../measure/stop.ts';
import { runPair } from '../../pipeline/pair/pair.ts';
import { printReport } from '../outcome.ts';
import { type PlanFlags, requestOf } from '../plan-flags.ts';
import { screenOn } from '../screen.ts';
import type { Terminal } from '../terminal.ts';

export interface PairFlags extends PlanFlags {
  readonly pair?: readonly string[];
  readonly pairCommand?: readonly string[];
  readonly budget: number;
  readonly pairs?: number;
  readonly block?: number;
  readonly force?: true;
  readonly json?: true;
}

/** What is loaded where nobody names a scenario: the tier's rate, held. */
const SCENARIO = 'load';

/** `loadkit compare --pair`: two versions loaded in turn on this machine, and compared. */
export async function pair(
  names: readonly (string | undefined)[],
  flags: PairFlags,
  stop: Stop,
  terminal: Terminal,
): Promise<number> {
  const { pair: urls, pairCommand: lines, budget, pairs, block, ...settings } = flags;
  if (flags.force) refuse('--force', 'a pair is made of like runs, or not at all', 'leave out --force');
  const read = { urls: twoOf(urls, '--pair', 'URLs'), lines: twoOf(lines, '--pair-command', 'lines for the shell') };
  const scenarios = [...names, ...read.urls.others, ...read.lines.others].filter((name) => name !== undefined);
  if (scenarios.length > 1)
    refuse('--pair', `${scenarios.join(' and ')} are more than one scenario`, 'name two URLs and a scenario');
  const run = requestOf(scenarios[0] ?? SCENARIO, settings, process);
  const targets =
    read.urls.two && ([parseTarget(read.urls.two[0], '--pair'), parseTarget(read.urls.two[1], '--pair')] as const);
  const screen = screenOn(terminal);
  try {
    const outcome = await runPair({ run, targets, commands: read.lines.two, budget, pairs, block }, stop, {
      tell: screen.tell,
      speak: terminal.live ? 'live' : 'plain',
    });
    screen.clear();
    await printReport(outcome.published, flags.json === true, terminal);
    return outcome.exitCode;
  } finally {
    screen.clear();
  }
}

/** A flag of two values; what follows them is the scenario's name, which a shell does not tell apart. */
function twoOf(
  values: readonly string[] | undefined,
  path: string,
  what: string,
): { two: readonly [string, string] | undefined; others: readonly string[] } {
  if (values === undefined) return { two: undefined, others: [] };
  const [first, second, ...others] = values;
  if (first === undefined || second === undefined)
    return refuse(path, `it takes two ${what}, A (before) and B (after)`, `give both: ${path} A B`);
  return { two: [first, second], others };
}

function refuse(path: string, what: string, next: string): never {
  throw new UserError({ what, where: { path }, next });
}
