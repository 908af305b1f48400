import { describe, expect, test } from 'vitest';
import { limitingAdvice, RESOURCES, type Resource, type ResourceUse } from '../../../src/sizing/hpa/limiting.ts';
import { misreckoned } from '../../fixtures/arithmetic.ts';
import { stated } from '../../fixtures/demand.ts';

const CEILINGS: Record<Resource, number> = { cpu: 0.7, memory: 0.8, disk: 0.7, network: 0.7, pool: 0.8 };
const rate = stated('carried', 200);

/** Utilisation of each resource at 200 requests/s; what is left out nobody watched. */
const uses = (measured: Partial<Record<Resource, number>>, shared: readonly Resource[] = ['disk', 'pool']) =>
  Object.fromEntries(
    RESOURCES.map((resource): [Resource, ResourceUse] => [
      resource,
      {
        utilisation: measured[resource] === undefined ? null : stated(`${resource}_use`, measured[resource], 'ratio'),
        ceiling: stated(`${resource}_ceiling`, CEILINGS[resource], 'ratio'),
        owner: shared.includes(resource) ? 'shared' : 'replica',
      },
    ]),
  ) as Record<Resource, ResourceUse>;

const inputs = (used: Record<Resource, ResourceUse>) => [
  rate,
  ...Object.values(used).flatMap(({ utilisation, ceiling }) => (utilisation ? [utilisation, ceiling] : [ceiling])),
];

describe('the utilisation law', () => {
  test('half the CPU at 200 requests/s reaches 70 % at 280', () => {
    const used = uses({ cpu: 0.5, memory: 0.4, disk: 0.1, network: 0.2, pool: 0.3 });
    const found = limitingAdvice(rate, used);
    expect(found).toMatchObject({ resource: 'cpu', direction: 'horizontal', caveats: [] });
    expect(found.figures.map(({ id, value, basis }) => [id, Number(value!.toFixed(6)), basis])).toEqual([
      ['cpu_reaches_ceiling', 280, 'computed'],
      ['memory_reaches_ceiling', 400, 'computed'],
      ['disk_reaches_ceiling', 1400, 'projected'],
      ['network_reaches_ceiling', 700, 'projected'],
      ['pool_reaches_ceiling', 533.333333, 'projected'],
    ]);
    expect(found.sentences).toEqual([
      'At 200 requests/s 50 % of the CPU was used; it reaches 70 % at 280 requests/s, the first to do so.',
      'It is bound by the CPU. Every replica brings its own: add replicas (horizontal), or increase CPU cores of each (vertical).',
    ]);
    expect(misreckoned([...inputs(used), ...found.figures])).toEqual([]);
  });
});

describe('the sizing guide: what is bound, and what to do', () => {
  test.each([
    ['cpu', 'horizontal', 'increase CPU cores'],
    ['memory', 'horizontal', 'increase RAM'],
    ['disk', 'vertical', 'increase storage'],
    ['network', 'horizontal', 'upgrade network bandwidth'],
    ['pool', 'vertical', 'enlarge the pool'],
  ] as const)('%s: %s', (resource, direction, words) => {
    const found = limitingAdvice(
      rate,
      uses({ cpu: 0.1, memory: 0.1, disk: 0.1, network: 0.1, pool: 0.1, [resource]: 0.6 }),
    );
    expect(found).toMatchObject({ resource, direction });
    expect(found.sentences[1]).toContain(words);
  });

  test('what all share is not helped by replicas', () => {
    const found = limitingAdvice(rate, uses({ pool: 0.9 }));
    expect(found.sentences).toEqual([
      'At 200 requests/s 90 % of the connection pool was used; it reaches 80 % at 178 requests/s, the first to do so.',
      'It is bound by the connection pool. All replicas share it, more of them would not help: enlarge the pool as far as the database takes connections, or shorten its queries (vertical).',
    ]);
  });
});

test('what nobody watched is asked for, and may be the first', () => {
  const found = limitingAdvice(rate, uses({ cpu: 0.5 }), 'small_');
  expect(found.figures[0]!.id).toBe('small_cpu_reaches_ceiling');
  expect(found.caveats).toEqual([
    'memory was not watched: it may give way first',
    'disk utilisation was not watched: it may give way first',
    'network throughput against its bandwidth was not watched: it may give way first',
    'the share of the pool in use was not watched: it may give way first',
  ]);
  expect(limitingAdvice(rate, uses({}))).toMatchObject({ resource: null, direction: null, sentences: [], figures: [] });
  expect(limitingAdvice(rate, uses({ cpu: 0 }))).toMatchObject({ resource: null });
});
