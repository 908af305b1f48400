import { judge } from '../../src/judge/judge.ts';
import type { TimelineLine } from '../../src/metrics/lines/lines.ts';
import type { AlertRule } from '../../src/objectives/alert-rule.ts';
import type { Objective } from '../../src/objectives/objective.ts';
import type { PlannedEvent } from '../../src/plan/events.ts';
import { drawUniform } from '../../src/stats/distributions/uniform.ts';
import {
  fold,
  monitorOf,
  objective,
  planOf,
  ratio,
  recordOf,
  runOf,
  type StageStory,
  watching,
} from '../fixtures/record.ts';
import { Engine, times } from '../fixtures/timeline.ts';

/** What a monitor reads each second, by the name of the reading. */
type Read = Readonly<
  Record<string, readonly [unit: 'ratio' | 'bytes' | 'none', at: (s: number) => number | undefined]>
>;

/** A monitor beside the engine, as a source of its own. */
function beside(engine: Engine, source: number, monitor: string, seconds: number, read: Read): Engine {
  const own = new Engine().line({ t: 'hello', v: 1, monitor, start: '2026-11-21T14:00:00.000Z' });
  for (const [metric, [unit]] of Object.entries(read)) own.series(metric, 'trend', { monitor }, unit);
  for (let s = 0; s < seconds; s++)
    for (const [metric, [unit, at]] of Object.entries(read)) {
      const value = at(s);
      if (value !== undefined) own.trend(s, metric, [value], { monitor }, unit);
    }
  for (const line of own.lines) engine.line({ ...line, source } as TimelineLine);
  return engine;
}

/** Places of the pool, how long each is held, and so what the service does at most. */
const PLACES = 20;
const HELD = 0.0625;
const MOST = PLACES / HELD;

const POD: PlannedEvent = {
  ...{ name: 'pod failure', at: 100, run: ['kubectl', 'delete', 'pod', 'app-0'] },
  ...{ timeout: 60, within: 20, required: true },
};

const ALERTS: readonly AlertRule[] = [
  {
    kind: 'measured',
    objective: objective({ name: 'HighLatency', severity: 'warning', target: null, over: 10, for: 20 }),
  },
  {
    kind: 'measured',
    objective: watching({
      ...{ name: 'DiskFull', measure: monitorOf('disk_usage', 'max'), target: null, over: 10, for: 20 },
    }),
  },
];

const RESOURCES: readonly Objective[] = [
  watching({ name: 'CPU usage', measure: monitorOf('cpu_usage'), critical: { op: '>', value: 0.85 }, required: false }),
  watching({
    ...{ name: 'DB connections', measure: monitorOf('db_pool_usage', 'max'), required: false },
    ...{ target: { op: '<', value: 0.8 } },
  }),
];

/**
 * A stress in which the connection pool gives way at 312 requests/s while the CPU has half of itself left, beside which
 * a page, a database and an event were watched.
 */
export function poolExhausted() {
  const plan = planOf({ override: { steps: [0.5, 1, 1.5, 2], hold: 60, ramp: 3 }, objectives: RESOURCES });
  const last = plan.stages.at(-1)!.to;
  const loadAt = (s: number) => {
    const { load, from, rampTo } = plan.stages.find(({ to }) => s < to) ?? plan.stages.at(-1)!;
    const ramp = Math.min(1, Math.max(0, (s - from) / Math.max(1, rampTo - from)));
    return load.from + (load.to - load.from) * ramp;
  };
  const failing = (s: number) => s >= POD.at && s < POD.at + 5;
  // What is left waits: of a pool that is full, each request as long as the queue before it.
  const queue: number[] = [];
  for (let s = 0, left = 0; s <= last; s++) {
    left = Math.max(0, left + loadAt(s) - MOST);
    queue.push(left);
  }
  const done = (s: number) => Math.round(Math.min(MOST, loadAt(s) + (queue[s - 1] ?? 0)));
  const uniform = drawUniform(7);
  const story: StageStory = {
    second: (s) => {
      const failed = failing(s) ? Math.round(done(s) / 50) : 0;
      const latency = (failing(s) ? 2 : 1) * (HELD + queue[s]! / MOST);
      const spread = () => latency * (0.9 + 0.4 * uniform() ** 4);
      return { latencies: Array.from({ length: done(s) - failed }, spread), failed };
    },
    gen: (s) => {
      const scheduled = Math.round(loadAt(s));
      return { scheduled, started: scheduled, vus: Math.round(queue[s]! + done(s) * HELD) };
    },
  };
  const run = runOf(plan, Object.fromEntries(plan.stages.map(({ name }) => [name, story])));
  run.line({ t: 'command', s: POD.at, event: 0 });
  run.line({
    ...{ t: 'commanded', s: POD.at + 1, event: 0, outcome: 'ended', code: 0, signal: null },
    output: 'pod "app-0" deleted',
  });
  const seconds = Math.ceil(last);
  const wave = (s: number) => 0.008 * Math.sin(s * 1.7);
  beside(run, 1000, 'service', seconds, {
    cpu_usage: ['ratio', (s) => 0.02 + (0.41 * done(s)) / MOST + wave(s)],
    memory_usage: ['ratio', (s) => 0.52 + 0.1 * (done(s) / MOST) + wave(s) / 4],
    // The pod that was deleted says nothing for a while.
    db_pool_usage: ['ratio', (s) => (failing(s) ? undefined : Math.min(1, (loadAt(s) + queue[s]!) / MOST))],
    db_pool_size: ['none', () => PLACES],
  });
  const texts = [
    [0, 'select * from orders where customer = ?'],
    [1, 'update stock set count = count - ? where id = ?'],
  ] as const;
  beside(run, 1001, 'db', seconds, { db_connection_usage: ['ratio', (s) => 0.2 + wave(s)] });
  for (let s = 5; s < seconds; s += 5) {
    const calls = Math.round(5 * done(s));
    const growth = [
      [0, calls, calls * 0.031],
      [1, Math.round(calls / 2), calls * 0.012],
    ] as const;
    run.line({ t: 'statements', s, over: 5, ...(s === 5 ? { texts } : {}), of: growth, source: 1001 });
  }
  run.end().close('complete', '', { endedAt: '2026-11-21T14:33:00.000Z' });
  const record = {
    ...recordOf(plan, [objective(), ratio(), ...RESOURCES]),
    ...{ events: [POD], alerts: [...ALERTS] },
  };
  return judge(record, fold(record, run));
}

/** A soak of 5 minutes at a constant load, in which the heap grows tenfold, towards a limit. */
export function leaking() {
  const plan = planOf({ profile: 'soak', override: { duration: 300 } });
  const second = () => ({ latencies: times(3, 0.05), iterations: 3 });
  const run = runOf(plan, Object.fromEntries(plan.stages.map(({ name }) => [name, { second }])));
  const uniform = drawUniform(3);
  beside(run, 1000, 'service', Math.ceil(plan.stages.at(-1)!.to), {
    heap_bytes: ['bytes', (s) => 5e7 + (6e9 * s) / 3600 + 4e6 * uniform()],
    memory_usage: ['ratio', () => 0.6 + 0.004 * uniform()],
  });
  run.end().close('complete', '', { endedAt: '2026-11-21T14:33:00.000Z' });
  const limit = watching({
    ...{ name: 'heap', measure: monitorOf('heap_bytes', 'max'), unit: 'bytes', required: false },
    ...{ target: null, critical: { op: '>', value: 8e8 } },
  });
  const record = recordOf(plan, [objective(), ratio(), limit]);
  return judge(record, fold(record, run));
}
