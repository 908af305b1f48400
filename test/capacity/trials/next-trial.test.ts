import { describe, expect, it } from 'vitest';
import { judgedTrials } from '../../../src/capacity/trials/judged-trial.ts';
import { nextTrial } from '../../../src/capacity/trials/next-trial.ts';
import { PACING_CAVEAT, trialsEstimate } from '../../../src/capacity/trials/trials-estimate.ts';
import { maxRateForQuantile } from '../../../src/stats/queueing/mmc.ts';
import { constant, exponential, type Server, serverNamed } from '../simulator/servers.ts';
import { settingsFor } from '../simulator/simulated-search.ts';
import { type Meddling, searchByTrialsOn } from '../simulator/simulated-trials.ts';

const MM4 = serverNamed('M/M/4');
/** Erlang's truth is that of random arrivals. */
const RANDOM = { arrivals: 'poisson' } as const;

/** What speaks against the estimate, in words. */
const caveatsOf = (...found: Parameters<typeof trialsEstimate>) =>
  trialsEstimate(...found).caveats.map(({ text }) => text);

describe('the search by trials as a story', () => {
  const found = searchByTrialsOn(MM4, 3, {}, RANDOM);
  const asks = found.runs.map(({ ask }) => ask);

  it('doubles, narrows its bracket, and ends within the budget', () => {
    const phases = asks.map(({ phase }) => phase).filter((phase) => phase !== 'drain');
    expect(new Set(phases)).toEqual(new Set(['double', 'between']));
    expect(phases.lastIndexOf('double')).toBeLessThan(phases.indexOf('between'));
    const seconds = found.runs.flatMap(({ batches }) => batches).reduce((sum, batch) => sum + batch.seconds, 0);
    expect(found.outcome.seconds).toBeCloseTo(seconds, 9);
    expect(seconds).toBeLessThanOrEqual(465 + 60);
    expect(Math.abs(found.outcome.value! / MM4.truth - 1)).toBeLessThan(0.05);
    expect(found.outcome.lower).toBeLessThan(MM4.truth);
    expect(found.outcome.upper).toBeGreaterThan(MM4.truth);
  });

  it('goes up by factors of two, from the rate it is given', () => {
    const rates = asks.filter(({ phase }) => phase === 'double').map(({ rate }) => rate);
    for (const [at, rate] of rates.slice(1).entries()) expect(rate / rates[at]!).toBeCloseTo(2, 9);
    expect(rates.at(-1)).toBeGreaterThan(MM4.truth);
    expect(rates.at(-1)).toBeLessThan(4 * MM4.truth);
  });

  it('keeps each trial inside its bracket, short where it is clear', () => {
    const between = found.runs.filter(({ ask }) => ask.phase === 'between');
    for (const { ask, batches } of between) {
      expect(ask.rate).toBeGreaterThan(MM4.truth / 2);
      expect(ask.rate).toBeLessThan(MM4.truth * 2);
      const seconds = batches.reduce((sum, batch) => sum + batch.seconds, 0);
      expect(seconds).toBeLessThanOrEqual(ask.mostSeconds + 1e-6);
      expect(batches.every((batch) => batch.seconds <= ask.batchSeconds + 1e-6)).toBe(true);
    }
  });

  it('lets the service recover from overload, and says how long that took', () => {
    const drain = asks.findIndex(({ phase }) => phase === 'drain');
    expect(asks[drain - 1]!.rate).toBeGreaterThan(MM4.truth);
    expect(asks[drain]!.rate).toBeLessThan(MM4.truth / 2);
    expect(found.outcome.recovery).toMatchObject({ over: false });
    expect(found.outcome.recovery!.seconds).toBeGreaterThan(0);
    expect(found.outcome.recovery!.seconds).toBeLessThan(20);
  });

  it('is an estimate that names its arrivals', () => {
    const estimate = trialsEstimate(found.outcome, settingsFor(MM4));
    expect(estimate).toMatchObject({ confidence: 0.9, unit: 'requests/s' });
    expect(estimate.caveats[0]).toBe(PACING_CAVEAT);
    expect(estimate.caveats[0]!.text).toMatch(/2-11 % lower/);
    expect(estimate.basis).toMatch(
      /^\d+ runs of k6 at one rate each, their beginnings dropped, a line through the \d+ of them near the crossing, \d+ min/,
    );
  });

  it('depends on nothing but settings and trials, and these are plain data', () => {
    const settings = settingsFor(MM4);
    const runs = JSON.parse(JSON.stringify(found.runs));
    for (let n = 1; n < runs.length; n++)
      expect(nextTrial(settings, runs.slice(0, n))).toEqual({ done: false, trial: runs[n].ask });
    expect(nextTrial(settings, runs)).toEqual({ done: true, outcome: found.outcome });
  });

  it('gives the same for the same seed', () => {
    expect(searchByTrialsOn(MM4, 3, {}, RANDOM).outcome).toEqual(found.outcome);
    expect(searchByTrialsOn(MM4, 4, {}, RANDOM).outcome).not.toEqual(found.outcome);
  });
});

