import { beforeAll, describe, expect, it } from 'vitest';
import type { RecordLine } from '../../../src/capacity/search-lines.ts';
import { exitCode } from '../../../src/judge/exit-code.ts';
import { judge } from '../../../src/judge/judge.ts';
import type { EstimateName } from '../../../src/result/estimates.ts';
import type { SearchRun } from '../../../src/result/record.ts';
import { Result } from '../../../src/result/result.ts';
import type { EndedBy } from '../../../src/result/vocabulary.ts';
import { kneeRate } from '../../../src/stats/queueing/general.ts';
import { queueMeans } from '../../../src/stats/queueing/mmc.ts';
import { type Server, serverNamed } from '../../capacity/simulator/servers.ts';
import { objective } from '../../fixtures/record.ts';
import { Engine, times } from '../../fixtures/timeline.ts';
import { fly, foldAgain, searchRecord } from '../../measure/drivers/simulated-flight.ts';

const MM8 = serverNamed('M/M/8');
const SLOTS = 8;
const SERVICE = 0.025;
const RECORD = searchRecord(MM8);

function judged(record: SearchRun, lines: readonly RecordLine[]): Result {
  const { timeline, course } = foldAgain(record, lines);
  return judge(record, timeline, course).result;
}

const code = (result: Result, written = true) => exitCode(result, { written, failOn: 'critical' });
const ended = (by: EndedBy, { run, ...result }: Result): Result => ({ ...result, run: { ...run, endedBy: by } });

