import { expect, test } from 'vitest';
import { stageAt } from '../../src/scenario/stage-at.ts';

const stages = [
  { name: 'a', from: 0 },
  { name: 'b', from: 10 },
  { name: 'c', from: 20 },
];

test.each([
  [-1, 'a'],
  [0, 'a'],
  [9.999, 'a'],
  [10, 'b'],
  [1000, 'c'],
])('at %d s it is stage %s', (seconds, name) => {
  expect(stageAt(stages, seconds)).toBe(name);
});

test('without stages there is none', () => {
  expect(stageAt([], 3)).toBeUndefined();
});
