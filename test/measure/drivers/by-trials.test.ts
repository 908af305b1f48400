import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { RecordLine } from '../../../src/capacity/search-lines.ts';
import { PACING_CAVEAT } from '../../../src/capacity/trials/trials-estimate.ts';
import { StopError } from '../../../src/errors.ts';
import { judge } from '../../../src/judge/judge.ts';
import { layoutOf } from '../../../src/judge/layout.ts';
import { courseOf } from '../../../src/judge/search/methods.ts';
import { TrialsCourse } from '../../../src/judge/search/trials/course.ts';
import { driverOf } from '../../../src/measure/drivers/driver-of.ts';
import type { Guards } from '../../../src/measure/guards.ts';
import { measure } from '../../../src/measure/measure.ts';
import { RunClock } from '../../../src/measure/run-clock.ts';
import type { Stop } from '../../../src/measure/stop.ts';
import { Timeline } from '../../../src/metrics/timeline/timeline.ts';
import { planSearch } from '../../../src/plan/search-plan.ts';
import { searchedLine } from '../../../src/report/terminal/search-progress.ts';
import { type SearchRecord, SearchRecord as SearchRecordSchema } from '../../../src/result/capacity.ts';
import type { SearchRun } from '../../../src/result/record.ts';
import { Result } from '../../../src/result/result.ts';
import { kneeRate } from '../../../src/stats/queueing/general.ts';
import { FILES } from '../../../src/store/runs.ts';
import { readTimeline } from '../../../src/store/timeline-file.ts';
import { type Server, serverNamed } from '../../capacity/simulator/servers.ts';
import { recordOf, shared } from '../../fixtures/record.ts';
import { searchRecord } from './simulated-flight.ts';
import { type Meddling, SimulatedK6 } from './simulated-k6.ts';

const BEGUN = Date.parse('2026-11-21T14:00:00.000Z');
const MM4 = serverNamed('M/M/4');

/** The record of a search by trials on a simulated server, before its lines. */
function trialsRecord(server: Server, search: Partial<SearchRecord> = {}): SearchRun {
  const { plan, ...record } = searchRecord(server, { method: 'trials', ...search });
  const { startRate, maxRate, budget } = record.search;
  const even = planSearch({
    scenario: plan.scenario,
    tier: { name: 'medium', rate: 200, sessions: 50 },
    requests: 1,
    seed: 7,
    ceilings: { maxRate: 10_000, maxVUs: 20_000, maxDuration: 90_000 },
    objectives: [{ limit: server.limit }],
    pauses: false,
    startRate,
    maxRate,
    seconds: budget,
    arrivals: 'even',
  });
  return { ...shared(recordOf(even, [])), kind: 'search', search: SearchRecordSchema.parse(record.search) };
}

interface Tried {
  readonly record: SearchRun;
  readonly timeline: Timeline;
  readonly lines: readonly RecordLine[];
  readonly said: readonly string[];
  readonly live: ReturnType<typeof judge>['result'];
}

/**
 * A whole search as the pipeline carries it out, with simulated k6s. `interruptAt`: the trial in which the user stops
 * it.
 */
