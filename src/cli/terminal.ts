import { harmless, visible } from '../visible.ts';

/**
 * Where a command speaks: stdout carries results, stderr progress and errors. All that is printed passes here, so that nothing in it
 * acts on a terminal, or on the build server that reads it.
 */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** Text of others (names, messages of k6) as one line. */
  safe(text: string): string;
  /** Whether stderr is a terminal on which lines may be redrawn. */
  readonly live: boolean;
  readonly colour: { readonly out: boolean; readonly err: boolean };
  readonly width: { readonly out: number; readonly err: number };
  /** Resolves when everything written has left the process. */
  drained(): Promise<void>;
}

const PLAIN_WIDTH = 100;

/** The terminal of a process. A closed pipe (`| head`) ends output, not the run. NO_COLOR, CI and TERM=dumb are honoured. */
export function terminalOf(process: NodeJS.Process): Terminal {
  const { env, stdout, stderr } = process;
  const broken = new Set<NodeJS.WriteStream>();
  for (const stream of [stdout, stderr]) stream.on('error', () => broken.add(stream));
  const write = (stream: NodeJS.WriteStream, text: string) => {
    if (!broken.has(stream)) stream.write(harmless(text));
  };
  const plain = env['NO_COLOR'] || env['TERM'] === 'dumb';
  const colour = (stream: NodeJS.WriteStream) => !plain && (stream.isTTY === true || Boolean(env['FORCE_COLOR']));
  return {
    out: (text) => write(stdout, text),
    err: (text) => write(stderr, text),
    safe: visible,
    live: stderr.isTTY === true && !env['CI'] && env['TERM'] !== 'dumb',
    colour: { out: colour(stdout), err: colour(stderr) },
    width: { out: stdout.columns || PLAIN_WIDTH, err: stderr.columns || PLAIN_WIDTH },
    drained: async () => {
      await Promise.all([stdout, stderr].map((stream) => drain(stream, broken)));
    },
  };
}

function drain(stream: NodeJS.WriteStream, broken: ReadonlySet<NodeJS.WriteStream>): Promise<void> {
  if (broken.has(stream) || stream.writableLength === 0) return Promise.resolve();
  return new Promise((resolve) => {
    stream.once('error', () => resolve());
    stream.write('', () => resolve());
  });
}
