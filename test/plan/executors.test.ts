import { expect, test } from 'vitest';
import { arrivesByItself, executorsOf } from '../../src/plan/executors.ts';

test.each([
  [{ executor: 'constant-vus', vus: 3, duration: '1m' }, [false, null, 0, 0, 3]],
  [{ executor: 'ramping-vus', startVUs: 1, stages: [] }, [false, null, 0, 0, 1]],
  [{ executor: 'shared-iterations', vus: 4, iterations: 50 }, [false, 50, 0, 0, 4]],
  [{ executor: 'per-vu-iterations', vus: 4, iterations: 50 }, [false, 200, 0, 0, 4]],
  [{ executor: 'per-vu-iterations' }, [false, 1, 0, 0, 1]],
  [
    {
      executor: 'constant-arrival-rate',
      rate: 60,
      timeUnit: '1m',
      duration: '2m',
      preAllocatedVUs: 5,
      startTime: '10s',
    },
    [true, 120, 1, 130, 5],
  ],
  [
    {
      executor: 'ramping-arrival-rate',
      startRate: 10,
      stages: [
        { target: 30, duration: '10s' },
        { target: 0, duration: '10s' },
      ],
      preAllocatedVUs: 5,
      maxVUs: 9,
    },
    [true, 350, 30, 20, 9],
  ],
] as [Record<string, unknown>, unknown[]][])('%j', (config, [arrives, due, peak, until, users]) => {
  expect(executorsOf({ scenarios: { a: config } })).toEqual([{ scenario: 'a', arrives, due, peak, until, users }]);
  expect(arrivesByItself({ scenarios: { a: config } }, 'a')).toBe(arrives);
  expect(arrivesByItself({ scenarios: { a: config } }, 'b')).toBe(false);
});

test('options without scenarios have no executor', () => {
  expect(executorsOf({})).toEqual([]);
});