describe('a search on M/M/8', () => {
  let lines: readonly RecordLine[] = [];
  let result: Result;
  const estimate = (name: EstimateName) => result.estimates[name]!;

  beforeAll(async () => {
    ({ lines } = await fly(RECORD, MM8, 21));
    result = judged(RECORD, lines);
  }, 60_000);

  it('keeps to the schema', () => {
    expect(Result.parse(JSON.parse(JSON.stringify(result)))).toEqual(JSON.parse(JSON.stringify(result)));
    expect(Object.keys(result.estimates)).toEqual([
      'maxSustainableLoad',
      'knee',
      'breakingPoint',
      'recoveryTime',
      'concurrency',
    ]);
  });

  it('finds the knee of the queue', () => {
    const truth = kneeRate(SLOTS, SERVICE);
    const { value, lower, upper, confidence } = estimate('knee');
    expect(Math.abs(value! / truth - 1)).toBeLessThan(0.06);
    expect(confidence).toBe(0.9);
    expect(lower).toBeLessThan(value!);
    expect(upper).toBeGreaterThan(value!);
  });

  it('says where requests piled up: between what got done and the lowest rate that did not', () => {
    const capacity = SLOTS / SERVICE;
    const { value, lower, upper } = estimate('breakingPoint');
    expect(lower).toBeLessThan(capacity * 1.05);
    expect(upper).toBeGreaterThan(capacity);
    expect(Math.abs(value! / capacity - 1)).toBeLessThan(0.1);
  });

  it('says what is in flight at the sustainable load, by Little’s law', () => {
    const { number } = littleOf(MM8.truth);
    const { value, lower, upper, confidence } = estimate('concurrency');
    expect(Math.abs(value! / number - 1)).toBeLessThan(0.15);
    expect(confidence).toBe(0.9);
    expect(lower).toBeLessThan(value!);
    expect(value).toBeLessThan(upper!);
    // Known better than a rate so near the saturation tells by itself.
    expect(upper! / lower!).toBeLessThan(1.4);
  });

  it('says how long the line took to empty', () => {
    const { value, lower, upper, unit } = estimate('recoveryTime');
    // Looked at once a second: it was over at a look, and not yet at the one before.
    expect(lower).toBeCloseTo(value! - 1, 6);
    expect(unit).toBe('seconds');
    expect(value).toBeGreaterThan(0);
    expect(upper).toBeLessThanOrEqual(10);
  });

  it('shows load against latency, and what a curve through it says', () => {
    const { points, probes, usl } = result.capacity!;
    expect(points.map(({ rate }) => rate)).toEqual(points.map(({ rate }) => rate).toSorted((a, b) => a - b));
    const shown = probes.filter(({ valid, phase }) => valid && phase !== 'coast');
    expect(points.reduce((sum, { seconds }) => sum + seconds, 0)).toBeCloseTo(
      shown.reduce((sum, { seconds }) => sum + seconds, 0),
      6,
    );
    for (const { concurrency, achieved, mean, rate } of points.filter((point) => point.seconds >= 20)) {
      expect(Math.abs(concurrency / (achieved * mean) - 1), `Little's law at ${rate}/s`).toBeLessThan(0.1);
    }
    expect(usl!.points.length).toBeGreaterThanOrEqual(4);
    expect(usl!.curve[0]!.concurrency).toBe(usl!.points[0]!.concurrency);
    expect(usl!.curve.at(-1)!.concurrency).toBeCloseTo(usl!.measuredTo, 9);
  });

  it('holds the lower bound against the tier that was asked for', () => {
    const lower = estimate('maxSustainableLoad').lower!;
    const at = (tierRate: number) => judged({ ...RECORD, search: { ...RECORD.search, tierRate } }, lines);
    const [within, justAbove, farAbove] = [at(200), at(lower + 1), at(320)];
    expect(within).toMatchObject({ verdict: 'met', capacity: { tierRate: 200 } });
    expect(within.objectives[0]).toMatchObject({
      name: "carries the tier's 200 requests/s",
      zone: 'met',
      actual: lower,
    });
    expect(code(within)).toBe(0);
    expect(justAbove).toMatchObject({ verdict: 'critical' });
    expect(justAbove.objectives[0]).toMatchObject({ zone: 'critical', marginal: true });
    expect(farAbove.objectives[0]).toMatchObject({ zone: 'critical', marginal: false });
    expect(code(farAbove)).toBe(3);
  });

  it('exits 0 with an interval, and by what outranks it', () => {
    expect(code(result)).toBe(0);
    expect(code(result, false)).toBe(9);
    expect(code(ended('SIGINT', result))).toBe(130);
    expect(code(ended('engine', result))).toBe(7);
    expect(code({ ...result, totals: { ...result.totals, requests: 5, answered: 0 } })).toBe(8);
  });

  it('judges the objectives over the confirming hold', () => {
    expect(result.objectives).toMatchObject([
      { name: 'API response, bad requests', zone: 'met', unit: 'ratio', counts: true },
    ]);
    expect(result.objectives[0]!.actual).toBe(result.capacity!.confirmation!.bad[0]);
  });

  describe('what it cannot look for is judged where the lower bound was held', () => {
    const SLOW = { metric: 'step_duration', type: 'trend', unit: 'seconds', bits: 9 } as const;
    const asked = objective({
      name: 'checkout',
      measure: { kind: 'stat', metric: SLOW.metric, where: {}, stat: 'p95' },
    });
    /** The same search with 20 steps of so many seconds in each second of it. */
    const stepping = (seconds: number): RecordLine[] => {
      const engine = new Engine().trend(0, SLOW.metric, times(20, seconds));
      const frame = engine.lines.find((one) => one.t === 'frame')!;
      const [, ...rest] = frame.d[0]!;
      const own = [77, ...rest] as unknown as (typeof frame.d)[number];
      const samples = 20 * lines.filter((one) => one.t === 'frame').length;
      const told = lines.map((one): RecordLine => {
        if (one.t === 'end') return { ...one, totals: [...one.totals, [77, samples, samples * seconds]] };
        return one.t === 'frame' ? { ...one, d: [...one.d, own] } : one;
      });
      return [...told.slice(0, 2), { t: 'series', id: 77, ...SLOW, tags: {} }, ...told.slice(2)];
    };
    const record = { ...RECORD, objectives: [...RECORD.objectives, asked] };
    const line = (found: Result) => found.objectives.find(({ name }) => name === 'checkout')!;

    it('met there: exit 0', () => {
      const found = judged(record, stepping(0.1));
      expect([line(found).zone, found.verdict, code(found)]).toEqual(['met', 'met', 0]);
    });

    it('missed there: exit 3, with a tier that the searched objectives carry', () => {
      const found = judged({ ...record, search: { ...record.search, tierRate: 200 } }, stepping(5));
      expect([line(found).zone, found.verdict, code(found)]).toEqual(['critical', 'critical', 3]);
    });

    it('never measured there: exit 5; nothing is asked of what is not required', () => {
      const found = judged(record, lines);
      expect([line(found).zone, found.verdict, code(found)]).toEqual(['no-data', 'no-data', 5]);
      const optional = { ...record, objectives: [{ ...asked, required: false }] };
      expect(code(judged(optional, lines))).toBe(0);
    });
  });

  it('draws the rates that were asked for', () => {
    const { timeline, course } = foldAgain(RECORD, lines);
    const { planned, windows } = judge(RECORD, timeline, course).series;
    expect(windows).toBeGreaterThan(150);
    expect(planned[1]).toBe(20);
    expect(new Set(planned).size).toBeGreaterThan(10);
  });

  it('calls rate limiting by its name', () => {
    const limited: RecordLine[] = [
      ...lines,
      { t: 'series', id: 9, metric: 'http_reqs', type: 'counter', unit: 'none', tags: { status: '429' } },
      { t: 'frame', s: 100, d: [[9, 5000, 5000]] },
    ];
    const { capacity, estimates } = judged(RECORD, limited);
    expect(capacity).toMatchObject({ limitedBy: 'rate-limiting', usl: null });
    expect(Object.keys(estimates)).toEqual(['maxSustainableLoad', 'recoveryTime', 'concurrency']);
  });
});

