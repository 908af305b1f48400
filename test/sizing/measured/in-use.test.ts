import { describe, expect, test } from 'vitest';
import type { MonitorResult } from '../../../src/result/monitors.ts';
import { inUseIn } from '../../../src/sizing/measured/in-use.ts';
import { measured, searched } from '../../fixtures/measured.ts';
import { plan, TIERS } from '../../fixtures/plans.ts';

type Series = MonitorResult['series'][number];
const series = (metric: string, peaks: readonly number[], tags = {}, unit: Series['unit'] = 'bytes'): Series => ({
  metric,
  tags,
  unit,
  stages: peaks.map((peak, at) => ({ stage: `${at + 1}x`, readings: 60, mean: peak, peak })),
});
const monitor = (name: string, ...all: Series[]): MonitorResult => ({
  monitor: name,
  every: 1,
  stages: [],
  series: all,
});

describe('what was in use', () => {
  test('of several disks the fullest at its most; databases that lie in one storage together', () => {
    const monitors = [
      monitor('machine', series('disk_used', [2e9, 3e9], { path: '/' }), series('disk_usage', [0.4], {}, 'ratio')),
      monitor('data', series('disk_used_bytes', [5e9, 4e9])),
      monitor(
        'database',
        series('pg_database_size_bytes', [1e9], { datname: 'a' }),
        series('pg_database_size_bytes', [3e9], { datname: 'b' }),
      ),
    ];
    expect(inUseIn({ monitors })).toEqual([
      { of: 'disk', monitor: 'data', series: 'disk_used_bytes', bytes: 5e9 },
      { of: 'storage', monitor: 'database', series: 'pg_database_size_bytes', bytes: 4e9 },
    ]);
  });

  test("the generator's disk is no replica's", () => {
    const own = { ...monitor('host', series('disk_used', [9e9])), of: 'generator' as const };
    expect(inUseIn({ monitors: [own] })).toEqual([]);
    expect(inUseIn({ monitors: [own, monitor('data', series('disk_used', [1e9]))] })).toMatchObject([{ bytes: 1e9 }]);
  });

  test('nothing where no monitor read it, or read something else by that name', () => {
    expect(inUseIn({})).toEqual([]);
    const monitors = [
      monitor('a', series('disk_used_bytes', [])),
      monitor('b', series('disk_used', [0.5], {}, 'ratio')),
    ];
    expect(inUseIn({ monitors })).toEqual([]);
  });
});

describe('a tier that states its disk', () => {
  const tiers = TIERS.map((tier) =>
    tier.name === 'medium'
      ? { ...tier, api: { ...tier.api, disk: 10e9 }, database: { ...tier.database, storage: 50e9 } }
      : tier,
  );
  const planned = (bytes: number, also: number | null = null) => {
    const run = (id: string, startedAt: string, used: number) => {
      const one = searched('medium', 359);
      return {
        ...one,
        run: { ...one.run, id, startedAt },
        monitors: [monitor('data', series('disk_used_bytes', [used]))],
      };
    };
    const made = plan({
      runs: [
        run('new', '2026-01-02T00:00:00Z', bytes),
        ...(also === null ? [] : [run('old', '2026-01-01T00:00:00Z', also)]),
      ],
      tiers,
    });
    const medium = made.tiers.find(({ name }) => name === 'medium')!;
    return { made, medium, check: medium.checks.find(({ resource }) => resource === 'disk') };
  };

  test('is held against what the newest run read', () => {
    const { made, medium, check } = planned(4e9, 9e9);
    expect(check).toMatchObject({ fits: true, says: '4 GB in use, 10 GB stated; when it is full, growth.disk tells' });
    expect(made.figures.find(({ id }) => id === 'disk_in_use')).toMatchObject({
      value: 4e9,
      basis: 'measured',
      note: 'read by monitor data (disk_used_bytes) in run new',
    });
    expect(made.figures.find(({ id }) => id === check!.use)!.value).toBeCloseTo(0.4, 12);
    expect(medium.carries).toBe('yes');
    expect(medium.checks.map(({ resource }) => resource)).not.toContain('storage');
  });

  test.each([
    [10e9, 'tight'],
    [12e9, 'unclear'],
  ])('is no plain yes on a disk that is full: %d bytes of 10 GB', (bytes, carries) => {
    const { medium, check } = planned(bytes);
    expect([check!.fits, medium.carries]).toEqual([false, carries]);
    expect(medium.says).toMatch(/of its disk:? .* in use, 10 GB stated/);
  });

  test('is not held against anything where no run read it', () => {
    const made = plan({ runs: [measured({})], tiers });
    expect(made.tiers.flatMap(({ checks }) => checks).map(({ resource }) => resource)).not.toContain('disk');
  });
});
