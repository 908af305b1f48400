import { describe, expect, test } from 'vitest';
import { ServiceConfig, type WrittenServiceConfig } from '../../src/config/service-config.ts';
import { UserError } from '../../src/errors.ts';
import { type GrowthContext, growthDemands } from '../../src/growth/demands.ts';
import { demandFigures } from '../../src/growth/figures.ts';
import { misreckoned } from '../fixtures/arithmetic.ts';
import { stated } from '../fixtures/demand.ts';

const CONTEXT: GrowthContext = {
  today: '2026-01-23',
  horizon: 12,
  requests: stated('medium_rate', 200),
  users: stated('medium_sessions', 50, 'users'),
  histories: new Map(),
  peak: null,
  each: null,
};

const demands = (growth: WrittenServiceConfig['growth'], context: Partial<GrowthContext> = {}) =>
  growthDemands(ServiceConfig.parse({ growth }).growth, { ...CONTEXT, ...context });

test('requests and users begin at the tier; what nobody counted is a multiple of today', () => {
  const { all, requests, users } = demands({
    requests: { rate: '15%/month' },
    users: { rate: '10%/month' },
    data: { rate: '5%/month' },
  });
  expect(all.map(({ quantity, unit }) => [quantity, unit])).toEqual([
    ['requests', 'requests/s'],
    ['users', 'users'],
    ['data', 'times today'],
  ]);
  expect(requests!.at(12).value).toBeCloseTo(200 * 1.15 ** 12, 8);
  expect(users!.at(6).value).toBeCloseTo(50 * 1.1 ** 6, 8);
  expect(all[2]!.at(12).value).toBeCloseTo(1.05 ** 12, 12);
  expect(all[2]!.inputs[0]).toMatchObject({
    id: 'data_now',
    basis: 'assumed',
    note: 'nobody said how much it is: write growth["data"].now',
  });
  expect(misreckoned(all.flatMap(demandFigures))).toEqual([]);
});

test('what is stated wins over the tier', () => {
  expect(demands({ requests: { now: 70, rate: '15%/month' } }).requests!.at(0).value).toBe(70);
  expect(demands({ users: { now: 9, milestones: { '+3mo': 18 } } }).users!.at(3).value).toBe(18);
});

test('without a tier there is nothing for requests to begin at', () => {
  const { all, requests } = demands(
    { requests: { rate: '15%/month' }, data: { rate: '1%/month' } },
    { requests: null },
  );
  expect(requests).toBeNull();
  expect(all.map(({ quantity }) => quantity)).toEqual(['data']);
});

test('requests per day become a rate at the peak: its own, that of --peak, or one assumed', () => {
  const daily = { now: '864K', milestones: { '+3mo': '1728K' } };
  const rate = (growth: object, peak: number | null = null) =>
    demands({ 'requests/day': { ...daily, ...growth } }, { peak }).requests!;
  expect(rate({ peak: 2 }, 5).at(3).value).toBe(40);
  expect(rate({}, 5).at(0).value).toBe(50);
  expect(rate({}).at(0).value).toBe(30);
  expect(rate({}).caveats.at(-1)).toContain('is an assumption');
  expect(demands({ 'requests/day': daily }).all[0]!.unit).toBe('requests/day');
});

test('requests per minute are a rate: no peak is assumed, and that of the whole plan is not theirs', () => {
  const minutes = { now: 18_000, rate: '20%/month' };
  for (const name of ['requests/min', 'RPM', 'req/minute']) {
    const { requests, all } = demands({ [name]: minutes }, { peak: 3 });
    expect([all[0]!.unit, requests!.unit, requests!.at(0).value]).toEqual(['requests/min', 'requests/s', 300]);
    expect(requests!.at(2).value).toBeCloseTo(300 * 1.2 ** 2, 9);
    expect(requests!.caveats).toEqual([]);
    expect(misreckoned(demandFigures(requests!))).toEqual([]);
  }
  expect(demands({ RPM: { ...minutes, peak: 2 } }).requests!.at(0).value).toBe(600);
  expect(demands({ rps: { now: 300, rate: '20%/month' } }).requests!.at(0).value).toBe(300);
  expect(demands({ 'requests/week': { now: 604_800, rate: '1%/month', peak: 4 } }).requests!.at(0).value).toBe(4);
});

