import { describe, expect, test } from 'vitest';
import type { CapacityPlan } from '../../src/result/capacity-plan.ts';
import { planExitCode } from '../../src/sizing/verdict/plan-verdict.ts';
import { measured, searched } from '../fixtures/measured.ts';
import { PLANS, plan, TIERS, TOLD } from '../fixtures/plans.ts';

const of = (made: CapacityPlan, name: string) => made.tiers.find((tier) => tier.name === name)!;
const value = (made: CapacityPlan, id: string | null) => made.figures.find((figure) => figure.id === id)?.value ?? null;
const basis = (made: CapacityPlan, id: string | null) => made.figures.find((figure) => figure.id === id)?.basis;

describe('a plan from one capacity run at medium (359/s on 2 replicas)', () => {
  const made = plan({ runs: [searched('medium', 359)] });

  test('medium is carried as measured: the lower end is promised', () => {
    const medium = of(made, 'medium');
    expect(medium).toMatchObject({ carries: 'yes', basis: 'measured' });
    expect(value(made, medium.carried)).toBeCloseTo(344.64, 9);
    expect(value(made, medium.headroom)).toBeCloseTo(344.64 / 200 - 1, 12);
    expect(medium.confirm).toEqual([]);
  });

  test('replicas: 260/s × 1.1 on 172.32/s each is 2, and one to lose', () => {
    const medium = of(made, 'medium');
    expect(value(made, medium.minimum.replicas)).toBe(2);
    expect(value(made, medium.recommended.replicas)).toBe(3);
    expect([value(made, medium.recommended.cores), value(made, medium.recommended.totalMemory)]).toEqual([6, 12e9]);
  });

  test('small states smaller replicas than were measured: what they carry is not known', () => {
    expect(of(made, 'small')).toMatchObject({
      carries: 'unclear',
      basis: 'none',
      carried: null,
      says: expect.stringContaining('smaller'),
    });
  });

  test('large is carried by replication, without credit for its larger replicas', () => {
    const large = of(made, 'large');
    expect(large).toMatchObject({ carries: 'yes', basis: 'replicated' });
    expect(value(made, large.carried)).toBeCloseTo(4 * 172.32, 9);
    expect(large.confirm.join()).toContain('loadkit capacity --tier large');
  });

  test('enterprise, beyond twice what was measured, is projected and never green', () => {
    const enterprise = of(made, 'enterprise');
    expect(enterprise).toMatchObject({ carries: 'unclear', basis: 'projected' });
    const { recommended } = enterprise;
    for (const id of [
      recommended.replicas,
      recommended.cores,
      recommended.totalMemory,
      recommended.pool,
      recommended.overflow,
      recommended.workers,
    ])
      expect([id, basis(made, id), (value(made, id) ?? 0) > 0]).toEqual([id, 'projected', true]);
    expect(enterprise.confirm.join()).toContain('more than twice');
  });
});

test('a tier that states many replicas is not green beyond twice the measured load', () => {
  const tiers = TIERS.map((tier) =>
    tier.name === 'enterprise' ? { ...tier, api: { replicas: 100, cpu: 4, memory: 8e9 } } : tier,
  );
  const made = plan({ runs: [searched('medium', 359)], tiers });
  expect(of(made, 'enterprise')).toMatchObject({ carries: 'unclear', basis: 'projected' });
});

test('the lower end below the peak does not carry, although the point is above', () => {
  const made = plan({ runs: [searched('medium', 205)] });
  expect(of(made, 'medium')).toMatchObject({ carries: 'no', basis: 'measured' });
});

test('what was measured not to carry is no, however far below the peak, and never a projection', () => {
  const carries = (found: Parameters<typeof measured>[0]) => of(plan({ runs: [measured(found)] }), 'medium');
  const stage = (rate: number, zone: 'met' | 'critical') => ({ rate, zone });
  for (const found of [
    { estimates: { maxSustainableLoad: { value: 50, lower: 48, upper: 52 } } },
    { profile: 'stress', stages: [stage(50, 'met'), stage(100, 'critical')] },
    { profile: 'stress', stages: [stage(100, 'met'), stage(200, 'critical')] },
    { profile: 'load', stages: [stage(200, 'critical')] },
    { profile: 'load', stages: [stage(20, 'critical')] },
  ])
    expect([found, carries(found)]).toMatchObject([found, { carries: 'no', basis: 'measured' }]);
  // Nothing was tried at the peak: it is not known.
  expect(carries({ profile: 'load', stages: [stage(50, 'met')] })).toMatchObject({
    carries: 'unclear',
    basis: 'measured',
  });
  expect(carries({ profile: 'load', stages: [stage(500, 'critical')] })).toMatchObject({ carries: 'unclear' });
});

