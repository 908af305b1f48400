import { describe, expect, test } from 'vitest';
import type { Tier } from '../../../src/config/tier.ts';
import type { CapacityPlan } from '../../../src/result/capacity-plan.ts';
import { searched } from '../../fixtures/measured.ts';
import { plan, TIERS } from '../../fixtures/plans.ts';

type Database = NonNullable<Tier['database']>;

/**
 * Medium with SQLAlchemy's defaults on 4 replicas, measured to carry 459 requests/s; requests hold a connection for 400
 * ms.
 */
function made(
  database: Database,
  {
    workers,
    hpa = null,
    replicas = 4,
    time = 0.4,
  }: { workers?: number; hpa?: Parameters<typeof plan>[0]['hpa']; replicas?: number; time?: number } = {},
): CapacityPlan {
  const api = { replicas, cpu: 2, memory: 4e9, ...(workers === undefined ? {} : { workers }) };
  const tiers = TIERS.map((tier) =>
    tier.name === 'medium' ? { ...tier, api, database: { pool: 5, overflow: 10, ...database } } : tier,
  );
  return plan({
    tiers,
    runs: [searched('medium', 459)],
    settings: { database: { time } },
    only: ['medium', 'enterprise'],
    hpa: hpa ?? null,
  });
}

const value = ({ figures }: CapacityPlan, id: string | null) =>
  figures.find((figure) => figure.id === id)?.value ?? null;
const medium = ({ tiers }: CapacityPlan) => tiers.find(({ name }) => name === 'medium')!;
const check = (one: CapacityPlan, resource: string) => medium(one).checks.find((found) => found.resource === resource);
const sizes = (one: CapacityPlan) => {
  const { pool, overflow, pools, connections } = medium(one).recommended;
  return [pool, overflow, pools, connections].map((id) => value(one, id));
};
const texts = ({ advice, caveats, hpa }: CapacityPlan) =>
  [...advice.map(({ text }) => text), ...caveats, ...(hpa?.says ?? []), ...(hpa?.caveats ?? [])].join('\n');

describe('80 connections in use at the peak, 130 kept for the planned load', () => {
  test('of each process: 4 × 4 pools', () => {
    const one = made({ of: 'process' }, { workers: 4 });
    expect(value(one, check(one, 'database connections')!.use)).toBeCloseTo(1, 12);
    expect(sizes(one)).toEqual([9, 10, 16, 304]);
    expect(value(one, medium(one).stated.connections)).toBe(240);
  });

  test('of each replica', () => {
    const one = made({ of: 'replica' });
    expect(value(one, check(one, 'database connections')!.use)).toBeCloseTo(4, 12);
    expect(sizes(one)).toEqual([33, 10, 4, 172]);
  });

  test('of the deployment', () => {
    const one = made({ of: 'deployment' });
    expect(value(one, check(one, 'database connections')!.use)).toBeCloseTo(16, 12);
    expect(sizes(one)).toEqual([130, 10, null, 140]);
  });

  test('of nobody knows whom: known in all, and asked for', () => {
    const one = made({});
    expect(check(one, 'database connections')).toMatchObject({ use: null, fits: null });
    expect(sizes(one)).toEqual([130, null, null, null]);
    expect(texts(one)).toContain('medium does not state whose the pool is');
    expect(texts(one)).not.toContain('bound by the connection pool');
  });

  test('what suffices in any case suffices', () => {
    const one = made({ pool: 100 });
    expect(check(one, 'database connections')).toMatchObject({ fits: true });
    expect(texts(one)).not.toContain('whose the pool is');
  });

  test('of each process, and nobody says how many there are', () => {
    const one = made({ of: 'process' });
    expect(check(one, 'database connections')).toMatchObject({ use: null, fits: null });
    expect(texts(one)).toContain('medium does not state the processes of a replica (api.workers)');
  });

  test('a tier that states no pool has them as the nearest smaller one', () => {
    const one = made({ of: 'process' }, { workers: 4 });
    const { recommended } = one.tiers.find(({ name }) => name === 'enterprise')!;
    expect(value(one, recommended.pools)).toBe(4 * value(one, recommended.replicas)!);
    expect(value(one, recommended.pool)! * value(one, recommended.pools)!).toBeGreaterThanOrEqual((1300 * 0.4) / 0.8);
  });
});

describe('against what the server takes', () => {
  const of = (maxConnections: number, most = 20) =>
    made({ of: 'process', maxConnections }, { workers: 4, hpa: { replicas: { min: 2, max: most } } });

  test('as stated, as recommended, and with as many replicas as the autoscaler may run', () => {
    const one = of(200);
    expect(check(one, 'connections of the server')).toMatchObject({
      fits: false,
      says: 'its pools may open 240 connections, and the server takes 200',
    });
    for (const said of [
      'medium as stated may open 240 connections, and the server takes 200',
      'medium as recommended may open 304 connections',
      '20 replicas may open 1,200 connections, and the server takes 200',
    ])
      expect(texts(one)).toContain(said);
  });

  test('what it takes is no finding', () => {
    const one = of(1200);
    expect(check(one, 'connections of the server')).toMatchObject({ fits: true });
    expect(texts(one)).not.toContain('and the server takes');
    expect(texts(one)).toContain('Its 20 replicas may open 1,200 connections of the 1,200 that the server takes');
  });

  test('of nobody knows whom: too many already as one pool, else asked for', () => {
    expect(check(made({ maxConnections: 10 }), 'connections of the server')).toMatchObject({ fits: false });
    const one = made({ maxConnections: 100 }, { time: 0.01, hpa: {} });
    expect(check(one, 'connections of the server')).toMatchObject({ fits: null });
    expect(texts(one)).toContain('what 20 replicas may open at the database is not known');
    expect(texts(one)).toContain('whether its pools suffice is not known');
  });

  test('a pool of the deployment does not grow with its replicas', () => {
    expect(texts(made({ of: 'deployment', maxConnections: 15 }, { time: 0.01, hpa: {} }))).not.toMatch(
      /replicas (may )?open/,
    );
  });

  test('pools that do not suffice are nothing that the CPU shows', () => {
    expect(texts(made({ of: 'replica' }, { hpa: {} }))).toContain('not enough database connections as stated (400 %');
  });

  test('what the server takes is asked for', () => {
    expect(texts(made({ of: 'replica' }, { hpa: {} }))).toContain('write database.maxConnections of medium');
  });
});
