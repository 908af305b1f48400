import { describe, expect, it } from 'vitest';
import { criticalLatency, dropsAreTargets, iterationLimit, tightestLatency, usersFor } from '../../src/plan/users.ts';
import { CLOSED_RAMP, monitorOf, objective, planOf, ratio, scriptPlan, threshold } from '../fixtures/record.ts';

const COUNTED = threshold('http_req_duration', 'count', '>', 1000);

describe('criticalLatency', () => {
  it.each([
    ['1 s where no objective says', [], 1],
    ['the critical limit', [objective()], 0.5],
    ['the target where there is no critical limit', [objective({ critical: null })], 0.2],
    ['the loosest of several', [objective(), objective({ critical: { op: '>', value: 2 } })], 2],
    ['10 s at most', [objective({ critical: { op: '>', value: 300 } })], 10],
    ['milliseconds in thresholds of k6', [threshold('http_req_duration', 'p95', '<', 700)], 0.7],
    ['not of one endpoint', [objective({ where: { name: '/slow' }, critical: { op: '>', value: 9 } })], 1],
    ['not of other metrics or ratios', [ratio(), objective({ measure: monitorOf('cpu') })], 1],
    ['not a number of requests', [COUNTED], 1],
  ])('is %s', (_, objectives, seconds) => {
    expect(criticalLatency(objectives)).toBe(seconds);
  });
});

describe('tightestLatency', () => {
  it.each([
    ['undefined where no objective says', [ratio(), COUNTED], undefined],
    ['the target', [objective(), objective({ target: { op: '<', value: 0.05 } })], 0.05],
    ['the critical limit where there is no target', [objective({ target: null })], 0.5],
    [
      'also of one endpoint',
      [objective(), objective({ where: { name: '/x' }, target: { op: '<', value: 0.01 } })],
      0.01,
    ],
    ['milliseconds in thresholds of k6', [threshold('http_req_duration', 'p99', '<', 80)], 0.08],
  ])('is %s', (_, objectives, seconds) => {
    expect(tightestLatency(objectives)).toBe(seconds);
  });
});

describe('usersFor', () => {
  it('is Little’s law with a quarter in reserve, at least one', () => {
    expect([usersFor(100, 3), usersFor(0.001, 3), usersFor(0, 3)]).toEqual([375, 1, 1]);
    expect([0, 1, 5].map((pauses) => iterationLimit(2, 0.5, pauses))).toEqual([3, 3, 6]);
  });
});

describe('dropsAreTargets', () => {
  const plan = planOf({ requests: 2, objectives: [objective()] });
  const stage = (name: string) => plan.stages.find((s) => s.name === name)!;

  it('asks whether the VUs that were there could carry the stage’s own rate', () => {
    // 1 ×: 100 iterations/s of at most 3 s.
    expect([dropsAreTargets(plan, stage('1x'), 300, 0), dropsAreTargets(plan, stage('1x'), 299, 0)]).toEqual([
      true,
      false,
    ]);
    expect([dropsAreTargets(plan, stage('3x'), 900, 0), dropsAreTargets(plan, stage('3x'), 899, 0)]).toEqual([
      true,
      false,
    ]);
  });

  it('asks for more of them where the journey pauses for longer than planned', () => {
    // 2 s are planned: with 3 s an iteration may last 4 s.
    expect([1, 2, 3].map((pauses) => dropsAreTargets(plan, stage('1x'), 300, pauses))).toEqual([true, true, false]);
    expect([400, 399].map((vus) => dropsAreTargets(plan, stage('1x'), vus, 3))).toEqual([true, false]);
  });

  it('judges the recovery by its own load, not by the peak before it', () => {
    expect(dropsAreTargets(plan, stage('recovery'), 150, 0)).toBe(true);
  });

  it('is never the case without planned arrivals', () => {
    const closed = planOf({ override: CLOSED_RAMP });
    expect(dropsAreTargets(closed, closed.stages[0]!, 1e6, 0)).toBe(false);
    expect(dropsAreTargets(scriptPlan(), stage('1x'), 1e6, 0)).toBe(false);
  });
});
