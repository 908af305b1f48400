import { describe, expect, it } from 'vitest';
import { queueMeans, sojournTail } from '../../src/stats/queueing/mmc.ts';
import { mmc, SERVERS, serverNamed } from './simulator/servers.ts';
import { Simulation } from './simulator/simulation.ts';

const sum = (counts: readonly number[]) => counts.reduce((all, count) => all + count, 0);

// That each server crosses at its stated truth: npm run accuracy -- simulator.
describe('the simulator', () => {
  it.each(SERVERS)('counts every request and every second once: $name', (server) => {
    const simulation = new Simulation(server, 5);
    for (const share of [0.5, 1.1, 0.3]) simulation.run(share * server.truth, 20);
    let arrived = 0;
    for (const batch of simulation.batches) {
      expect(sum(batch.secondsAt)).toBeCloseTo(batch.seconds, 6);
      expect(sum(batch.departuresFrom)).toBe(batch.departures);
      expect(batch.inFlightAtEnd).toBe(batch.inFlightAtStart + batch.arrivals - batch.departures);
      expect(sum(batch.found)).toBeLessThanOrEqual(batch.arrivals);
      arrived += batch.arrivals;
    }
    const { arrivals, departures } = simulation.log;
    expect(arrivals.length).toBe(arrived);
    const unfinished = Array.from(departures).filter((departure) => Number.isNaN(departure)).length;
    expect(unfinished).toBe(simulation.inFlight);
    const lasted = Array.from(departures, (departure, i) => departure - arrivals[i]!).filter((time) => time >= 0);
    expect(sum(simulation.batches.flatMap((batch) => batch.lasted))).toBeCloseTo(sum(lasted), 3);
    expect(lasted.length + unfinished).toBe(arrived);
  });

  it('is M/M/c', () => {
    const server = mmc('M/M/3', 3, 0.02, 0.1, 0.95);
    const queue = { servers: 3, serviceTime: 0.02, rate: 0.9 * server.truth };
    const batch = new Simulation(server, 9).run(queue.rate, 1_000_000 / queue.rate);
    const inFlight = sum(batch.secondsAt.map((time, n) => n * time)) / batch.seconds;
    expect(inFlight / queueMeans(queue).inSystem).toBeCloseTo(1, 1);
    expect(sum([...batch.bad[0]!.found]) / batch.arrivals / sojournTail(queue, 0.1)).toBeCloseTo(1, 1);
  });

  it('spaces even arrivals evenly, over batches too', () => {
    const simulation = new Simulation(serverNamed('M/D/4'), 1, [0.03], 'even');
    for (let batch = 0; batch < 4; batch++) expect(simulation.run(20, 5).arrivals).toBe(100);
    const { arrivals } = simulation.log;
    for (let i = 1; i < arrivals.length; i++) expect(arrivals[i]! - arrivals[i - 1]!).toBeCloseTo(0.05, 9);
  });

  it('never answers the share of requests that hang', () => {
    const simulation = new Simulation({ ...serverNamed('M/M/4'), hangs: 0.01 }, 1);
    const { arrivals } = simulation.run(300, 100);
    simulation.run(1e-9, 10);
    expect(simulation.inFlight / arrivals).toBeCloseTo(0.01, 2);
  });

  it('is the same for the same seed, and stops when it is told to', () => {
    const server = serverNamed('two classes');
    const [a, b, c] = [1, 1, 2].map((seed) => new Simulation(server, seed).run(100, 5));
    expect(a).toEqual(b);
    expect(a).not.toEqual(c);
    const stopped = new Simulation(server, 1).run(100, 5, ({ arrivals }) => arrivals > 50);
    expect(stopped.seconds).toBeLessThan(2);
    expect(stopped.seconds % 0.5).toBe(0);
  });
});
