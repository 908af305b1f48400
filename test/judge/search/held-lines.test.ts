import { expect, it } from 'vitest';
import { heldLines } from '../../../src/judge/search/held-lines.ts';
import type { Objective } from '../../../src/objectives/objective.ts';
import type { RunRecord } from '../../../src/result/record.ts';
import { foldOnly, monitorOf, planOf, recordOf, runOf, watching } from '../../fixtures/record.ts';
import type { Readings } from '../../fixtures/timeline.ts';

const PLAN = planOf({ profile: 'load', timeScale: 0.1, objectives: [] });
const SECONDS = Math.ceil(PLAN.duration!);
const HOLD = { from: 60, to: 120 };

/** What an objective on readings comes to in a hold; of each pod its reading, from a second on. */
function held(
  pods: readonly (readonly [value: number, from: number])[],
  of: Partial<Readings> = {},
  patch: Partial<Objective> = {},
) {
  const record = {
    ...recordOf(PLAN, [watching({ required: true, ...patch })]),
    kind: 'search',
  } as unknown as RunRecord;
  const run = runOf(PLAN);
  for (const [i, [value, from]] of pods.entries())
    run.watched(
      Array.from({ length: SECONDS }, (_, s) => (s >= from ? value : undefined)),
      { ...of, tags: { pod: `${i}` }, source: i + 1 },
    );
  return heldLines(record, foldOnly(record, run), HOLD)[0]!;
}

it('of several series the worst counts while the lower bound is held, as in any run', () => {
  expect(
    held([
      [0.9375, 0],
      [0.4, 0],
      [0.4, 0],
      [0.4, 0],
    ]),
  ).toMatchObject({
    zone: 'critical',
    note: expect.stringMatching(/^the worst of 4 series: pod 0; it is not searched, but judged/),
  });
  expect(
    held([
      [0.5, 0],
      [0.25, 0],
    ]),
  ).toMatchObject({ zone: 'met', actual: 0.5 });
});

it('readings that do not speak for the hold, or are of another unit, are no data', () => {
  expect(held([[0.5, 110]])).toMatchObject({
    zone: 'no-data',
    note: 'the monitor said nothing in 50 s of 1 min',
  });
  expect(held([[35, 0]], { unit: 'none' })).toMatchObject({
    zone: 'no-data',
    note: expect.stringContaining('no shares'),
  });
  expect(held([])).toMatchObject({ zone: 'no-data' });
});

it('what stands at the bound of its histogram while it is held keeps no limit above that', () => {
  const limits = { unit: 'seconds', target: { op: '<', value: 12 }, critical: null } as const;
  const asked = { ...limits, measure: monitorOf('cpu', 'max') };
  expect(held([[10, 0]], { unit: 'seconds', bound: 10 }, asked)).toMatchObject({ zone: 'no-data', actual: null });
  // What stood there after the hold is none of it.
  const avg = { ...limits, measure: monitorOf('cpu', 'avg') };
  const [calm, late] = [[1, 0] as const, [10, HOLD.to + 1] as const];
  expect(held([calm, late], { unit: 'seconds', bound: 10 }, avg)).toMatchObject({ zone: 'met' });
});
