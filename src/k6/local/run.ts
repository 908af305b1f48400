import type { ChildProcess } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { RunError } from '../../errors.ts';
import { endGroup, signalQuietly } from '../../host/lifeline.ts';
import type { EngineLine } from '../../metrics/lines/lines.ts';
import { can, type EngineKind } from '../../plan/abilities.ts';
import type { SentCeiling } from '../../plan/ceilings.ts';
import { createRedactor, type Redactor } from '../../redact.ts';
import type { PlacedScript } from '../bundle/place.ts';
import type { Engine } from '../engine/engine.ts';
import type { Blocked } from '../log/blocked.ts';
import { ExceptionCounter, type Exceptions } from '../log/exceptions.ts';
import { type LastWords, LastWordsReader } from '../log/last-words.ts';
import { eachLine, openLog } from '../log/log.ts';
import { redactedLine } from '../log/log-line.ts';
import { LogTold } from '../log/told.ts';
import { launchStock } from '../stock/launch.ts';
import { engineEnvironment } from './environment.ts';
import { type Ended, type Launch, type Launched, launchEngine } from './launch.ts';
import type { LoadFlags } from './load-flags.ts';
import { memoryKills } from './memory-kills.ts';
import { blockingArguments } from './options.ts';
import { startFailure } from './start-failure.ts';

export interface StartInput {
  /** Loadkit's own unless it says that it is a stock k6. */
  readonly engine: Pick<Engine, 'path'> & Partial<Engine>;
  /** The run folder; its path stands in the engine's arguments, and it gets `k6.log`. */
  readonly runDir: string;
  /** Whether the run folder is of no use once the engine has ended. */
  readonly passing?: boolean;
  readonly script: PlacedScript;
  /** The variables handed to the scenario. */
  readonly env: Readonly<Record<string, string>>;
  /** Whether the script exports handleSummary, which k6 calls only when it keeps its own summary. */
  readonly handleSummary: boolean;
  /** Whether it uses loadkit's library of scenarios, and so its metrics; matters to a stock k6. */
  readonly usesLibrary?: boolean;
  /** The tags that objectives name: of these no sample is to lose one. */
  readonly tags?: readonly string[];
  /** What it may send, whatever its script does and whoever steers it. */
  readonly ceiling?: SentCeiling | undefined;
  /** What takes the place of the script's own load. */
  readonly load?: LoadFlags | undefined;
  /** What must not be connected to (CIDR), whatever the script's options say. */
  readonly blocked: readonly string[];
  /** The script's own `blacklistIPs`, which stay blocked beside. */
  readonly ownRanges?: readonly string[];
  /** Is applied to every line before it is kept, read or shown. */
  readonly redact?: Redactor;
  /** Is told what a person should know at once (k6/log/told.ts). */
  readonly onLog?: (entry: LogEntry) => void;
}

export interface LogEntry {
  readonly text: string;
}

/** A running engine. */
export interface EngineRun {
  readonly pid: number;
  /** The engine's lines; undefined for one that cannot be read. To be read to its end. */
  readonly lines: AsyncIterable<EngineLine | undefined>;
  /**
   * Sets the rate (iterations per second) of all `poisson-arrival-rate` scenarios, or of one, to the ceiling at most;
   * RunError (7) of a stock k6.
   */
  setRate(rate: number, scenario?: string): void;
  /** Asks the engine to stop as Ctrl-C does. Only the first call sends a signal: a second would lose the teardown. */
  interrupt(): void;
  /** Ends the engine and all that it started, at once. */
  kill(): void;
  readonly done: Promise<Ended>;
  exceptions(): Exceptions;
  /** What its log said about how it ended; to be asked when it is `done`. */
  lastWords(): LastWords;
  /** The addresses that it refused to connect to, once its log is read. */
  blocked(): readonly Blocked[];
}

/** So long after the engine's end its pipes may stay open (a process that it started may hold them). */
const LAST_WORDS = 1_000;

const LAUNCH: Readonly<Record<EngineKind, (launch: Launch) => Promise<Launched>>> = {
  loadkit: launchEngine,
  stock: launchStock,
};

/**
 * Starts k6 in a process group of its own, so that the terminal's Ctrl-C does not reach it twice. It stops when loadkit
 * is gone, however that happened.
 */