describe('what is no interval is inconclusive, exit 5', () => {
  it('a rate that may not be exceeded is a lower bound', async () => {
    const record = searchRecord(MM8, { maxRate: 100 });
    const { lines } = await fly(record, MM8, 22);
    const result = judged(record, lines);
    expect(result.capacity).toMatchObject({ ended: 'ceiling', limitedBy: 'max-rate', binding: null });
    expect(result.estimates.maxSustainableLoad).toMatchObject({ value: null, lower: 100, upper: null });
    expect(result.capacity!.confirmation).toMatchObject({ rate: 100, seconds: 60, held: true, failures: 0 });
    expect(code(result)).toBe(5);
    // For a tier below it the question is answered all the same.
    expect(code(judged({ ...record, search: { ...record.search, tierRate: 80 } }, lines))).toBe(0);
    // Rates that were not tried have no knee, nor what would be in flight there.
    expect(result.estimates.knee?.value ?? 0).toBeLessThanOrEqual(100);
  });

  it('a target that gets faster when there is no time to measure it anew: no number, nothing that bends', async () => {
    const scaling: Server = { ...MM8, slowdown: (now) => (now < 60 ? 1 : now < 200 ? 0.6 : 0.3) };
    const record = searchRecord(MM8, { precision: 0.001, budget: 260 });
    const { lines } = await fly(record, scaling, 21);
    const result = judged(record, lines);
    expect(result.capacity).toMatchObject({ ended: 'drifting', limitedBy: 'scaling', change: { kind: 'faster' } });
    expect(result.estimates.maxSustainableLoad).toMatchObject({ value: null, lower: null, upper: null });
    expect(Object.keys(result.estimates)).not.toContain('breakingPoint');
    expect(result.validity).toMatchObject({ status: 'inconclusive', reasons: [{ code: 'target-scaled' }] });
    expect(code(result)).toBe(5);
  });

  it('an objective that no rate meets', async () => {
    const record = searchRecord({ ...MM8, limit: 0.02 });
    const { lines } = await fly(record, { ...MM8, limit: 0.02 }, 23);
    const result = judged(record, lines);
    expect(result.capacity!.ended).toBe('alone');
    expect(result.validity.reasons.map(({ code: reason }) => reason)).toEqual(['no-rate']);
    expect(code(result)).toBe(5);
    // Whether a tier is carried is answered: no.
    expect(code(judged({ ...record, search: { ...record.search, tierRate: 80 } }, lines))).toBe(3);
  });
});

/** Mean number in the system of M/M/8. */
function littleOf(rate: number): { number: number } {
  const means = queueMeans({ servers: SLOTS, serviceTime: SERVICE, rate });
  return { number: rate * means.sojourn };
}

describe('several objectives', () => {
  it('each has its crossing, the smallest binds', async () => {
    const record = searchRecord(MM8);
    const [p95] = record.search.objectives;
    const p50 = { ...p95!, name: 'median', allowed: 0.5, limit: MM8.limit };
    const search = { ...record.search, objectives: [p50, p95!] };
    const { lines } = await fly({ ...record, search }, MM8, 24);
    const { capacity, estimates } = judged({ ...record, search }, lines);
    expect(capacity!.binding).toBe('API response');
    expect(capacity!.crossings[1]).toEqual(estimates.maxSustainableLoad);
    expect(capacity!.crossings[0]?.value ?? Number.POSITIVE_INFINITY).toBeGreaterThan(
      estimates.maxSustainableLoad!.value!,
    );
  });
});
