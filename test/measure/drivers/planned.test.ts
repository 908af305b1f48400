import { expect, test } from 'vitest';
import { layoutOf } from '../../../src/judge/layout.ts';
import { plannedEnd } from '../../../src/measure/drivers/planned.ts';
import { Timeline } from '../../../src/metrics/timeline/timeline.ts';
import { objective, planOf, recordOf, runOf, type StageStory } from '../../fixtures/record.ts';
import { times } from '../../fixtures/timeline.ts';

/** Lets a breakpoint run at full length pass second by second, slow from one on; when the end was asked for. */
function endOf(from: number, offset = 0): number | undefined {
  const plan = planOf({ profile: 'breakpoint', objectives: [objective()] });
  const record = recordOf(plan);
  const story: StageStory = { second: (s) => ({ latencies: times(20, s - offset >= from ? 2 : 0.05) }) };
  const timeline = new Timeline(layoutOf(record));
  const ending = plannedEnd(record, timeline);
  for (const line of runOf(plan, { 'to 1x': story, 'to 5x': story }, { offset, until: 800 }).lines) {
    timeline.add(line);
    ending.see(line);
    if (line.t === 'gen' && ending.ending() !== undefined) return line.s;
  }
  return undefined;
}

test('asks for the end as soon as three windows of ten seconds are over', () => {
  expect(endOf(600)).toBe(630);
  expect(endOf(610)).toBe(640);
  expect(endOf(9999)).toBeUndefined();
});

test('counts from the scenario’s beginning', () => {
  expect(endOf(600, 4)).toBe(634);
});
