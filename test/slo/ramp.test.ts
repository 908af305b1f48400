import { describe, expect, it } from 'vitest';
import type { Objective } from '../../src/objectives/objective.ts';
import { firstBreak } from '../../src/slo/ramp.ts';
import {
  CLOSED_RAMP,
  fold,
  INTEGRITY,
  measurementOf,
  monitorOf,
  objective,
  planOf,
  ratio,
  recordOf,
  runOf,
  type StageStory,
  TIERS,
  threshold,
} from '../fixtures/record.ts';
import { times } from '../fixtures/timeline.ts';

const PLAN = planOf({ timeScale: 0.1, tier: TIERS.small, override: CLOSED_RAMP });

function breakOf(objectives: readonly Objective[], stories: Record<string, StageStory> = {}, offset = 0) {
  return firstBreak(
    measurementOf(objectives, fold(recordOf(PLAN, objectives), runOf(PLAN, stories, { offset })), PLAN),
  );
}

/** 70 requests a second, slow from a second of the run on. */
const slowFrom = (at: number, latency = 2): StageStory => ({
  second: (s) => ({ latencies: times(70, s >= at ? latency : 0.05) }),
});

describe('firstBreak', () => {
  it('is the first window whose critical limit broke', () => {
    expect(breakOf([objective()], { 'to 100 users': slowFrom(50) })).toEqual({
      from: 50,
      to: 51,
      name: 'API response',
    });
    expect(breakOf([objective()])).toBeUndefined();
    expect(breakOf([objective()], { 'to 100 users': slowFrom(50, 0.3) })).toBeUndefined();
  });

  it('counts from the scenario’s beginning', () => {
    expect(breakOf([objective()], { 'to 100 users': slowFrom(52) }, 2)).toMatchObject({ from: 50, to: 51 });
  });

  it('takes the earliest of several objectives', () => {
    const failing: StageStory = { second: (s) => ({ latencies: times(70, 0.05), failed: s >= 40 ? 10 : 0 }) };
    const stories = { 'to 100 users': failing, 'to 200 users': slowFrom(60) };
    expect(breakOf([objective(), ratio()], stories)).toMatchObject({ from: 40, name: 'server errors' });
  });

  it('does not look at the recovery', () => {
    expect(breakOf([objective()], { recovery: slowFrom(0) })).toBeUndefined();
  });

  it('joins windows until they hold enough samples', () => {
    // 20 requests a second: p95 needs 59
    const slow: StageStory = { second: () => ({ latencies: times(20, 2) }) };
    expect(breakOf([objective()], { 'to 50 users': slow })).toEqual({ from: 6, to: 9, name: 'API response' });
  });

  it.each([
    ['what a profile judges by itself', INTEGRITY],
    ['windows of its own', objective({ over: 10 })],
    [
      'little throughput where little is offered',
      objective({
        measure: { kind: 'stat', metric: 'http_reqs', where: {}, stat: 'rate' },
        unit: 'per second',
        target: { op: '>', value: 50 },
        critical: { op: '<', value: 40 },
      }),
    ],
    ['a number of requests not yet reached', threshold('http_reqs', 'count', '>', 5000)],
    ['what a monitor measures', objective({ measure: monitorOf('cpu') })],
  ])('is not made by %s', (_, of) => {
    expect(breakOf([of])).toBeUndefined();
  });
});