test('a newer run that broke below the peak outdoes an older search, an older one does not', () => {
  const broke = (startedAt: string) =>
    measured({ id: '20261122-120000-load-medium-d4e5f6', startedAt, stages: [{ rate: 200, zone: 'critical' }] });
  const with_ = (startedAt: string) =>
    of(plan({ runs: [broke(startedAt), searched('medium', 359)] }), 'medium').carries;
  expect([with_('2026-11-22T00:00:00.000Z'), with_('2026-11-20T00:00:00.000Z')]).toEqual(['no', 'yes']);
});

test('what a run does not show of the required objectives leaves its tier open', () => {
  const run = searched('medium', 359);
  const line = { ...run.objectives[0]!, name: 'checkout', stage: null, counts: true, required: true };
  const made = (zone: 'met' | 'no-data', required = true) =>
    plan({ runs: [{ ...run, objectives: [...run.objectives, { ...line, zone, required }] }], only: ['medium'] });
  expect(of(made('met'), 'medium').carries).toBe('yes');
  expect(of(made('no-data', false), 'medium').carries).toBe('yes');
  expect(of(made('no-data'), 'medium')).toMatchObject({
    carries: 'unclear',
    says: expect.stringContaining('checkout'),
  });
  expect(planExitCode(made('no-data'))).toBe(5);
});

test('a check that does not fit reaches a tier that was measured, and what contradicts the measurement is said', () => {
  const made = (database: number, cpu?: number) =>
    plan({
      runs: [searched('medium', 359)],
      settings: { database: { time: database }, ...(cpu === undefined ? {} : { cpu: { time: cpu } }) },
      only: ['medium'],
    });
  // 200/s × 10 ms of 50 connections; × 220 ms is 88 %; × 300 ms takes ten of the overflow; × 400 ms is more than may be
  // opened.
  expect(of(made(0.01), 'medium').carries).toBe('yes');
  expect(of(made(0.22), 'medium').carries).toBe('tight');
  expect(of(made(0.3), 'medium').carries).toBe('tight');
  expect(of(made(0.4), 'medium').carries).toBe('unclear');
  expect(made(0.01).caveats.join('\n')).not.toContain('contradict');
  expect(made(0.22).caveats.join('\n')).toMatch(
    /a request took 45 ms at medium, and plan.database.time alone is 220 ms/,
  );
  expect(made(0.3).caveats.join('\n')).toMatch(
    /with 75 connections at most, and plan.database.time would hold 103 then/,
  );
  expect(made(0.01, 0.02).caveats.join('\n')).toMatch(
    /345 requests\/s on 4 cores, and plan.cpu.time would keep 6.89 busy/,
  );
});

test('demand that is above what is carried today is not carried, whatever the tier states', () => {
  const grown = (now: number, only = ['medium']) =>
    plan({ runs: [searched('medium', 359)], growth: { requests: { now, rate: '1%/month' } }, only });
  expect(grown(300).exceeded).toEqual([]);
  expect(of(grown(300), 'medium').carries).toBe('yes');
  expect(of(grown(1000), 'medium')).toMatchObject({
    carries: 'no',
    says: expect.stringContaining('demand is 1,000 requests/s now'),
  });
  expect(planExitCode(grown(1000))).toBe(3);
  // By replication large carries 689: what it would do with 600 was not measured, and is not denied.
  expect(grown(600, ['medium', 'large']).exceeded).toEqual([]);
  const held = plan({
    runs: [measured({ profile: 'load', stages: [{ rate: 300, zone: 'met' }] })],
    growth: { requests: { now: 1000, rate: '1%/month' } },
    only: ['medium'],
  });
  expect(of(held, 'medium')).toMatchObject({
    carries: 'unclear',
    says: expect.stringContaining('measure above it first'),
  });
});

test('a measured tier is not projected because a smaller one is', () => {
  const tiers = TIERS.map((tier) => (tier.name === 'small' ? { ...tier, api: undefined } : tier));
  const made = plan({ runs: [searched('medium', 359)], tiers });
  const { recommended, carries } = of(made, 'medium');
  expect(carries).toBe('yes');
  for (const id of [recommended.replicas, recommended.cores, recommended.memory, recommended.totalMemory])
    expect([id, basis(made, id)]).toEqual([id, 'computed']);
});

