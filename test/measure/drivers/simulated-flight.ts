import type { Batch } from '../../../src/capacity/search/batch.ts';
import { nextBatch } from '../../../src/capacity/search/search.ts';
import type { SearchState } from '../../../src/capacity/search/search-state.ts';
import type { EarlierLine, RecordLine } from '../../../src/capacity/search-lines.ts';
import { layoutOf } from '../../../src/judge/layout.ts';
import { SteeredCourse } from '../../../src/judge/search/steered/course.ts';
import { searchPilot } from '../../../src/measure/drivers/pilot.ts';
import type { CensusFound, CensusLine } from '../../../src/metrics/lines/census-line.ts';
import type { GeneratorLine } from '../../../src/metrics/lines/lines.ts';
import { Timeline } from '../../../src/metrics/timeline/timeline.ts';
import { planSearch } from '../../../src/plan/search-plan.ts';
import type { SearchRecord } from '../../../src/result/capacity.ts';
import type { SearchRun } from '../../../src/result/record.ts';
import type { Server } from '../../capacity/simulator/servers.ts';
import { Simulation } from '../../capacity/simulator/simulation.ts';
import { CEILINGS, measured, recordOf, shared } from '../../fixtures/record.ts';

const STEP = 0.5;
/** So that suites stay short. */
const FEW = { replayRequests: 100_000 };
/** Seconds between the output's start and the first arrival. */
const BEFORE = 2;

/** The record of a search on a simulated server, before its lines. */
export function searchRecord(server: Server, search: Partial<SearchRecord> = {}): SearchRun {
  const { quantile, limit } = server;
  const allowed = Number((1 - quantile).toFixed(9));
  const whole: SearchRecord = {
    method: 'steered',
    objectives: [
      {
        name: 'API response',
        measure: measured('request_time', `p${quantile * 100}`),
        target: { op: '<', value: limit },
        unit: 'seconds',
        allowed,
        limit,
      },
    ],
    startRate: 20,
    maxRate: 2000,
    precision: 0.05,
    budget: 600,
    loadBudget: 465,
    confirm: 45,
    resumes: null,
    tierRate: null,
    notes: [],
    ...search,
  };
  const plan = planSearch({
    scenario: 'load',
    tier: { name: 'medium', rate: 200, sessions: 50 },
    requests: 1,
    seed: 7,
    ceilings: CEILINGS,
    objectives: [{ limit }],
    pauses: false,
    startRate: whole.startRate,
    maxRate: whole.maxRate,
    seconds: whole.budget,
    arrivals: 'poisson',
  });
  return { ...shared(recordOf(plan, [])), kind: 'search', search: whole };
}

export interface Flight {
  readonly lines: readonly RecordLine[];
  readonly course: SteeredCourse;
  readonly said: readonly string[];
}

export interface Conditions {
  /** Seconds of load after which the user stops it. */
  readonly stopAt?: number;
  /** What the generator's line of a second says otherwise; seconds of load. */
  readonly gen?: (second: number) => Partial<GeneratorLine>;
  /** Where it goes on from. */
  readonly earlier?: readonly EarlierLine[];
  readonly from?: SearchState;
}

/** A search flown by the pilot itself on a simulated server, whose census is told as the engine tells it. */
export async function fly(
  record: SearchRun,
  server: Server,
  seed: number,
  conditions: Conditions = {},
): Promise<Flight> {
  const { stopAt = Number.POSITIVE_INFINITY, gen = () => ({}), earlier = [], from } = conditions;
  const engine = new CensusTeller(server, seed, limitsOf(record));
  const course = new SteeredCourse(record, FEW);
  const lines: RecordLine[] = [];
  const said: string[] = [];
  const take = (line: RecordLine) => {
    course.add(line);
    lines.push(line);
  };
  for (const line of earlier) take(line);
  let rate = from?.asks.at(-1)?.rate ?? record.search.startRate;
  let asked: number | undefined;
  const pilot = searchPilot({
    course,
    requests: 1,
    from,
    decide: (settings, state, evidence) => Promise.resolve(nextBatch(settings, state, evidence)),
    setRate: (next) => {
      asked = next;
    },
    keep: take,
    say: (text) => void said.push(text),
    elapsed: () => engine.now,
    deadline: record.search.budget,
    second: () => Math.floor(BEFORE + engine.now),
  });
  take({
    t: 'hello',
    v: 1,
    k6: 'v2.2.0',
    version: '0.1.0',
    pid: 1,
    start: '2026-11-21T14:00:00.000Z',
    cores: 2,
    pressureOf: 'host',
  });
  take({ t: 'mark', scenario: 'main', at: BEFORE });
  take({ t: 'series', id: 0, metric: 'http_reqs', type: 'counter', unit: 'none', tags: { status: '200' } });
  take({ t: 'series', id: 1, metric: 'http_req_failed', type: 'rate', unit: 'none', tags: { status: '200' } });
  let requests = 0;
  let total = 0;
  while (pilot.ending() === undefined && engine.now < stopAt) {
    const line = engine.tell(rate, asked === undefined);
    asked = undefined;
    take(line);
    requests += line.departures;
    if (Number.isInteger(engine.now)) {
      const second = engine.now - 1;
      take({
        t: 'frame',
        s: BEFORE + second,
        d: [
          [0, requests, requests],
          [1, requests, 0],
        ],
      });
      total += requests;
      requests = 0;
      take(healthy(second, gen(second)));
    }
    pilot.see(line);
    await new Promise((resolve) => setImmediate(resolve));
    rate = asked ?? rate;
  }
  take(engine.tell(0, false));
  const over = pilot.ending();
  const s = Math.floor(BEFORE + engine.now);
  const totals = [0, 1].map((id) => [id, total, id === 0 ? total : 0] as const);
  take({ t: 'end', s, totals, other: 0, invalid: 0 });
  const ended =
    over === undefined
      ? ({ state: 'aborted', endedBy: 'SIGINT', reason: 'stopped by the user' } as const)
      : ({ state: 'complete', endedBy: 'plan', reason: over } as const);
  take({ t: 'close', ...ended, s, endedAt: '2026-11-21T15:00:00.000Z', exit: 105, signal: null });
  return { lines, course, said };
}

