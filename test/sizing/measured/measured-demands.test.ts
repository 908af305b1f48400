import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CapacityPlan } from '../../../src/result/capacity-plan.ts';
import type { SizingSettings } from '../../../src/sizing/settings.ts';
import { planExitCode } from '../../../src/sizing/verdict/plan-verdict.ts';
import { stabilityFinding } from '../../../src/stability/finding.ts';
import { demand, searched, untold } from '../../fixtures/measured.ts';
import { PLANS, plan, TIERS } from '../../fixtures/plans.ts';

type Demands = NonNullable<ReturnType<typeof searched>['demands']>;

const planned = (demands: Demands, settings: SizingSettings = {}, capacity = 359) =>
  plan({ runs: [searched('medium', capacity, { demands })], settings, only: ['medium', 'large'] });
const figure = (made: CapacityPlan, id: string) => made.figures.find((one) => one.id === id);

describe('what monitors measured', () => {
  const made = planned([demand('cpu', [0.004, 0.0002], {}, [0.2, 0.05]), demand('memory', [4e6, 5e5], {}, [1e9, 1e8])]);

  test('is taken where nobody states it, with its interval and its source', () => {
    expect(figure(made, 'cpu_time')).toMatchObject({ basis: 'measured', value: 0.004, lower: 0.0038, upper: 0.0042 });
    expect(figure(made, 'cpu_time')!.note).toBe(
      'measured by monitor app (cpu) in run 20261121-100000-capacity-medium-a1b2c3',
    );
    expect(made.asked.map(({ key }) => key)).not.toContain('plan.cpu.time');
    expect(made.demands.find((one) => one.figure === 'cpu_time')).toMatchObject({
      source: 'measured',
      measured: { monitor: 'app' },
    });
  });

  test('what is at rest is that of one replica: medium was measured with two', () => {
    expect([figure(made, 'cpu_rest')!.value, figure(made, 'memory_base')!.value]).toEqual([0.1, 5e8]);
    // 200/s × 4 ms and 0.1 in each of 2 replicas, of 4 cores.
    expect(figure(made, 'medium_cores_in_use')).toMatchObject({
      value: expect.closeTo(1, 9),
      lower: expect.closeTo(0.91, 9),
    });
    // Of a replica's 2 cores 0.1/0.7 are not there for requests: 260/s × 4 ms / 0.7 = 1.49 cores, one replica.
    expect(figure(made, 'medium_recommended_by_cores')!.value).toBe(1);
  });

  test('of a replica that is busy at rest the check of its cores says so, and its replicas are counted all the same', () => {
    const busy = planned([demand('cpu', [0.004, 0.0002], {}, [3, 0.1])]);
    expect(figure(busy, 'medium_recommended_by_cores')!.value).toBe(1);
    expect(busy.tiers[0]).toMatchObject({ carries: 'tight', says: expect.stringContaining('cores') });
  });

  test('what is stated is used, and one that measured otherwise is told', () => {
    const stated = planned([demand('cpu', [0.004, 0.0002])], { cpu: { time: 0.012 } });
    expect(figure(stated, 'cpu_time')).toMatchObject({ basis: 'stated', value: 0.012 });
    expect(stated.caveats.join('\n')).toContain(
      'plan.cpu.time states 12 ms, and measured was 4 ms (3.8 ms to 4.2 ms; monitor app, run 20261121-100000-capacity-medium-a1b2c3): the two contradict each other, and what is stated is used',
    );
    const rounded = planned([demand('cpu', [0.00396, 0.00001])], { cpu: { time: 0.004 } });
    expect(rounded.caveats.join('\n')).not.toContain('contradict');
  });

  test('the server sees a connection only while it works: stating more contradicts nothing, and a pool goes before it', () => {
    const server = demand('connections', [0.03, 0.001], {
      monitor: 'pg',
      of: 'database',
      series: 'db_connections',
      caveats: ['as the server counts it'],
    });
    const stated = (time: number) => planned([server], { database: { time } }).caveats.join('\n');
    expect(stated(0.04)).not.toContain('contradict');
    expect(stated(0.01)).toContain('plan.database.time states 10 ms');
    const both = planned([server, demand('connections', [0.05, 0.01], { monitor: 'pool' })]);
    expect(figure(both, 'database_time')).toMatchObject({ value: 0.05 });
    expect(planned([server]).caveats.join('\n')).toContain('as the server counts it');
  });

  test('takes nothing from a pool that is there, and asks for a larger one', () => {
    const pool = (hold: number) => {
      const made = planned([demand('connections', [hold, hold / 50])]);
      return figure(made, made.tiers[0]!.recommended.pool!)!.value;
    };
    // 260/s × 20 ms / 80 % is 7 of the 50 that medium states; at 200 ms it is 65.
    expect([pool(0.02), pool(0.2)]).toEqual([50, 65]);
  });

  test('of two monitors the narrower interval; of two that contradict each other the larger, with a caveat', () => {
    const wide = demand('cpu', [0.0041, 0.001], { monitor: 'page' });
    expect(figure(planned([wide, demand('cpu', [0.004, 0.0001])]), 'cpu_time')!.value).toBe(0.004);
    const against = planned([demand('cpu', [0.008, 0.001], { monitor: 'page' }), demand('cpu', [0.004, 0.0001])]);
    expect(figure(against, 'cpu_time')!.value).toBe(0.008);
    expect(against.caveats.join('\n')).toContain('the larger is taken');
  });

  test.each([
    [
      'one of several replicas',
      demand('cpu', [0.004, 0.0001], { of: 'replica' }),
      'monitor app: it watches one of 2 replicas',
    ],
    [
      'nobody knows what',
      untold('cpu', 'nothing shows that it watches the target', { of: null }),
      'monitor app: nothing shows',
    ],
  ])('of %s is asked for as before, with the reason', (_, one, reason) => {
    const asked = planned([one]);
    expect(figure(asked, 'cpu_time')!.value).toBeNull();
    expect(asked.asked.find(({ key }) => key === 'plan.cpu.time')!.says).toContain(`not measured: ${reason}`);
  });
});

