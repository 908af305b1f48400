import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parseGrowthFlag, withRates } from '../../../src/config/growth/flag.ts';
import { readHistories } from '../../../src/config/growth/histories.ts';
import {
  baseOf,
  idOf,
  looksLikeLoad,
  requestUnit,
  sameQuantity,
  secondsCounted,
} from '../../../src/config/growth/names.ts';
import { growthFindings } from '../../../src/config/growth/rules.ts';
import { GrowthSection } from '../../../src/config/growth/section.ts';
import { loadProject } from '../../../src/config/load.ts';
import { ServiceConfig } from '../../../src/config/service-config.ts';
import { UserError } from '../../../src/errors.ts';
import { checkSchema } from '../../../src/input/explain.ts';
import { formatPath } from '../../../src/input/finding.ts';

const faults = (growth: unknown) =>
  checkSchema(ServiceConfig, { growth }).findings.map(
    ({ path, what, next }) => `${formatPath(path)}: ${what}${next ? ` | ${next}` : ''}`,
  );
const findings = (growth: object) =>
  growthFindings(ServiceConfig.parse({ growth }).growth).map(
    ({ level, path, what, next }) => `${level} ${formatPath(path)}: ${what}${next ? ` | ${next}` : ''}`,
  );

describe('the growth section', () => {
  test('rates, milestones and history, with their amounts', () => {
    const { growth } = ServiceConfig.parse({
      growth: {
        requests: { rate: '15%/month' },
        'requests/day': {
          now: '100K',
          since: '2026-01-23',
          milestones: { '+3mo': '250K', '+1y': 1e6, '2027-06-01': '1.5M' },
          peak: 3,
        },
        'GPU hours': { unit: 'hours', history: 'gpu.csv' },
        users: { rate: '2.5 % per week' },
        shrinking: { now: 7, rate: '-40%/year' },
      },
    });
    expect(growth).toEqual({
      requests: { rate: { ratio: 0.15, period: 'month' } },
      'requests/day': {
        now: 100_000,
        since: '2026-01-23',
        milestones: { '+3mo': 250_000, '+1y': 1_000_000, '2027-06-01': 1_500_000 },
        peak: 3,
      },
      'GPU hours': { unit: 'hours', history: 'gpu.csv' },
      users: { rate: { ratio: 0.025, period: 'week' } },
      shrinking: { now: 7, rate: { ratio: -0.4, period: 'year' } },
    });
  });

  test.each([
    [
      { requests: { rate: '15%' } },
      'growth.requests.rate: "15%" does not say in which time | write 15%/month, 2%/week or 40%/year',
    ],
    [
      { requests: { rate: 'fast' } },
      'growth.requests.rate: "fast" is no growth rate | write 15%/month, 2%/week or 40%/year',
    ],
    [{ requests: { rate: 0.15 } }, 'growth.requests.rate: expected a growth rate such as 15%/month, found 0.15'],
    [
      { requests: { rate: '-100%/month' } },
      'growth.requests.rate: "-100%/month" leaves nothing after one month | write 15%/month, 2%/week or 40%/year',
    ],
    [
      { requests: { rate: '901%/month' } },
      'growth.requests.rate: "901%/month" is more than tenfold a month | say what is expected at certain times instead (milestones), at most 120 months ahead',
    ],
    [{ requests: '15%/month' }, 'growth.requests: expected fields, found "15%/month"'],
    [{ requests: { rat: '15%/month' } }, 'growth.requests.rat: unknown field "rat" | did you mean `rate`?'],
    [
      { x: { now: '5 TB' } },
      'growth.x.now: "5 TB" is no amount: write 250000, 250K (thousands), 1.5M or 2G; the unit stands beside it',
    ],
    [
      { x: { now: -1 } },
      'growth.x.now: -1 is no amount: write 250000, 250K (thousands), 1.5M or 2G; the unit stands beside it',
    ],
    [{ x: { now: 1, since: '2026-02-30' } }, 'growth.x.since: "2026-02-30" is no day: write 2026-01-23'],
    [
      { x: { now: 1, milestones: { '3mo': 2 } } },
      'growth.x.milestones["3mo"]: "3mo" as a key: "3mo" is no time: write +3mo, +1y, +6w or a day such as 2027-01-23',
    ],
    [
      { '9x': { rate: '1%/month' } },
      'growth["9x"]: "9x" as a key: "9x" is no name of a quantity: write letters, digits, spaces and / . _ -',
    ],
    [{ x: { peak: 0.5 } }, 'growth.x.peak: must be at least 1, found 0.5'],
  ])('%j is refused', (growth, message) => {
    expect(
      faults(growth).map((line) =>
        line.replace('milestones.3mo', 'milestones["3mo"]').replace('growth.9x', 'growth["9x"]'),
      ),
    ).toEqual([message]);
  });

  test.each([
    ['40% yoy', '40%/year'],
    ['5% MoM', '5%/month'],
    ['5 % per mo.', '5%/month'],
    ['12%/qtr', '12%/quarter'],
    ['+8% p.a.', '8%/year'],
  ])('what %s means is told', (rate, meant) => {
    const { error } = GrowthSection.safeParse({ requests: { rate } });
    expect(JSON.stringify(error?.issues)).toContain(`write ${meant}`);
  });

  test.each([
    ['1_200_000', 'write 1200000'],
    ['1,200,000', 'write 1200000'],
    ['300 million', 'write 300M'],
    ['1.2bn', 'write 1.2G'],
    ['1.2M/day', 'write the amount alone, and the time in the name: requests/day'],
  ])('what the amount %s means is told', (now, meant) => {
    expect(GrowthSection.safeParse({ x: { now } }).error?.issues[0]?.message).toContain(meant);
  });
});

