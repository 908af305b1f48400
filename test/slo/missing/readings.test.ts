import { describe, expect, it } from 'vitest';
import type { Objective } from '../../../src/objectives/objective.ts';
import type { ObjectiveResult } from '../../../src/objectives/result.ts';
import { judgeObjectives } from '../../../src/slo/judge.ts';
import {
  fold,
  measurementOf,
  monitorOf,
  planOf,
  recordOf,
  runOf,
  scriptPlan,
  watching,
} from '../../fixtures/record.ts';
import type { Readings } from '../../fixtures/timeline.ts';

/** A load of which 162 s are judged, from second 18 on. */
const PLAN = planOf({ profile: 'load', timeScale: 0.1, objectives: [] });
const SECONDS = Math.ceil(PLAN.duration!);
const steady = (value: number, except: (s: number) => boolean = () => false) =>
  Array.from({ length: SECONDS }, (_, s) => (except(s) ? undefined : value));

function judged(
  readings: readonly (number | undefined)[] | undefined,
  {
    plan = PLAN,
    of = {} as Partial<Readings>,
    ...patch
  }: Partial<Objective> & { plan?: typeof PLAN; of?: Partial<Readings> } = {},
): ObjectiveResult {
  const record = recordOf(plan, [watching(patch)]);
  const run = runOf(plan);
  const timeline = fold(record, readings ? run.watched(readings, of) : run);
  const [line] = judgeObjectives(measurementOf(record.objectives, timeline, plan));
  return line!;
}

describe('an objective on what a monitor reads', () => {
  it('is judged by the mean over the judged part, and by no second before it', () => {
    const line = judged(Array.from({ length: SECONDS }, (_, s) => (s < PLAN.stages[0]!.judgedFrom ? 1 : 0.5)));
    expect(line).toMatchObject({ zone: 'met', actual: 0.5, unit: 'ratio' });
  });

  it.each([
    [0.75, 'degraded'],
    [0.9375, 'critical'],
  ])('%s is %s', (value, zone) => {
    expect(judged(steady(value))).toMatchObject({ zone, actual: value });
  });

  it('by a percentile or the most, where it asks for one', () => {
    const readings = steady(0.5).map((value, s) => (s % 10 === 0 ? 0.85 : value));
    expect(judged(readings, { measure: monitorOf('cpu', 'p95') })).toMatchObject({ zone: 'degraded' });
    expect(judged(readings, { measure: monitorOf('cpu', 'p50') })).toMatchObject({ zone: 'met' });
    expect(judged(readings, { measure: monitorOf('cpu', 'max') })).toMatchObject({ zone: 'degraded', actual: 0.85 });
  });

  it('of the series whose tags it names', () => {
    const of = { tags: { pod: 'a' } };
    expect(judged(steady(0.5), { of, measure: monitorOf('cpu', 'avg', { pod: 'a' }) }).zone).toBe('met');
    expect(judged(steady(0.5), { of, measure: monitorOf('cpu', 'avg', { pod: 'b' }) })).toMatchObject({
      zone: 'no-data',
      note: 'no monitor measured it',
    });
    expect(judged(steady(0.5), { of, measure: monitorOf('cpu', 'avg', { node: 'b' }) })).toMatchObject({
      zone: 'no-data',
      note: 'no sample of cpu carries the tag node',
    });
  });

  it('and of a plain script over the whole run', () => {
    expect(judged(steady(0.5).slice(0, 60), { plan: scriptPlan(60) })).toMatchObject({ zone: 'met', actual: 0.5 });
  });
});

describe('no data', () => {
  it('where no monitor read it', () => {
    expect(judged(undefined)).toMatchObject({ zone: 'no-data', note: 'no monitor measured it', samples: 0 });
  });

  it('where the monitor was silent in more than a tenth of what is judged', () => {
    const line = judged(steady(0.5, (s) => s >= 60 && s < 80));
    expect(line).toMatchObject({ zone: 'no-data', actual: null });
    expect(line.note).toMatch(/^the monitor said nothing in 20 s of /);
  });

  it('but a second here and there may be missing', () => {
    expect(judged(steady(0.5, (s) => s % 20 === 0)).zone).toBe('met');
  });

  it('where the monitor died before the judged part', () => {
    expect(judged(steady(0.5, (s) => s > 5)).note).toBe('the monitor said nothing in all of it');
  });

  it('but not of a most that is too high already: no reading takes it back, and gaps come where there is too much to do', () => {
    const gap = (s: number) => s >= 60 && s < 80;
    expect(judged(steady(0.9375, gap), { measure: monitorOf('cpu', 'max') })).toMatchObject({
      zone: 'critical',
      actual: 0.9375,
      note: expect.stringMatching(/^the monitor said nothing in 20 s of /),
    });
    expect(judged(steady(0.5, gap), { measure: monitorOf('cpu', 'max') }).zone).toBe('no-data');
    expect(judged(steady(0.9375, gap)).zone).toBe('no-data');
    expect(judged(steady(0.9375, gap), { measure: monitorOf('cpu', 'min') }).zone).toBe('no-data');
    const least = { target: { op: '>', value: 0.7 }, critical: null } as const;
    expect(judged(steady(0.5, gap), { ...least, measure: monitorOf('cpu', 'min') }).zone).toBe('critical');
  });

  it('in a window of which nothing was read, where that decides', () => {
    const over = { over: 10, allow: 0 } as const;
    expect(judged(steady(0.5), over)).toMatchObject({ zone: 'met' });
    expect(
      judged(
        steady(0.5, (s) => s >= 60 && s < 80),
        over,
      ),
    ).toMatchObject({ zone: 'no-data', window: { silent: 1 } });
  });

  it('on a ramp of which it saw little', () => {
    const plan = planOf({ profile: 'breakpoint', timeScale: 0.1, objectives: [] });
    expect(judged(steady(0.5).slice(0, 180), { plan })).toMatchObject({ zone: 'met' });
    expect(judged(steady(0.5).slice(0, 60), { plan })).toMatchObject({ zone: 'no-data' });
  });

  it.each<[Partial<Objective>, Partial<Readings>, number, string]>([
    [{}, { unit: 'bytes' }, 5e8, 'the readings of cpu are in bytes, and the limit is in shares'],
    [
      {},
      { unit: 'none' },
      55,
      'the readings of cpu are no shares, but numbers up to 55, and the limit is a percentage',
    ],
  ])('where the readings are of another unit than the limit', (patch, of, value, note) => {
    expect(judged(steady(value), { ...patch, of })).toMatchObject({ zone: 'no-data', note });
  });
});

it('windows shorter than the interval of a monitor are no data from where it dies', () => {
  const every = 15;
  const alive = (until: number) => steady(0.5, (s) => s % every !== 0 || s > until);
  const over = { of: { every }, over: 10, allow: 0 } as const;
  expect(judged(alive(SECONDS), over)).toMatchObject({ zone: 'met' });
  expect(judged(alive(60), over)).toMatchObject({ zone: 'no-data' });
});

it('a monitor with an interval of its own is not silent between its readings', () => {
  const every = 15;
  const readings = steady(0.5, (s) => s % every !== 0);
  expect(judged(readings, { of: { every } }).zone).toBe('met');
  expect(judged(readings, { of: { every }, over: 5 }).note).not.toMatch(/none came/);
});
