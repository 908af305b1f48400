import http from 'node:http';
import https from 'node:https';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { heeded } from './heeding.ts';
import { endGroup, signalQuietly, startTied } from './lifeline.ts';

/** A program that serves for as long as it is needed. */
export interface Server {
  /** How it ended, with its last lines; undefined while it runs. */
  ended(): string | undefined;
  /** Asks it to end, waits for that, and ends what is left of it. */
  stop(): Promise<void>;
}

export interface ServerStart {
  /** A line for the shell. */
  readonly command: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Seconds that it may take to end once it was asked. */
const GRACE = 5;
const LAST_WORDS = 600;

/** Starts a server by a line for the shell. It ends with loadkit, however that ends. */
export async function startServer({ command, cwd, env }: ServerStart): Promise<Server> {
  const args = ['-c', command];
  const stdio = ['ignore', 'pipe', 'pipe'] as const;
  const child = await startTied({ file: '/bin/sh', args, cwd, env, stdio, grace: GRACE });
  let words = '';
  let how: string | undefined;
  for (const stream of [child.stdout, child.stderr]) {
    stream
      ?.on('error', () => {})
      .on('data', (chunk: Buffer) => {
        words = (words + chunk.toString('utf8')).slice(-LAST_WORDS);
      });
  }
  const exited = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      how = signal === null ? `it ended with exit code ${code}` : `it was ended by ${signal}`;
      resolve();
    });
  });
  return {
    ended: () => how && [how, words.trim()].filter((part) => part !== '').join(': '),
    stop: async () => {
      if (how === undefined && child.pid !== undefined) signalQuietly(-child.pid, 'SIGTERM');
      await Promise.race([exited, pause(GRACE * 1000, undefined, { ref: false })]);
      endGroup(child);
    },
  };
}

const ASK_AGAIN_MS = 200;
const ANSWER_MS = 2_000;

/**
 * Asks a URL until somebody answers, whatever the answer. Returns why nobody will: undefined after an answer. `ended`:
 * how the server ended meanwhile, if it did; `patience`: seconds.
 */
export async function firstAnswer(
  url: string,
  ended: () => string | undefined,
  patience: number,
): Promise<string | undefined> {
  const until = performance.now() + patience * 1000;
  while (performance.now() < until) {
    heeded()?.throwIfAborted();
    const gone = ended();
    if (gone !== undefined) return gone;
    if (await answers(url.replace(/^ws/i, 'http'))) return undefined;
    await pause(ASK_AGAIN_MS);
  }
  return `nothing answered within ${patience} s`;
}

/** What Node says of an answer that is no HTTP/1, or of a handshake that somebody refused: somebody is there. */
const SPOKEN = /^(HPE_|ERR_SSL|EPROTO)/;

/** Whether anybody answers, whatever it says: whether it can be trusted is the script's to ask. */
function answers(url: string): Promise<boolean> {
  const { request } = url.startsWith('https') ? https : http;
  return new Promise((resolve) => {
    const asked = request(url, { rejectUnauthorized: false, signal: AbortSignal.timeout(ANSWER_MS) });
    asked.on('response', (response) => {
      response.destroy();
      resolve(true);
    });
    asked.on('error', ({ code }: NodeJS.ErrnoException) => resolve(SPOKEN.test(code ?? '')));
    asked.end();
  });
}

/** A port of the loopback interface that is free now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
