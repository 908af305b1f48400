import { describe, expect, it } from 'vitest';
import { nextBatch } from '../../../src/capacity/search/search.ts';
import { searchEstimate } from '../../../src/capacity/search/search-estimate.ts';
import { searchSettings } from '../../../src/capacity/search/settings.ts';
import { maxRateForQuantile } from '../../../src/stats/queueing/mmc.ts';
import { constant, exponential, mmc, type Server, serverNamed } from '../simulator/servers.ts';
import { type Meddling, searchOn, settingsFor } from '../simulator/simulated-search.ts';
import { UNSEEN_SERVERS } from '../simulator/unseen-servers.ts';

const MM4 = serverNamed('M/M/4');
const SMALL = mmc('2 slots', 2, 0.025, 0.2, 0.95);

/** Requests of 200 ms each, p95 within 900 ms. */
function slow(slots: number, sizes: Server['sizes'] = []): Server {
  return { name: 'slow', slots, service: constant(0.2), limit: 0.9, quantile: 0.95, truth: 8.2, sizes };
}
const phasesOf = ({ asks }: { asks: readonly { phase: string }[] }) => [...new Set(asks.map(({ phase }) => phase))];

/** What speaks against the estimate, in words. */
const caveatsOf = (...found: Parameters<typeof searchEstimate>) =>
  searchEstimate(...found).caveats.map(({ text }) => text);

describe('the search as a story', () => {
  const found = searchOn(MM4, 3);

  it('brackets, homes in, tracks, and ends within the budget', () => {
    expect(phasesOf(found).filter((phase) => phase !== 'coast')).toEqual(['bracket', 'home', 'track']);
    expect(found.outcome.seconds).toBeCloseTo(
      found.batches.reduce((sum, { seconds }) => sum + seconds, 0),
      9,
    );
    expect(found.outcome.estimate!.free.blocks).toBeGreaterThanOrEqual(6);
    expect(found.outcome.seconds).toBeLessThanOrEqual(465);
    expect(found.outcome).toMatchObject({ reason: 'precise', objective: 0, secondsNeeded: null });
  });

  it('ends before 150 s only by the replay, and by half the precision', () => {
    const { estimate, seconds } = found.outcome;
    expect(seconds).toBeLessThan(150);
    expect(estimate!.replay?.used).toBe(true);
    expect(estimate!.halfWidth).toBeLessThanOrEqual(0.015);
    expect(searchOn(MM4, 3, { replay: false }).outcome.seconds).toBeGreaterThanOrEqual(150);
  });

  it('does not end early on a calm run of rare slow services, where both estimators look precise', () => {
    const pareto = UNSEEN_SERVERS.find(({ name }) => name === 'Pareto 2.2, 4 slots')!;
    // By both it would end after 164 s, with a lower bound above the truth.
    expect(searchOn(pareto, 970_012).outcome.seconds).toBeGreaterThanOrEqual(280);
  });

  it('doubles until something breaks', () => {
    const rates = found.asks.filter(({ phase }) => phase === 'bracket').map(({ rate }) => rate);
    for (const [at, rate] of rates.slice(1).entries()) expect([1, 2]).toContain(rate / rates[at]!);
    expect(rates.at(-1)).toBeGreaterThan(MM4.truth);
  });

  it('tracks in blocks of 20 s at −++− about its estimate', () => {
    const track = found.asks.filter(({ phase }) => phase === 'track');
    expect(track.length % 4).toBe(0);
    expect(track.map(({ side }) => side).slice(0, 8)).toEqual([-1, 1, 1, -1, -1, 1, 1, -1]);
    expect(new Set(track.map(({ seconds }) => seconds))).toEqual(new Set([5]));
    expect(Math.log(track[1]!.rate / track[0]!.rate)).toBeCloseTo(0.16, 9);
    expect(track.map(({ block }) => block)).toEqual(track.map((_, at) => Math.floor(at / 4)));
  });

  it('is an estimate with interval, confidence and basis', () => {
    const estimate = searchEstimate(found.outcome, settingsFor(MM4));
    expect(estimate).toMatchObject({ confidence: 0.9, unit: 'requests/s', caveats: [] });
    expect(estimate.basis).toMatch(/^states in flight over \d+ blocks of a dithered run, \d+ min.* of load/);
    expect(estimate.lower).toBeLessThan(estimate.value!);
    expect(estimate.upper).toBeGreaterThan(estimate.value!);
  });

  it('depends on nothing but settings, state and batches, and these are plain data', () => {
    const copied: Meddling = ({ batches, log }, state) => ({
      evidence: { batches: JSON.parse(JSON.stringify(batches)), log },
      state: JSON.parse(JSON.stringify(state)),
    });
    expect(searchOn(MM4, 3, {}, copied).outcome).toEqual(found.outcome);
  });

  it('once done stays done, and wants one batch for each ask', () => {
    const settings = settingsFor(MM4);
    const last = found.states.at(-1)!;
    expect(nextBatch(settings, last, { batches: [] })).toMatchObject({ done: true, outcome: found.outcome });
    expect(() => nextBatch(settings, found.states[0]!, { batches: [] })).toThrow(RangeError);
  });
});

