import { describe, expect, it } from 'vitest';
import { searchEstimate } from '../../../../src/capacity/search/search-estimate.ts';
import { type Server, serverNamed } from '../../simulator/servers.ts';
import { searchOn, settingsFor } from '../../simulator/simulated-search.ts';

const leaking = (name: string, hangs: number): Server => ({ ...serverNamed(name), hangs });
const reasonsOf = (server: Server, seeds: readonly number[]) =>
  seeds.map((seed) => searchOn(server, seed, { replay: false }).outcome.reason);

describe('requests that pile up at a constant load', () => {
  it('are seen where one in 500 is never answered, while healthy services are left alone', () => {
    for (const name of ['M/M/4', 'M/G/4 cv 2']) {
      const found = reasonsOf(leaking(name, 0.002), [1, 2, 3, 4]);
      expect(found.filter((reason) => reason === 'unstable').length).toBeGreaterThanOrEqual(3);
      expect(reasonsOf(serverNamed(name), [1, 2, 3, 4])).not.toContain('unstable');
    }
  });

  it('are said with how fast they do', () => {
    const server = leaking('M/G/4 cv 2', 0.002);
    const { outcome } = searchOn(server, 5, { confirmSeconds: 45, replay: false });
    expect(outcome).toMatchObject({ reason: 'unstable', confirmation: { held: null } });
    const { slope, lower, seconds } = outcome.instability!;
    // About 350 requests/s, one in 500 of them.
    expect(slope).toBeGreaterThan(0.3);
    expect(slope).toBeLessThan(1.5);
    expect(lower).toBeGreaterThan(0);
    expect(seconds).toBeLessThan(outcome.seconds);
    expect(searchEstimate(outcome, settingsFor(server)).caveats[0]?.text).toMatch(
      /^unstable: requests in flight rose at one and the same rate by [\d.]+ a minute \(at least [\d.]+\), [\d.]+ on average/,
    );
  });
});
