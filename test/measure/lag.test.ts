import { expect, test } from 'vitest';
import { Lag } from '../../src/measure/lag.ts';

let now = 0;

test('a reader that keeps up says nothing', () => {
  const lag = new Lag(() => now);
  for (let i = 0; i < 100; i++) {
    now += 0.5;
    lag.beat();
  }
  now += 3;
  lag.beat();
  expect(lag.end()).toBeUndefined();
});

test('one that stood still says for how long at the worst', () => {
  const lag = new Lag(() => now);
  for (const gap of [0.5, 9, 5, 0.5]) {
    now += gap;
    lag.beat();
  }
  expect(lag.end()).toMatch(/stood still for 9 s while k6 ran on/);
});

test('waiting for the disk is standing still, too', async () => {
  const lag = new Lag(() => now);
  const slow = async () => {
    now += 6;
  };
  await lag.during(Promise.resolve().then(slow));
  expect(lag.end()).toMatch(/6 s/);
});
