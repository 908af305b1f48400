import { describe, expect, it } from 'vitest';
import { PLANNED_STOP } from '../../../src/metrics/events.ts';
import { allowedMissing } from '../../../src/plan/arrivals/offered.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import { planUntil } from '../../../src/plan/stages.ts';
import { generator } from '../../../src/scenario/random.ts';
import { judgeValidity } from '../../../src/validity/judge.ts';
import { fold, measurementOf, objective, planOf, recordOf, runOf, type StageStory } from '../../fixtures/record.ts';
import { type Engine, times } from '../../fixtures/timeline.ts';

const LOAD = { rate: 20, duration: 30, ramp: 3 };
const plans = (arrivals: 'poisson' | 'even', override = {}) =>
  planOf({ profile: 'load', arrivals, override: { ...LOAD, ...override } });
const EVEN = plans('even');
const RANDOM = plans('poisson');

const reasonsOf = (plan: Plan, engine: Engine, judged = plan) =>
  judgeValidity(measurementOf([objective()], fold(recordOf(plan), engine), judged)).map(({ code, text }) => [
    code,
    text,
  ]);
const run = (plan: Plan, story: StageStory, options = {}) =>
  runOf(plan, Object.fromEntries(plan.stages.map(({ name }) => [name, story])), options);
const short = (text: string) => [['load-not-offered', text]];

/** So many iterations a second, of which none is dropped; `ledger`: as our engine counts what begins. */
const sent = (perSecond: (s: number) => number, ledger = false): StageStory => ({
  second: (s) => ({ latencies: times(perSecond(s), 0.05) }),
  gen: (s) => (ledger ? { iterations: [perSecond(s), perSecond(s), 1] } : { vus: 1 }),
});

describe('a stage whose load is less than its plan', () => {
  it('is not offered, though everything that was scheduled has started', () => {
    // 20 s are judged: from 10 s after the ramp of 3 s.
    expect(
      reasonsOf(
        EVEN,
        run(
          EVEN,
          sent(() => 18),
        ),
      ),
    ).toEqual(short('only 361 of the 400 planned iterations came due'));
    expect(
      reasonsOf(
        EVEN,
        run(
          EVEN,
          sent(() => 18, true),
        ),
      ),
    ).toEqual(short('only 360 of the 400 planned iterations came due'));
    expect(
      reasonsOf(
        RANDOM,
        run(
          RANDOM,
          sent(() => 10, true),
        ),
      ),
    ).toEqual(short('only 200 of the 400 planned iterations came due'));
  });

  it('is not offered where nothing at all began under even arrivals', () => {
    expect(
      reasonsOf(
        EVEN,
        run(
          EVEN,
          sent(() => 0),
        ),
      ),
    ).toEqual(short('only 1 of the 400 planned iterations came due'));
  });

  it.each([
    ['even arrivals', EVEN, sent(() => 20)],
    ['even arrivals that the engine counted', EVEN, sent(() => 20, true)],
    ['what chance makes of random ones', RANDOM, sent((s) => 19 + (s % 2), true)],
    [
      'two requests an iteration',
      planOf({ profile: 'load', arrivals: 'even', requests: 2, override: LOAD }),
      sent(() => 10),
    ],
    ['dropped arrivals, which came due', EVEN, { ...sent(() => 18), gen: () => ({ vusMax: 1000 }) }],
  ] as const)('is none for %s', (what, plan, story) => {
    const engine = run(plan, story);
    if (what.startsWith('dropped'))
      for (let s = 0; s < 33; s++) engine.counter(s, 'dropped_iterations', 2, { scenario: 'main' });
    expect(reasonsOf(plan, engine)).toEqual([]);
  });

  it.each([0, 0.3, 0.5, 0.8])('is measured by whole seconds, from wherever the scenario began: %d', (offset) => {
    const short = plans('even', { duration: 4, ramp: 0.5, rate: 100 });
    const rate = (s: number) => Math.round(100 * Math.min(1, Math.max(0, 4.5 + offset - s)));
    for (const ledger of [false, true])
      expect(reasonsOf(short, run(short, sent(rate, ledger), { offset }))).toEqual([]);
  });

  it('is held against the plan as far as it was carried out', () => {
    const sure = { ...RANDOM, untilSure: true as const };
    const engine = run(
      sure,
      sent(() => 20, true),
      { until: 26 },
    );
    const ended = engine.event(22, PLANNED_STOP, 'settled').end().close();
    expect(reasonsOf(sure, ended, planUntil(sure, 23))).toEqual([]);
    // Of the last second of a run that was broken off only a part was measured.
    const broken = (last: number) => sent((s) => (s === 19 ? last : 20), true);
    const codes = (last: number) =>
      reasonsOf(EVEN, run(EVEN, broken(last), { until: 20 }).end().close('aborted')).map(([code]) => code);
    expect(codes(0)).toEqual(['cut-short']);
  });

  it('is found on a ramp, which is judged whole', () => {
    const ramp = planOf({ profile: 'breakpoint', arrivals: 'even', override: { rate: 20, peak: 1, duration: 60 } });
    const half = (share: number) => sent((s) => Math.round(share * ((20 * (s + 0.5)) / 60)), true);
    expect(reasonsOf(ramp, run(ramp, half(1)))).toEqual([]);
    expect(reasonsOf(ramp, run(ramp, half(0.5))).map(([code]) => code)).toEqual(['load-not-offered']);
  });
});

describe('how many random arrivals may be missing', () => {
  it.each([40, 400, 4000])('no seed of a thousand makes a healthy run of %d invalid', (planned) => {
    for (let seed = 1; seed <= 1000; seed++) {
      const uniform = generator(seed, 1);
      let [at, came] = [0, -1];
      while (at < planned) {
        at -= Math.log(1 - uniform());
        came += 1;
      }
      expect(planned - came).toBeLessThanOrEqual(allowedMissing(planned, 20, 'poisson'));
    }
  });

  it('is little enough that half of the load is always noticed', () => {
    for (const planned of [100, 1000, 1e5]) expect(allowedMissing(planned, 20, 'poisson')).toBeLessThan(planned / 2);
  });
});