describe('ends of the road', () => {
  it('never goes above the highest rate, and gives it as a lower bound when nothing breaks', () => {
    const { outcome, asks } = searchOn(MM4, 5, { maxRate: 300, startRate: 20 });
    expect(outcome).toMatchObject({ reason: 'ceiling', value: null, lower: 300, upper: null });
    expect(Math.max(...asks.map(({ rate }) => rate))).toBe(300);
    const { confidence, caveats } = searchEstimate(outcome, settingsFor(MM4, { maxRate: 300 }));
    expect(confidence).toBeNull();
    expect(caveats.map(({ text }) => text)).toEqual([
      'no objective broke up to the highest rate allowed, 300 requests/s',
    ]);
  });

  it('searches below a highest rate that breaks', () => {
    for (const maxRate of [450, 600]) {
      const { outcome, asks } = searchOn(MM4, 6, { maxRate });
      expect(Math.max(...asks.map(({ rate }) => rate))).toBeLessThanOrEqual(maxRate * (1 + 1e-12));
      expect(Math.abs(outcome.value! / MM4.truth - 1)).toBeLessThan(0.05);
    }
  });

  it('says that no rate meets an objective which a lone request misses', () => {
    const slow: Server = { name: 'slow', slots: 4, service: constant(0.06), limit: 0.05, quantile: 0.95, truth: 40 };
    const { outcome } = searchOn(slow, 1);
    expect(outcome).toMatchObject({ reason: 'alone', value: null, lower: 0 });
    expect(caveatsOf(outcome, settingsFor(slow))).toEqual([
      'no rate meets slow: requests that find the service idle miss it already',
    ]);
  });

  it('gives up on a server that answers nothing', () => {
    const dead: Server = { name: 'dead', slots: 4, service: constant(1e9), limit: 0.05, quantile: 0.95, truth: 40 };
    const { outcome } = searchOn(dead, 1, { budget: 200 });
    expect(outcome).toMatchObject({ reason: 'budget', value: null, lower: null, upper: null });
    expect(outcome.seconds).toBeLessThan(270);
  });

  it('reports a wide interval, and the time that a narrow one would take, when the budget is used up', () => {
    const server = serverNamed('M/M/1 40/s');
    const { outcome } = searchOn(server, 2, { budget: 200, replay: false });
    expect(outcome.reason).toBe('budget');
    expect(outcome.seconds).toBeLessThanOrEqual(200);
    expect(outcome.secondsNeeded).toBeGreaterThan(400);
    expect(searchEstimate(outcome, settingsFor(server)).caveats[0]?.text).toMatch(
      /^not resolved to 3 % within the budget: about \d+ .* of load would be needed$/,
    );
  });
});

