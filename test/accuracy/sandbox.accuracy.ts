import { expect, test } from 'vitest';
import { startOwnSandbox } from '../e2e/service.ts';

/** Both ways, on a quiet machine: a pause of the whole machine beyond 100 ms is not made up for, by design. */
test.each([
  { slots: 16, service: 0.02, cv: 0 },
  { slots: 16, service: 0.01, cv: 1 },
])('the sandbox holds its slots for the time that was drawn, within 1 %: %j', async ({ slots, service, cv }) => {
  const { url, stats } = await startOwnSandbox({ slots, service, cv });
  const user = async () => {
    for (let i = 0; i < 100; i++) await (await fetch(url)).arrayBuffer();
  };
  await Promise.all(Array.from({ length: 20 }, user));
  const { served, serviceSum, drawnSum } = stats();
  process.stdout.write(
    `${served} services held for ${((serviceSum / drawnSum - 1) * 100).toFixed(2)} % more than was drawn\n`,
  );
  expect(served).toBe(2000);
  expect(Math.abs(serviceSum / drawnSum - 1)).toBeLessThan(0.01);
});