describe('what even arrivals do', () => {
  it('reads higher than random ones', () => {
    const means = (['even', 'poisson'] as const).map((arrivals) => {
      const values = [1, 2, 3].map((seed) => searchByTrialsOn(MM4, seed, {}, { arrivals }).outcome.value!);
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    });
    expect(means[0]! / means[1]!).toBeGreaterThan(1.02);
    expect(means[0]! / means[1]!).toBeLessThan(1.11);
  });
});

describe('ends of the road', () => {
  it('gives the highest rate as a lower bound when nothing breaks', () => {
    const { outcome, runs } = searchByTrialsOn(MM4, 5, { maxRate: 300 }, RANDOM);
    expect(outcome).toMatchObject({ reason: 'ceiling', value: null, lower: 300, upper: null });
    expect(Math.max(...runs.map(({ ask }) => ask.rate))).toBe(300);
    expect(runs.at(-1)!.ask.phase).toBe('ceiling');
  });

  it('goes down from a first rate that is too high', () => {
    const { outcome } = searchByTrialsOn(MM4, 6, { startRate: 2000 }, RANDOM);
    expect(Math.abs(outcome.value! / MM4.truth - 1)).toBeLessThan(0.06);
  });

  it('says that no rate meets an objective which a lone request misses', () => {
    const slow: Server = { name: 'slow', slots: 4, service: constant(0.06), limit: 0.05, quantile: 0.95, truth: 40 };
    const { outcome } = searchByTrialsOn(slow, 1);
    expect(outcome).toMatchObject({ reason: 'alone', value: null, lower: 0, upper: null });
    expect(caveatsOf(outcome, settingsFor(slow))).toContain(
      'no rate meets slow: requests that find the service idle miss it already',
    );
  });

  it('gives up on a server that answers nothing', () => {
    const dead: Server = { name: 'dead', slots: 4, service: constant(1e9), limit: 0.05, quantile: 0.95, truth: 40 };
    const { outcome } = searchByTrialsOn(dead, 1, { budget: 200 });
    expect(outcome).toMatchObject({ value: null, lower: null });
    expect(outcome.seconds).toBeLessThan(330);
  });

  it('reports the bracket as it is, and the time that a narrow one would take, when the budget is used up', () => {
    const { outcome } = searchByTrialsOn(serverNamed('M/G/4 cv 2'), 2, { budget: 200 }, RANDOM);
    expect(outcome.reason).toBe('budget');
    expect(outcome.secondsNeeded).toBeGreaterThan(200);
    expect(outcome.upper! / outcome.lower!).toBeGreaterThan(1.03);
    expect(caveatsOf(outcome, settingsFor(MM4))[1]).toMatch(/^not resolved to 3 % within the budget/);
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
      const { outcome } = searchByTrialsOn(MM4, 11, { objectives }, RANDOM);
      expect(outcome.objective).toBe(at === 0 ? 0 : 2);
      expect(Math.abs(outcome.value! / rate(0.99, 0.05) - 1)).toBeLessThan(0.06);
    }
  });
});