describe('several objectives', () => {
  it('the smallest crossing binds, whichever comes first', () => {
    const rate = (quantile: number, limit: number) =>
      maxRateForQuantile({ servers: 4, serviceTime: 0.008, quantile, limit });
    const tight = { name: 'p99', allowed: 0.01, limit: 0.05 };
    const loose = { name: 'p95', allowed: 0.05, limit: 0.05 };
    const never = { name: 'errors', allowed: 0.01, limit: 3600 };
    for (const [at, objectives] of [
      [tight, loose, never],
      [never, loose, tight],
    ].entries()) {
      const { outcome } = searchOn(MM4, 11, { objectives, precision: 0.05 });
      expect(outcome.objective).toBe(at === 0 ? 0 : 2);
      expect(Math.abs(outcome.value! / rate(0.99, 0.05) - 1)).toBeLessThan(0.05);
    }
  });
});

describe('what goes wrong meanwhile', () => {
  it('runs a spoilt batch again and does not use it', () => {
    let spoilt = 0;
    const meddle: Meddling = ({ batches, log }) => {
      const marked = batches.map((batch, at) =>
        at % 7 === 3 ? { ...batch, valid: false, bad: [{ found: [1e6] }] } : batch,
      );
      spoilt = marked.filter(({ valid }) => !valid).length;
      return { evidence: { batches: marked, log } };
    };
    const { outcome, asks } = searchOn(MM4, 4, {}, meddle);
    expect(spoilt).toBeGreaterThan(3);
    expect(asks[4]).toEqual(asks[3]);
    expect(Math.abs(outcome.value! / MM4.truth - 1)).toBeLessThan(0.05);
  });

  it('ends when a minute of batches is spoilt, with what it has', () => {
    const meddle: Meddling = ({ batches, log }) => ({
      evidence: { batches: batches.map((batch, at) => ({ ...batch, valid: at < 20 })), log },
    });
    const { outcome, asks } = searchOn(MM4, 4, {}, meddle);
    expect(outcome).toMatchObject({ reason: 'invalid', value: null, lower: null });
    expect(asks.length).toBe(32);
    const later: Meddling = ({ batches, log }) => ({
      evidence: { batches: batches.map((batch, at) => ({ ...batch, valid: at < 34 })), log },
    });
    const late = searchOn(MM4, 4, { precision: 0.001 }, later).outcome;
    expect(late.reason).toBe('invalid');
    expect(Math.abs(late.value! / MM4.truth - 1)).toBeLessThan(0.1);
  });

  it('holds the rate before where three batches of the bracket are spoilt, and says that it is the generator’s', () => {
    const meddle: Meddling = ({ batches, log }) => ({
      evidence: { batches: batches.map((batch) => ({ ...batch, valid: batch.rate < 100 })), log },
    });
    const { outcome, asks } = searchOn(MM4, 4, { startRate: 20 }, meddle);
    expect(outcome).toMatchObject({ reason: 'generator', value: null, lower: 80, upper: null });
    expect(asks.map(({ rate }) => rate)).toEqual([20, 40, 80, 160, 160, 160, ...Array(12).fill(80)]);
    expect(searchEstimate(outcome, settingsFor(MM4)).caveats[0]?.text).toMatch(/^at least this much: the generator/);
  });

  it('lets the line empty after a drop of capacity, and finds the new one', () => {
    const slower = { ...mmc('slower', 4, 0.01, 0.05, 0.95), service: exponential(0.01) };
    const server: Server = { ...slower, slowdown: (now) => (now < 110 ? 0.8 : 1) };
    const { outcome, asks } = searchOn(server, 3, { replay: false });
    const track = asks.findIndex(({ phase }) => phase === 'track');
    expect(phasesOf({ asks: asks.slice(track) })).toEqual(['track', 'coast']);
    expect(Math.abs(outcome.value! / server.truth - 1)).toBeLessThan(0.05);
  });

  it('does not leap for ever between a calm rate and one where the line runs away', () => {
    // Just below a steep crossing hardly a request is bad: this search once used up its budget so, and had no interval.
    const server = mmc('medium sandbox', 6, 0.02, 0.2, 0.95);
    const { outcome } = searchOn(server, 31_012, { budget: 405 });
    expect(outcome.lower! / server.truth).toBeGreaterThan(0.9);
    expect(outcome.lower! / server.truth).toBeLessThan(1.02);
  });

  it('names a server that collapses in overload, and lets it come back in between', () => {
    const shared = { slots: 8, service: exponential(0.02), sharing: true, contention: 0.01, quantile: 0.95 };
    const server: Server = { ...shared, name: 'contended', limit: 0.15, truth: 290 };
    // At 300/s it stays up for seconds or minutes, below 250/s it hardly ever falls.
    for (const seed of [3, 4, 5]) {
      const { outcome, batches } = searchOn(server, seed);
      expect(outcome).toMatchObject({ reason: 'collapsing', value: null, lower: null });
      expect(outcome.upper).toBeGreaterThan(230);
      expect(Math.max(...batches.map(({ inFlightAtEnd }) => inFlightAtEnd))).toBeLessThan(3000);
      expect(searchEstimate(outcome, settingsFor(server)).caveats[0]?.text).toMatch(
        /^the service collapsed three times/,
      );
    }
  });

  it('forgets the first half once when the halves disagree', () => {
    const server: Server = { ...serverNamed('M/M/8'), slowdown: (now) => (now < 160 ? 0.9 : 1) };
    const { outcome, states } = searchOn(server, 7, { replay: false });
    expect(outcome.change?.kind).toBe('unlike');
    expect(states.some(({ phase }) => phase.name === 'track' && phase.fromBlock > 0)).toBe(true);
    expect(Math.abs(outcome.value! / server.truth - 1)).toBeLessThan(0.05);
  });

  it.each([
    ['slots that join', { ...MM4, sizes: [{ at: 60, slots: 8 }] }, mmc('8 slots', 8, 0.008, 0.05, 0.95).truth],
    [
      'service that warms up',
      { ...MM4, slowdown: (now: number) => (now < 60 ? 1 : 0.5) },
      mmc('warm', 4, 0.004, 0.05, 0.95).truth,
    ],
    // Bad requests of the first seconds of the tracked part once held it at half of what the target then carried.
    ['a change just as tracking begins', { ...MM4, sizes: [{ at: 30, slots: 8 }] }, 929],
  ])('follows a target that gets faster: %s', (_, server, truth) => {
    for (const seed of [777, 778]) {
      const { outcome } = searchOn(server, seed, { replay: false });
      expect(outcome.reason).toBe('precise');
      expect(outcome.change?.kind).toBe('faster');
      expect(outcome.change?.at).toBeLessThan(110);
      expect(Math.abs(outcome.value! / truth - 1)).toBeLessThan(0.03);
      expect(caveatsOf(outcome, settingsFor(server))).toContainEqual(
        expect.stringMatching(/^what came before .* is left out: the target was slower then/),
      );
    }
  });

  it.each([
    // At 8/s a search sees some ten bad requests a block: what gets done in the same states shows the change.
    ['slow requests, so that few come', slow(2, [{ at: 120, slots: 4 }]), 18],
    [
      'slow requests, scaled twice',
      slow(2, [
        { at: 60, slots: 4 },
        { at: 200, slots: 8 },
      ]),
      37.9,
    ],
    [
      'two slots, doubled twice',
      {
        ...SMALL,
        sizes: [
          { at: 70, slots: 4 },
          { at: 135, slots: 8 },
        ],
      },
      303.8,
    ],
    ['a cold start longer than the bracket', { ...SMALL, slowdown: (now: number) => (now < 60 ? 8 : 1) }, 64.4],
    ['a replica that dies', { ...SMALL, sizes: [{ at: 250, slots: 1 }] }, 25.2],
  ])('follows a target that changes: %s', (_, server, truth) => {
    for (const seed of [5003, 5004]) {
      const { outcome } = searchOn(server, seed, { replay: false });
      expect(outcome.change).toBeDefined();
      // Where it is not followed to a number, none is stated.
      if (outcome.value === null) expect(outcome).toMatchObject({ lower: null, upper: null });
      else {
        expect(outcome.lower!).toBeLessThan(1.03 * truth);
        expect(outcome.upper!).toBeGreaterThan(truth / 1.03);
      }
    }
  });

  it('settles on no number where a target gets faster and there is no time to measure it anew', () => {
    const server: Server = { ...SMALL, sizes: [{ at: 350, slots: 4 }] };
    const { outcome } = searchOn(server, 3, { precision: 0.001, replay: false });
    expect(outcome).toMatchObject({
      reason: 'drifting',
      value: null,
      lower: null,
      change: { kind: 'faster', times: 1 },
    });
    expect(searchEstimate(outcome, settingsFor(server)).caveats[0]?.text).toMatch(
      /^the target got faster while it was/,
    );
  });

  it('settles on no number where a target changes to and fro', () => {
    const sizes = Array.from({ length: 4 }, (_, at) => ({ at: 150 * (at + 1), slots: at % 2 === 0 ? 4 : 2 }));
    const { outcome } = searchOn(slow(2, sizes), 5001, { replay: false });
    expect(outcome).toMatchObject({ reason: 'drifting', value: null, lower: null });
  });

  it('does not settle on a capacity that keeps falling', () => {
    const server: Server = { ...MM4, slowdown: (now) => 1 + now / 1500 };
    const { outcome } = searchOn(server, 2, { precision: 0.02, replay: false });
    expect(outcome.reason).toBe('drifting');
    expect(caveatsOf(outcome, settingsFor(server))).toContain(
      'the capacity changed while it was measured: no number holds for more than a moment',
    );
  });
});

