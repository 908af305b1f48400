import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { messageOf, type Problem, UserError } from '../errors.ts';
import { MachineClock } from './clock.ts';
import { drawServiceTimes } from './draws.ts';
import { endpointsOn } from './endpoints.ts';
import { Memory } from './memory.ts';
import { sandboxMetrics } from './metrics.ts';
import { answerOn } from './requests.ts';
import { Station } from './station.ts';

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
}

/** What was really served; sums over the services that are over, of the time that their slots were really held. */
export interface SandboxStats {
  readonly served: number;
  /** seconds, and seconds squared */
  readonly serviceSum: number;
  readonly serviceSumSquares: number;
  /** seconds that were drawn for the same services: `serviceSum` as it would be on a perfect clock */
  readonly drawnSum: number;
  /** turned away with 503, and gone while they waited */
  readonly refused: number;
  readonly left: number;
  readonly inFlight: number;
  readonly waiting: number;
  readonly slots: number;
  readonly pool: number;
  readonly queue: number;
  readonly service: number;
  readonly cv: number;
  readonly seed: number;
  /** ISO 8601 */
  readonly startedAt: string;
}

export interface Sandbox {
  readonly url: string;
  readonly port: number;
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

/**
 * Starts the embedded target: a service on 127.0.0.1 whose requests take one of `slots` for a random time of known
 * mean, so that its capacity is known (`stats/queueing/mmc.ts`). Slots are held by timers, not by computing. Throws
 * UserError on options that make no sandbox, and on a port that cannot be had.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  checkOptions(options);
  const { slots, service, cv = 1, seed = 1, port = 0, pool = 2 * slots } = options;
  const queue = options.queue ?? Math.ceil((QUEUED_WORK * slots) / service);

  const startedAt = new Date();
  const clock = new MachineClock();
  const station = new Station({ slots, pool, queue }, drawServiceTimes({ service, cv, seed }), clock);
  const memory = new Memory(startedAt.getTime().toString(36), () => clock.now());
  const stats = (): SandboxStats => ({
    served: station.served,
    serviceSum: station.heldSum,
    serviceSumSquares: station.heldSumSquares,
    drawnSum: station.drawnSum,
    refused: station.refused,
    left: station.left,
    inFlight: station.inFlight,
    waiting: station.waiting,
    ...{ slots, pool, queue, service, cv, seed },
    startedAt: startedAt.toISOString(),
  });
  const server = createServer(
    { keepAliveTimeout: KEEP_ALIVE_MS },
    answerOn({
      station,
      endpoints: endpointsOn(memory),
      metrics: sandboxMetrics(station, memory),
      stats,
      // By the time that the line is empty again.
      retryAfter: Math.max(1, Math.ceil((queue * service) / Math.min(slots, pool))),
    }),
  );
  const bound = await listen(server, port);
  let closed: Promise<void> | undefined;
  return {
    url: `http://127.0.0.1:${bound}`,
    port: bound,
    stats,
    close() {
      closed ??= new Promise((resolve) => {
        clock.stop();
        server.close(() => resolve());
        server.closeAllConnections();
      });
      return closed;
    },
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    // Stays on: an error of accept() later must not end the process.
    server.on('error', (error) =>
      reject(
        new UserError({
          what: `the sandbox cannot listen on 127.0.0.1:${port}`,
          where: { path: 'port' },
          why: messageOf(error),
          next: 'choose another port, or 0 for any free one',
        }),
      ),
    );
    server.listen({ port, host: '127.0.0.1', backlog: BACKLOG }, () => resolve((server.address() as AddressInfo).port));
  });
}

type Rule = readonly [holds: (value: number) => boolean, text: string];

const whole = (least: number, most: number): Rule => [
  (value) => Number.isInteger(value) && value >= least && value <= most,
  `a whole number from ${least} to ${most}`,
];
const RULES: Readonly<Record<keyof SandboxOptions, Rule>> = {
  slots: whole(1, 100_000),
  // Node's timers have ticks of 1 ms: below, what is held would mostly be their error.
  service: [(value) => value >= 0.001 && value <= 600, 'a time from 1 ms to 10 min'],
  cv: [(value) => value >= 0 && value <= 10, 'a number from 0 to 10'],
  seed: [Number.isSafeInteger, 'a whole number'],
  port: whole(0, 65_535),
  pool: whole(1, 1_000_000),
  queue: whole(0, 1_000_000_000),
};

function checkOptions(options: SandboxOptions): void {
  const problems: Problem[] = [];
  for (const [name, [holds, text]] of Object.entries(RULES)) {
    const value = options[name as keyof SandboxOptions];
    if (value !== undefined && !holds(value))
      problems.push({ what: `must be ${text}, got ${value}`, where: { path: name } });
  }
  if (problems.length > 0) throw new UserError(problems);
}
