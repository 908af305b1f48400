import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { replicasPooled, replicasSeparate, serviceTime } from '../../../src/sizing/deployment/queue-model.ts';
import { maxRateForQuantile, sojournTail } from '../../../src/stats/queueing/mmc.ts';

const PROMISED = { quantile: 0.95, limit: 0.2 };
const rate = fc.double({ min: 1, max: 2000, noNaN: true });

describe('the queueing model', () => {
  test('one replica: 1/S = C + ln(1/(1−q))/L', () => {
    expect(serviceTime(100, 1, PROMISED)).toBeCloseTo(1 / (100 + Math.log(20) / 0.2), 15);
  });

  test('with the calibrated service time the measured capacity keeps the promise, and just so', () => {
    fc.assert(
      fc.property(rate, fc.integer({ min: 1, max: 40 }), (capacity, servers) => {
        const time = serviceTime(capacity, servers, PROMISED);
        expect(sojournTail({ servers, serviceTime: time, rate: capacity }, PROMISED.limit)).toBeCloseTo(0.05, 9);
        expect(replicasPooled(capacity, time, PROMISED)).toBeLessThanOrEqual(servers);
      }),
    );
  });

  test('separate lines: the busiest replica gets no more than one carried, and one fewer would not do', () => {
    fc.assert(
      fc.property(rate, rate, fc.double({ min: 0, max: 0.5, noNaN: true }), (load, capacity, imbalance) => {
        const count = replicasSeparate(load, capacity, 1, imbalance);
        const busiest = (replicas: number) => (replicas === 1 ? load : (load * (1 + imbalance)) / replicas);
        expect(busiest(count)).toBeLessThanOrEqual(capacity * (1 + 1e-9));
        if (count > 1) expect(busiest(count - 1)).toBeGreaterThan(capacity * (1 - 1e-9));
      }),
    );
  });

  test('as many as were measured carry what was measured, whatever their imbalance', () => {
    expect([1, 500, 501].map((load) => replicasSeparate(load, 500, 4, 0.1))).toEqual([1, 4, 5]);
    expect(replicasSeparate(250, 500, 4, 0.1)).toBe(3);
  });

  test('it is the promise that is kept, not the saturation: with a limit of 5 × S one M/M/1 may run at 40 %', () => {
    const time = 0.04;
    const capacity = maxRateForQuantile({ servers: 1, serviceTime: time, quantile: 0.95, limit: 5 * time });
    expect(capacity * time).toBeCloseTo(0.4, 2);
    const load = 10 / time;
    const count = replicasSeparate(load, capacity, 1, 0);
    expect(count).toBe(25);
    expect(sojournTail({ servers: 1, serviceTime: time, rate: load / count }, 5 * time)).toBeLessThanOrEqual(0.05);
    expect(replicasPooled(load, time, { quantile: 0.95, limit: 5 * time })).toBeLessThan(13);
  });

  test('one line needs no more replicas than a line each', () => {
    fc.assert(
      fc.property(rate, rate, (load, capacity) => {
        fc.pre(load / capacity < 300);
        expect(replicasPooled(load, serviceTime(capacity, 1, PROMISED), PROMISED)).toBeLessThanOrEqual(
          replicasSeparate(load, capacity, 1, 0),
        );
      }),
    );
  });
});
