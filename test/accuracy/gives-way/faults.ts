import { judge } from '../../../src/judge/judge.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import type { StabilityFinding } from '../../../src/result/stability.ts';
import { fold, planOf, recordOf } from '../../fixtures/record.ts';
import { Engine, times, trendEntry } from '../../fixtures/timeline.ts';
import { type SimulatedSecond, type SimulatedService, simulated } from './service.ts';

export type FaultName =
  | 'pool'
  | 'unwatched pool'
  | 'CPU'
  | 'memory'
  | 'lock'
  | 'refusal'
  | 'collapse'
  | 'slow recovery'
  | 'none';

/** A stress profile at 50 requests/s in 198 s: 25, 50, 75, 100 and 150 requests/s, then 25. */
export const PLAN: Plan = planOf({ timeScale: 0.1, tier: { name: 'small', sessions: 10, rate: 50 } });
/** What the weakest part carries, requests/s: the steps of 100 or 150 are too much for it. */
const WEAKEST = [55, 110] as const;
/** The other parts carry so many times as much. */
const STRONGER = [1.7, 4] as const;

const UNLIMITED = 1e6;

/** Draws a service with one fault. */
export function faulty(fault: FaultName, draw: () => number): { service: SimulatedService; carries: number } {
  const between = ([low, high]: readonly [number, number]) => low + (high - low) * draw();
  const carries = fault === 'none' ? 150 * between(STRONGER) : between(WEAKEST);
  const stronger = () => carries * between(STRONGER);
  const byCpu = ['CPU', 'collapse', 'slow recovery'].includes(fault);
  const cores = 2 ** Math.ceil(3 * draw());
  const cpu = cores / (byCpu ? carries : stronger());
  const lock = fault === 'lock' ? 1 / carries : 0;
  const ofPool = fault === 'pool' || fault === 'unwatched pool';
  const wished = Math.ceil(between([4, 30]));
  // Where the pool is the weakest part, the rest of a request's time makes it so.
  const delay = ofPool ? Math.max(0.005, wished / carries - cpu - lock) : between([0.005, 0.05]);
  const pool = ofPool
    ? Math.max(2, Math.round(carries * (cpu + lock + delay)))
    : Math.ceil(stronger() * (cpu + lock + delay)) + 4;
  const rest = between([0.2, 0.4]);
  const filledAt = fault === 'memory' ? carries : 150 * between([1.3, 3]);
  const service: SimulatedService = {
    ...{ pool, cores, cpu, lock, delay },
    thrash: fault === 'collapse' ? 0.02 : 0,
    most: fault === 'refusal' ? carries : UNLIMITED,
    memory: [rest, (0.97 - rest) / filledAt],
    patience: fault === 'collapse' ? 2 : Number.POSITIVE_INFINITY,
    slowAfter: fault === 'slow recovery' ? between([8, 18]) : 0,
  };
  return { service, carries: ofPool ? pool / (cpu + lock + delay) : carries };
}

/** What loadkit's result says of a run of the plan through a service. */
export function findingsOf(service: SimulatedService, fault: FaultName, draw: () => number): StabilityFinding[] {
  const seconds = simulated(PLAN, service, draw);
  const record = recordOf(PLAN);
  const lines = linesOf(seconds, service, fault);
  return judge(record, fold(record, lines)).result.stability ?? [];
}

