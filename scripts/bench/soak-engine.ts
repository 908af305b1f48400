import { Histogram } from '../../src/metrics/histogram/histogram.ts';
import type { EngineLine, GeneratorLine } from '../../src/metrics/lines/lines.ts';
import { drawServiceTimes } from '../../src/sandbox/draws.ts';
import { drawUniform } from '../../src/stats/distributions/uniform.ts';
import { EngineSeries, nanoseconds } from './engine-series.ts';
import { ENDPOINTS } from './soak-objectives.ts';

type Tags = Readonly<Record<string, string>>;

const CV = 0.6;
const FAILING = 0.001;
const CONNECTING = 0.0005;
const PHASES = ['blocked', 'connecting', 'tls_handshaking', 'sending', 'waiting', 'receiving'] as const;

/** The series of one endpoint with one status, in the order in which k6 emits them. */
class Requests {
  private readonly series: readonly EngineSeries[];

  constructor(engine: SoakEngine, tags: Tags) {
    this.series = [
      engine.series('http_reqs', 'counter', 'none', tags),
      engine.series('http_req_failed', 'rate', 'none', tags),
      engine.series('http_req_duration', 'trend', 'seconds', tags),
      ...PHASES.map((phase) => engine.series(`http_req_${phase}`, 'trend', 'seconds', tags)),
      engine.series('request_time', 'trend', 'seconds', tags),
    ];
  }

  /** One request by its phases in seconds; returns its request_time. */
  add(failed: boolean, phases: readonly [number, number, number, number, number, number]): number {
    const [blocked, connecting, tls, sending, waiting, receiving] = phases;
    const duration = nanoseconds(sending + waiting + receiving);
    const time = nanoseconds(Math.max(blocked, connecting + tls) + duration);
    const values = [1, failed ? 1 : 0, duration, ...phases, time];
    for (let i = 0; i < values.length; i++) this.series[i]!.add(values[i]!);
    return time;
  }
}

/**
 * An engine that measured a service which answers in lognormal times of cv 0.6, five endpoints an iteration, iterations
 * arriving at random. It gives the lines that the real one would write (docs/record.md); the same for the same seed.
 */
export class SoakEngine {
  private readonly all: EngineSeries[] = [];
  private announced = 0;
  private readonly uniform: () => number;
  private readonly late: () => number;
  private readonly small: () => number;
  private readonly endpoints: readonly {
    good: Requests;
    bad: () => Requests;
    waits: () => number;
    check: EngineSeries;
  }[];
  private readonly iterations: EngineSeries;
  private readonly iterationTime: EngineSeries;
  private readonly sent: EngineSeries;
  private readonly received: EngineSeries;
  private readonly users: readonly EngineSeries[];

  /** Seeded; `stage` is the tag that its samples carry. */
  constructor(seed: number, stage: string) {
    const own = { scenario: 'main', stage };
    this.uniform = drawUniform(seed);
    this.late = drawServiceTimes({ service: 1.5e-4, cv: 0.8, seed: seed + 1 });
    this.small = drawServiceTimes({ service: 2e-5, cv: CV, seed: seed + 2 });
    this.users = ['vus', 'vus_max'].map((metric) => this.series(metric, 'gauge', 'none', {}));
    this.endpoints = ENDPOINTS.map(([name, method, service], i) => {
      const tags = { ...own, name, method };
      let bad: Requests | undefined;
      return {
        good: new Requests(this, { ...tags, status: '200', expected_response: 'true' }),
        bad: () =>
          (bad ??= new Requests(this, { ...tags, status: '503', error_code: '1503', expected_response: 'false' })),
        waits: drawServiceTimes({ service, cv: CV, seed: seed + 10 + i }),
        check: this.series('checks', 'rate', 'none', { ...own, check: `${name} answered` }),
      };
    });
    this.sent = this.series('data_sent', 'counter', 'bytes', own);
    this.received = this.series('data_received', 'counter', 'bytes', own);
    this.iterations = this.series('iterations', 'counter', 'none', own);
    this.iterationTime = this.series('iteration_duration', 'trend', 'seconds', own);
  }

  /** A new series, announced before its first frame. */
  series(metric: string, type: 'counter' | 'gauge' | 'rate' | 'trend', unit: 'seconds' | 'bytes' | 'none', tags: Tags) {
    const series = new EngineSeries(this.all.length, metric, type, unit, tags);
    this.all.push(series);
    return series;
  }

  /** The lines of one second with so many iterations. */
  second(s: number, iterations: number, users: number): EngineLine[] {
    const late = new Histogram();
    let [sum, min, max] = [0, Number.POSITIVE_INFINITY, 0];
    for (let i = 0; i < iterations; i++) {
      this.iterate();
      const lateness = nanoseconds(this.late());
      late.record(lateness);
      [sum, min, max] = [sum + lateness, Math.min(min, lateness), Math.max(max, lateness)];
    }
    for (const series of this.users) series.add(users);
    const d = this.all.map((series) => series.take()).filter((frame) => frame !== undefined);
    const announce = this.all.slice(this.announced).map((series) => series.line);
    this.announced = this.all.length;
    const gen: GeneratorLine = {
      t: 'gen',
      s,
      cpu: 0.1 + this.uniform() / 50,
      rss: 1.2e8 + Math.round(this.uniform() * 1e6),
      vus: users,
      vusMax: users,
      busy: 0.2 + this.uniform() / 10,
      pressure: this.uniform() / 100,
      scheduled: iterations,
      started: iterations,
      dropped: 0,
      late: iterations === 0 ? [0, 0, 0, 0, []] : [iterations, nanoseconds(sum), min, max, late.encode()],
    };
    return [...announce, { t: 'frame', s, d }, gen];
  }

  /** The closing line. */
  end(s: number): EngineLine {
    return { t: 'end', s, totals: this.all.map((series) => series.totals), other: 0, invalid: 0 };
  }

  private iterate(): void {
    let took = 0;
    for (const { good, bad, waits, check } of this.endpoints) {
      const failed = this.uniform() < FAILING;
      const connects = this.uniform() < CONNECTING;
      const connecting = connects ? nanoseconds(10 * this.small()) : 0;
      const blocked = nanoseconds(this.small() / 4) + connecting;
      const [sending, waiting, receiving] = [this.small(), waits(), 3 * this.small()].map(nanoseconds) as [
        number,
        number,
        number,
      ];
      const to = failed ? bad() : good;
      took += to.add(failed, [blocked, connecting, 0, sending, waiting, receiving]);
      check.add(failed ? 0 : 1);
    }
    this.sent.add(600);
    this.received.add(4250);
    this.iterations.add(1);
    this.iterationTime.add(nanoseconds(took));
  }
}