test('users that grow send requests as those of the tier do, unless requests are said', () => {
  const { requests, all, users } = demands({ users: { rate: '10%/month' } });
  expect(requests!.at(12).value).toBeCloseTo(200 * 1.1 ** 12, 8);
  expect(requests).toMatchObject({ quantity: 'requests', unit: 'requests/s' });
  expect(requests!.basis).toContain('as many for each of the users as the tier states, 4 requests/s');
  expect(all).toEqual([users]);
  expect(misreckoned(demandFigures(requests!))).toEqual([]);
  const level = { value: 400, expression: '400' };
  expect(requests!.reaches(level, 'value')!.value).toBeCloseTo(Math.log(2) / Math.log(1.1), 9);
  expect(demands({ users: { now: 100, rate: '10%/month' } }).requests!.at(0).value).toBe(400);
  expect(demands({ users: { rate: '10%/month' }, requests: { rate: '1%/month' } }).requests!.at(1).value).toBeCloseTo(
    202,
  );
  expect(demands({ users: { now: 5, rate: '10%/month' } }, { users: null, requests: null }).requests).toBeNull();
  expect(demands({ users: { now: 5, rate: '10%/month' } }, { users: stated('none', 0, 'users') }).requests).toBeNull();
});

test('ids carry the prefix of their tier', () => {
  const { all } = demands(
    { 'GPU hours': { now: 100, unit: 'hours', milestones: { '+3mo': 250 } } },
    { prefix: 'large_' },
  );
  expect(demandFigures(all[0]!).map(({ id }) => id)).toEqual([
    'large_gpu_hours_now',
    'large_gpu_hours_milestone_1',
    'large_gpu_hours_month_0',
    'large_gpu_hours_month_3',
    'large_gpu_hours_month_6',
    'large_gpu_hours_month_12',
  ]);
});

describe('days', () => {
  test('milestones on a day, and after `since`', () => {
    const dated = demands({ storage: { now: 5, unit: 'TB', milestones: { '2027-01-23': 50 } } }).all[0]!;
    expect(dated.at(365 / 30.436875).value).toBeCloseTo(50, 10);
    const since = demands({ storage: { now: 5, since: '2025-10-23', milestones: { '+3mo': 12, '+15mo': 50 } } }, {})
      .all[0]!;
    // 92 days have passed of the 91.3 of three months.
    expect(since.at(0).value).toBeGreaterThan(12);
    expect(since.at(0).value).toBeLessThan(12.1);
  });

  test.each([
    [
      { now: 5, since: '2026-02-01', rate: '1%/month' },
      'growth["x"].since: 2026-02-01 lies in the future\n  next: it is the day of `now`: the day of the plan, or one before',
    ],
    [
      { now: 5, milestones: { '2026-01-20': 6 } },
      'growth["x"].milestones: 2026-01-20 is not after the day of `now`\n  next: say by `since` of which day `now` is',
    ],
  ])('%j is refused', (x, message) => {
    expect(() => demands({ x })).toThrow(UserError);
    expect(() => demands({ x })).toThrow(message);
  });
});

test('a history is read from its text, with its file in errors', () => {
  const rows = Array.from({ length: 12 }, (_, i) => `2025-${String(i + 1).padStart(2, '0')}-01,${100 + 10 * i}`);
  const growth = { requests: { history: 'history/requests.csv' } };
  const text = ['date,value', ...rows, ''].join('\n');
  const { requests, all } = demands(growth, { histories: new Map([['requests', text]]) });
  expect(requests).toMatchObject({ kind: 'history', unit: 'requests/s', id: 'requests' });
  expect(requests!.at(0).value).toBeGreaterThan(200);
  expect(misreckoned(all.flatMap(demandFigures))).toEqual([]);
  expect(() => demands(growth, { histories: new Map([['requests', 'date,value\nx,1\n']]) })).toThrow(
    'history/requests.csv:2: "x" is no day',
  );
});
