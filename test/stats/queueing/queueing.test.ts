import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  boundedQueue,
  closedQueue,
  kneeRate,
  littleConcurrency,
  meanWaitGeneral,
  saturationCustomers,
} from '../../../src/stats/queueing/general.ts';
import {
  erlangB,
  erlangC,
  maxRateForQuantile,
  queueMeans,
  serversFor,
  sojournQuantile,
  sojournTail,
  waitQuantile,
  waitTail,
} from '../../../src/stats/queueing/mmc.ts';

type Row = Record<string, number | string>;
const truth: Record<string, Row[]> = JSON.parse(
  readFileSync(new URL('../../fixtures/truth/queueing.json', import.meta.url), 'utf8'),
);
const rows = (section: string) =>
  truth[section]!.map((row) => ({ name: JSON.stringify(row), at: (key: string) => fraction(row[key]!) }));
const fraction = (value: number | string) => {
  if (typeof value === 'number') return value;
  const [above, below = '1'] = value.split('/');
  return Number(above) / Number(below);
};
const near = (actual: number, expected: number, relative = 1e-11) =>
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(relative * Math.abs(expected));

describe('the vectors of queueing.json', () => {
  it.each(rows('mmc'))('M/M/c $name', ({ at }) => {
    const queue = { servers: at('c'), serviceTime: 0.02, rate: at('a') / 0.02 };
    const means = queueMeans(queue);
    near(erlangB(at('c'), at('a')), at('erlangB'));
    near(erlangC(at('c'), at('a')), at('erlangC'));
    near(means.utilization, at('rho'));
    near(means.waiting, at('Lq'));
    near(means.inSystem, at('L'));
    near(means.wait / 0.02, at('Wq_over_S'));
    near(means.sojourn / 0.02, at('W_over_S'));
    near(sojournQuantile(queue, 0.95) / 0.02, at('p95_T'));
    near(sojournQuantile(queue, 0.99) / 0.02, at('p99_T'));
    near(waitQuantile(queue, 0.95) / 0.02, at('p95_Wq'));
    near(waitQuantile(queue, 0.99) / 0.02, at('p99_Wq'));
  });

  it.each(rows('staffing'))('staffing $name', ({ at }) => {
    const rate = at('offered_erlangs') / 180;
    const limit = at('wait_over_service') * 180;
    const servers = serversFor({ rate, serviceTime: 180, quantile: at('target'), limit, of: 'wait' });
    expect(servers).toBe(at('min_servers'));
    near(1 - waitTail({ servers: at('min_servers'), serviceTime: 180, rate }, limit), at('achieved'));
  });

  it.each(rows('max_rps_within_slo'))('highest rate $name', ({ at }) => {
    const serviceTime = at('service_ms') / 1000;
    const rate = maxRateForQuantile({
      servers: at('c'),
      serviceTime,
      quantile: at('quantile'),
      limit: at('slo_ms') / 1000,
    });
    near(rate, at('max_rps'));
    near((rate * serviceTime) / at('c'), at('util'));
  });

  it.each(rows('mmck'))('M/M/c/K $name', ({ at }) => {
    const queue = boundedQueue({ servers: at('c'), serviceTime: 0.5, rate: at('a') / 0.5, places: at('K') });
    near(queue.refused, at('p_block'));
    near(queue.inSystem, at('L'));
    near(queue.sojourn / 0.5, at('W_over_S'));
  });

  it.each(rows('mg1_pollaczek_khinchine'))('M/G/1 $name', ({ at }) => {
    const queue = { servers: 1, serviceTime: 1, rate: at('rho') };
    near(meanWaitGeneral(queue, { arrivals: 1, service: Math.sqrt(at('cs2')) }), at('Wq_over_S'));
    near(queue.rate * at('Wq_over_S'), at('Lq'));
  });

  it.each(rows('ggc_allen_cunneen'))('GI/G/c $name', ({ at }) => {
    const queue = { servers: at('c'), serviceTime: 1, rate: at('rho') * at('c') };
    const cv = { arrivals: Math.sqrt(at('ca2')), service: Math.sqrt(at('cs2')) };
    near(meanWaitGeneral(queue, cv), at('Wq_over_S_allen_cunneen'));
  });

  it.each(rows('closed_mva_single_queue'))('closed M/M/1 $name', ({ at }) => {
    const { throughput, response } = closedQueue({ customers: at('N'), serviceTime: at('S'), thinkTime: at('Z') });
    near(throughput, at('X'));
    near(response, at('R'), 1e-10);
    near(littleConcurrency(throughput, response, at('Z')), at('N'));
  });

  it.each(rows('littles_law'))('Little $name', ({ at }) => {
    near(littleConcurrency(at('X'), at('R')), at('N'));
  });

  it('the textbook: M/M/1 at 0.9, the Erlang B table, the call centre', () => {
    const means = queueMeans({ servers: 1, serviceTime: 1, rate: 0.9 });
    expect(means.inSystem).toBeCloseTo(9, 10);
    expect(means.waiting).toBeCloseTo(8.1, 10);
    expect(erlangB(5, 3)).toBeCloseTo(0.1101, 4);
    expect(erlangB(10, 5)).toBeCloseTo(0.0184, 4);
    expect(erlangC(14, 10)).toBeCloseTo(0.1741, 4);
    expect(1 - waitTail({ servers: 14, serviceTime: 180, rate: 10 / 180 }, 20)).toBeCloseTo(0.888, 3);
  });
});

