import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/judge/judge.ts';
import { cutOffSamples, unansweredAge } from '../../../src/slo/missing/cut-off.ts';
import { fold, measurementOf, objective, planOf, ratio, recordOf, runOf } from '../../fixtures/record.ts';
import { Engine, times } from '../../fixtures/timeline.ts';

const LATENCY = objective();
const PLAN = planOf({ profile: 'load', objectives: [LATENCY], override: { duration: 60, ramp: 0 } });
const STAGE = PLAN.stages[0]!.name;
const TAGS = { scenario: 'main', stage: STAGE, method: 'GET' };

/** A minute of 20 requests/s of 50 ms, after which requests and iterations of these ages (s) were cut off. */
function recordWith(ages: readonly number[], of = [LATENCY], tags: Record<string, string> = TAGS) {
  const engine = runOf(PLAN)
    .trend(89, 'requests_cut_off', ages, tags)
    .trend(
      89,
      'iterations_cut_off',
      ages.map((age) => age + 1),
      tags,
    );
  const record = recordOf(PLAN, of);
  return { record, timeline: fold(record, engine.end().close()) };
}

function cutOffAt(ages: readonly number[], of = LATENCY, tags = TAGS): number {
  return cutOffSamples(of, measurementOf([of], recordWith(ages, [of], tags).timeline, PLAN), [STAGE]);
}

const lasting = (seconds: number, metric: string, where: Record<string, string> = {}) =>
  objective({
    measure: { kind: 'stat', metric, where, stat: 'p95' },
    critical: { op: '>', value: seconds },
  });

describe('requests and iterations that were cut off', () => {
  it('count in the stage in which they began', () => {
    expect(cutOffAt([31, 50])).toBe(2);
    expect(cutOffAt([31, 50], LATENCY, { ...TAGS, stage: 'another' })).toBe(0);
    expect(cutOffAt([])).toBe(0);
  });

  it('count once they are older than a limit of time allows: requests for those of requests, else iterations', () => {
    expect([30, 32].map((limit) => cutOffAt([31], lasting(limit, 'request_time')))).toEqual([1, 0]);
    expect([31, 33].map((limit) => cutOffAt([31], lasting(limit, 'iteration_duration')))).toEqual([1, 0]);
    // A step may be one of many between pauses: only a request that hangs says that it does.
    expect([30, 31.5].map((limit) => cutOffAt([31], lasting(limit, 'step_duration')))).toEqual([1, 0]);
  });

  it('count for errors when they are older than any answer: those in flight at the end are as others are', () => {
    expect([0.9, 1.1].map((age) => cutOffAt([age], ratio()))).toEqual([0, 1]);
    expect(
      cutOffAt(
        [31],
        objective({ measure: { kind: 'stat', metric: 'http_req_failed', where: {}, stat: 'rate' }, unit: 'ratio' }),
      ),
    ).toBe(1);
  });

  it('count for no objective on a name or a status that nobody knows of them', () => {
    expect(cutOffAt([31], lasting(1, 'request_time', { name: '/orders' }))).toBe(0);
    expect(cutOffAt([31], lasting(1, 'request_time', { method: 'GET' }))).toBe(1);
    expect(cutOffAt([31], lasting(1, 'request_time', { method: 'POST' }))).toBe(0);
    expect(cutOffAt([31], lasting(1, 'request_time', { expected_response: 'true' }))).toBe(1);
  });

  it('are bad, though the others were answered fast', () => {
    const zone = (ages: readonly number[]) => {
      const { record, timeline } = recordWith(ages, [LATENCY, ratio()]);
      const { result } = judge(record, timeline);
      return [result.verdict, ...result.objectives.map((line) => line.zone)];
    };
    expect(zone([])).toEqual(['met', 'met', 'met']);
    // 1,000 requests were judged: 5 % and more hang.
    expect(zone(times(80, 40))).toEqual(['critical', 'critical', 'critical', 'critical']);
  });

  it('are told as a caveat', () => {
    const { record, timeline } = recordWith(times(80, 40));
    const { caveats } = judge(record, timeline).result;
    expect(caveats.find(({ code }) => code === 'cut-off-counted-bad')?.text).toMatch(/ 80, the oldest after 40 s$/);
  });
});

describe('the age from which a request counts as never answered', () => {
  const ageIn = (engine: Engine) => unansweredAge(measurementOf([], engine.into(), PLAN));
  const ageAfter = (latencies: readonly number[], failed = 0) => ageIn(new Engine().requests(1, { latencies, failed }));

  it('is a second, twice what answers take, or the slowest of them', () => {
    expect(ageIn(new Engine())).toBe(1);
    expect(ageAfter(times(1000, 0.05))).toBe(1);
    expect(ageAfter(times(1000, 2))).toBeCloseTo(4, 1);
    expect(ageAfter([...times(999, 0.05), 8])).toBe(8);
    // One answer that came after all does not excuse those that did not.
    expect(ageAfter([...times(999, 0.05), 55])).toBe(30);
  });

  it('rests on failures only where nothing succeeded', () => {
    expect(ageAfter([], 10)).toBe(1);
  });
});
