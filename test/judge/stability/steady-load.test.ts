import { expect, test } from 'vitest';
import { steadyLoad } from '../../../src/judge/stability/steady-load.ts';

const stage = (
  name: string,
  role: 'hold' | 'step' | 'ramp' | 'spike',
  [from, rampTo, to]: [number, number, number],
) => ({
  ...{ name, role, from, rampTo, to },
  ...{ load: { kind: 'rate' as const, from: 10, to: 10 }, factor: 1, judgedFrom: rampTo, counts: true },
});

test('the longest constant load, without its ramp, as far as it was measured', () => {
  const stages = [
    stage('warm', 'hold', [0, 30, 700]),
    stage('hold', 'hold', [700, 730, 4000]),
    stage('ramp', 'ramp', [4000, 9000, 9000]),
  ];
  expect(steadyLoad({ profile: 'load', stages }, 9000)).toEqual({ stage: 'hold', from: 730, to: 4000 });
  expect(steadyLoad({ profile: 'load', stages }, 1000)).toEqual({ stage: 'warm', from: 30, to: 700 });
  expect(steadyLoad({ profile: 'load', stages }, 500)).toBeUndefined();
});

test('of a soak two minutes are long enough, of anything else ten, of a search nothing', () => {
  const stages = [stage('hold', 'hold', [0, 0, 300])];
  expect(steadyLoad({ profile: 'soak', stages }, 300)).toMatchObject({ to: 300 });
  expect(steadyLoad({ profile: 'load', stages }, 300)).toBeUndefined();
  const long = [stage('search', 'hold', [0, 0, 3000])];
  expect(steadyLoad({ profile: 'capacity', stages: long }, 3000)).toBeUndefined();
  expect(steadyLoad({ profile: 'script', stages: [] }, 3000)).toBeUndefined();
});