async function tryOut(
  record: SearchRun,
  server: Server,
  seed: number,
  {
    interruptAt,
    late = 0,
    guards = () => () => undefined,
    ...meddling
  }: Meddling & { interruptAt?: number; late?: number; guards?: Guards } = {},
): Promise<Tried> {
  const folder = mkdtempSync(join(tmpdir(), 'loadkit-trials-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const wish = new AbortController();
  const stop: Stop = { wish: wish.signal, force: new AbortController().signal };
  const watch = (trial: number, second: number) => {
    if (trial === interruptAt && second === 4) wish.abort(new StopError('SIGINT'));
  };
  const k6 = new SimulatedK6(server, seed, { ...meddling, watch });
  const said: string[] = [];
  const course = new TrialsCourse(record);
  const say = (text: string) => void said.push(text);
  const elapsed = () => 10 + k6.now + late;
  const timeline = await measure({
    record,
    folder,
    clock: new RunClock(() => ({ wall: BEGUN, steady: 0 })),
    stop,
    tell: (progress) => void (progress.kind === 'note' && said.push(progress.text)),
    redact: (line) => line,
    guards,
    around: 120,
    observers: [{ saw: (line) => course.add(line) }],
    start: (plan) => k6.start(plan),
    monitors: [],
    events: { events: [], shown: [], cwd: '.', env: {}, marked: true },
    driverOf: driverOf({ record, course, earlier: undefined, decider: '', say, elapsed }),
  });
  const lines: RecordLine[] = [];
  for await (const line of readTimeline(join(folder, FILES.timeline))) if (line) lines.push(line);
  return { record, timeline, lines, said, live: judge(record, timeline, course).result };
}

function judgedAgain({ record, lines }: Tried) {
  const timeline = new Timeline(layoutOf(record));
  const course = courseOf(record);
  for (const line of lines) {
    timeline.add(line);
    course?.add(line);
  }
  return judge(record, timeline, course).result;
}

describe('a search by trials that is carried out', () => {
  it('at the highest rate allowed: a hold there that fails is none, though a trial before had carried it', async () => {
    const record = trialsRecord(MM4, { maxRate: 300 });
    const { capacity: steady } = (await tryOut(record, MM4, 3)).live;
    expect(steady).toMatchObject({ ended: 'ceiling', confirmation: { rate: 300, held: true, failures: 0 } });
    let isHolding = false;
    const gen = (trial: number) => {
      isHolding ||= trial >= steady!.probes.length - 1;
      return {};
    };
    const { live } = await tryOut(record, { ...MM4, slowdown: () => (isHolding ? 2 : 1) }, 3, { gen });
    expect(live.capacity).toMatchObject({ ended: 'ceiling', confirmation: { held: false, failures: 3 } });
    expect(live).toMatchObject({ verdict: 'inconclusive', validity: { reasons: [{ code: 'unstable' }] } });
  });

  it('finds the capacity, one k6 after the other in one record, which is judged again to the same', async () => {
    const blocked = [{ host: 'cdn.example.org', address: '93.184.216.34' }];
    const tried = await tryOut(trialsRecord(MM4), MM4, 3, { blocked });
    const { lines, said, live, timeline } = tried;
    expect(Result.parse(live)).toEqual(live);
    expect(timeline.events.flatMap(({ kind, text }) => (kind === 'blocked' ? [text] : []))).toEqual([
      'cdn.example.org (93.184.216.34)',
    ]);
    const { maxSustainableLoad: found } = live.estimates;
    // Even arrivals read 2-11 % high.
    expect(found!.value! / MM4.truth).toBeGreaterThan(0.99);
    expect(found!.value! / MM4.truth).toBeLessThan(1.13);
    expect(found!.lower).toBeLessThan(found!.value!);
    expect(found!.caveats[0]).toBe(PACING_CAVEAT);
    expect(live.capacity).toMatchObject({
      search: { method: 'trials' },
      limitedBy: 'objective',
      binding: 'API response',
      confirmation: { held: true },
      requestsPerIteration: 1,
    });
    expect({ verdict: live.verdict, reasons: live.validity.reasons }).toEqual({ verdict: 'met', reasons: [] });
    expect(Object.keys(live.estimates)).toEqual([
      'maxSustainableLoad',
      'knee',
      'breakingPoint',
      'recoveryTime',
      'concurrency',
    ]);
    // Four slots of 8 ms: one trial at least lies on either side of where the power of the queue is highest.
    const knee = live.estimates.knee!;
    expect(knee.lower).toBeLessThan(knee.value!);
    expect(knee.lower).toBeLessThan(kneeRate(MM4.slots, 0.008));
    expect(knee.upper).toBeGreaterThan(kneeRate(MM4.slots, 0.008));
    expect(judgedAgain(tried)).toEqual(live);
    expect(timeline.close).toMatchObject({ state: 'complete', endedBy: 'plan', reason: searchedLine('precise') });

    const trials = lines.filter((line) => line.t === 'trial');
    expect(live.capacity!.probes.length).toBe(trials.length);
    expect(lines.filter(({ t }) => t === 'tried').length).toBe(trials.length);
    expect(said.filter((text) => /^(double|between|drain|confirm) /.test(text)).length).toBe(trials.length);
    expect(said[0]).toMatch(/^double +20\/s for 1[0-9] s: 20\/s done, 0 % bad \(5 % allowed\), carried · .* left$/);
    expect(said.at(-1)).toMatch(/^the search is over: /);
  });

  it('is one timeline: seconds and numbers count on, one greeting, one end, a series has one id', async () => {
    const { lines } = await tryOut(trialsRecord(MM4), MM4, 4);
    const count = (t: string) => lines.filter((line) => line.t === t).length;
    expect([count('hello'), count('end'), count('close'), count('searched')]).toEqual([1, 1, 1, 1]);
    expect(count('series')).toBe(4);
    const seconds = lines.flatMap((line) => (line.t === 'gen' ? line.s : []));
    expect(seconds).toEqual([...seconds].sort((a, b) => a - b));
    expect(new Set(seconds).size).toBe(seconds.length);
    const sources = lines.flatMap((line) => ('source' in line ? (line.source ?? []) : []));
    expect(new Set(sources)).toEqual(new Set([0]));
    expect(count('mark')).toBe(count('trial'));
  });

  it('ends within its budget of wall time, load and what lies between', async () => {
    const { live, lines } = await tryOut(trialsRecord(MM4, { budget: 300, loadBudget: 220, confirm: 30 }), MM4, 5);
    const searched = lines.find((line) => line.t === 'searched');
    expect(searched!.elapsed).toBeLessThan(292);
    expect(live.capacity!.load).toBeLessThan(270);
    expect(live.capacity!.confirmation).not.toBeNull();
  });

  it('makes no hold for which there is no time', async () => {
    const tried = await tryOut(trialsRecord(MM4), MM4, 3, { late: 250 });
    expect(tried.live.capacity).toMatchObject({ confirmation: null });
    expect(tried.live.estimates.maxSustainableLoad!.lower).toBeGreaterThan(0);
    expect(judgedAgain(tried)).toEqual(tried.live);
  });
});

describe('a search by trials that is ended from outside', () => {
  it('keeps the trials when it is interrupted, and uses none that was cut short', async () => {
    const tried = await tryOut(trialsRecord(MM4), MM4, 3, { interruptAt: 4 });
    const { live, lines } = tried;
    expect(live.run).toMatchObject({ state: 'aborted', endedBy: 'SIGINT' });
    expect(live.verdict).toBe('inconclusive');
    expect(live.capacity).toMatchObject({ ended: 'stopped', confirmation: null });
    expect(live.capacity!.probes.map(({ note }) => note)).toEqual([null, null, null, null, 'cut short: not used']);
    expect(live.estimates.maxSustainableLoad!.caveats).toContainEqual({
      code: 'stopped',
      text: 'stopped before it was resolved',
    });
    expect(lines.filter(({ t }) => t === 'tried').length).toBe(4);
    expect(judgedAgain(tried)).toEqual(live);
  });

  it('confirms nothing by a hold that was cut short', async () => {
    const whole = await tryOut(trialsRecord(MM4), MM4, 3);
    const hold = whole.live.capacity!.probes.findIndex(({ phase }) => phase === 'confirm');
    const { live } = await tryOut(trialsRecord(MM4), MM4, 3, { interruptAt: hold });
    expect(live.capacity!.confirmation).toBeNull();
    expect(live.estimates.maxSustainableLoad).toMatchObject({ lower: whole.live.estimates.maxSustainableLoad!.lower });
  });

  it('ends when a k6 dies, and says so', async () => {
    const tried = await tryOut(trialsRecord(MM4), MM4, 3, { dies: (trial) => (trial === 2 ? 2 : undefined) });
    expect(tried.live.run).toMatchObject({
      state: 'crashed',
      endedBy: 'engine',
      reason: expect.stringContaining('runtime of k6 died'),
    });
    expect(tried.live.validity.status).toBe('inconclusive');
    expect(judgedAgain(tried)).toEqual(tried.live);
  });

  it('repeats trials that the generator spoilt, and names it as the limit after three', async () => {
    const busy: Meddling = { gen: (trial) => (trial >= 2 ? { busy: 1, pressure: 0.9 } : {}) };
    const { live, lines } = await tryOut(trialsRecord(MM4), MM4, 3, busy);
    expect(live.capacity).toMatchObject({ ended: 'invalid', limitedBy: 'generator' });
    expect(live.capacity!.probes.map(({ valid }) => valid)).toEqual([true, true, ...Array(6).fill(false)]);
    // What was found is tried to be held, three times as well.
    expect(live.capacity!.probes.slice(2).map(({ rate, phase }) => [rate, phase])).toEqual([
      ...Array(3).fill([80, 'double']),
      ...Array(3).fill([40, 'confirm']),
    ]);
    expect(live.estimates.maxSustainableLoad!.lower).toBe(40);
    expect(lines.filter(({ t }) => t === 'trial').length).toBe(8);
  });
});

it('a guard rail ends the trial and the search', async () => {
  const halt = { endedBy: 'guard-rail', text: 'too much was sent' } as const;
  const guards: Guards = () => (line) => (line.t === 'gen' && line.s === 3 ? halt : undefined);
  const { live, said, timeline } = await tryOut(trialsRecord(MM4), MM4, 3, { guards });
  expect(live).toMatchObject({
    verdict: 'inconclusive',
    run: { state: 'aborted', endedBy: 'guard-rail', reason: halt.text },
  });
  expect(said).toContain(halt.text);
  expect(timeline.events).toMatchObject([{ kind: 'guard-rail', text: halt.text }]);
});
