import { parseTarget } from '../config/target.ts';
import type { FailOn } from '../judge/exit-code.ts';
import type { RunRequest } from '../pipeline/request.ts';
import { settingsIn } from './settings.ts';

/** The flags that `run` and `check` share, as commander parses them. */
export interface PlanFlags {
  readonly tier?: string;
  readonly target?: string;
  readonly targetVersion?: string;
  readonly journey?: string;
  readonly config?: string;
  readonly timeScale?: number;
  readonly untilSure?: true;
  readonly arrivals?: 'poisson' | 'even';
  readonly seed?: number;
  readonly env?: string[];
  readonly objective?: string[];
  readonly set?: string[];
  readonly vus?: number;
  readonly duration?: string;
  readonly iterations?: number;
  readonly stage?: string[];
  readonly production?: string;
  readonly allowEvents?: true;
  readonly engine?: string;
  readonly allowK6Version?: true;
  readonly out?: string;
  readonly format?: string[];
  readonly failOn?: FailOn;
  readonly preflight?: boolean;
}

/**
 * The request that a command line makes. The record keeps it after the settings of the environment, without values of
 * `-e NAME=value`.
 */
export function requestOf(scenario: string, flags: PlanFlags, process: NodeJS.Process): RunRequest {
  return {
    cwd: process.cwd(),
    environment: process.env,
    scenario,
    journey: flags.journey,
    tier: flags.tier,
    target: flags.target === undefined ? undefined : parseTarget(flags.target),
    targetVersion: flags.targetVersion,
    configFile: flags.config,
    timeScale: flags.timeScale ?? 1,
    untilSure: flags.untilSure,
    arrivals: flags.arrivals,
    seed: flags.seed,
    env: flags.env ?? [],
    objectives: flags.objective ?? [],
    sets: flags.set ?? [],
    load: { vus: flags.vus, duration: flags.duration, iterations: flags.iterations, stages: flags.stage },
    engine: flags.engine,
    allowK6Version: flags.allowK6Version,
    out: flags.out ?? 'reports',
    formats: flags.format ?? [],
    failOn: flags.failOn ?? 'critical',
    preflight: flags.preflight ?? true,
    production: flags.production,
    allowEvents: flags.allowEvents,
    commandLine: [...settingsIn(process.env), 'loadkit', ...process.argv.slice(2).map(withoutValue)].join(' '),
  };
}

/**
 * An argument without the value of a variable, which may be secret; the fields of a profile (`--set rate=80`) never
 * are.
 */
function withoutValue(argument: string, index: number, all: readonly string[]): string {
  if (all[index - 1] === '--set') return argument;
  // A line for the shell may hold anything.
  if (index > 0 && [all[index - 1], all[index - 2]].includes('--pair-command')) return '…';
  if (argument.startsWith('--pair-command=')) return '--pair-command=…';
  return /^(-e|--env=)?[A-Za-z_][A-Za-z0-9_]*=/.test(argument)
    ? argument.replace(/^((?:-e|--env=)?[A-Za-z_][A-Za-z0-9_]*=).*$/s, '$1…')
    : argument;
}
