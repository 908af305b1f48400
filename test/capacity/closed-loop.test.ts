import { expect, it } from 'vitest';
import { ClosedLoop } from './field/closed-loop.ts';
import { goodputBisection } from './field/goodput-bisection.ts';
import { rampUntilFailRate, rampUntilFailUsers } from './field/ramp-until-fail.ts';
import { serverNamed } from './simulator/servers.ts';

const server = serverNamed('M/M/4');

it('a closed loop does what its slots can: N/S up to four users, 4/S beyond, and rests without any', () => {
  for (const [users, rate] of [
    [1, 125],
    [3, 375],
    [4, 500],
    [20, 500],
  ] as const) {
    const loop = new ClosedLoop(server, 5);
    expect(loop.run(users, 200).finished / 200 / rate).toBeCloseTo(1, 1);
    loop.run(0, 5);
    expect(loop.run(0, 5).finished).toBe(0);
    expect(loop.seconds).toBe(200);
  }
});

it('users keep a service full long before they wait too long: what they get done is above what arrives at random may be', () => {
  expect(rampUntilFailUsers(server, 1).rate).toBeGreaterThan(1.1 * server.truth);
  expect(goodputBisection(server, 1).rate).toBeGreaterThan(1.05 * server.truth);
});

it('a ramp of rates by a quarter claims one of its steps, below what failed', () => {
  const { rate, seconds } = rampUntilFailRate(server, 1);
  expect(rate).toBeLessThan(1.2 * server.truth);
  expect(seconds % 30).toBe(0);
});
