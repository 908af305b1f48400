import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { believedError, modelFree } from '../../../../src/capacity/search/estimators/model-free.ts';
import { serviceVariation } from '../../../../src/capacity/search/estimators/service-spread.ts';
import type { SidedBatch } from '../../../../src/capacity/search/estimators/two-sides.ts';
import { type Server, serverNamed } from '../../simulator/servers.ts';
import { Simulation } from '../../simulator/simulation.ts';

interface Moment {
  readonly server: string;
  readonly about: number;
  readonly allowed: number;
  readonly expected: Readonly<Record<'X' | 'Se' | 'XB' | 'XD' | 'Kap' | 'KapSe' | 'Slope' | 'W' | 'G', number>>;
  readonly batches: readonly (Omit<SidedBatch['batch'], 'bad' | 'valid' | 'lasted' | 'lastedSquared'> &
    Pick<SidedBatch, 'side' | 'block'> & { readonly bad: readonly number[] })[];
}

const { moments }: { moments: readonly Moment[] } = JSON.parse(
  readFileSync(new URL('../../../fixtures/search-reference.json', import.meta.url), 'utf8'),
);

function sidedBatches(batches: Moment['batches']): SidedBatch[] {
  return batches.map(({ side, block, bad, ...counts }) => ({
    side,
    block,
    batch: { ...counts, valid: true, lasted: [], lastedSquared: [], bad: [{ found: bad }] },
  }));
}

describe('the estimators B and D', () => {
  it.each(moments)("are the reference's on $server", ({ about, allowed, expected, batches }) => {
    const found = modelFree(sidedBatches(batches), { objective: 0, allowed, about })!;
    // What the reference adds outside of its estimator: (0.02·κ)² of variance where κ > 0.
    const se = Math.hypot(expected.Se, 0.02 * Math.max(0, expected.Kap));
    const actual = [found.x, found.se, found.birthDeath, found.direct, found.kappa, found.kappaSe, found.slope];
    const wanted = [expected.X, se, expected.XB, expected.XD, expected.Kap, expected.KapSe, expected.Slope];
    for (const [at, value] of actual.entries()) {
      expect(Math.abs(value - wanted[at]!)).toBeLessThanOrEqual(1e-9 * Math.abs(wanted[at]!));
    }
    expect(found.weight).toBeCloseTo(expected.W, 9);
    expect(found).toMatchObject({ blocks: expected.G, usable: true, beyond: undefined });
  });

  it('do not depend on the order of the batches', () => {
    const { batches, allowed, about } = moments[1]!;
    const crossing = { objective: 0, allowed, about };
    const [there, back] = [batches, [...batches].reverse()].map((list) => modelFree(sidedBatches(list), crossing)!);
    expect(back!.x).toBeCloseTo(there!.x, 9);
    expect(back!.se).toBeCloseTo(there!.se, 9);
  });

  it.each([1, 2, 3])('count bad requests where stalls in step with nothing are all that B sees (seed %i)', (seed) => {
    const server: Server = { ...serverNamed('M/M/4'), pauses: { period: 10, length: 0.2 }, limit: 0.1, truth: 378.54 };
    const simulation = new Simulation(server, seed);
    simulation.run(server.truth, 7);
    const sided = Array.from({ length: 64 }, (_, at): SidedBatch => {
      const side = [-1, 1, 1, -1][at % 4] as -1 | 1;
      return { side, block: Math.floor(at / 4), batch: simulation.run(server.truth * Math.exp(0.08 * side), 5) };
    });
    const about = Math.log(server.truth);
    const found = modelFree(sided, { objective: 0, allowed: 0.05, about })!;
    expect(found.kappa).toBeGreaterThan(0.4);
    expect(found.weight).toBeLessThan(0.3);
    // Of the true law about 4; B's own is three times as steep.
    expect(found.slope).toBeLessThan(8);
    expect(Math.abs(found.x - about)).toBeLessThan(3 * believedError(found));
    expect(believedError(found)).toBeLessThan(0.09);
  });

  it('have no interval with fewer than three blocks, and nothing to say of one side', () => {
    const { batches, allowed, about } = moments[0]!;
    const crossing = { objective: 0, allowed, about };
    const sided = sidedBatches(batches);
    const few = modelFree(
      sided.filter(({ block }) => block < 2),
      crossing,
    );
    expect(few).toMatchObject({ usable: false, blocks: 2 });
    expect(Math.abs(few!.x - about)).toBeLessThan(0.1);
    expect(
      modelFree(
        sided.filter(({ side }) => side === 1),
        crossing,
      ),
    ).toBeUndefined();
  });

  it('say on which side a crossing beyond their reach lies', () => {
    const { batches, allowed, about } = moments[3]!;
    const sided = sidedBatches(batches);
    expect(modelFree(sided, { objective: 0, allowed, about: about - 0.65 })?.beyond).toBe('above');
    expect(modelFree(sided, { objective: 0, allowed, about: about + 0.65 })?.beyond).toBe('below');
  });
});

describe('serviceVariation', () => {
  // Sample variances of heavy tails come out small: 4 and 5.9 are the laws' own.
  it.each([
    ['M/M/4', 0.85, 1.15],
    ['M/M/16 p99 595/s', 0.8, 1.2],
    ['M/D/4', 0, 1e-9],
    ['M/G/4 cv 2', 2.2, 8],
    ['two classes', 4, 8],
    ['GC pauses', 0.9, 1.6],
  ])('tells %s', (name, low, high) => {
    const server = serverNamed(name);
    const simulation = new Simulation(server, 12);
    for (const share of [0.95, 1.05, 1.05, 0.95]) simulation.run(share * server.truth, 40);
    const variation = serviceVariation(simulation.batches);
    expect(variation).toBeGreaterThanOrEqual(low);
    expect(variation).toBeLessThanOrEqual(high);
  });

  it('says nothing of few requests', () => {
    const simulation = new Simulation(serverNamed('M/M/4'), 1);
    simulation.run(40, 10);
    expect(serviceVariation(simulation.batches)).toBeUndefined();
    expect(serviceVariation([])).toBeUndefined();
  });
});