test('a held rate is no limit: measure above it before more is deployed', () => {
  const made = plan({ runs: [measured({ profile: 'load', stages: [{ rate: 200, zone: 'met' }] })], only: ['medium'] });
  expect(made.advice[0]!.text).toMatch(/^measure above 200 requests\/s first \(loadkit capacity --tier medium\)/);
  const grown = plan({
    runs: [measured({ profile: 'load', stages: [{ rate: 300, zone: 'met' }] })],
    growth: { requests: { rate: '15%/month' } },
    only: ['medium'],
  });
  expect(grown.growth[0]!.crossing!.says).toContain('no limit: measure above it first');
});

test('what gives way first is said among what was watched, and only when it is near', () => {
  const made = (cpu: number) =>
    plan({ runs: [searched('medium', 359)], settings: { cpu: { time: cpu } }, only: ['medium'] });
  const said = (one: CapacityPlan) => one.advice.map(({ text }) => text).join('\n');
  expect(said(made(0.001))).not.toContain('gives way');
  expect(made(0.001).caveats.join('\n')).toContain('5 % of the CPU is in use, and nothing else was watched');
  expect(made(0.001).caveats.join('\n')).toContain('the share of the pool in use was not watched');
  expect(said(made(0.012))).toContain('Nothing else was watched: what gives way first is not known.');
});

test('a search that the generator ended says what is carried at least, and nothing of what is not', () => {
  const made = plan({ runs: [measured({ estimates: { maxSustainableLoad: { lower: 150 } } })] });
  expect(of(made, 'medium')).toMatchObject({ carries: 'unclear', basis: 'measured' });
});

test('between two steps nothing is claimed; above the one that broke it does not carry', () => {
  const steps = (met: number, broken: number) =>
    of(
      plan({
        runs: [
          measured({
            profile: 'stress',
            stages: [
              { rate: met, zone: 'met' },
              { rate: broken, zone: 'critical' },
            ],
          }),
        ],
      }),
      'medium',
    ).carries;
  expect([steps(100, 300), steps(100, 150), steps(260, 400), steps(200, 400)]).toEqual([
    'unclear',
    'no',
    'yes',
    'tight',
  ]);
});

test('a search counts before steps, and the newer of two searches', () => {
  const older = searched('medium', 100, {
    startedAt: '2026-01-01T00:00:00.000Z',
    id: '20260101-000000-capacity-a1b2c3',
  });
  const steps = measured({ id: '20261121-120000-stress-medium-d4e5f6', stages: [{ rate: 900, zone: 'met' }] });
  const made = plan({ runs: [steps, searched('medium', 359), older] });
  expect(made.runs.map(({ kind }) => kind)).toEqual([null, 'capacity', null]);
});

test('peak multiplies the rate; a measured run without a tier is one unit', () => {
  const made = plan({ runs: [searched('medium', 359, { tier: null })], settings: { peak: 3 } });
  expect(value(made, of(made, 'medium').peak)).toBe(600);
  expect(basis(made, 'at_deployment_replicas')).toBe('assumed');
  expect(value(made, of(made, 'medium').minimum.replicas)).toBe(2);
});

test('cores and connections count where the queue asks for less', () => {
  const made = plan({ runs: [searched('medium', 1000)], settings: { ...TOLD, cpu: { time: 0.05 } }, only: ['medium'] });
  // 260/s × 50 ms / 0.7 = 18.6 cores in replicas of 2, and one to lose; 260/s × 80 ms / 0.8 = 26 connections.
  expect(value(made, of(made, 'medium').recommended.replicas)).toBe(11);
  expect(value(made, of(made, 'medium').recommended.pool)).toBe(26);
});

test('resources: utilisation, Little and Erlang against what is stated', () => {
  const made = plan({
    runs: [searched('medium', 359)],
    settings: { ...TOLD, database: { time: 0.3 } },
    only: ['medium'],
  });
  const checks = Object.fromEntries(of(made, 'medium').checks.map((check) => [check.resource, check]));
  expect(value(made, checks['database connections']!.needed)).toBeCloseTo(60, 9);
  expect(checks['database connections']!.fits).toBe(false);
  expect(checks['cores']!.fits).toBe(true);
  expect(made.advice.map(({ text }) => text).join('\n')).toContain(
    '120 % of the connection pool is in use. It is bound by the connection pool. All replicas share it',
  );
});

