import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areaBetween, areaOf, loadAt } from '../../src/plan/stages.ts';
import { CLOSED_RAMP, planOf, TIERS } from '../fixtures/record.ts';

const scale = fc.double({ min: 0.034, max: 1, noNaN: true });

describe('stages under a time-scale', () => {
  it('join without gaps and keep their order, whatever the scale', () => {
    fc.assert(
      fc.property(scale, fc.constantFrom({}, CLOSED_RAMP), (timeScale, override) => {
        const { stages, duration } = planOf({ timeScale, override });
        let at = 0;
        for (const stage of stages) {
          expect(stage.from).toBe(at);
          expect(stage.from <= stage.rampTo && stage.rampTo <= stage.to).toBe(true);
          expect(stage.judgedFrom >= stage.from && stage.judgedFrom < stage.to).toBe(true);
          at = stage.to;
        }
        expect(duration).toBe(at);
        const whole = planOf({ override }).duration!;
        expect(Math.abs(at - whole * timeScale)).toBeLessThan(0.001);
      }),
    );
  });

  it('has ms boundaries without the noise of binary fractions', () => {
    const { stages } = planOf({ timeScale: 0.03 });
    expect(stages.map((stage) => [stage.from, stage.rampTo, stage.judgedFrom, stage.to])).toEqual([
      [0, 0.9, 1.8, 9.9],
      [9.9, 10.8, 11.7, 19.8],
      [19.8, 20.7, 21.6, 29.7],
      [29.7, 30.6, 31.5, 39.6],
      [39.6, 40.5, 41.4, 49.5],
      [49.5, 50.4, 51.3, 59.4],
    ]);
  });

  it('scales stages, settling and windows, never rates, users or limits', () => {
    const [whole, scaled] = [planOf(), planOf({ timeScale: 0.1 })];
    expect(scaled.stages.map((stage) => stage.load)).toEqual(whole.stages.map((stage) => stage.load));
    expect([scaled.maxVUs, scaled.iterationLimit, scaled.base]).toEqual([
      whole.maxVUs,
      whole.iterationLimit,
      whole.base,
    ]);
    expect([whole.window, scaled.window, planOf({ timeScale: 0.03 }).window]).toEqual([10, 1, 1]);
    expect(scaled.requests).toBe(whole.requests! / 10);
    expect(scaled.stages[1]).toMatchObject({ from: 33, rampTo: 36, judgedFrom: 39, to: 66 });
  });

  it('refuses a scale that leaves nothing to judge', () => {
    expect(() => planOf({ timeScale: 0.005 })).toThrow(/time-scale stage "0.5x" leaves less than 2 s/);
    expect(() => planOf({ profile: 'smoke', timeScale: 0.03 })).toThrow(/less than 2 s/);
    expect(() => planOf({ override: { hold: 3 } })).toThrow(/^stage "0.5x" leaves less than 2 s to judge/);
  });
});

describe('loadAt', () => {
  const { stages } = planOf({ tier: TIERS.medium });

  it.each([
    [-0.001, null],
    [0, 0],
    [15, 50],
    [30, 100],
    [329.999, 100],
    [345, 150],
    [500, 200],
    [1665, 350],
    [1979.999, 100],
    [1980, null],
  ])('at %d s is %s', (at, load) => {
    expect(loadAt(stages, at)).toBe(load);
  });

  it('integrates to the area', () => {
    let sum = 0;
    for (let at = 0.05; at < 1980; at += 0.1) sum += loadAt(stages, at)! * 0.1;
    expect(sum / areaOf(stages)).toBeCloseTo(1, 4);
  });

  it('has an area between any two moments: that of the load between them', () => {
    fc.assert(
      fc.property(fc.double({ min: -5, max: 2000, noNaN: true }), fc.integer({ min: 0, max: 700 }), (from, seconds) => {
        let sum = 0;
        for (let at = 0.05; at < seconds; at += 0.1) sum += (loadAt(stages, from + at) ?? 0) * 0.1;
        expect(Math.abs(areaBetween(stages, from, from + seconds) - sum)).toBeLessThan(40);
        const [before, after] = [areaBetween(stages, 0, from), areaBetween(stages, from, 1980)];
        if (from >= 0 && from <= 1980) expect(before + after).toBeCloseTo(areaOf(stages), 3);
      }),
      { numRuns: 30 },
    );
  });

  it('jumps where there is no ramp', () => {
    const steps = planOf({ override: { ramp: 0, recovery: { ramp: 0 } } }).stages;
    expect([loadAt(steps, 299.99), loadAt(steps, 300)]).toEqual([100, 200]);
  });
});
