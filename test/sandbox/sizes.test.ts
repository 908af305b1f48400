import { expect, it } from 'vitest';
import { sandboxSize } from '../../src/sandbox/sizes.ts';
import { maxRateForQuantile } from '../../src/stats/queueing/mmc.ts';

it.each([
  ['small', 50],
  ['medium', 200],
  ['large', 500],
  ['enterprise', 1000],
])('%s: its rate, %d/s, is 70-78 %% of the highest within p95 < 200 ms', (tier, rate) => {
  const { slots, service } = sandboxSize(tier)!;
  const highest = maxRateForQuantile({ servers: slots, serviceTime: service, quantile: 0.95, limit: 0.2 });
  expect(Math.round((rate / highest) * 100)).toBeGreaterThanOrEqual(70);
  expect(Math.round((rate / highest) * 100)).toBeLessThanOrEqual(78);
});

it('knows no other tier', () => {
  expect(sandboxSize('huge')).toBeUndefined();
  expect(sandboxSize('toString')).toBeUndefined();
});
