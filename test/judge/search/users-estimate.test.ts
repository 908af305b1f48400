import fc from 'fast-check';
import { expect, test } from 'vitest';
import { usersEstimate } from '../../../src/judge/search/users-estimate.ts';
import type { Estimates } from '../../../src/result/estimates.ts';
import { closedQueue } from '../../../src/stats/queueing/general.ts';

const estimate = { value: null, lower: null, upper: null, confidence: 0.9, basis: 'a search', caveats: [] };
const load = (value: number | null, lower: number, upper: number | null): Estimates => ({
  maxSustainableLoad: { ...estimate, unit: 'requests/s', value, lower, upper },
});
const flight = (value: number): Estimates => ({ concurrency: { ...estimate, unit: 'iterations', value } });

test('64 terminals, think time 30 s, two interactions a second: R = 64/2 − 30 = 2 s (Lazowska, 3.4), and back', () => {
  const users = usersEstimate({ ...load(2, 1.5, 2.5), ...flight(4) }, { requests: 1, thinkTime: 30 });
  expect(users).toMatchObject({ value: 64, lower: 48, upper: 80, confidence: 0.9, unit: 'users' });
});

test('iterations are what users repeat: 165 requests/s in threes, a second of think time', () => {
  const users = usersEstimate({ ...load(165, 150, 180), ...flight(5.5) }, { requests: 3, thinkTime: 1 });
  expect([users!.lower, users!.value, users!.upper]).toEqual([55, 60, 66]);
  expect(users!.basis).toContain(
    'an iteration of 3 requests takes a user 1 s of think time and 100 ms for its answers',
  );
});

test('as many as a closed queue has, by exact mean value analysis', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.double({ min: 0.1, max: 10, noNaN: true }),
      (customers, thinkTime) => {
        const { throughput, response } = closedQueue({ customers, serviceTime: 0.1, thinkTime });
        const users = usersEstimate(
          { ...load(throughput, throughput, null), ...flight(throughput * response) },
          {
            requests: 1,
            thinkTime,
          },
        );
        expect(users!.value).toBe(customers);
      },
    ),
  );
});

test('without a point at least so many; without the response time at least those who think', () => {
  const least = usersEstimate(load(null, 100, null), { requests: 2, thinkTime: 1 });
  expect(least).toMatchObject({ value: null, lower: 50, upper: null });
  expect(least!.caveats).toEqual([
    { code: 'response-unknown', text: 'the response time there is not known and left out: they are more' },
  ]);
});

test('nobody thinks, or no load is sustained: no users are told', () => {
  expect(usersEstimate({ ...load(100, 90, 110), ...flight(5) }, { requests: 1, thinkTime: undefined })).toBeUndefined();
  expect(usersEstimate(flight(5), { requests: 1, thinkTime: 1 })).toBeUndefined();
  expect(usersEstimate(load(null, 0, 5), { requests: 1, thinkTime: 1 })).toBeUndefined();
});
