import type { RunRequest } from '../pipeline/request.ts';

/** The flags that `run` and `check` share, as commander parses them. */
export interface PlanFlags {
  readonly tier?: string;
  readonly target?: string;
  readonly journey?: string;
  readonly config?: string;
  readonly timeScale: number;
  readonly arrivals?: 'poisson' | 'even';
  readonly seed?: number;
  readonly env: string[];
  readonly objective: string[];
  readonly production?: string;
  readonly engine?: string;
  readonly allowK6Version?: true;
  readonly out?: string;
  readonly format?: string[];
  readonly failOn?: 'critical' | 'degraded';
  readonly preflight?: boolean;
}

/** The request that a command line makes. Values of `-e NAME=value` are left out of what the record keeps of it. */
export function requestOf(scenario: string, flags: PlanFlags, process: NodeJS.Process): RunRequest {
  return {
    cwd: process.cwd(),
    environment: process.env,
    scenario,
    journey: flags.journey,
    tier: flags.tier,
    target: flags.target,
    configFile: flags.config,
    timeScale: flags.timeScale,
    arrivals: flags.arrivals,
    seed: flags.seed,
    env: flags.env,
    objectives: flags.objective,
    engine: flags.engine,
    allowK6Version: flags.allowK6Version,
    out: flags.out ?? 'reports',
    formats: flags.format ?? [],
    failOn: flags.failOn ?? 'critical',
    preflight: flags.preflight ?? true,
    production: flags.production,
    commandLine: ['loadkit', ...process.argv.slice(2).map(withoutValue)].join(' '),
  };
}

function withoutValue(argument: string): string {
  return /^(-e|--env=)?[A-Za-z_][A-Za-z0-9_]*=/.test(argument)
    ? argument.replace(/^((?:-e|--env=)?[A-Za-z_][A-Za-z0-9_]*=).*$/s, '$1…')
    : argument;
}