describe('the vectors of knee.json', () => {
  const knee = JSON.parse(readFileSync(new URL('../../fixtures/truth/knee.json', import.meta.url), 'utf8'));

  it.each(knee.kleinrock_power_knee_mmc as Record<string, number>[])('M/M/c, c = $c', (row) => {
    const [servers, serviceTime] = [row['c']!, 0.02];
    const rate = kneeRate(servers, serviceTime);
    const { utilization, sojourn, inSystem } = queueMeans({ servers, serviceTime, rate });
    // The reference's own search stopped 8e-9 from the exact 1/2 of one server.
    near(rate * serviceTime, row['a_knee']!, 1e-7);
    near(utilization, row['rho_knee']!, 1e-7);
    near(sojourn / serviceTime, row['W_over_S']!, 1e-7);
    near(inSystem, row['L']!, 1e-7);
  });

  it('a closed system starts to queue at (D + Z)/Dmax', () => {
    const { S, Z, Nstar } = knee.closed_system_knee;
    near(saturationCustomers([S], Z), Nstar);
    near(saturationCustomers([0.1, 0.3, 0.2], 2.4), 10);
  });
});

const queues = fc
  .record({
    servers: fc.integer({ min: 1, max: 300 }),
    serviceTime: fc.double({ min: 1e-4, max: 100, noNaN: true }),
    utilization: fc.double({ min: 0.01, max: 0.999, noNaN: true }),
  })
  .map(({ servers, serviceTime, utilization }) => ({
    servers,
    serviceTime,
    rate: (utilization * servers) / serviceTime,
  }));
const quantiles = fc.double({ min: 0.01, max: 0.9999, noNaN: true });

describe('properties', () => {
  it('a quantile inverts its tail', () => {
    fc.assert(
      fc.property(queues, quantiles, (queue, q) => {
        expect(sojournTail(queue, sojournQuantile(queue, q))).toBeCloseTo(1 - q, 9);
        expect(waitTail(queue, waitQuantile(queue, q))).toBeLessThanOrEqual(1 - q + 1e-9);
      }),
    );
  });

  it('the tail is a probability, falls with time, and rises with the rate', () => {
    fc.assert(
      fc.property(queues, fc.double({ min: 0, max: 60, noNaN: true }), (queue, x) => {
        const t = x * queue.serviceTime;
        const tail = sojournTail(queue, t);
        expect(tail).toBeGreaterThanOrEqual(waitTail(queue, t) - 1e-12);
        expect(tail).toBeLessThanOrEqual(1);
        expect(sojournTail(queue, t * 1.1)).toBeLessThanOrEqual(tail + 1e-12);
        expect(sojournTail({ ...queue, rate: queue.rate * 0.9 }, t)).toBeLessThanOrEqual(tail + 1e-12);
      }),
    );
  });

  it('the highest rate meets the limit, one a millionth higher does not', () => {
    fc.assert(
      fc.property(
        queues,
        quantiles,
        fc.double({ min: 0.5, max: 20, noNaN: true }),
        ({ servers, serviceTime }, q, x) => {
          const promise = { servers, serviceTime, quantile: q, limit: x * serviceTime };
          const rate = maxRateForQuantile(promise);
          const tail = (at: number) => sojournTail({ servers, serviceTime, rate: at }, promise.limit);
          if (rate === 0) {
            expect(tail(0)).toBeGreaterThan(1 - q);
            return;
          }
          expect(tail(rate)).toBeLessThanOrEqual(1 - q + 1e-9);
          expect(tail(rate * (1 + 1e-6))).toBeGreaterThan(1 - q);
        },
      ),
    );
  });

  it('staffing gives the fewest servers that meet the limit', () => {
    fc.assert(
      fc.property(queues, quantiles, fc.double({ min: 0.5, max: 20, noNaN: true }), ({ rate, serviceTime }, q, x) => {
        const limit = x * serviceTime;
        const servers = serversFor({ rate, serviceTime, quantile: q, limit });
        if (servers === undefined) {
          expect(Math.exp(-limit / serviceTime)).toBeGreaterThanOrEqual(1 - q);
          return;
        }
        expect(sojournTail({ servers, serviceTime, rate }, limit)).toBeLessThanOrEqual(1 - q);
        if (servers > 1) expect(sojournTail({ servers: servers - 1, serviceTime, rate }, limit)).toBeGreaterThan(1 - q);
      }),
    );
  });

  it('the tail is continuous through a = c − 1, where the formula divides by zero', () => {
    for (const servers of [2, 5, 40, 400]) {
      for (const t of [0.001, 1, 3, 50]) {
        const tail = (load: number) => sojournTail({ servers, serviceTime: 1, rate: load }, t);
        const limit = (1 + erlangC(servers, servers - 1) * t) * Math.exp(-t);
        near(tail(servers - 1), limit, 1e-12);
        near(tail(servers - 1 + 1e-9), limit, 1e-7);
        near(tail(servers - 1 - 1e-9), limit, 1e-7);
      }
    }
  });

  it('M/M/c/K tends to M/M/c as the room grows, and to full service under any overload', () => {
    const queue = { servers: 4, serviceTime: 0.1, rate: 30 };
    near(boundedQueue({ ...queue, places: 400 }).inSystem, queueMeans(queue).inSystem, 1e-9);
    const flooded = boundedQueue({ ...queue, rate: 1e12, places: 5000 });
    near(flooded.inSystem, 5000, 1e-6);
    near(flooded.sojourn, (5000 / 4) * 0.1, 1e-6);
  });
});

