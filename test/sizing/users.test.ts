import { expect, test } from 'vitest';
import type { CapacityPlan } from '../../src/result/capacity-plan.ts';
import { measured, searched } from '../fixtures/measured.ts';
import { plan, TIERS } from '../fixtures/plans.ts';

const value = (made: CapacityPlan, id: string | null | undefined) =>
  made.figures.find((figure) => figure.id === id)?.value ?? null;
/** 50 users at 55 requests/s, as the growth guide's report has it: one request each every 0.909 s. */
const CURRENT = [{ ...TIERS[0]!, name: 'current', sessions: 50, rate: 55, api: { replicas: 1 }, database: undefined }];
const totals = { thinkTime: 50 / 55 - 0.045, requestsPerIteration: 1 };
const run = () => searched('current', 55, { totals });

test('the growth guide: supports 50 concurrent users, more replicas for 100, with the think time that it rests on', () => {
  const said = (failures: number) =>
    plan({ tiers: CURRENT, runs: [run()], settings: { failures } }).advice.find(({ text }) => text.includes('users'))!;
  expect(said(0).text).toBe(
    'current supports 50 concurrent users (48 to 52), with a think time of 864 ms (think() of the journey, run 20261121-100000-capacity-current-a1b2c3) and 45 ms for each answer; for 100 users deploy 3 replicas (30 % of headroom, projected)',
  );
  expect(said(1).text).toContain('for 100 users deploy 4 replicas (30 % of headroom, 1 to lose, projected)');
});

test('what is stated of users comes before what a journey does', () => {
  const made = plan({ tiers: CURRENT, runs: [run()], settings: { thinkTime: 9.955 } });
  expect(made.advice[1]!.text).toContain(
    'supports 550 concurrent users (528 to 572), with a think time of 9.96 s (plan.thinkTime)',
  );
  expect(made.caveats.join()).toContain(
    'current states 50 users at 55 requests/s, so that each sends 1.1; by their think time it is 0.1',
  );
});

test('nobody says how long users think: no users are told, and it is asked for', () => {
  const made = plan({ tiers: CURRENT, runs: [searched('current', 55)] });
  expect(made.advice.filter(({ text }) => text.includes('users'))).toEqual([]);
  expect(made.asked.map(({ key }) => key)).toContain('plan.thinkTime');
  expect(plan({ tiers: CURRENT, runs: [run()] }).asked.map(({ key }) => key)).not.toContain('plan.thinkTime');
});

test('a load that was held supports at least so many', () => {
  const held = measured({ tier: 'current', stages: [{ rate: 55, zone: 'met', mean: 0.045 }], totals });
  const said = plan({ tiers: CURRENT, runs: [held] }).advice.map(({ text }) => text);
  expect(said.join()).toContain('current supports at least 50 concurrent users, with a think time of 864 ms');
});

test('users that grow get replicas, for what they send by the think time, beside requests that grow otherwise', () => {
  const growth = { users: { rate: '10%/month' }, requests: { rate: '15%/month' } };
  const made = plan({ tiers: CURRENT, runs: [run()], growth });
  const users = made.growth.find(({ quantity }) => quantity === 'users')!;
  const [now, , , later] = users.rows;
  const each = 1.1;
  expect(value(made, now!.rate)).toBeCloseTo(50 * each, 9);
  expect(value(made, later!.rate)).toBeCloseTo(50 * 1.1 ** 12 * each, 9);
  // 172.6/s × 1.3 × 1.1 ÷ 52.8 = 4.7, and one to lose.
  expect(value(made, later!.replicas)).toBe(6);
});

test('without a think time they send as many as the tier states, and where they are the load, the same replicas', () => {
  const made = plan({ tiers: CURRENT, runs: [searched('current', 55)], growth: { users: { rate: '10%/month' } } });
  const [users, requests] = ['users', 'requests'].map((name) => made.growth.find(({ quantity }) => quantity === name)!);
  expect(value(made, users!.rows[0]!.rate)).toBe(55);
  expect(users!.rows.map(({ replicas }) => replicas)).toEqual(requests!.rows.map(({ replicas }) => replicas));
  expect(value(made, users!.rows.at(-1)!.replicas)).toBeGreaterThan(value(made, users!.rows[0]!.replicas)!);
});

test('GPU hours a day become GPUs: 100 to 1,000 of 24 hours, of which they work 70 %', () => {
  const growth = { 'GPU hours/day': { now: 100, milestones: { '+3mo': 250, '+6mo': 500, '+12mo': 1000 } } };
  const gpus = (made: CapacityPlan) => made.growth[0]!.rows.map((row) => value(made, row.gpus));
  const made = plan({ growth });
  expect(gpus(made)).toEqual([6, 15, 30, 60]);
  expect(made.asked.find(({ key }) => key === 'plan.gpu.utilization')).toMatchObject({ assumed: 'gpu_utilization' });
  expect(gpus(plan({ growth, settings: { gpu: { utilization: 1 } } }))).toEqual([5, 11, 21, 42]);
});

test('GPU hours of no time give no GPUs, and the plan says what to write', () => {
  const made = plan({ growth: { 'GPU hours': { now: 100, rate: '5%/month' } } });
  expect(made.growth[0]!.rows.map(({ gpus }) => gpus)).toEqual([null, null, null, null]);
  expect(made.growth[0]!.caveats.join()).toContain('write GPU hours/day');
});
