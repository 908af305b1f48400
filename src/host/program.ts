import type { ChildProcess } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { heeded, whenAborted } from './heeding.ts';
import { endGroup, startTied } from './lifeline.ts';

export interface Program {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string | undefined;
  /** Milliseconds that it may take. */
  readonly patience: number;
  /** Files and folders that are of no use once it has ended: removed also where loadkit is killed meanwhile. */
  readonly remove?: readonly string[] | undefined;
}

/** How a program ended, and what it wrote. */
export interface Ran {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Whether it was ended because it took longer than it may. */
  readonly overdue: boolean;
}

/** What of each output is kept. */
const MOST_OUTPUT = 64 * 2 ** 20;
/** So long after its end its outputs may stay open: a process that it started may hold them. */
const LAST_WORDS_MS = 1_000;
/** Seconds for which a program may tidy up when loadkit is gone. */
const GRACE = 1;

/**
 * Runs a program to its end. It ends at the latest with its patience, with the wish to stop that the work under way
 * heeds (rejects with that), and with loadkit; what it started ends with it. Rejects where it cannot be started.
 */
export async function runProgram({ patience, ...program }: Program): Promise<Ran> {
  const wish = heeded();
  wish?.throwIfAborted();
  const child = await startTied({ ...program, stdio: ['pipe', 'pipe', 'pipe'], grace: GRACE });
  let overdue = false;
  const timer = setTimeout(() => {
    overdue = true;
    endGroup(child);
  }, patience);
  const unheed = whenAborted(wish, () => endGroup(child));
  const [stdout, stderr] = [gather(child.stdout), gather(child.stderr)];
  child.stdin?.on('error', () => {});
  try {
    const { code, signal } = await ended(child);
    endGroup(child);
    await Promise.race([Promise.all([stdout.closed, stderr.closed]), pause(LAST_WORDS_MS, undefined, { ref: false })]);
    wish?.throwIfAborted();
    return { code, signal, stdout: stdout.text(), stderr: stderr.text(), overdue };
  } finally {
    clearTimeout(timer);
    unheed();
    for (const stream of child.stdio ?? []) stream?.destroy();
  }
}

function ended(child: ChildProcess): Promise<Pick<Ran, 'code' | 'signal'>> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', reject);
  });
}

function gather(stream: NodeJS.ReadableStream | null): { closed: Promise<void>; text(): string } {
  const parts: Buffer[] = [];
  let size = 0;
  const closed = new Promise<void>((resolve) => {
    if (!stream) return resolve();
    stream.on('data', (chunk: Buffer) => {
      if (size < MOST_OUTPUT) parts.push(chunk);
      size += chunk.length;
    });
    stream.once('close', resolve).once('error', () => resolve());
  });
  return { closed, text: () => Buffer.concat(parts).toString('utf8') };
}