test('worker processes of a replica are held against its cores; background workers are none of them', () => {
  const tier = (more: object, workers = 400) => ({
    ...TIERS[1]!,
    api: { replicas: 2, cpu: 1, memory: 4e9, ...more },
    workers: { count: workers },
  });
  const checks = (more: object) =>
    plan({ tiers: [tier(more)], runs: [searched('medium', 359)], settings: TOLD }).tiers[0]!;
  expect(checks({}).checks.map(({ resource }) => resource)).not.toContain('worker processes');
  const crowded = checks({ workers: 9 });
  expect(crowded.checks.find(({ resource }) => resource === 'worker processes')).toMatchObject({
    fits: false,
    says: '9 worker processes in a replica, and its cores bear 4',
  });
  expect(crowded.carries).toBe(checks({}).carries);
  const asks = (more: object) => plan({ tiers: [tier(more)] }).asked.map(({ key }) => key);
  expect([asks({}), asks({ workers: 2 })].map((keys) => keys.includes('plan.workers.perCore'))).toEqual([false, true]);
});

test('storage and disk that a tier states are the room for what grows in bytes', () => {
  const tiers = [
    { ...TIERS[0]!, database: { storage: 2 ** 30 }, api: { replicas: 1, disk: 10e9 } },
    { ...TIERS[1]!, database: { storage: 2 ** 31 } },
    TIERS[2]!,
  ];
  const grown = (growth: object) => plan({ tiers, growth, settings: { horizon: 36 } });
  const half = { now: 0.5, unit: 'GiB', rate: '5%/month' };
  const made = grown({
    data: half,
    disk: { now: 5, unit: 'GB', rate: '10%/month' },
    models: { now: 3, rate: '5%/month' },
  });
  const months = made.growth.flatMap(({ tier, quantity, crossing }) =>
    crossing ? [[quantity, tier, value(made, crossing.month)]] : [],
  );
  expect(months).toEqual([
    ['data', 'small', expect.closeTo(Math.log(2) / Math.log(1.05), 9)],
    ['data', 'medium', expect.closeTo(Math.log(4) / Math.log(1.05), 9)],
    ['disk', 'small', expect.closeTo(Math.log(2) / Math.log(1.1), 9)],
  ]);
  expect(made.growth[0]!.crossing!.says).toContain('it reaches the 1 GiB that small states for it on');
  expect(made.growth.find(({ quantity }) => quantity === 'models')!.crossing).toBeNull();
  expect(grown({ data: { ...half, limit: 0.6 } }).growth.map(({ tier }) => tier)).toEqual([null]);
  expect(grown({ data: { now: 0.5, unit: 'tables', rate: '5%/month' } }).growth[0]!.crossing).toBeNull();
  expect(grown({ data: { ...half, now: 1.5 } }).exceeded.map(({ says }) => says)).toEqual([
    'data: 1.5 now, above the limit of 1 GiB',
  ]);
});

test('network: bytes of the measured requests against the bandwidth of all replicas', () => {
  const tiers = TIERS.map((tier) =>
    tier.name === 'medium' ? { ...tier, api: { ...tier.api, network: 50_000 } } : tier,
  );
  const made = plan({ runs: [searched('medium', 359)], tiers, only: ['medium'] });
  const check = of(made, 'medium').checks.find(({ resource }) => resource === 'network')!;
  // The sample run's 196,328,973 bytes over 528,496 requests, at 200/s, on 2 × 50 kB/s.
  expect(value(made, check.use)).toBeCloseTo((200 * (196_328_973 / 528_496)) / 100_000, 9);
  expect(check.fits).toBe(false);
  expect(made.advice.map(({ text }) => text).join('\n')).toContain('It is bound by the network');
});

test('a larger tier never gets less, and contradictions are said', () => {
  const made = plan({ runs: [searched('medium', 205), searched('large', 3000)] });
  const cores = (name: string) => value(made, of(made, name).recommended.cores)!;
  expect(cores('large')).toBeGreaterThanOrEqual(cores('medium'));
  const upside = plan({
    tiers: TIERS.map((tier) => (tier.name === 'large' ? { ...tier, api: { replicas: 1, cpu: 1 } } : tier)),
  });
  expect(upside.caveats.join('\n')).toContain('large comes after medium and states fewer cores');
});

