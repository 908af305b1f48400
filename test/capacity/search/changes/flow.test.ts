import { describe, expect, it } from 'vitest';
import { busyRate, kneeOf } from '../../../../src/capacity/search/changes/flow.ts';
import { fitBirthDeath, meanInFlight } from '../../../../src/capacity/search/estimators/birth-death.ts';
import { kneeRate } from '../../../../src/stats/queueing/general.ts';
import { queueMeans } from '../../../../src/stats/queueing/mmc.ts';

/** The model of M/M/c from exact counts: μ(n) = min(n, c)/S. */
function exactLevels(slots: number, service: number) {
  const levels = 4 * slots;
  const departures = Float64Array.from({ length: levels }, (_, n) => (n === 0 ? 0 : 1e4));
  const seconds = departures.map((count, n) => (n === 0 ? 1 : (count * service) / Math.min(n, slots)));
  const none = new Float64Array(levels);
  return { departures, seconds, found: departures, bad: none };
}

describe.each([
  [1, 0.01],
  [4, 0.008],
  [16, 0.025],
])('M/M/%i of %f s', (slots, service) => {
  const levels = exactLevels(slots, service);
  const model = fitBirthDeath(levels, 100)!;

  it('has the mean number in flight that Erlang’s formula gives', () => {
    for (const utilization of [0.1, 0.5, 0.8, 0.95]) {
      const rate = (utilization * slots) / service;
      const { sojourn } = queueMeans({ servers: slots, serviceTime: service, rate });
      expect(meanInFlight(model, rate) / (rate * sojourn)).toBeCloseTo(1, 9);
    }
  });

  it('has its knee where throughput over response time is highest', () => {
    expect(kneeOf(model) / kneeRate(slots, service)).toBeCloseTo(1, 2);
  });

  it('gets c/S done when it is never idle', () => {
    expect(busyRate(levels)).toBeCloseTo(slots / service, 6);
    expect(busyRate({ ...levels, departures: levels.departures.map(() => 1) })).toBeUndefined();
  });
});
