import { describe, expect, test } from 'vitest';
import { arrivesByItself, executorsOf, scriptRate } from '../../src/plan/executors.ts';
import { planScript } from '../../src/plan/make-plan.ts';

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
  [
    { executor: 'poisson-arrival-rate', startRate: 10, stages: [{ target: 10, duration: '10s' }], maxVUs: 9 },
    [true, 100, 10, 10, 9],
  ],
] as [Record<string, unknown>, unknown[]][])('%j', (config, [arrives, due, peak, until, users]) => {
  const random = config['executor'] === 'poisson-arrival-rate';
  expect(executorsOf({ scenarios: { a: config } })).toEqual([
    { scenario: 'a', arrives, random, due, peak, until, users },
  ]);
  expect(arrivesByItself({ scenarios: { a: config } }, 'a')).toBe(arrives);
  expect(arrivesByItself({ scenarios: { a: config } }, 'b')).toBe(false);
});

test('options without scenarios have no executor', () => {
  expect(executorsOf({})).toEqual([]);
});

const constant = { executor: 'constant-arrival-rate', rate: 600, timeUnit: '1m' };
const ramping = {
  executor: 'ramping-arrival-rate',
  startRate: 5,
  timeUnit: '1s',
  stages: [{ target: 40 }, { target: 10 }],
};

describe('scriptRate', () => {
  test('adds the peaks of arrival-rate executors, per second', () => {
    expect(scriptRate({ scenarios: { a: constant, b: ramping, c: { executor: 'constant-vus', vus: 9 } } })).toBe(50);
    expect(scriptRate({})).toBe(0);
  });

  test('is held to the ceiling', () => {
    const ceilings = { maxRate: 30, maxVUs: 100, maxDuration: 100 };
    const options = { scenarios: { b: ramping } };
    const plan = () => planScript({ scenario: 's', tier: null, options, maxVUs: 1, duration: 1, seed: 1, ceilings });
    expect(plan).toThrow(/40 requests\/s, above maxRate: 30/);
  });
});