export async function startEngine(input: StartInput): Promise<EngineRun> {
  const { kind = 'loadkit' } = input.engine;
  const { engine, runDir, script, blocked, handleSummary, usesLibrary = false, tags = [], ownRanges = [] } = input;
  const config = path.join(runDir, 'k6-config.json');
  await writeFile(config, '{}\n');
  const env = engineEnvironment(process.env, input.env, input.load);
  const launch = {
    engine,
    runDir,
    args: [...runArguments(config), ...blockingArguments([...ownRanges, ...blocked])],
    env,
    script: script.path,
    handleSummary,
    usesLibrary,
    tags,
    ceiling: input.ceiling,
    remove: [...(input.passing ? [runDir] : []), ...(script.copy ? [script.copy] : [])],
  };
  const launched = await LAUNCH[kind](launch).catch(async (error: unknown) => {
    await script.release();
    throw error instanceof RunError ? error : startFailure(engine.path, error);
  });
  const { child } = launched;
  const starved = starvation();
  const ending = ended(child, engine.path);
  const exceptions = new ExceptionCounter(script);
  const words = new LastWordsReader(script);
  let interrupted = false;
  const told = new LogTold({
    script,
    exceptions,
    words,
    tell: (text) => input.onLog?.({ text }),
    ownRanges,
    tellsBlocked: can({ kind }).tellBlocked,
    wasTold: () => interrupted,
  });
  const logged = keepLog(launched, input, told);
  const pid = await started(child, ending);
  const done = ending.then(async (end) => {
    await script.release();
    // Browsers that k6 started must not stay behind.
    endGroup(child);
    await Promise.race([logged, pause(LAST_WORDS, undefined, { ref: false })]);
    return end.signal === 'SIGKILL' ? { ...end, starved: starved() } : end;
  });
  return {
    pid,
    lines: releasing(launched.lines(done), script),
    setRate: (rate, scenario) =>
      launched.steer(Math.min(rate, input.ceiling?.iterations ?? Number.POSITIVE_INFINITY), scenario),
    interrupt() {
      if (interrupted) return;
      interrupted = true;
      signalQuietly(pid, 'SIGINT');
    },
    kill: () => endGroup(child),
    done,
    exceptions: () => exceptions.get(),
    lastWords: () => words.get(),
    blocked: () => told.blocked.get(),
  };
}

function runArguments(config: string): string[] {
  return [
    'run',
    '--quiet',
    '--no-color',
    '--no-usage-report',
    '--log-format=json',
    `--config=${config}`,
    '--include-system-env-vars=true',
  ];
}

function ended(child: ChildProcess, file: string): EngineRun['done'] {
  return new Promise((resolve, reject) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', (error) => reject(startFailure(file, error)));
  });
}

/** Tells later whether the kernel has ended a process for lack of memory since now. */
function starvation(): () => boolean | null {
  const before = memoryKills();
  return () => (before === null ? null : (memoryKills() ?? before) > before);
}

async function started(child: ChildProcess, done: EngineRun['done']): Promise<number> {
  if (child.pid === undefined) {
    await done;
    throw new RunError({ what: 'the engine has no process' }, 7);
  }
  return child.pid;
}

/** The lines, with the copy beside the source removed as soon as the engine says that it has read the script. */
async function* releasing(
  lines: AsyncIterable<EngineLine | undefined>,
  script: PlacedScript,
): AsyncGenerator<EngineLine | undefined> {
  for await (const line of lines) {
    if (line?.t === 'hello') await script.release();
    yield line;
  }
}

async function keepLog({ child, takesLog }: Launched, input: StartInput, told: LogTold) {
  const { runDir, redact = createRedactor([]), onLog } = input;
  const log = openLog(path.join(runDir, 'k6.log'));
  const read = (stream: 'stdout' | 'stderr') => (raw: string, lost: number) => {
    if (takesLog(raw)) return;
    const text = redactedLine(raw, lost, redact);
    log.write(text);
    told.hear(text, stream);
  };
  await Promise.all([eachLine(child.stdout!, read('stdout')), eachLine(child.stderr!, read('stderr'))]);
  told.end();
  const lost = await log.close();
  if (lost !== undefined) onLog?.({ text: lost });
}
