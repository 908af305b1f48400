import { describe, expect, test } from 'vitest';
import { maxRateForQuantile, sojournTail } from '../../../src/stats/queueing/mmc.ts';
import { chance } from '../../capacity/simulator/draws.ts';
import { fitCrossing, logit, type Stretch } from './crossing.ts';

const ALLOWED = 0.05;
const RATES = [246, 248.5, 251, 253.5, 256];

describe('the crossing of an independent client', () => {
  test('on the tails of a queue it is where the queue crosses', () => {
    const queue = { servers: 8, serviceTime: 0.03 };
    const requests = 1e6;
    const stretches = RATES.map((rate) => ({ rate, requests, bad: requests * sojournTail({ ...queue, rate }, 0.2) }));
    const truth = maxRateForQuantile({ ...queue, quantile: 1 - ALLOWED, limit: 0.2 });
    expect(Math.abs(fitCrossing(stretches, ALLOWED)!.rate / truth - 1)).toBeLessThan(0.001);
  });

  test('its standard error is that of bad requests that come in spells', () => {
    const [truth, slope, spells] = [251, 50, 0.5];
    const { normal } = chance(7);
    const draw = (rate: number): Stretch => {
      const at = logit(ALLOWED) + slope * Math.log(rate / truth) + spells * normal();
      return { rate, requests: 6000, bad: Math.round(6000 / (1 + Math.exp(-at))) };
    };
    const fits = Array.from({ length: 300 }, () => fitCrossing([...RATES, ...RATES, ...RATES].map(draw), ALLOWED)!);
    const offs = fits.map(({ rate }) => Math.log(rate / truth));
    const scatter = Math.sqrt(offs.reduce((sum, off) => sum + off ** 2, 0) / offs.length);
    const stated = fits.reduce((sum, { error }) => sum + error, 0) / fits.length;
    expect(stated / scatter).toBeGreaterThan(0.8);
    expect(stated / scatter).toBeLessThan(1.25);
    const within = fits.filter(({ error }, i) => Math.abs(offs[i]!) <= 2 * error).length;
    expect(within / fits.length).toBeGreaterThan(0.88);
  });

  test('nothing is said of too little', () => {
    const at = (rate: number, bad: number): Stretch => ({ rate, requests: 100, bad });
    expect(fitCrossing([at(250, 5)], ALLOWED)).toBeUndefined();
    expect(fitCrossing([at(250, 0), at(255, 0)], ALLOWED)).toBeUndefined();
    expect(fitCrossing([at(250, 5), at(250, 6)], ALLOWED)).toBeUndefined();
    expect(fitCrossing([at(250, 9), at(255, 2)], ALLOWED), 'more load, less bad').toBeUndefined();
    expect(fitCrossing([at(250, 3), at(255, 6)], ALLOWED)!.error).toBe(Number.POSITIVE_INFINITY);
  });
});
