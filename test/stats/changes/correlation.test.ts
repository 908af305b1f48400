import { describe, expect, it } from 'vitest';
import { correlationOf } from '../../../src/stats/changes/correlation.ts';
import { mean } from '../../../src/stats/moments.ts';
import { chance } from '../../capacity/simulator/draws.ts';
import { correlated, NOISES } from './simulated.ts';

const drawn = (noise: (typeof NOISES)['normal'], count: number) =>
  Array.from({ length: 200 }, (_, seed) => correlationOf(noise(count, chance(seed)), []).certain);

describe('correlationOf', () => {
  it('independent points have none, but for one series in forty', () => {
    for (const noise of [NOISES.normal, NOISES['lognormal, σ 1']]) {
      const found = drawn(noise, 100);
      expect(found.filter((r) => r > 0).length).toBeLessThanOrEqual(12);
      expect(Math.max(...found)).toBeLessThan(0.2);
    }
  });

  it.each([0.3, 0.5, 0.7])('%f, as far as so many points make it certain', (phi) => {
    expect(mean(drawn(correlated(phi), 400))).toBeGreaterThan(phi - 0.14);
    expect(mean(drawn(correlated(phi), 400))).toBeLessThan(phi);
    expect(mean(drawn(correlated(phi), 50))).toBeLessThan(phi - 0.15);
  });

  it('levels are no correlation where they are cut', () => {
    const values = NOISES.normal(120, chance(3)).map((value, at) => value + (at < 60 ? 0 : 50));
    expect(correlationOf(values, [60]).certain).toBe(0);
    expect(correlationOf(values, []).certain).toBeGreaterThan(0.7);
  });

  it('is 0 to 0.9 at least, at most 1', () => {
    const rising = Array.from({ length: 2000 }, (_, i) => i);
    expect(correlationOf(new Array<number>(20).fill(4), [])).toEqual({ certain: 0, possible: 1 });
    expect(correlationOf(rising, [])).toEqual({ certain: 0.9, possible: 1 });
    const { certain, possible } = correlationOf(NOISES.normal(400, chance(5)), []);
    expect(certain).toBeLessThanOrEqual(possible);
    expect(possible).toBeLessThan(0.25);
  });
});
