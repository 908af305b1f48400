import type { ChildProcess } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { connect, createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { endGroup, signalQuietly, startTied } from '../../../src/host/lifeline.ts';

/** A stack under test, running. */
export interface Service {
  readonly url: string;
  /** Ends it, and resolves when it is gone. */
  stop(): Promise<void>;
}

/** One program of a stack. It ends with the test, however that ends (Ctrl-C, too). */
export interface Process {
  readonly pid: number;
  /** Asks it to end, and kills what has not ended ten seconds later. */
  stop(): Promise<void>;
}

/** Seconds that a program may take to answer, and to end. */
const START_PATIENCE = 30;
const END_PATIENCE = 10;
/** What of a program's output is shown where it ends by itself. */
const LAST_WORDS = 4000;

interface Started {
  readonly env?: Readonly<Record<string, string>>;
  readonly port: number;
  readonly goodbye?: NodeJS.Signals;
  /** Control groups that it runs in, with all that it starts: the files that take its number. */
  readonly groups?: readonly string[];
}

/** Starts a program; fails with what it wrote where it does not answer on the loopback `port` within half a minute. */
export async function startProcess(
  file: string,
  args: readonly string[],
  { env = {}, port, goodbye = 'SIGTERM', groups = [] }: Started,
): Promise<Process> {
  // A process and its descendants are held by the groups that it is in when it starts.
  const enter = [...groups.map((group) => `echo $$ >'${group}'`), 'exec "$0" "$@"'].join(' && ');
  const child = await startTied({
    file: '/bin/sh',
    args: ['-c', enter, file, ...args],
    env: { ...(process.env as Record<string, string>), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    grace: 1,
  });
  let words = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      words = (words + text).slice(-LAST_WORDS);
    });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const stop = () => stopped(child, ended, goodbye);
  const deadline = performance.now() + 1000 * START_PATIENCE;
  while (!(await listens(port))) {
    const gone = child.exitCode !== null || child.signalCode !== null;
    if (gone || performance.now() > deadline) {
      await stop();
      throw new Error(`${file} ${gone ? 'ended' : `does not answer after ${START_PATIENCE} s`}:\n${words}`);
    }
    await pause(50);
  }
  return { pid: child.pid!, stop };
}

async function stopped(child: ChildProcess, ended: Promise<void>, goodbye: NodeJS.Signals): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) signalQuietly(child.pid!, goodbye);
  await Promise.race([ended, pause(1000 * END_PATIENCE, undefined, { ref: false })]);
  endGroup(child);
  for (const stream of child.stdio) stream?.destroy();
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}

/** A port of the loopback address on which nothing listens. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port of 127.0.0.1 is free');
  return address.port;
}

/** The path of a program on PATH or in `more`; undefined: it is not installed. */
export function programNamed(name: string, more: readonly string[] = []): string | undefined {
  return [...(process.env['PATH'] ?? '').split(delimiter), ...more]
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