describe('what goes together', () => {
  test('the usual ways are fine', () => {
    expect(
      findings({
        requests: { rate: '15%/month' },
        data: { rate: '5%/month', now: 1.2, limit: 4 },
        storage: { now: 5, unit: 'TB', milestones: { '+3mo': 12 } },
        sessions: { history: 'sessions.csv' },
      }),
    ).toEqual([]);
  });

  test.each([
    [
      { x: {} },
      'error growth.x: nothing says how it grows | write rate (15%/month), milestones (+3mo: 250K) or history (a CSV file)',
    ],
    [
      { x: { now: 1, rate: '1%/month', milestones: { '+3mo': 2 } } },
      'error growth.x: it grows in one way, not by rate and milestones | write rate (15%/month), milestones (+3mo: 250K) or history (a CSV file)',
    ],
    [
      { x: { milestones: { '+3mo': 2 } } },
      'error growth.x: `now` is missing, from which the milestones lead on | write now: 100K',
    ],
    [
      { 'requests/day': { rate: '1%/month' } },
      'error growth["requests/day"]: `now` is missing, which the rate multiplies | write now: 100K, or grow `requests`, which begins at the rate of the tier',
    ],
    [
      { x: { since: '2026-01-23', rate: '1%/month' } },
      'error growth.x.since: `since` is the day of `now`, which is missing | write now: 100',
    ],
    [
      { x: { now: 1, history: 'x.csv' } },
      'error growth.x.now: `now` has no place beside `history`, which tells it | take it out',
    ],
    [{ x: { now: 0, rate: '1%/month' } }, 'error growth.x.now: nothing grows by a rate from 0 | write milestones'],
    [{ x: { now: 1, milestones: {} } }, 'error growth.x.milestones: there is no milestone | write +3mo: 250K'],
    [
      { x: { now: 1, milestones: { '+12mo': 2, '+1y': 3 } } },
      'error growth.x.milestones["+1y"]: +12mo and +1y are the same time',
    ],
    [
      { x: { now: 1, since: '2026-01-23', milestones: { '2026-01-23': 2 } } },
      'error growth.x.milestones.2026-01-23: 2026-01-23 is not after 2026-01-23, the day of `now`',
    ],
    [
      { requests: { rate: '1%/month' }, 'Requests / day': { now: 1, rate: '1%/month' } },
      'error growth["Requests / day"]: "Requests / day" and "requests" say how one thing grows | keep one of them',
    ],
    [
      { 'GPU hours': { rate: '1%/month' }, 'gpu-hours': { rate: '1%/month' } },
      'error growth.gpu-hours: "gpu-hours" and "GPU hours" say how one thing grows | keep one of them',
    ],
    [
      { x: { rate: '1%/month', peak: 2 } },
      'warning growth.x.peak: `peak` has no effect: it turns requests counted by a time into a rate',
    ],
    [
      { requests: { rate: '1%/month', limit: 400 } },
      'error growth.requests.limit: the limit of requests is what is measured | take it out: `loadkit capacity` finds it',
    ],
    [
      { storage: { rate: '5%/month', limit: 4 } },
      'error growth.storage.limit: `limit` says how much there may be, and nothing how much there is | write now: 1.2',
    ],
    [
      { users: { rate: '1%/month', unit: 'people' } },
      'warning growth.users.unit: `unit` has no effect: "users" says it',
    ],
  ])('%j', (growth, line) => expect(findings(growth)).toEqual([line]));
});

