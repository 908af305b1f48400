import { describe, expect, it } from 'vitest';
import type { Objective } from '../../src/objectives/objective.ts';
import { judgeObjectives } from '../../src/slo/judge.ts';
import { fold, measurementOf, monitorOf, planOf, recordOf, runOf, watching } from '../fixtures/record.ts';

const PLAN = planOf({ profile: 'load', timeScale: 0.1, objectives: [] });
const SECONDS = Math.ceil(PLAN.duration!);

/** Readings of some pods, each the same in all seconds, or in those from one on. */
function judged(
  pods: Readonly<Record<string, number | [value: number, from: number]>>,
  patch: Partial<Objective> = {},
) {
  const record = recordOf(PLAN, [watching(patch)]);
  const run = runOf(PLAN);
  for (const [i, [pod, value]] of Object.entries(pods).entries()) {
    const [of, from] = typeof value === 'number' ? [value, 0] : value;
    const readings = Array.from({ length: SECONDS }, (_, s) => (s >= from ? of : undefined));
    run.watched(readings, { tags: { pod }, source: i + 1 });
  }
  return judgeObjectives(measurementOf(record.objectives, fold(record, run), PLAN))[0]!;
}

describe('of several series of readings', () => {
  it('the worst counts: a mean of four pods would hide one that is full', () => {
    expect(judged({ a: 0.25, b: 0.25, c: 0.9375, d: 0.25 })).toMatchObject({
      zone: 'critical',
      actual: 0.9375,
      note: 'the worst of 4 series: pod c',
    });
  });

  it('where all keep the limit, the nearest to it is told; of what should be high the lowest', () => {
    expect(judged({ a: 0.25, b: 0.5 })).toMatchObject({ zone: 'met', actual: 0.5 });
    const hits = { target: { op: '>', value: 0.7 }, critical: null } as const;
    expect(judged({ a: 0.875, b: 0.75 }, hits)).toMatchObject({ zone: 'met', actual: 0.75 });
    expect(judged({ a: 0.875, b: 0.5 }, hits)).toMatchObject({ zone: 'critical', actual: 0.5 });
  });

  it('one that came late counts by what it has; one without a reading hides nothing', () => {
    expect(judged({ a: 0.25, b: [0.9375, 150] })).toMatchObject({
      zone: 'critical',
      note: 'the worst of 2 series: pod b',
    });
    expect(judged({ a: 0.9375, b: [0.25, SECONDS] })).toMatchObject({ zone: 'critical', actual: 0.9375 });
  });

  it('a pod that is replaced leaves no gap, and counts by what was read of it', () => {
    const pods = (of: readonly [value: number, from: number, to: number, monitor?: string][]) => {
      const record = recordOf(PLAN, [watching()]);
      const run = runOf(PLAN);
      for (const [i, [value, from, to, monitor = 'pods']] of of.entries()) {
        const readings = Array.from({ length: SECONDS }, (_, s) => (s >= from && s < to ? value : undefined));
        run.watched(readings, { monitor, tags: { pod: `${i}` }, source: i + 1 });
      }
      return judgeObjectives(measurementOf(record.objectives, fold(record, run), PLAN))[0]!;
    };
    expect(
      pods([
        [0.9375, 0, 90],
        [0.25, 90, SECONDS],
      ]),
    ).toMatchObject({ zone: 'critical', actual: 0.9375 });
    expect(
      pods([
        [0.5, 0, 90],
        [0.25, 90, SECONDS],
      ]),
    ).toMatchObject({ zone: 'met', actual: 0.5 });
    expect(
      pods([
        [0.5, 0, 60],
        [0.25, 120, SECONDS],
      ]),
    ).toMatchObject({
      zone: 'no-data',
      note: expect.stringMatching(/^the monitor said nothing in 1 min of /),
    });
    // One monitor speaks for no other.
    expect(
      pods([
        [0.25, 0, SECONDS, 'a'],
        [0.25, 0, 60, 'b'],
      ]),
    ).toMatchObject({
      zone: 'no-data',
      note: expect.stringMatching(/^the monitor b said nothing in /),
    });
  });

  it('a row of windows is of one series: two that take turns are none', () => {
    const alert = { over: 10, for: 600, target: null, critical: { op: '>', value: 0.9 } } as const;
    expect(judged({ a: 0.25, b: 0.9375 }, alert)).toMatchObject({ zone: 'critical' });
    const record = recordOf(PLAN, [watching(alert)]);
    const run = runOf(PLAN);
    for (const turn of [0, 1]) {
      const readings = Array.from({ length: SECONDS }, (_, s) => (Math.floor(s / 20) % 2 === turn ? 0.9375 : 0.25));
      run.watched(readings, { tags: { pod: `${turn}` }, source: turn + 1 });
    }
    const [line] = judgeObjectives(measurementOf(record.objectives, fold(record, run), PLAN));
    expect(line).toMatchObject({ zone: 'met' });
  });

  it('on the ramp of a breakpoint run, too', () => {
    const plan = planOf({ profile: 'breakpoint', timeScale: 0.1, objectives: [] });
    const onRamp = (pods: readonly number[]) => {
      const record = recordOf(plan, [watching()]);
      const run = runOf(plan);
      for (const [i, value] of pods.entries())
        run.watched(
          Array.from({ length: Math.ceil(plan.duration!) }, () => value),
          { tags: { pod: `${i}` }, source: i + 1 },
        );
      return judgeObjectives(measurementOf(record.objectives, fold(record, run), plan))[0]!;
    };
    expect(onRamp([0.25, 0.25, 0.9375, 0.25])).toMatchObject({
      zone: 'critical',
      note: expect.stringContaining('the worst of 4 series: pod 2'),
    });
    expect(onRamp([0.25, 0.5])).toMatchObject({ zone: 'met' });
    expect(onRamp([0.9375])).toMatchObject({ zone: 'critical' });
  });

  it('those that the objective selects, and what names one alone is of that one', () => {
    const only = { measure: monitorOf('cpu', 'avg', { pod: 'a' }) };
    expect(judged({ a: 0.25, b: 0.9375 }, only)).toMatchObject({ zone: 'met', actual: 0.25, note: null });
  });
});
