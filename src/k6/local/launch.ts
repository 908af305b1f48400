import type { ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { startTied } from '../../host/lifeline.ts';
import type { EngineLine } from '../../metrics/lines/lines.ts';
import type { SentCeiling } from '../../plan/ceilings.ts';
import type { Engine } from '../engine/engine.ts';
import { readLines } from './stream.ts';

/** What starts a run, whichever k6 does it. */
export interface Launch {
  readonly engine: Pick<Engine, 'path'> & Partial<Engine>;
  readonly runDir: string;
  /** `run` and the flags that every k6 is given. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The script that k6 runs. */
  readonly script: string;
  /** Whether the script has a handleSummary of its own. */
  readonly handleSummary: boolean;
  /** Whether it uses loadkit's library of scenarios, and so its metrics. */
  readonly usesLibrary: boolean;
  /** The tags that objectives name. */
  readonly tags: readonly string[];
  /** What it may send. */
  readonly ceiling: SentCeiling | undefined;
  /** Files and folders that are of no use once it has ended. */
  readonly remove: readonly string[];
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /**
   * Of a k6 that was killed: whether the kernel did so to processes for lack of memory meanwhile; null: nobody says.
   */
  readonly starved?: boolean | null;
}

/** A k6 that has been started, in a process group of its own. */
export interface Launched {
  readonly child: ChildProcess;
  /** Its lines; undefined for one that cannot be read. `done` tells when it has ended and its log is read. */
  lines(done: Promise<Ended>): AsyncIterable<EngineLine | undefined>;
  /** Sets the rate (iterations per second) of all `poisson-arrival-rate` scenarios, or of one. */
  steer(rate: number, scenario?: string): void;
  /** Takes a line of its log that is meant for loadkit; false for all others. */
  takesLog(text: string): boolean;
}

/** Seconds for which k6 may tear down when loadkit is gone, as engine/control has it. */
export const GRACE = 10;

/** Starts loadkit's own engine, which writes its lines to descriptor 3 and is steered through its standard input. */
export async function launchEngine(launch: Launch): Promise<Launched> {
  const { engine, args, env, runDir, script, handleSummary, tags, ceiling, remove } = launch;
  const own = [`--summary-mode=${handleSummary ? 'compact' : 'disabled'}`, '--out', `loadkit=${runDir}`, script];
  const child = await startTied({
    file: engine.path,
    args: [...args, ...own],
    env: { ...env, LOADKIT_LEDGER: '1', LOADKIT_TAGS: tags.join(','), ...ceilingVariable(ceiling) },
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    grace: GRACE,
    remove,
  });
  // A process that could not be started for want of file descriptors has no pipes: its error comes as an event.
  const [stdin, , , frames] = (child.stdio ?? []) as unknown as [Writable?, Readable?, Readable?, Readable?];
  // The engine may end before a line reaches it.
  stdin?.on('error', () => {});
  return {
    child,
    lines: () => readLines(frames!),
    steer: (rate, scenario) =>
      stdin?.write(`${JSON.stringify(scenario === undefined ? { rate } : { rate, scenario })}\n`),
    takesLog: () => false,
  };
}

/** The engine's bounds as it reads them (engine/ceiling). */
function ceilingVariable(ceiling: SentCeiling | undefined): Record<string, string> {
  if (!ceiling) return {};
  const { requests, iterations } = ceiling;
  return { LOADKIT_CEILING: JSON.stringify({ ...requests, iterations }) };
}
