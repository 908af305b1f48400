import fc from 'fast-check';
import { all, create } from 'mathjs';
import { describe, expect, test } from 'vitest';
import { CapacityPlan } from '../../src/result/capacity-plan.ts';
import { searched } from '../fixtures/measured.ts';
import { PLANS, plan, TIERS } from '../fixtures/plans.ts';

/**
 * Every number of a plan again, from its inputs by mathjs. The functions of docs/plan.md are written here once more, by
 * other ways than src/stats/queueing/mmc.ts goes: sums over the states, and the cases of the wait one by one.
 */
const math = create(all!, {});

/** Erlang C by the sum over the states, each relative to the one in which all servers are busy. */
function erlangC(servers: number, load: number): number {
  if (load >= servers) return 1;
  if (load === 0) return 0;
  let term = 1;
  let below = 0;
  for (let busy = servers; busy > 0; busy--) {
    term *= busy / load;
    below += term;
  }
  const waiting = servers / (servers - load);
  return waiting / (below + waiting);
}

/**
 * P(wait + service > t): those who find a free server, those who wait longer, and those who wait less but are served
 * too long.
 */
function tooLong(servers: number, rate: number, service: number, t: number): number {
  const load = rate * service;
  if (load >= servers) return 1;
  const waits = erlangC(servers, load);
  const drain = (servers - load) / service;
  // The integral over the wait w < t of drain·e^{−drain·w}·e^{−(t−w)/service}.
  const gap = drain - 1 / service;
  const inside = Math.abs(gap * t) < 1e-9 ? t : -Math.expm1(-gap * t) / gap;
  return (
    (1 - waits) * Math.exp(-t / service) + waits * (Math.exp(-drain * t) + drain * Math.exp(-t / service) * inside)
  );
}

/** The service time with which exactly `rate` keeps the promise, by halving. */
function serviceTime(rate: number, servers: number, quantile: number, limit: number): number {
  let [low, high] = [0, servers / rate];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (tooLong(servers, rate, middle, limit) <= 1 - quantile) low = middle;
    else high = middle;
  }
  return low;
}

const FUNCTIONS = {
  erlang_c: erlangC,
  service_time: serviceTime,
  replicas_pooled: (rate: number, service: number, quantile: number, limit: number) => {
    let servers = Math.max(1, Math.floor(rate * service));
    while (tooLong(servers, rate * (1 - 1e-9), service, limit) > 1 - quantile) servers += 1;
    return servers;
  },
  replicas_separate: (rate: number, promised: number, measured: number, imbalance: number) => {
    if (rate <= (promised / measured) * (1 + 1e-12)) return 1;
    // Rounded as mathjs rounds the other expressions: at the very edge of the noise a tolerance of another form
    // differs.
    const split = math.ceil((rate * (1 + imbalance) * measured) / promised);
    return rate <= promised * (1 + 1e-12) ? Math.min(split, measured) : split;
  },
};

function recomputed({ figures }: CapacityPlan): { id: string; said: number | null; found: number }[] {
  const scope: Record<string, unknown> = {
    ...FUNCTIONS,
    ...Object.fromEntries(figures.map(({ id, value }) => [id, value])),
  };
  return figures
    .filter(({ expression, value }) => expression !== null && value !== null)
    .map(({ id, expression, value }) => ({
      id,
      said: value,
      found: math.evaluate(expression!, new Map(Object.entries(scope))) as number,
    }));
}

function expectRecomputed(made: CapacityPlan): void {
  CapacityPlan.parse(made);
  for (const { id, said, found } of recomputed(made)) {
    if (Math.abs(said! - found) > 1e-9 * Math.max(Math.abs(found), 1e-9))
      throw new Error(`${id}: the plan says ${said}, its expression gives ${found}`);
  }
}

/** Every id of a figure that a plan's tables, growth and advice name. */
function named({ tiers, growth, advice, asked }: CapacityPlan): string[] {
  const refs = [
    ...tiers.flatMap(
      ({ rate, peak, carried, headroom, afterFailures, stated, minimum, recommended, pooled, checks }) => [
        rate,
        peak,
        carried,
        headroom,
        afterFailures,
        pooled,
        ...[stated, minimum, recommended].flatMap((sizing) => Object.values(sizing)),
        ...checks.flatMap(({ needed, stated: have, use }) => [needed, have, use]),
      ],
    ),
    ...growth.flatMap(({ rows, crossing }) => [
      ...rows.flatMap(({ demand, rate, replicas }) => [demand, rate, replicas]),
      crossing?.capacity ?? null,
      crossing?.month ?? null,
    ]),
    ...advice.flatMap(({ figures }) => figures),
    ...asked.map(({ assumed }) => assumed),
  ];
  return refs.filter((ref) => ref !== null);
}