describe('what limits the next tier', () => {
  test('is named with its number and interval, of what is known, and what is not known is said', () => {
    const { limit } = PLANS['measured by monitors']!();
    expect(limit).toMatchObject({
      tier: 'large',
      resource: 'database connections',
      watched: ['CPU', 'connection pool'],
    });
    expect(limit!.says).toBe(
      'at large the connection pool is the first to reach its limit: 105 connections (101 to 109) of 100 at the peak of 500 requests/s, 80 % of it from 381 requests/s (367 to 396) on; known beside it: CPU; not known: memory, disk, network',
    );
  });

  test('what the run itself saw give way first stands beside it', () => {
    const text = 'the connection pool (20 of 20) gave way first, at 310 requests/s; CPU was at 41 %';
    const finding = (verdict: 'gave-way-first' | 'held') => stabilityFinding({ judge: 'gives-way', verdict, text });
    const caveats = (verdict: 'gave-way-first' | 'held') =>
      plan({ runs: [{ ...searched('medium', 359), stability: [finding(verdict)] }] }).caveats;
    expect(caveats('gave-way-first')).toContain(`run 20261121-100000-capacity-medium-a1b2c3: ${text}`);
    expect(caveats('held').join()).not.toContain(text);
  });

  test('is not known where no use of a resource is', () => {
    const { limit, caveats } = planned([]);
    expect(limit).toMatchObject({ tier: 'large', resource: null, watched: [] });
    expect(caveats).toContain(limit!.says);
  });

  test('is of no tier where the largest was measured, or none', () => {
    expect(plan({ runs: [searched('enterprise', 1500)] }).limit).toBeNull();
    expect(plan({}).limit).toBeNull();
  });
});

describe('red stays red', () => {
  const order = ['no', 'unclear', 'tight', 'yes'];
  const amount = (max: number) => fc.double({ min: 1e-6, max, noNaN: true });

  test('nothing that monitors measured makes an answer better, nor the exit code', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 50, max: 1000, noNaN: true }),
        fc.record({ cpu: amount(0.1), rest: amount(4), memory: amount(1e8), base: amount(8e9), hold: amount(1) }),
        (capacity, { cpu, rest, memory, base, hold }) => {
          const runs = (demands: Demands) => [searched('medium', capacity, { demands })];
          const without = plan({ runs: runs([]) });
          const made = plan({
            runs: runs([
              demand('cpu', [cpu, cpu / 10], {}, [rest, rest / 10]),
              demand('memory', [memory, memory / 10], {}, [base, base / 10]),
              demand('connections', [hold, hold / 10]),
            ]),
          });
          for (const [i, tier] of made.tiers.entries())
            expect(order.indexOf(tier.carries)).toBeLessThanOrEqual(order.indexOf(without.tiers[i]!.carries));
          if (planExitCode(without) !== 0) expect(planExitCode(made)).not.toBe(0);
          expect(made.tiers).toHaveLength(TIERS.length);
        },
      ),
      { numRuns: 60 },
    );
  });
});
