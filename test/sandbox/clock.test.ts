import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MachineClock } from '../../src/sandbox/clock.ts';
import { Deadlines } from '../../src/sandbox/deadlines.ts';
import { drawServiceTimes } from '../../src/sandbox/draws.ts';
import { Station } from '../../src/sandbox/station.ts';

describe('Deadlines', () => {
  it('gives everything once, in order of time, and nothing before it is due', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000)), fc.nat(1000), (times, until) => {
        const deadlines = new Deadlines();
        const given: number[] = [];
        for (const time of times) deadlines.add(time, () => given.push(time));
        for (const limit of [until, Number.POSITIVE_INFINITY]) {
          for (let due = deadlines.take(limit); due; due = deadlines.take(limit)) due();
          expect(given).toEqual(times.filter((time) => time <= limit).sort((a, b) => a - b));
        }
        expect(deadlines.next).toBe(Number.POSITIVE_INFINITY);
      }),
    );
  });
});

describe('MachineClock', () => {
  it('meets deadlines in order, none more than half a tick early', async () => {
    const clock = new MachineClock();
    const met: { due: number; at: number }[] = [];
    const start = clock.now();
    const waits = [30, 0.2, 7.3, 7.4, 2.5, 0, 15, 12.1].map((ms) => ms / 1000);
    await new Promise<void>((resolve) => {
      for (const wait of waits) {
        clock.at(start + wait, () => {
          met.push({ due: wait, at: clock.now() - start });
          if (met.length === waits.length) resolve();
        });
      }
      expect(met).toEqual([]);
    });
    expect(met.map(({ due }) => due)).toEqual(waits.toSorted((a, b) => a - b));
    for (const { due, at } of met) expect(at).toBeGreaterThanOrEqual(due - 0.00051);
  });

  it('after stop() nothing is due', async () => {
    const clock = new MachineClock();
    let met = 0;
    clock.at(clock.now() + 0.005, () => met++);
    clock.at(clock.now(), () => met++);
    clock.stop();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(met).toBe(0);
  });

  // How much longer is up to the machine: that it is not, on a quiet one, is shown by npm run accuracy.
  it('a station holds on it what was drawn, and no less', async () => {
    const shape = { service: 0.01, cv: 1, seed: 1 };
    const slots = 16;
    const services = 2000;
    const station = new Station({ slots, pool: slots, queue: services }, drawServiceTimes(shape), new MachineClock());
    await new Promise<void>((resolve) => {
      for (let i = 0; i < services; i++) station.enter(() => station.served === services && resolve());
    });
    const draw = drawServiceTimes(shape);
    let drawn = 0;
    for (let i = 0; i < services; i++) drawn += draw();
    expect(station.drawnSum).toBeCloseTo(drawn, 6);
    expect(station.heldSum / drawn).toBeGreaterThan(0.99);
  });
});