describe('the confirmation', () => {
  it('holds the lower bound after the search', () => {
    const { outcome, asks } = searchOn(MM4, 3, { confirmSeconds: 45 });
    const without = searchOn(MM4, 3).outcome;
    expect(outcome).toMatchObject({ lower: without.lower, confirmation: { held: true, failures: 0 } });
    expect(asks.slice(-11).map(({ phase }) => phase)).toEqual(['settle', 'settle', ...Array(9).fill('confirm')]);
    expect(asks.at(-1)!.rate).toBe(without.lower);
    expect(outcome.seconds).toBeCloseTo(without.seconds + 55, 9);
  });

  it('steps down while it fails, and says so', () => {
    const end = searchOn(MM4, 3).outcome;
    const fails = (until: number): Server => ({
      ...MM4,
      slowdown: (now) => (now > end.seconds && now < end.seconds + until ? 1.25 : 1),
    });
    const once = searchOn(fails(50), 3, { confirmSeconds: 45 }).outcome;
    expect(once.confirmation).toEqual({ held: true, failures: 1 });
    expect(once.lower).toBeCloseTo(end.lower! * 0.97, 9);
    const settings = settingsFor(MM4);
    expect(caveatsOf(once, settings)).toEqual(['unstable: the lower bound held only after 1 step down']);
    const always = searchOn(fails(1e9), 3, { confirmSeconds: 45 }).outcome;
    expect(always.confirmation).toEqual({ held: false, failures: 3 });
    expect(caveatsOf(always, settings)).toEqual(['unstable: the lower bound failed its confirmation 3 times']);
  });
});

describe('searchSettings', () => {
  const objectives = [{ name: 'p95', allowed: 0.05, limit: 0.1 }];
  it.each([
    { objectives: [] },
    { objectives: [{ name: 'p100', allowed: 0 }] },
    { objectives: [{ name: 'p95', allowed: 0.05, limit: 0 }] },
    { objectives, startRate: 0 },
    { objectives, startRate: 50, maxRate: 20 },
    { objectives, precision: 0 },
    { objectives, budget: Number.NaN },
  ])('refuses %j', (given) => {
    expect(() => searchSettings(given)).toThrow(RangeError);
  });
});
