import { describe, expect, it } from 'vitest';
import { nextTrial } from '../../../src/capacity/trials/next-trial.ts';
import { trialsEstimate } from '../../../src/capacity/trials/trials-estimate.ts';
import { mmc, type Server, serverNamed } from '../simulator/servers.ts';
import { settingsFor } from '../simulator/simulated-search.ts';
import { searchByTrialsOn } from '../simulator/simulated-trials.ts';

const MM4 = serverNamed('M/M/4');
const MEDIUM = mmc('6 slots of 20 ms', 6, 0.02, 0.2, 0.95);
const slower = (from: number, factor: number): Server => ({ ...MM4, slowdown: (now) => (now < from ? 1 : factor) });

/** What speaks against the estimate, in words. */
const caveatsOf = (...found: Parameters<typeof trialsEstimate>) =>
  trialsEstimate(...found).caveats.map(({ text }) => text);

describe('trials that contradict each other in the order of time', () => {
  it.each([
    ['service of one and a half of the time, near the end', slower(300, 1.5), 5003, 'slower'],
    ['service of a quarter more', slower(200, 1.25), 5004, 'slower'],
    ['half of the slots are lost', { ...MEDIUM, sizes: [{ at: 250, slots: 3 }] }, 5001, 'slower'],
    ['half as many slots join', { ...MEDIUM, sizes: [{ at: 250, slots: 9 }] }, 5005, 'faster'],
  ] as const)('tell no number: %s', (_, server, seed, kind) => {
    const { outcome, runs } = searchByTrialsOn(server, seed);
    expect(outcome).toMatchObject({ reason: 'drifting', value: null, lower: null, upper: null, change: { kind } });
    expect(runs.map(({ at }) => at)).toContain(outcome.change!.at);
    // No lower bound is left to hold.
    const settings = settingsFor(server, { confirmSeconds: 45 });
    expect(nextTrial(settings, runs)).toMatchObject({ done: true });
    expect(caveatsOf(outcome, settings).join()).toMatch(/no number holds for more than a moment/);
  });

  // Of many seeds: npm run accuracy -- trials.
  it.each(['M/M/4', 'M/M/16 p99 595/s', 'M/D/4', 'M/M/8', 'GC pauses'])(
    'are not seen of a steady server: %s',
    (name) => {
      for (let seed = 5000; seed < 5003; seed++)
        expect(searchByTrialsOn(serverNamed(name), seed).outcome.change, `seed ${seed}`).toBeUndefined();
    },
  );
});
