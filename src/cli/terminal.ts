import { fstatSync, writeSync } from 'node:fs';
import { harmless, visible, workflowCommand } from '../visible.ts';

/**
 * Where a command speaks: stdout carries results, stderr progress and errors. All that is printed passes here, so that
 * nothing in it acts on a terminal, or on the build server that reads it.
 */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** Has GitHub's runner show something beside the change: the one thing printed that acts on a build server. */
  annotate(kind: 'error' | 'warning' | 'notice', title: string, message: string): void;
  /** Text of others (names, messages of k6) as one line. */
  safe(text: string): string;
  /** Whether stderr is a terminal on which lines may be redrawn. */
  readonly live: boolean;
  readonly colour: { readonly out: boolean; readonly err: boolean };
  readonly width: { readonly out: number; readonly err: number };
  /**
   * Resolves when everything written has left the process: with the error by which results were lost on stdout, if they
   * were. A reader who went away (`| head`) has what he wanted.
   */
  drained(): Promise<Error | undefined>;
}

type Output = NodeJS.WriteStream & { readonly fd: number };

const PLAIN_WIDTH = 100;

/**
 * The terminal of a process. A closed pipe (`| head`) ends output, not the run. NO_COLOR, CI and TERM=dumb are
 * honoured.
 */
export function terminalOf(process: NodeJS.Process): Terminal {
  const { env, stdout, stderr } = process;
  const broken = new Map<Output, NodeJS.ErrnoException>();
  for (const stream of [stdout, stderr]) stream.on('error', (error) => broken.set(stream, error));
  const write = (stream: Output, text: string) => {
    if (broken.has(stream)) return;
    if (!isFile(stream)) {
      stream.write(text);
      return;
    }
    try {
      writeWhole(stream.fd, text);
    } catch (error) {
      broken.set(stream, error as NodeJS.ErrnoException);
    }
  };
  const plain = env['NO_COLOR'] || env['TERM'] === 'dumb';
  const colour = (stream: Output) => !plain && (stream.isTTY === true || Boolean(env['FORCE_COLOR']));
  return {
    out: (text) => write(stdout, harmless(text)),
    err: (text) => write(stderr, harmless(text)),
    annotate: (kind, title, message) => write(stderr, `${workflowCommand(kind, title, message)}\n`),
    safe: visible,
    live: stderr.isTTY === true && !env['CI'] && env['TERM'] !== 'dumb',
    colour: { out: colour(stdout), err: colour(stderr) },
    width: { out: stdout.columns || PLAIN_WIDTH, err: stderr.columns || PLAIN_WIDTH },
    drained: async () => {
      await Promise.all([stdout, stderr].map((stream) => drain(stream, broken)));
      const lost = broken.get(stdout);
      return lost?.code === 'EPIPE' ? undefined : lost;
    },
  };
}

/** A file, or a device that is no terminal. */
function isFile(stream: Output): boolean {
  if (stream.isTTY === true) return false;
  try {
    const found = fstatSync(stream.fd);
    return found.isFile() || found.isCharacterDevice();
  } catch {
    return false;
  }
}

/**
 * Node's own stream for a file takes a part that was written, as on a disk that has just become full, for the whole.
 */
function writeWhole(fd: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length; ) written += writeSync(fd, bytes, written);
}

function drain(stream: Output, broken: ReadonlyMap<Output, Error>): Promise<void> {
  if (broken.has(stream) || stream.writableLength === 0) return Promise.resolve();
  return new Promise((resolve) => {
    stream.once('error', () => resolve());
    stream.write('', () => resolve());
  });
}
