import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { messageOf, type Problem, UserError } from '../errors.ts';
import { FaultSet, readFaults } from './faults/faults.ts';
import { beginLife, type SandboxStats } from './life.ts';

export interface SandboxOptions {
  /** how many requests are served at once */
  readonly slots: number;
  /** mean service time, seconds */
  readonly service: number;
  /** coefficient of variation of the service time: 0 constant, 1 (default) exponential, otherwise lognormal */
  readonly cv?: number | undefined;
  /** of the service times; default 1 */
  readonly seed?: number | undefined;
  /** default 0: any free one */
  readonly port?: number | undefined;
  /** database connections; default twice the slots, which is never what gives way */
  readonly pool?: number | undefined;
  /** how many may wait before requests are refused; default 2 s of work */
  readonly queue?: number | undefined;
  /** what is wrong with it, as `--fault` has it: `leak=40MB/h` (docs/sandbox.md) */
  readonly faults?: readonly string[] | undefined;
  /** scales moments and lengths of faults, not their rates; default 1 */
  readonly timeScale?: number | undefined;
}

export interface Sandbox {
  readonly url: string;
  readonly port: number;
  /** What is wrong with it, in words. */
  readonly faults: readonly string[];
  stats(): SandboxStats;
  /** Cuts every connection and frees the port. May be called again. */
  close(): Promise<void>;
}

/** Seconds of work that the line holds by default. */
const QUEUED_WORK = 2;
/** Longer than any usual client keeps an idle connection (Go's and k6's: 90 s), so that none is cut as it is reused. */
const KEEP_ALIVE_MS = 120_000;
/** Connections waiting to be accepted; a burst past it would wait for TCP's own retries, which last seconds. */
const BACKLOG = 4096;
/** So long after it could not listen again it tries once more. */
const RETRY_MS = 500;

/**
 * Starts the embedded target: a service on 127.0.0.1 whose requests take one of `slots` for a random time of known
 * mean, so that its capacity is known (`stats/queueing/mmc.ts`). Slots are held by timers, not by computing. Throws
 * UserError on options that make no sandbox, and on a port that cannot be had.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  checkOptions(options);
  const { slots, service, cv = 1, seed = 1, port = 0, pool = 2 * slots, faults: written = [], timeScale = 1 } = options;
  const queue = options.queue ?? Math.ceil((QUEUED_WORK * slots) / service);
  const make = readFaults(written);
  const begin = () => {
    const faults = new FaultSet(make({ seed, timeScale, queue }));
    return { ...beginLife({ slots, service, cv, seed, pool, queue }, faults), faults };
  };
  let life = begin();
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) =>
    life.listener(request, response),
  );
  // Stays on: an error of accept() later must not end the process.
  server.on('error', () => {});
  const bound = await listen(server, port).catch((error: unknown) => {
    life.end();
    throw error;
  });
  const timers = life.faults.crashes.flatMap(({ at, down }) => [
    setTimeout(() => {
      life.end();
      void cutOff(server);
    }, at * 1000),
    setTimeout(
      () => {
        life = begin();
        void listenAgain(server, bound, () => closed !== undefined);
      },
      (at + down) * 1000,
    ),
  ]);
  let closed: Promise<void> | undefined;
  return {
    url: `http://127.0.0.1:${bound}`,
    port: bound,
    faults: life.faults.words,
    stats: () => life.stats(),
    close() {
      for (const timer of timers) clearTimeout(timer);
      life.end();
      closed ??= cutOff(server);
      return closed;
    },
  };
}

/** Cuts every connection and frees the port. */
function cutOff(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** Listens on the port that it had. Where another took it meanwhile, it tries again. */
async function listenAgain(server: Server, port: number, over: () => boolean): Promise<void> {
  while (!over()) {
    const got = await listen(server, port).then(
      () => true,
      () => false,
    );
    if (got) return;
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error) =>
      reject(
        new UserError({
          what: `the sandbox cannot listen on 127.0.0.1:${port}`,
          where: { path: 'port' },
          why: messageOf(error),
          next: 'choose another port, or 0 for any free one',
        }),
      );
    server.once('error', failed);
    server.listen({ port, host: '127.0.0.1', backlog: BACKLOG }, () => {
      server.off('error', failed);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

type Rule = readonly [holds: (value: number) => boolean, text: string];

const whole = (least: number, most: number): Rule => [
  (value) => Number.isInteger(value) && value >= least && value <= most,
  `a whole number from ${least} to ${most}`,
];
const RULES: Readonly<Record<Exclude<keyof SandboxOptions, 'faults'>, Rule>> = {
  slots: whole(1, 100_000),
  // Node's timers have ticks of 1 ms: below, what is held would mostly be their error.
  service: [(value) => value >= 0.001 && value <= 600, 'a time from 1 ms to 10 min'],
  cv: [(value) => value >= 0 && value <= 10, 'a number from 0 to 10'],
  seed: [Number.isSafeInteger, 'a whole number'],
  port: whole(0, 65_535),
  pool: whole(1, 1_000_000),
  queue: whole(0, 1_000_000_000),
  timeScale: [(value) => value > 0 && value <= 10, 'a number above 0, at most 10'],
};

function checkOptions(options: SandboxOptions): void {
  const problems: Problem[] = [];
  for (const [name, [holds, text]] of Object.entries(RULES)) {
    const value = options[name as keyof typeof RULES];
    if (value !== undefined && !holds(value))
      problems.push({ what: `must be ${text}, got ${value}`, where: { path: name } });
  }
  if (problems.length > 0) throw new UserError(problems);
}