/** The lines folded anew, as a record that is read again. */
export function foldAgain(
  record: SearchRun,
  lines: readonly RecordLine[],
): { timeline: Timeline; course: SteeredCourse } {
  const timeline = new Timeline(layoutOf(record));
  const course = new SteeredCourse(record, FEW);
  for (const line of lines) {
    const read = JSON.parse(JSON.stringify(line)) as RecordLine;
    timeline.add(read);
    course.add(read);
  }
  return { timeline, course };
}

function limitsOf({ search }: SearchRun): number[] {
  return search.objectives.map(({ limit }) => limit ?? Number.POSITIVE_INFINITY);
}

function healthy(second: number, patch: Partial<GeneratorLine>): GeneratorLine {
  const none = { cpu: 0.1, rss: 1e8, vus: 10, vusMax: 2000, busy: 0.2, pressure: 0 };
  return { t: 'gen', s: BEFORE + second, ...none, scheduled: 0, started: 0, dropped: 0, ...patch };
}

/** Says what a simulation counts, in stretches of half a second, as the engine's census does. */
class CensusTeller {
  private readonly simulation: Simulation;
  /** Of each stretch of the simulation the number of its batch, and what was told of it. */
  private readonly batchOf: number[] = [];
  private readonly told: Batch[] = [];
  /** Stretches before this one have no request left of which anything could still be told. */
  private settled = 0;
  /** Requests that were in flight when last looked at, and how many have arrived by then. */
  private open: number[] = [];
  private arrived = 0;
  private batch = -1;

  constructor(server: Server, seed: number, limits: readonly number[]) {
    this.simulation = new Simulation(server, seed, limits);
  }

  get now(): number {
    return this.simulation.now;
  }

  tell(rate: number, goesOn: boolean): CensusLine {
    const { simulation } = this;
    if (!goesOn || this.batch < 0) this.batch++;
    const from = simulation.now;
    this.batchOf.push(this.batch);
    const stretch = simulation.run(Math.max(rate, 1e-9), STEP);
    const found = simulation.batches.slice(this.settled).flatMap((now, i) => this.news(now, this.settled + i));
    while (isSettled(simulation.batches[this.settled])) this.settled++;
    return {
      t: 'census',
      scenario: 'main',
      batch: this.batch,
      rate,
      from: BEFORE + from,
      to: BEFORE + simulation.now,
      inFlight: [stretch.inFlightAtStart, stretch.inFlightAtEnd],
      arrivals: stretch.arrivals,
      dropped: 0,
      departures: stretch.departures,
      late: [0, 0],
      at: stretch.secondsAt.map((seconds, n) => [n, seconds, stretch.departuresFrom[n] ?? 0] as const),
      found,
      ...this.requests(),
      lost: 0,
    };
  }

  private news(now: Batch, at: number): CensusFound[] {
    const before = this.told[at];
    const less = (counts: readonly number[], old: readonly number[] | undefined, n: number) =>
      (counts[n] ?? 0) - (old?.[n] ?? 0);
    const news = now.found.flatMap((_, n): CensusFound[] => {
      const count = less(now.found, before?.found, n);
      if (count === 0) return [];
      const bad = now.bad.map((counts, k) => less(counts.found, before?.bad[k]?.found, n));
      const lasted = less(now.lasted, before?.lasted, n);
      return [[this.batchOf[at]!, n, count, lasted, less(now.lastedSquared, before?.lastedSquared, n), ...bad]];
    });
    if (news.length > 0) this.told[at] = structuredClone(now);
    return news;
  }

  private requests(): { requests: number[]; complete: number } {
    const { arrivals, departures } = this.simulation.log;
    for (; this.arrived < arrivals.length; this.arrived++) this.open.push(this.arrived);
    const requests: number[] = [];
    let [last, complete] = [0, this.simulation.now];
    this.open = this.open.filter((i) => {
      if (Number.isNaN(departures[i]!)) {
        complete = Math.min(complete, arrivals[i]!);
        return true;
      }
      const start = Math.round((BEFORE + arrivals[i]!) * 1e6);
      requests.push(start - last, Math.round((departures[i]! - arrivals[i]!) * 1e6));
      last = start;
      return false;
    });
    return { requests, complete: BEFORE + complete };
  }
}

/** Whether all that arrived in a stretch of the past has departed. */
function isSettled(stretch: Batch | undefined): boolean {
  return stretch !== undefined && stretch.found.reduce((sum, count) => sum + count, 0) === stretch.arrivals;
}