test('names', () => {
  expect(
    ['requests', 'Requests/s', 'requests / day', 'users', 'sessions', 'models', 'constructor'].map(baseOf),
  ).toEqual(['requests', 'requests', 'requests', 'users', 'users', undefined, undefined]);
  expect(['requests', 'requests/day', 'requests/hour', 'toString'].map(secondsCounted)).toEqual([
    undefined,
    86_400,
    3600,
    undefined,
  ]);
  expect(['GPU hours', 'requests / day', 'a.b-c'].map(idOf)).toEqual(['gpu_hours', 'requests_day', 'a_b_c']);
  expect(sameQuantity('models', 'storage')).toBe(false);
});

test.each([
  [
    'requests/s',
    ['requests', 'req/s', 'reqs/sec', 'requests/second', 'requests per second', 'requests_per_second', 'rps', 'RPS'],
  ],
  ['requests/min', ['requests/min', 'requests/minute', 'req/min', 'Requests / Minutes', 'RPM', 'requests-per-minute']],
  ['requests/hour', ['requests/h', 'req/hr', 'requests per hour', 'rph']],
  ['requests/day', ['requests/d', 'requests/days', 'RPD']],
  ['requests/week', ['requests/week', 'reqs/wk', 'requests per week']],
  ['requests/month', ['requests/mo', 'requests/month']],
  ['requests/year', ['requests/y', 'requests/years']],
])('%s in the ways that people write it', (unit, names) => {
  expect(names.map((name) => [name, requestUnit(name), baseOf(name)])).toEqual(
    names.map((name) => [name, unit, 'requests']),
  );
});

test('users in the ways that people write them', () => {
  const names = ['user', 'Concurrent users', 'concurrent_users', 'virtual-users', 'VUs', 'session'];
  expect(names.map(baseOf)).toEqual(names.map(() => 'users'));
});

describe('what may mean the load and is none that is known is refused: it would be told as a quantity of its own', () => {
  const LIKE = [
    'requests/fortnight',
    'req/m',
    'requests/ms',
    'API requests/min',
    'qps',
    'kRPS',
    'Mreq/s',
    'TPS',
    'queries/s',
    'hits per day',
    'peak rps',
  ].concat([
    'calls/min',
    'transactions/s',
    'traffic',
    'throughput',
    'load',
    'daily requests',
    'requests per 5 minutes',
    'daily active users',
    'DAU',
    'users/day',
  ]);

  test.each(LIKE)('%s', (name) => {
    expect(findings({ [name]: { now: 5, rate: '1%/month' } }).join()).toMatch(
      /^error growth.*: ".*" may mean the load, in no unit that is known \| write requests\/s, \/min, \/hour/,
    );
    expect(findings({ [name]: { now: 5, rate: '1%/month', limit: 9 } })).toEqual([]);
  });

  test('also as the unit of something', () => {
    const checkout = { now: 5, rate: '1%/month', unit: 'req/s' };
    expect(findings({ checkout })[0]).toContain(
      'error growth.checkout.unit: its unit is that of a load, which "checkout" is not',
    );
    expect(findings({ checkout: { ...checkout, limit: 9 } })).toEqual([]);
    expect(findings({ traffic: { ...checkout, unit: 'TB' } })).toEqual([]);
  });

  test('everything else has its own name', () => {
    const own = [
      'GPU hours',
      'models',
      'storage',
      'orders/day',
      'pull requests',
      'data',
      'tenants',
      'maps',
      'workload',
      'users table',
    ];
    expect(own.filter((name) => looksLikeLoad(name) || baseOf(name))).toEqual([]);
  });
});

