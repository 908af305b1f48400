import type { Plan } from '../../../src/plan/plan.ts';
import { loadAt } from '../../../src/plan/stages.ts';

/** A service whose weakest part is known: a request takes a place of the pool, then CPU, a lock, and time. */
export interface SimulatedService {
  /** Connections; each is held from the first to the last moment of the work. */
  readonly pool: number;
  readonly cores: number;
  /** Mean CPU seconds of a request (exponential), with the factor by which crowding adds to it: 1 + thrash × in flight. */
  readonly cpu: number;
  readonly thrash: number;
  /** Mean seconds for which a request holds the only lock (exponential); 0: none. */
  readonly lock: number;
  /** Mean seconds of waiting for something else (exponential). */
  readonly delay: number;
  /** Requests per second beyond which a request is refused at once. */
  readonly most: number;
  /** Share of memory used at rest, and by each request a second of load. At 97 % requests are refused. */
  readonly memory: readonly [rest: number, perRate: number];
  /** A client goes away after so many seconds; the work goes on. */
  readonly patience: number;
  /** For so many seconds after the load has fallen, all work takes eight times as long. */
  readonly slowAfter: number;
}

/** What came of one second. */
export interface SimulatedSecond {
  arrivals: number;
  /** Latencies of successes and the times of failures, by the stage in which they began. */
  readonly good: Map<string, number[]>;
  readonly failed: Map<string, number[]>;
  inFlight: number;
  cpuUsage: number;
  poolUsage: number;
  lockWaiting: number;
  memoryUsage: number;
}

interface Job {
  readonly began: number;
  readonly stage: string;
  over: boolean;
}

const OUT_OF_MEMORY = 0.97;
const MEMORY_TIME = 5;
const SLOWER = 8;

/** Runs a plan of rates through a service, event by event. `draw`: uniform numbers in (0, 1). */
export function simulated(plan: Plan, service: SimulatedService, draw: () => number): SimulatedSecond[] {
  const length = Math.ceil(plan.stages.at(-1)!.to);
  const fell = plan.stages.find(({ role }) => role === 'recovery')?.rampTo ?? length;
  const seconds = Array.from({ length }, emptySecond);
  const events = new Heap();
  const exponential = (mean: number) => -Math.log(draw()) * mean;
  const waitingPool: Job[] = [];
  const waitingCpu: Job[] = [];
  const waitingLock: Job[] = [];
  let [held, busy, locked, flying, tokens, tokensAt, sessions, now, busySince] = [0, 0, false, 0, 1, 0, 0, 0, 0];

  const second = () => seconds[Math.min(length - 1, Math.floor(now))]!;
  const slowness = () => (now >= fell && now < fell + service.slowAfter ? SLOWER : 1);
  const addBusy = () => {
    let from = busySince;
    while (from < now) {
      const to = Math.min(now, Math.floor(from) + 1);
      const at = seconds[Math.floor(from)];
      if (at) at.cpuUsage += (busy * (to - from)) / service.cores;
      from = to;
    }
    busySince = now;
  };
  const answer = (job: Job, failed: boolean) => {
    if (job.over) return;
    job.over = true;
    flying -= 1;
    if (now >= length) return;
    const into = failed ? second().failed : second().good;
    const list = into.get(job.stage) ?? [];
    list.push(now - job.began);
    into.set(job.stage, list);
  };
  const startCpu = (job: Job) => {
    if (busy === service.cores) return void waitingCpu.push(job);
    addBusy();
    busy += 1;
    events.push(now + exponential(service.cpu) * slowness() * (1 + service.thrash * flying), () => {
      addBusy();
      busy -= 1;
      const next = waitingCpu.shift();
      if (next) startCpu(next);
      startLock(job);
    });
  };
  const startLock = (job: Job) => {
    if (service.lock === 0) return startDelay(job);
    if (locked) return void waitingLock.push(job);
    locked = true;
    events.push(now + exponential(service.lock), () => {
      locked = false;
      const next = waitingLock.shift();
      if (next) startLock(next);
      startDelay(job);
    });
  };
  const startDelay = (job: Job) => {
    events.push(now + exponential(service.delay), () => {
      answer(job, false);
      const next = waitingPool.shift();
      if (next) startCpu(next);
      else held -= 1;
    });
  };
  const memory = () => service.memory[0] + service.memory[1] * sessions;
  const arrive = (stage: string) => {
    const at = second();
    at.arrivals += 1;
    const job: Job = { began: now, stage, over: false };
    flying += 1;
    tokens = Math.min(service.most, tokens + (now - tokensAt) * service.most);
    tokensAt = now;
    if (tokens < 1 || memory() > OUT_OF_MEMORY) {
      now += 0.002;
      answer(job, true);
      now -= 0.002;
      return;
    }
    tokens -= 1;
    sessions += 1 / MEMORY_TIME;
    if (Number.isFinite(service.patience)) events.push(now + service.patience, () => answer(job, true));
    if (held === service.pool) return void waitingPool.push(job);
    held += 1;
    startCpu(job);
  };

  // One arrival is under way at a time, so that the heap holds little else than what is in flight.
  const arriveNext = (after: number) => {
    const t = after + exponential(1 / Math.max(1, loadAt(plan.stages, after) ?? 1));
    if (t >= length) return;
    const stage = plan.stages.findLast(({ from }) => from <= t)!.name;
    events.push(t, () => {
      arriveNext(t);
      arrive(stage);
    });
  };
  arriveNext(0);
  for (let s = 1; s <= length; s++) {
    events.push(s - 1e-9, () => {
      const at = seconds[s - 1]!;
      addBusy();
      at.inFlight = flying;
      at.poolUsage = held / service.pool;
      at.lockWaiting = waitingLock.length;
      at.memoryUsage = Math.min(1, memory() + 0.005 * (draw() - 0.5));
      sessions *= 1 - 1 / MEMORY_TIME;
    });
  }
  for (let next = events.pop(); next && next.at < length; next = events.pop()) {
    now = next.at;
    next.run();
  }
  return seconds;
}

function emptySecond(): SimulatedSecond {
  return {
    ...{ arrivals: 0, inFlight: 0, cpuUsage: 0, poolUsage: 0, lockWaiting: 0, memoryUsage: 0 },
    good: new Map(),
    failed: new Map(),
  };
}

interface Due {
  readonly at: number;
  readonly run: () => void;
}

/** A binary heap by time. */
class Heap {
  readonly #items: Due[] = [];

  push(at: number, run: () => void): void {
    const items = this.#items;
    let i = items.push({ at, run }) - 1;
    while (i > 0) {
      const up = (i - 1) >> 1;
      if (items[up]!.at <= items[i]!.at) break;
      [items[up], items[i]] = [items[i]!, items[up]!];
      i = up;
    }
  }

  pop(): Due | undefined {
    const items = this.#items;
    const first = items[0];
    const last = items.pop();
    if (first === undefined || last === undefined || items.length === 0) return first;
    items[0] = last;
    for (let i = 0; ; ) {
      let least = i;
      for (const child of [2 * i + 1, 2 * i + 2])
        if (child < items.length && items[child]!.at < items[least]!.at) least = child;
      if (least === i) return first;
      [items[i], items[least]] = [items[least]!, items[i]!];
      i = least;
    }
  }
}
