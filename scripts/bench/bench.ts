import type { Finding } from './finding.ts';
import type { Command } from './processes.ts';

/** What every part of the bench gets. */
export interface Bench {
  /** The built command. */
  readonly loadkit: string;
  /** The engine: k6 with loadkit's output, and without it a bare k6 (docs/performance.md). */
  readonly engine: string;
  /** A folder of its own, removed at the end. */
  readonly folder: string;
  /** Interleaved rounds. */
  readonly pairs: number;
  /** Another k6, measured beside the engine without output. */
  readonly k6: string | undefined;
  /** Says on standard error how far it is. */
  readonly say: (text: string) => void;
}

export type Part = (bench: Bench) => Promise<Finding[]>;

/** The flags that loadkit itself starts k6 with: a summary would cost the bare k6 more. */
const FLAGS = ['run', '--quiet', '--no-color', '--no-usage-report', '--log-format=json', '--summary-mode=disabled'];

/** k6 running a script with no loadkit around it. */
export function bareK6(k6: string, cwd: string, script: string, ...flags: string[]): Command {
  return { file: k6, args: [...FLAGS, ...flags, script], cwd };
}
