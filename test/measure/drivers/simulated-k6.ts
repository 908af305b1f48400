import type { Ended } from '../../../src/k6/local/launch.ts';
import type { EngineRun } from '../../../src/k6/local/run.ts';
import type { Blocked } from '../../../src/k6/log/blocked.ts';
import { SILENCE } from '../../../src/k6/log/last-words.ts';
import { Histogram } from '../../../src/metrics/histogram/histogram.ts';
import type { EngineLine, GeneratorLine } from '../../../src/metrics/lines/lines.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import type { Server } from '../../capacity/simulator/servers.ts';
import { Simulation } from '../../capacity/simulator/simulation.ts';

/** Seconds between a k6's first line and its first iteration, and between two of them. */
const BEFORE = 0.25;
const BETWEEN = 2;
/** Seconds that are known late. */
const LATE = 2;
const BEGUN = Date.parse('2026-11-21T14:00:00.000Z');

/** What may happen to a trial, by its number. */
export interface Meddling {
  readonly gen?: (trial: number, second: number) => Partial<GeneratorLine>;
  /** The exit code of a k6 that dies after its fifth second. */
  readonly dies?: (trial: number) => number | undefined;
  /** What the allow-list blocked, in every trial. */
  readonly blocked?: readonly Blocked[];
  /** Is told before each second of load. */
  readonly watch?: (trial: number, second: number) => void;
}

/**
 * One k6 after the other on a simulated server, told as a stock k6 is: seconds that are whole when they are two seconds
 * old.
 */
export class SimulatedK6 {
  started = 0;
  private readonly simulation: Simulation;
  private readonly meddling: Meddling;

  constructor(server: Server, seed: number, meddling: Meddling = {}) {
    this.simulation = new Simulation(server, seed, [server.limit], 'even');
    this.meddling = meddling;
  }

  /** Seconds since the first began. */
  get now(): number {
    return this.simulation.now;
  }

  start(plan: Plan): Promise<EngineRun> {
    const trial = this.started++;
    const { rate, timeUnit } = Object.values(plan.options['scenarios'] as object)[0] as {
      rate: number;
      timeUnit: string;
    };
    let wanted = false;
    let finish: (end: Ended) => void = () => {};
    const done = new Promise<Ended>((resolve) => {
      finish = resolve;
    });
    return Promise.resolve({
      pid: 1,
      lines: this.lines(trial, rate / Number.parseFloat(timeUnit), () => wanted, finish),
      setRate: () => {},
      interrupt: () => {
        wanted = true;
      },
      kill: () => {
        wanted = true;
      },
      done,
      exceptions: () => ({ distinct: [], others: 0 }),
      blocked: () => this.meddling.blocked ?? [],
      lastWords: () => SILENCE,
    });
  }

  private async *lines(
    trial: number,
    rate: number,
    wanted: () => boolean,
    finish: (end: Ended) => void,
  ): AsyncGenerator<EngineLine> {
    const { simulation, meddling } = this;
    if (trial > 0) simulation.run(1e-9, BETWEEN - BEFORE);
    const start = new Date(BEGUN + simulation.now * 1000).toISOString();
    yield { t: 'hello', v: 1, k6: 'v2.2.0', version: 'stock', pid: 1, start, cores: 2, pressureOf: 'host' };
    simulation.run(1e-9, BEFORE);
    // Other ids in every other k6: nobody promises their order.
    const [requests, times, iterations, lengths] = trial % 2 === 0 ? [0, 1, 2, 3] : [3, 2, 1, 0];
    const stage = { stage: 'search' };
    const counter = { t: 'series', type: 'counter', unit: 'none' } as const;
    const trend = { t: 'series', type: 'trend', unit: 'seconds', bits: 9 } as const;
    yield { ...counter, id: requests!, metric: 'http_reqs', tags: { ...stage, status: '200' } };
    yield { ...trend, id: times!, metric: 'request_time', tags: { ...stage, expected_response: 'true' } };
    yield { ...counter, id: iterations!, metric: 'iterations', tags: stage };
    yield { ...trend, id: lengths!, metric: 'iteration_duration', tags: stage };
    yield { t: 'mark', scenario: 'main', at: BEFORE };
    const own = { seen: simulation.log.arrivals.length, open: [] as number[], count: 0, sum: 0 };
    const late: EngineLine[][] = [];
    for (let s = 0; ; s++) {
      meddling.watch?.(trial, s);
      const lines = this.second(own, s === 0 ? 1 - BEFORE : 1, rate, [requests!, times!, iterations!, lengths!], s);
      const gen = { t: 'gen', s, cpu: 0.1, rss: 5e7, vus: 10, vusMax: 10, busy: 0.3, pressure: 0.01 } as const;
      late.push([...lines, { ...gen, ...meddling.gen?.(trial, s) }]);
      if (late.length > LATE) yield* late.shift()!;
      const code = s >= 5 ? meddling.dies?.(trial) : undefined;
      if (code !== undefined) return finish({ code, signal: null });
      if (!wanted()) continue;
      for (const rest of late) yield* rest;
      yield {
        t: 'end',
        s,
        totals: [
          [requests!, own.count, own.count],
          [times!, own.count, own.sum],
          [iterations!, own.count, own.count],
          [lengths!, own.count, own.sum],
        ],
        other: 0,
        invalid: 0,
        lost: 0,
        untyped: {},
      };
      return finish({ code: 105, signal: null });
    }
  }

  private second(
    own: { seen: number; open: number[]; count: number; sum: number },
    seconds: number,
    rate: number,
    [requests, times, iterations, lengths]: readonly [number, number, number, number],
    s: number,
  ): EngineLine[] {
    const { simulation } = this;
    simulation.run(rate, seconds);
    const { arrivals, departures } = simulation.log;
    for (; own.seen < arrivals.length; own.seen++) own.open.push(own.seen);
    const ended = own.open.filter((at) => departures[at]! <= simulation.now);
    own.open = own.open.filter((at) => !(departures[at]! <= simulation.now));
    if (ended.length === 0) return [];
    const histogram = new Histogram(9);
    const lasted = ended.map((at) => departures[at]! - arrivals[at]!);
    for (const time of lasted) histogram.record(time);
    const sum = lasted.reduce((total, time) => total + time, 0);
    own.count += ended.length;
    own.sum += sum;
    const trend = [ended.length, sum, Math.min(...lasted), Math.max(...lasted), histogram.encode()] as const;
    const counted = [ended.length, ended.length] as const;
    return [
      {
        t: 'frame',
        s,
        d: [
          [requests, ...counted],
          [times, ...trend],
          [iterations, ...counted],
          [lengths, ...trend],
        ],
      },
    ];
  }
}