const ratio = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const SETTINGS = fc.record(
  {
    peak: ratio(1, 5),
    headroom: ratio(0, 1),
    failures: fc.nat(3),
    imbalance: ratio(0, 0.5),
    balancing: fc.constantFrom('separate' as const, 'shared' as const),
    cpu: fc.record({ time: ratio(0.001, 0.1), utilization: ratio(0.3, 1) }, { requiredKeys: [] }),
    memory: fc.record({ perRequest: ratio(1e5, 1e8), base: ratio(1e7, 1e10) }, { requiredKeys: [] }),
    database: fc.record({ time: ratio(0.001, 0.2), utilization: ratio(0.3, 1) }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);
const RUNS = fc.uniqueArray(
  fc.record({ tier: fc.constantFrom('small', 'medium', 'large', 'enterprise'), capacity: ratio(5, 3000) }),
  {
    selector: ({ tier }) => tier,
    maxLength: 3,
  },
);

const OWNERS = fc.array(
  fc.record(
    {
      of: fc.constantFrom('process' as const, 'replica' as const, 'deployment' as const),
      workers: fc.integer({ min: 1, max: 8 }),
      maxConnections: fc.integer({ min: 1, max: 500 }),
    },
    { requiredKeys: [] },
  ),
  { minLength: TIERS.length, maxLength: TIERS.length },
);

/** The tiers with pools of so many owners. */
function owned(
  owners: readonly {
    readonly of?: 'process' | 'replica' | 'deployment';
    readonly workers?: number;
    readonly maxConnections?: number;
  }[],
) {
  return TIERS.map(({ database, api, ...tier }, i) => {
    const { of: _, ...pool } = database ?? {};
    const { workers, ...owner } = owners[i]!;
    return {
      ...tier,
      ...(api ? { api: { ...api, ...(workers ? { workers } : {}) } } : {}),
      database: { ...pool, ...owner },
    };
  });
}

describe('every number of a plan follows from its inputs', () => {
  test.each(Object.keys(PLANS))('%s: by mathjs', (name) => {
    const made = PLANS[name]!();
    expectRecomputed(made);
    expect(recomputed(made).length).toBeGreaterThan(5);
    const ids = new Set(made.figures.map(({ id }) => id));
    expect(named(made).filter((ref) => !ids.has(ref))).toEqual([]);
  });

  test('a wrong number would be found', () => {
    const made = PLANS['measured at medium']!();
    const figures = made.figures.map((figure) =>
      figure.id === 'medium_planned' ? { ...figure, value: figure.value! * 1.000001 } : figure,
    );
    expect(() => expectRecomputed({ ...made, figures })).toThrow(/medium_planned/);
  });

  test('whatever is said and measured', () => {
    fc.assert(
      fc.property(SETTINGS, RUNS, OWNERS, (settings, runs, owners) => {
        const made = plan({
          tiers: owned(owners),
          hpa: { replicas: { min: 1, max: 9 }, memory: { request: 2e9, above: 0.8 } },
          runs: runs.map(({ tier, capacity }) => searched(tier, capacity)),
          settings: settings as never,
        });
        expectRecomputed(made);
        const value = (id: string | null) => made.figures.find((figure) => figure.id === id)?.value ?? null;
        const rising = (of: (tier: CapacityPlan['tiers'][number]) => string | null) => {
          const known = made.tiers.flatMap((tier) => {
            const number = value(of(tier));
            return number === null ? [] : [{ number, measured: runs.some((run) => run.tier === tier.name) }];
          });
          // Of a measured tier what was only projected of a smaller one says nothing.
          for (const [i, { number, measured }] of known.entries())
            if (i > 0 && !measured) expect(number).toBeGreaterThanOrEqual(known[i - 1]!.number * (1 - 1e-9));
        };
        rising(({ recommended }) => recommended.cores);
        rising(({ minimum }) => minimum.cores);
        rising(({ recommended }) => recommended.totalMemory);
        for (const { minimum, recommended } of made.tiers)
          if (value(minimum.replicas) !== null)
            expect(value(recommended.replicas)).toBeGreaterThanOrEqual(value(minimum.replicas)!);
        expect(made.tiers).toHaveLength(TIERS.length);
      }),
      {
        numRuns: 80,
        // Only with its headroom was the tier below projected: the measured one's minimum was above what was
        // recommended.
        examples: [
          [
            { peak: 3.3252884204498154, headroom: 1.1102230246251568e-16, cpu: { time: 0.010104386673168186 } },
            [{ tier: 'enterprise', capacity: 865.9605261588061 }],
            [{}, {}, {}, {}],
          ],
        ],
      },
    );
  });
});