test('nothing measured: what can be said from stated numbers, and what to run', () => {
  const made = PLANS['nothing measured']!();
  const medium = of(made, 'medium');
  expect(medium).toMatchObject({ carries: 'unclear', basis: 'none', run: null });
  // 600/s × 1.3 × 12 ms / 0.7 = 13.4 cores: 7 replicas of 2, and one to lose.
  expect(value(made, medium.recommended.replicas)).toBe(8);
  expect(medium.confirm).toEqual(['loadkit capacity --tier medium']);
});

test('what is not stated is asked for by its key', () => {
  const asked = plan({ runs: [searched('medium', 359)] }).asked;
  expect(asked.filter(({ assumed }) => assumed === null).map(({ key }) => key)).toEqual([
    'plan.cpu.time',
    'plan.memory.perRequest',
    'plan.memory.base',
    'plan.database.time',
    'plan.thinkTime',
  ]);
  expect(asked.find(({ key }) => key.startsWith('plan.headroom'))).toMatchObject({ assumed: 'headroom' });
  expect(plan({ settings: TOLD }).asked.map(({ key }) => key)).toEqual([
    'plan.peak (--peak)',
    'plan.memory.utilization',
  ]);
});

test('growth: 15 % a month from medium’s 200/s reaches 344.64/s in 3.9 months', () => {
  const made = plan({ runs: [searched('medium', 359)], growth: { requests: { rate: '15%/month' } } });
  const medium = made.growth.find(({ tier }) => tier === 'medium')!;
  expect(medium.rows.map(({ month, demand }) => [month, Math.round(value(made, demand)!)])).toEqual([
    [0, 200],
    [3, 304],
    [6, 463],
    [12, 1070],
  ]);
  expect(value(made, medium.crossing!.month)).toBeCloseTo(Math.log(344.64 / 200) / Math.log(1.15), 9);
  expect(medium.crossing!.date).toBe('2027-03-20');
});

test('the growth guide’s growth: a service’s requests a day, as a rate at the peak', () => {
  const growth = { 'requests/day': { now: '100K', milestones: { '+3mo': '250K', '+6mo': '500K', '+12mo': '1M' } } };
  const made = plan({ runs: [searched('medium', 359)], settings: { peak: 3 }, growth });
  const [daily, rate] = made.growth;
  expect(daily!.rows.map(({ demand }) => value(made, demand))).toEqual([100_000, 250_000, 500_000, 1_000_000]);
  expect(rate!.rows.map(({ demand }) => value(made, demand)!.toFixed(3))).toEqual([
    '3.472',
    '8.681',
    '17.361',
    '34.722',
  ]);
  expect(rate!.crossing).toMatchObject({ month: null, date: null });
});

test('growth of what has a limit: 5 % a month from 1.2 TB fills 4 TB in ln(4/1.2)/ln 1.05 months', () => {
  const storage = { now: 1.2, unit: 'TB', rate: '5%/month', limit: 4 };
  const made = plan({ settings: { horizon: 36 }, growth: { storage, backups: { ...storage, limit: 400 } } });
  const [filled, roomy] = made.growth;
  expect(value(made, filled!.crossing!.month)).toBeCloseTo(Math.log(4 / 1.2) / Math.log(1.05), 9);
  expect(filled!.crossing!.says).toMatch(/^it reaches the limit of 4 TB on 20\d\d-\d\d-\d\d, in 24.7 months$/);
  expect(roomy!.crossing).toMatchObject({
    month: null,
    says: 'it stays below the limit of 400 TB for the 36 months looked at',
  });
});

test('an autoscaler of pods that are smaller than those measured is not told what these carried', () => {
  const hpa = { request: 1, replicas: { min: 2, max: 9 } };
  const small = plan({ runs: [searched('medium', 359)], only: ['small'], hpa, settings: TOLD });
  expect(small.hpa!.caveats[0]).toBe(
    'the replicas of small are smaller than those that were measured, and what they carry is not known: loadkit capacity --tier small',
  );
  expect(small.hpa!.says.join('\n')).not.toMatch(/reaches its capacity|carries|the plan finds/);
  const medium = plan({ runs: [searched('medium', 359)], only: ['medium'], hpa, settings: TOLD });
  expect(medium.hpa!.says.join('\n')).toMatch(/reaches its capacity/);
});

test('of several resources that were watched the first is named', () => {
  const settings = { cpu: { time: 0.012 }, database: { time: 0.01 } };
  const made = plan({ runs: [searched('medium', 359)], settings, only: ['medium'] });
  const said = made.advice.map(({ text }) => text).join('\n');
  expect(said).toContain('Of what was watched (CPU, connection pool) the CPU gives way first.');
});

