import { expect, test } from 'vitest';
import { stageAt } from '../../../src/scenario/entry/stage-at.ts';

const stages = [
  { name: 'a', from: 0 },
  { name: 'b', from: 10 },
  { name: 'c', from: 20 },
];

test.each([
  [-1, 'a', 0],
  [0, 'a', 10],
  [9.999, 'a', 10],
  [10, 'b', 20],
  [1000, 'c', Number.POSITIVE_INFINITY],
])('at %d s it is stage %s, until %d s', (seconds, name, until) => {
  expect(stageAt(stages, seconds)).toEqual({ name, until });
});

test('without stages there is none', () => {
  expect(stageAt([], 3)).toEqual({ name: undefined, until: Number.POSITIVE_INFINITY });
});