describe('--growth', () => {
  const problems = (run: () => unknown) => {
    try {
      run();
    } catch (error) {
      if (error instanceof UserError) return error.message.split('\n');
      throw error;
    }
    return [];
  };

  test('rates by quantity', () => {
    expect([...parseGrowthFlag('requests=15%/month,users=10%/month, data = 5 %/month')]).toEqual([
      ['requests', { ratio: 0.15, period: 'month' }],
      ['users', { ratio: 0.1, period: 'month' }],
      ['data', { ratio: 0.05, period: 'month' }],
    ]);
  });

  test('every mistake is told at once', () => {
    expect(problems(() => parseGrowthFlag('requests=15%,15%/month,,users=x,data=1%/month,data=2%/month'))).toEqual([
      '--growth: requests: "15%" does not say in which time',
      '  next: write 15%/month, 2%/week or 40%/year',
      '--growth: "15%/month" is no quantity with its growth',
      '  next: write it as requests=15%/month,users=10%/month,data=5%/month',
      '--growth: an entry is empty',
      '  next: write it as requests=15%/month,users=10%/month,data=5%/month',
      '--growth: users: "x" is no growth rate',
      '  next: write 15%/month, 2%/week or 40%/year',
      '--growth: data is said twice',
      '  next: say it once',
    ]);
  });

  const rates = parseGrowthFlag('requests=15%/month,storage=5%/month');

  test('takes the place of what is said of the same thing, from the same beginning', () => {
    const { growth } = ServiceConfig.parse({
      growth: {
        'requests/day': { now: '100K', milestones: { '+3mo': '250K' } },
        storage: { now: 5, unit: 'TB', since: '2026-01-23', milestones: { '+3mo': 12 } },
        models: { now: 10, milestones: { '+3mo': 25 } },
      },
    });
    expect(withRates(growth, rates)).toEqual({
      requests: { rate: { ratio: 0.15, period: 'month' } },
      storage: { now: 5, unit: 'TB', since: '2026-01-23', rate: { ratio: 0.05, period: 'month' } },
      models: { now: 10, milestones: { '+3mo': 25 } },
    });
    expect(Object.keys(withRates({}, rates))).toEqual(['requests', 'storage']);
  });

  test('one unit has many names: a rate of rps grows from what requests/s begin at', () => {
    const { growth } = ServiceConfig.parse({
      growth: { 'requests/min': { now: 18_000, milestones: { '+3mo': '20K' } } },
    });
    expect(withRates(growth, parseGrowthFlag('RPM=20%/month'))).toEqual({
      'requests/min': { now: 18_000, rate: { ratio: 0.2, period: 'month' } },
    });
    expect(problems(() => withRates(growth, parseGrowthFlag('qps=20%/month')))[0]).toBe(
      '--growth: "qps" may mean the load, in no unit that is known',
    );
  });

  test('requests per day need a beginning', () => {
    expect(problems(() => withRates({}, parseGrowthFlag('requests/day=15%/month')))[0]).toBe(
      '--growth: nothing says how many requests/day there are now',
    );
    const { growth } = ServiceConfig.parse({
      growth: { 'requests/day': { now: 7, history: undefined, rate: '1%/month', peak: 4 } },
    });
    expect(withRates(growth, parseGrowthFlag('requests/day=15%/month'))).toEqual({
      'requests/day': { now: 7, peak: 4, rate: { ratio: 0.15, period: 'month' } },
    });
  });
});

describe('on disk', () => {
  const folder = mkdtempSync(join(tmpdir(), 'loadkit-growth-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('a mistake is told with its line', async () => {
    writeFileSync(
      join(folder, 'loadkit.config.yaml'),
      'growth:\n  requests/day:\n    now: 100K\n    milestones:\n      +3mo: 250K\n      +6mo: 5 lots\n',
    );
    await expect(loadProject({ cwd: folder, env: {}, shippedTiers: folder })).rejects.toThrow(
      'loadkit.config.yaml:6:13 (growth["requests/day"].milestones["+6mo"]): "5 lots" is no amount',
    );
    writeFileSync(
      join(folder, 'loadkit.config.yaml'),
      'growth:\n  requests:\n    rate: 15%/month\n  requests/day:\n    now: 1\n    rate: 1%/month\n',
    );
    await expect(loadProject({ cwd: folder, env: {}, shippedTiers: folder })).rejects.toThrow(
      'loadkit.config.yaml:4:3 (growth["requests/day"]): "requests/day" and "requests" say how one thing grows',
    );
  });

  test('a history may be larger than a configuration', async () => {
    const text = `date,value\n${'2026-01-01T00:00:00Z,100.25\n'.repeat(43_200)}`;
    writeFileSync(join(folder, 'minutes.csv'), text);
    expect((await readHistories({ a: { history: 'minutes.csv' } }, folder)).get('a')).toHaveLength(text.length);
  });

  test('histories are read beside the configuration; a missing one is named with its path', async () => {
    writeFileSync(join(folder, 'a.csv'), 'date,value\n');
    const read = await readHistories({ a: { history: 'a.csv' }, b: {}, c: { history: join(folder, 'a.csv') } }, folder);
    expect([...read]).toEqual([
      ['a', 'date,value\n'],
      ['c', 'date,value\n'],
    ]);
    await expect(readHistories({ 'requests/day': { history: 'none.csv' } }, folder)).rejects.toThrow(
      'none.csv (growth["requests/day"].history): there is no such file',
    );
  });
});
