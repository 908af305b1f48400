import { describe, expect, it } from 'vitest';
import { maxRateForQuantile } from '../../src/stats/queueing/mmc.ts';
import { badShare, crossing } from './simulator/journeys.ts';
import { exponential, lognormal, SERVERS } from './simulator/servers.ts';

const COUNT = 600_000;

describe('simulated journeys', () => {
  // Jackson's theorem: each visit finds the line as an arrival of its own would.
  it.each([1, 4])('of %i requests with exponential service cross the objective where Erlang says', (requests) => {
    const [slots, mean, limit] = [6, 0.02, 0.2];
    const truth = maxRateForQuantile({ servers: slots, serviceTime: mean, quantile: 0.95, limit });
    const found = crossing({ slots, service: exponential(mean), requests, limit }, mean, 0.05, COUNT);
    expect(Math.abs(found / truth - 1)).toBeLessThan(0.01);
  });

  it('of one request are the queue of the simulator', () => {
    const { slots, limit, truth } = SERVERS.find(({ name }) => name === 'M/G/4 cv 2')!;
    const share = badShare({ slots, service: lognormal(0.008, 2), requests: 1, limit }, truth, COUNT, 5);
    // Bad requests come in spells: 55 times the variance of a binomial.
    expect(Math.abs(share - 0.05)).toBeLessThan(4 * Math.sqrt((55 * 0.05 * 0.95) / COUNT));
  });
});