describe('what goes wrong meanwhile', () => {
  it('repeats a spoilt trial and does not use it', () => {
    const meddle: Meddling = (run, earlier) =>
      earlier.length % 4 === 2
        ? { ...run, valid: false, batches: run.batches.map((b) => ({ ...b, bad: [1e6] })) }
        : run;
    const { outcome, runs } = searchByTrialsOn(MM4, 4, {}, { ...RANDOM, meddle });
    expect(runs.filter(({ valid }) => !valid).length).toBeGreaterThan(2);
    expect(runs[3]!.ask).toEqual(runs[2]!.ask);
    expect(Math.abs(outcome.value! / MM4.truth - 1)).toBeLessThan(0.06);
  });

  it('ends when three trials in a row are spoilt, with what it knows: the generator is the limit', () => {
    const meddle: Meddling = (run) => ({ ...run, valid: run.ask.rate < 100 });
    const { outcome, runs } = searchByTrialsOn(MM4, 4, {}, { ...RANDOM, meddle });
    expect(outcome).toMatchObject({ reason: 'invalid', value: null, upper: null });
    expect(outcome.lower).toBeGreaterThan(25);
    expect(outcome.lower).toBeLessThan(100);
    expect(runs.slice(-3).every(({ valid }) => !valid)).toBe(true);
    expect(caveatsOf(outcome, settingsFor(MM4)).join()).toMatch(/the generator is the limit/);
  });

  it('names a server that does not come back', () => {
    const server: Server = { ...MM4, slowdown: (now) => (now < 70 ? 1 : 1e6) };
    const { outcome } = searchByTrialsOn(server, 3, {}, RANDOM);
    expect(outcome.reason).toBe('collapsing');
    expect(outcome.recovery).toMatchObject({ over: true });
    expect(caveatsOf(outcome, settingsFor(server)).join()).toMatch(/did not recover from overload within/);
  });

  it('takes no rate for sustainable at which requests pile up slowly', () => {
    // Its objective would be crossed at about 960/s.
    const server: Server = { ...MM4, service: exponential(0.004), hangs: 0.002 };
    const { runs } = searchByTrialsOn(server, 3, {}, RANDOM);
    const long = judgedTrials(settingsFor(server).objectives, runs).filter(({ run }) => run.batches.length > 8);
    expect(long.map(({ verdict }) => verdict)).not.toContain('below');
    expect(long.map(({ why }) => why)).toContain('in-flight');
  });
});

describe('the confirmation', () => {
  it('holds the lower bound after the search, for longer', () => {
    const { outcome, runs } = searchByTrialsOn(MM4, 3, { confirmSeconds: 60 }, RANDOM);
    const without = searchByTrialsOn(MM4, 3, {}, RANDOM).outcome;
    const holds = runs.filter(({ ask }) => ask.phase === 'confirm');
    expect(holds[0]!.ask.rate).toBe(without.lower);
    expect(holds[0]!.ask.leastSeconds).toBe(60);
    expect(outcome.confirmation.held).toBe(true);
    expect(outcome.seconds).toBeGreaterThan(without.seconds + 60);
  });

  it('steps down while it fails, and says so', () => {
    const end = searchByTrialsOn(MM4, 3, {}, RANDOM);
    const last = end.runs.at(-1)!;
    const stop = last.at + last.batches.reduce((sum, { seconds }) => sum + seconds, 0);
    const server: Server = { ...MM4, slowdown: (now) => (now > stop ? 1.3 : 1) };
    const { outcome } = searchByTrialsOn(server, 3, { confirmSeconds: 60 }, RANDOM);
    expect(outcome.confirmation).toEqual({ held: false, failures: 3 });
    expect(outcome.lower).toBeCloseTo(end.outcome.lower! * 0.97 ** 3, 9);
    expect(caveatsOf(outcome, settingsFor(MM4))).toContain('unstable: the lower bound failed its confirmation 3 times');
  });
});
