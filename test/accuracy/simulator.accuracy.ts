import { describe, expect, it } from 'vitest';
import { EVEN_TRUTHS } from '../capacity/simulator/even-truths.ts';
import { SERVERS, type Server, serverNamed } from '../capacity/simulator/servers.ts';
import { type Arrivals, Simulation } from '../capacity/simulator/simulation.ts';
import { UNSEEN_SERVERS } from '../capacity/simulator/unseen-servers.ts';

const sum = (counts: readonly number[]) => counts.reduce((all, count) => all + count, 0);

/** The bad fraction of about so many requests at a share of the truth. */
function badFraction(server: Server, share: number, requests: number, arrivals: Arrivals = 'poisson'): number {
  const simulation = new Simulation(server, 77, [server.limit], arrivals);
  const rate = share * server.truth;
  const { found, bad } = simulation.run(rate, requests / rate);
  return sum([...bad[0]!.found]) / sum([...found]);
}

describe('the simulated servers, of which accuracy is told', () => {
  it.each([...SERVERS.filter(({ name }) => !name.startsWith('M/M/')), ...UNSEEN_SERVERS])(
    'crosses at its truth: $name',
    (server) => {
      expect(badFraction(server, 0.96, 400_000)).toBeLessThan(1 - server.quantile);
      expect(badFraction(server, 1.04, 400_000)).toBeGreaterThan(1 - server.quantile);
    },
  );

  it.each(Object.entries(EVEN_TRUTHS))('crosses at its truth under even arrivals: %s', (name, truth) => {
    const server = { ...serverNamed(name), truth };
    expect(badFraction(server, 0.96, 300_000, 'even')).toBeLessThan(1 - server.quantile);
    expect(badFraction(server, 1.04, 300_000, 'even')).toBeGreaterThan(1 - server.quantile);
  });
});
