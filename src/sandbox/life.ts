import type { RequestListener } from 'node:http';
import { MachineClock } from './clock.ts';
import { drawServiceTimes } from './draws.ts';
import { endpointsOn } from './endpoints.ts';
import type { FaultSet } from './faults/faults.ts';
import { HeldMemory } from './faults/held-memory.ts';
import { Memory } from './memory.ts';
import { sandboxMetrics } from './metrics.ts';
import { answerOn } from './requests.ts';
import { Station } from './station.ts';

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

/** What a service is like. */
export interface ServicePlan {
  readonly slots: number;
  readonly service: number;
  readonly cv: number;
  readonly seed: number;
  readonly pool: number;
  readonly queue: number;
}

/** A service from its start to its crash, or to its end: what it knows, counts and leaks is gone with it. */
export interface Life {
  readonly listener: RequestListener;
  stats(): SandboxStats;
  /** Forgets all that is due; nothing of it keeps the process alive afterwards. */
  end(): void;
}

/** Seconds from one look at what is leaked to the next. */
const LEAK_EVERY = 1;

/** Starts a service with these faults. */
export function beginLife({ slots, service, cv, seed, pool, queue }: ServicePlan, faults: FaultSet): Life {
  const startedAt = new Date();
  const clock = new MachineClock();
  const begun = clock.now();
  const station = new Station({ slots, pool, queue }, drawServiceTimes({ service, cv, seed }), clock, faults);
  const memory = new Memory(startedAt.getTime().toString(36), () => clock.now());
  const held = new HeldMemory();
  if (faults.leaking) leak();
  function leak(): void {
    held.growTo(faults.leaks(clock.now() - begun));
    clock.at(clock.now() + LEAK_EVERY, leak);
  }
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
  const listener = answerOn({
    station,
    endpoints: endpointsOn(memory, (value) => faults.keeps(value)),
    metrics: sandboxMetrics(station, memory, {
      startedAt: startedAt.getTime() / 1000,
      leaked: () => (faults.leaking ? held.bytes : undefined),
    }),
    stats,
    // By the time that the line is empty again.
    retryAfter: Math.max(1, Math.ceil((queue * service) / Math.min(slots, pool))),
  });
  return { listener, stats, end: () => clock.stop() };
}
