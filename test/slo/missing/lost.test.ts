import { describe, expect, it } from 'vitest';
import type { Objective } from '../../../src/objectives/objective.ts';
import { judgeObjectives } from '../../../src/slo/judge.ts';
import { lostSamples } from '../../../src/slo/missing/lost.ts';
import {
  fold,
  INTEGRITY,
  measurementOf,
  monitorOf,
  objective,
  planOf,
  ratio,
  recordOf,
  runOf,
  threshold,
} from '../../fixtures/record.ts';
import { times } from '../../fixtures/timeline.ts';

const LATENCY = objective();

/**
 * A scaled stress run that drops `dropped` of 20 arrivals a second at 1 ×, with so many VUs; all answers take 50 ms.
 */
function timelineOf(dropped: number, maxVUs?: number, of: Objective = LATENCY) {
  const plan = planOf({ timeScale: 0.1, objectives: [LATENCY], override: maxVUs === undefined ? {} : { maxVUs } });
  const gen = () => ({ dropped });
  const second = () => ({ latencies: times(20 - dropped, 0.05) });
  const timeline = fold(recordOf(plan, [of]), runOf(plan, { '1x': { gen, second } }));
  return { plan, timeline };
}

function lostAt(stages: string[], of: Objective, dropped: number, maxVUs?: number): number {
  const { plan, timeline } = timelineOf(dropped, maxVUs, of);
  const metric = of.measure.kind === 'monitor' ? '' : of.measure.metric;
  return lostSamples(of, measurementOf([of], timeline, plan), stages, timeline.judged({ metric, where: {} }, stages));
}

describe('lostSamples', () => {
  it('are the arrivals that found no free VU, though the VUs sufficed', () => {
    // 27 judged seconds of 4 dropped arrivals, one request each
    expect(lostAt(['1x'], LATENCY, 4)).toBe(108);
    expect(lostAt(['0.5x'], LATENCY, 4)).toBe(0);
    expect(lostAt(['0.5x', '1x'], LATENCY, 4)).toBeCloseTo(108, -1);
    expect(lostAt(['1x'], LATENCY, 0)).toBe(0);
  });

  it('are the generator’s own fault where the VUs did not suffice', () => {
    // 200/s × (0.5 s + 2 s of pauses) = 500
    expect([lostAt(['1x'], LATENCY, 4, 500), lostAt(['1x'], LATENCY, 4, 499)]).toEqual([108, 0]);
  });

  it.each([
    ['a ratio of requests', ratio(), 108],
    [
      'failed requests',
      objective({ measure: { kind: 'stat', metric: 'http_req_failed', where: {}, stat: 'rate' } }),
      108,
    ],
    ['a threshold of k6, which keeps k6’s meaning', threshold('request_time', 'p95', '<', 200), 0],
    ['a counter', objective({ measure: { kind: 'stat', metric: 'http_reqs', where: {}, stat: 'rate' } }), 0],
    ['integrity', INTEGRITY, 0],
    ['a monitor', objective({ measure: monitorOf('cpu') }), 0],
  ])('count for %s: %#', (_, of, expected) => {
    expect(lostAt(['1x'], of, 4)).toBe(expected);
  });

  it('make a stage critical, however fast the answers were', () => {
    const zoneAt = (dropped: number) => {
      const { plan, timeline } = timelineOf(dropped);
      return judgeObjectives(measurementOf([LATENCY], timeline, plan)).find((line) => line.stage === '1x');
    };
    expect(zoneAt(0)).toMatchObject({ zone: 'met', marginal: false });
    // 5 % of the arrivals: p95 is the last answer, its interval reaches beyond
    expect(zoneAt(1)).toMatchObject({ zone: 'met', marginal: true, samples: 540 });
    expect(zoneAt(2)).toMatchObject({ zone: 'critical', marginal: false, actual: 0.05 });
    expect(zoneAt(2)?.note).toMatch(/at least/);
  });
});

it('an objective on dropped iterations counts those of the judged parts, though they carry no stage', () => {
  const plan = planOf({ profile: 'load', timeScale: 0.2 });
  const of = objective({
    measure: { kind: 'stat', metric: 'dropped_iterations', where: {}, stat: 'count' },
    unit: 'count',
    target: { op: '<', value: 1 },
    critical: null,
  });
  const zone = (from: number, to: number) => {
    const engine = runOf(plan);
    for (let s = from; s < to; s++) engine.counter(s, 'dropped_iterations', 6, { scenario: 'main' });
    const [line] = judgeObjectives(measurementOf([of], fold(recordOf(plan, [of]), engine), plan));
    return [line?.zone, line?.actual];
  };
  expect(zone(100, 110)).toEqual(['critical', 60]);
  expect(zone(0, 10)).toEqual(['met', 0]);
});