function linesOf(seconds: readonly SimulatedSecond[], { pool }: SimulatedService, fault: FaultName): Engine {
  const engine = new Engine().hello().mark(0);
  for (const [s, { arrivals, good, failed, inFlight }] of seconds.entries()) {
    for (const [stage, latencies] of good) engine.requests(s, { stage, latencies });
    for (const [stage, after] of failed) {
      const failedAfter = after.reduce((sum, value) => sum + value, 0) / after.length;
      engine.requests(s, { stage, failed: after.length, failedAfter });
    }
    const ended = [...good.values(), ...failed.values()].reduce((sum, { length }) => sum + length, 0);
    engine.gen(s, {
      ...{ scheduled: arrivals, started: arrivals, dropped: 0, vus: inFlight, vusMax: 20_000 },
      late: trendEntry(times(arrivals, 1e-4)),
      requests: [arrivals, ended, inFlight],
    });
  }
  const watch = (
    metric: string,
    source: number,
    value: (second: SimulatedSecond) => number,
    unit: 'ratio' | 'none' = 'ratio',
  ) => engine.watched(seconds.map(value), { monitor: 'service', metric, unit, source });
  watch('cpu_usage', 1, ({ cpuUsage }) => Math.min(1, cpuUsage));
  watch('memory_usage', 2, ({ memoryUsage }) => memoryUsage);
  watch('db_lock_waiting', 3, ({ lockWaiting }) => lockWaiting, 'none');
  if (fault === 'unwatched pool') return engine;
  watch('db_pool_usage', 4, ({ poolUsage }) => poolUsage);
  watch('db_pool_size', 5, () => pool, 'none');
  return engine;
}

/** The series that a fault must be named by; undefined: none may be. */
const SERIES: Readonly<Partial<Record<FaultName, string>>> = {
  pool: 'db_pool_usage',
  CPU: 'cpu_usage',
  memory: 'memory_usage',
  lock: 'db_lock_waiting',
  collapse: 'cpu_usage',
  'slow recovery': 'cpu_usage',
};

/** How a run was judged: whether the matching judge found the fault, and what it named that had none. */
export interface Outcome {
  readonly found: boolean;
  readonly wrong: readonly string[];
  /** Error of the load that was named, as a share of the true one. */
  readonly off: number | undefined;
}

export function outcomeOf(
  fault: FaultName,
  findings: readonly StabilityFinding[],
  { carries, slowAfter }: { carries: number; slowAfter: number },
): Outcome {
  const named = findings.filter(({ verdict }) => verdict === 'gave-way-first' || verdict === 'gave-way');
  const own = SERIES[fault];
  const first = named.find(({ verdict }) => verdict === 'gave-way-first');
  const said = (judgeName: StabilityFinding['judge'], ...verdicts: StabilityFinding['verdict'][]) =>
    findings.find(({ judge: by, verdict }) => by === judgeName && verdicts.includes(verdict));
  const recovery = findings.find(({ judge: by }) => by === 'recovery');
  const took = recovery?.estimate?.lower ?? 0;
  const found: Record<FaultName, boolean> = {
    pool: first?.about.series === own,
    CPU: first?.about.series === own,
    memory: first?.about.series === own,
    lock: first?.about.series === own,
    'unwatched pool': said('pool', 'exhausted') !== undefined,
    refusal: said('degradation', 'graceful') !== undefined,
    collapse: said('degradation', 'collapse') !== undefined,
    'slow recovery': recovery !== undefined && (recovery.verdict === 'not-recovered' || took >= slowAfter - 3),
    none: findings.every(({ judge: by }) => by === 'recovery' || !said(by, 'exhausted', 'collapse')),
  };
  const wrong = [
    ...named
      .filter(({ verdict, about }) => verdict === 'gave-way-first' && about.series !== own)
      .map(({ about }) => about.series),
    ...(said('pool', 'exhausted') && fault !== 'pool' && fault !== 'unwatched pool' ? ['pool judge'] : []),
    ...(said('degradation', 'collapse') && fault !== 'collapse' ? ['collapse'] : []),
  ];
  const at = fault === 'unwatched pool' ? said('pool', 'exhausted')?.figures[0]?.value : first?.estimate?.value;
  // Crowding takes capacity away before it is reached.
  const off =
    at === undefined || at === null || fault === 'collapse' || wrong.length > 0 ? undefined : at / carries - 1;
  return { found: found[fault], wrong, off };
}