describe('edges', () => {
  it('a queue without a steady state never ends', () => {
    const full = { servers: 3, serviceTime: 1, rate: 3 };
    expect(sojournTail(full, 1e9)).toBe(1);
    expect(sojournQuantile(full, 0.5)).toBe(Number.POSITIVE_INFINITY);
    expect(waitQuantile(full, 0.5)).toBe(Number.POSITIVE_INFINITY);
    expect(queueMeans(full)).toEqual({
      utilization: 1,
      wait: Number.POSITIVE_INFINITY,
      sojourn: Number.POSITIVE_INFINITY,
      waiting: Number.POSITIVE_INFINITY,
      inSystem: Number.POSITIVE_INFINITY,
    });
  });

  it('an empty queue only serves', () => {
    expect(queueMeans({ servers: 2, serviceTime: 0.5, rate: 0 })).toMatchObject({ wait: 0, sojourn: 0.5, inSystem: 0 });
    expect(sojournTail({ servers: 2, serviceTime: 0.5, rate: 0 }, 1)).toBeCloseTo(Math.exp(-2), 12);
    expect(boundedQueue({ servers: 1, serviceTime: 2, rate: 0, places: 1 })).toEqual({
      refused: 0,
      inSystem: 0,
      sojourn: 2,
    });
  });

  it('a limit that the service alone misses has no rate and no staffing', () => {
    expect(maxRateForQuantile({ servers: 100, serviceTime: 1, quantile: 0.95, limit: 2 })).toBe(0);
    expect(serversFor({ rate: 1, serviceTime: 1, quantile: 0.95, limit: 2 })).toBeUndefined();
  });

  it('thousands of servers do not overflow', () => {
    expect(erlangC(100_000, 99_000)).toBeGreaterThan(0);
    expect(erlangC(100_000, 99_000)).toBeLessThan(0.01);
  });

  it.each([
    () => erlangB(0, 1),
    () => erlangB(1.5, 1),
    () => erlangC(2, -1),
    () => erlangC(2, Number.NaN),
    () => sojournTail({ servers: 1, serviceTime: 0, rate: 1 }, 1),
    () => sojournTail({ servers: 1, serviceTime: 1, rate: 0.5 }, -1),
    () => sojournQuantile({ servers: 1, serviceTime: 1, rate: 0.5 }, 1),
    () => maxRateForQuantile({ servers: 1, serviceTime: 1, quantile: 0.95, limit: Number.POSITIVE_INFINITY }),
    () => boundedQueue({ servers: 2, serviceTime: 1, rate: 1, places: 1 }),
    () => closedQueue({ customers: 0, serviceTime: 1, thinkTime: 1 }),
    () => kneeRate(0, 1),
    () => littleConcurrency(-1, 1),
    () => saturationCustomers([0], 1),
    () => meanWaitGeneral({ servers: 1, serviceTime: 1, rate: 0.5 }, { arrivals: -1, service: 1 }),
  ])('refuses what is no queue: %s', (call) => {
    expect(call).toThrow(RangeError);
  });
});