test('what was counted in the last year and is above what is carried is told, and not green', () => {
  const rows = (highest: number, at: number) =>
    Array.from({ length: 40 }, (_, i) => {
      const day = new Date(Date.parse('2026-11-22') - (40 - i) * 86_400_000).toISOString().slice(0, 10);
      return `${day},${i === at ? highest : 100 + (i % 3)}`;
    });
  const grown = (highest: number) =>
    plan({
      runs: [searched('medium', 359)],
      growth: { 'requests/s': { history: 'history.csv' } },
      histories: new Map([['requests/s', `date,value\n${rows(highest, 20).join('\n')}\n`]]),
      only: ['medium'],
    });
  const peaked = grown(700);
  expect(of(peaked, 'medium')).toMatchObject({ carries: 'unclear' });
  expect(peaked.exceeded).toMatchObject([
    {
      certain: false,
      says: expect.stringMatching(/^demand was 700 requests\/s on \d{4}-\d\d-\d\d, above the 345 requests\/s/),
    },
  ]);
  expect(planExitCode(peaked)).toBe(5);
  expect(planExitCode(grown(300))).toBe(0);
  expect(of(grown(300), 'medium').carries).toBe('yes');
});

test('of a campaign the month that asks for most is planned for, whenever it comes', () => {
  const made = plan({
    runs: [searched('medium', 359)],
    growth: { requests: { now: 150, milestones: { '+4mo': 700, '+6mo': 200 } } },
    only: ['medium'],
  });
  const load = made.growth.find(({ crossing }) => crossing !== null)!;
  expect(load.rows.map(({ month }) => month)).toEqual([0, 3, 4, 6, 12]);
  expect(made.advice.map(({ text }) => text).join('\n')).toMatch(/; for month 4 deploy \d+ replicas/);
});

test('a run of another target, and one that held more than another found to be carried', () => {
  const elsewhere = searched('medium', 359, { run: { target: 'http://staging.example.org:8080/' } });
  const made = (target: string | null) => plan({ runs: [elsewhere], target }).caveats.join('\n');
  expect(made('http://shop.example.org')).toContain(
    'measured http://staging.example.org:8080, and the target is http://shop.example.org',
  );
  for (const same of ['http://staging.example.org:8080', 'sandbox', null])
    expect(made(same)).not.toContain('measured http');
  const newer = measured({
    id: '20261122-100000-load-medium-d4e5f6',
    startedAt: '2026-11-22T10:00:00.000Z',
    stages: [{ rate: 200, zone: 'met' }],
  });
  const torn = plan({ runs: [newer, searched('medium', 80)], only: ['medium'] });
  expect(of(torn, 'medium').carries).toBe('no');
  expect(torn.caveats.join('\n')).toMatch(
    /load-medium-d4e5f6 held 200 requests\/s, and run .* found no more than 83\.2 requests\/s/,
  );
  expect(plan({ runs: [newer, searched('medium', 359)] }).caveats.join('\n')).not.toContain('something changed');
});

test('a pool of which only the overflow is in use is tight; beyond what it may open it contradicts', () => {
  const tiers = TIERS.map((tier) =>
    tier.name === 'medium' ? { ...tier, database: { pool: 5, overflow: 10, of: 'replica' as const } } : tier,
  );
  const made = (time: number) =>
    of(plan({ runs: [searched('medium', 359)], settings: { database: { time } }, tiers }), 'medium');
  // 20 of 2 × 5 kept and 2 × 15 in all; 40 of them.
  expect(made(0.1).carries).toBe('tight');
  expect(made(0.2)).toMatchObject({ carries: 'unclear', says: expect.stringContaining('contradicts') });
});

test('without a pool what is in use is held against what the server takes', () => {
  const tiers = TIERS.map((tier) => (tier.name === 'medium' ? { ...tier, database: { maxConnections: 10 } } : tier));
  const made = (time: number) =>
    of(plan({ runs: [searched('medium', 359)], settings: { database: { time } }, tiers }), 'medium');
  expect(made(0.02).checks).toContainEqual(
    expect.objectContaining({ resource: 'connections of the server', fits: true }),
  );
  expect(made(0.045)).toMatchObject({
    carries: 'tight',
    says: expect.stringContaining('without one a slow query opens more'),
  });
});
