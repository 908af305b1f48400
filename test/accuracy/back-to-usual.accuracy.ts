import { expect, test } from 'vitest';
import { backToUsual } from '../../src/slo/back-to-usual.ts';
import { course, type Second } from '../fixtures/usual-course.ts';

const RUNS = Number(process.env['RUNS'] ?? 300);
const [AT, LONG] = [60, 240];

/** How soon a service at some rate is found to be as before, of many runs; `bad` for `lasts` seconds. */
function found(rate: number, bad: Second = {}, lasts = 0): (number | null)[] {
  return Array.from({ length: RUNS }, (_, seed) => {
    const of = (s: number) => ({ rate, ...(s >= AT && s < AT + lasts ? bad : {}) });
    const windows = course(LONG, of, seed + 1);
    return backToUsual({ windows, bin: 1, at: AT, from: 10, to: LONG, within: null, timeScale: 1 }).seconds;
  });
}

const share = (values: readonly (number | null)[], holds: (value: number | null) => boolean) =>
  values.filter(holds).length / values.length;

test('how often chance is taken for an effect, and how near the time comes', { timeout: 3_600_000 }, () => {
  for (const rate of [20, 100]) {
    const calm = found(rate);
    const [none, lasting] = [share(calm, (value) => value === 0), share(calm, (value) => value === null)];
    process.stdout.write(`${rate}/s, nothing happens: 0 s in ${none}, never back in ${lasting}\n`);
    expect(lasting).toBeLessThanOrEqual(0.02);
    for (const [name, bad] of [
      ['twice as slow', { slower: 2 }],
      ['10 % fail', { failing: 0.1 }],
    ] as const) {
      const times = found(rate, bad, 30);
      const near = share(times, (value) => value !== null && Math.abs(value - 30) <= 3);
      const early = share(times, (value) => value !== null && value < 27);
      process.stdout.write(
        `${rate}/s, ${name} for 30 s: within 3 s of it ${near}, earlier ${early}, never ${share(times, (v) => v === null)}\n`,
      );
    }
  }
});
