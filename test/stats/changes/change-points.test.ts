import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changePoints } from '../../../src/stats/changes/change-points.ts';
import { mannWhitney } from '../../../src/stats/comparison/mann-whitney.ts';
import { normalQuantile } from '../../../src/stats/distributions/binomial.ts';
import { drawUniform } from '../../../src/stats/distributions/uniform.ts';
import { chance } from '../../capacity/simulator/draws.ts';
import { alarms, NOISES } from './simulated.ts';

interface Reference {
  readonly name: string;
  readonly values: readonly number[];
  readonly noise: number;
  readonly changes: readonly {
    readonly index: number;
    readonly before: number;
    readonly after: number;
    readonly effect: number;
    readonly score: number;
  }[];
}

const fixture = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../fixtures/truth/${name}.json`, import.meta.url), 'utf8'));
const { series }: { readonly series: readonly Reference[] } = fixture('change-points');
const enough = series.filter(({ values }) => values.length >= 12);

const uniform = drawUniform(15);
const normal = () => normalQuantile(uniform());
/** Levels of 20 points each, with noise of 2. */
const stepped = (levels: readonly number[]) =>
  levels.flatMap((level) => Array.from({ length: 20 }, () => level + 2 * normal()));
const indices = (values: readonly number[]) => changePoints(values).changes.map(({ index }) => index);

describe('changePoints', () => {
  it.each(enough)('as the reference: $name', ({ values, noise, changes }) => {
    const found = changePoints(values);
    expect(found.noise).toBeCloseTo(noise, 5);
    expect(found.changes.map(({ index }) => index)).toEqual(changes.map(({ index }) => index));
    for (const [at, { before, after, effect, score }] of changes.entries()) {
      expect(found.changes[at]!.before).toBeCloseTo(before, 5);
      expect(found.changes[at]!.after).toBeCloseTo(after, 5);
      expect(found.changes[at]!.effect).toBeCloseTo(effect, 5);
      expect(found.changes[at]!.score).toBeCloseTo(score, 5);
    }
  });

  it('as Otava on what is long enough', () => {
    const { cases, series: of } = fixture('changepoint');
    for (const { name, series: named, expected } of cases)
      if (of[named].length >= 12) expect([name, indices(of[named])]).toEqual([name, expected]);
  });

  it('fewer than 12 points have no answer', () => {
    const [short] = series.filter(({ values }) => values.length < 12) as [Reference];
    expect(() => changePoints(short.values)).toThrow(RangeError);
  });

  it('no level is shorter than 6 points', () => {
    for (let behind = 2; behind <= 20; behind++) {
      const values = [...stepped([100, 150]), ...Array.from({ length: behind }, () => 200 + normal())];
      const bounds = [0, ...indices(values), values.length];
      expect(bounds.length).toBeGreaterThan(2);
      for (const [at, to] of bounds.slice(1).entries()) expect(to - bounds[at]!).toBeGreaterThanOrEqual(6);
    }
  });

  it('points that are all equal have no change, a step without noise is one', () => {
    expect(changePoints(new Array<number>(30).fill(7))).toEqual({
      noise: 0,
      correlation: 0,
      leastStep: 0,
      changes: [],
    });
    expect(indices([...new Array<number>(20).fill(7), ...new Array<number>(20).fill(9)])).toEqual([20]);
  });

  it('single values far off are none', () => {
    const values = stepped([100, 100, 100]).map((value, at) => (at % 13 === 5 ? 3 * value : value));
    expect(indices(values)).toEqual([]);
  });

  it('what wanders is seldom taken for steps', () => {
    const seeds = Array.from({ length: 100 }, (_, seed) => seed);
    expect(seeds.filter((seed) => alarms(NOISES['AR(1), 0.7'], seed)).length).toBeLessThanOrEqual(18);
  });

  it('of many series that are looked at together none is taken for steps more easily than one alone', () => {
    const wandering = Array.from({ length: 150 }, (_, seed) => NOISES['AR(1), 0.7'](100, chance(seed)));
    const told = (together: number) => wandering.filter((all) => changePoints(all, together).changes.length > 0).length;
    expect(told(100)).toBeLessThan(told(1) / 3);
    const steep = [100, 101, 99, 100, 101, 99, 110, 111, 109, 110, 111, 109];
    expect([1, 1e6].map((together) => changePoints(steep, together).changes.length)).toEqual([1, 0]);
    expect(changePoints(stepped([100, 120]), 100).changes).toHaveLength(1);
  });

  it('an enormous value hides no step', () => {
    const values = stepped([100, 108]).map((value, at) => (at === 9 ? 1e5 : value));
    expect(indices(values)).toEqual([20]);
  });

  it('sees the same whatever the unit, backwards and upside down', () => {
    const levels = fc.array(fc.constantFrom(100, 112, 130), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(levels, fc.constantFrom(1e-6, 0.25, 1024, 2 ** 40), (chosen, unit) => {
        const values = stepped(chosen);
        const found = indices(values);
        expect(indices(values.map((value) => value * unit))).toEqual(found);
        expect(indices(values.map((value) => -value))).toEqual(found);
      }),
      { numRuns: 40 },
    );
  });

  it('finds clear steps where they are', () => {
    for (const levels of [
      [100, 130],
      [130, 100],
      [100, 130, 100, 160],
    ]) {
      const found = indices(stepped(levels));
      expect(found).toEqual(levels.slice(1).map((_, at) => 20 * (at + 1)));
    }
  });

  it('tells the lowest step that would be told', () => {
    const values = stepped([1000, 1000, 1000]);
    const { leastStep, noise } = changePoints(values);
    expect(leastStep).toBeGreaterThan(9.9);
    expect(leastStep).toBeGreaterThanOrEqual(1.7 * noise);
    const raised = (by: number) => values.map((value, at) => (at < 30 ? value : value + by));
    expect(indices(raised(2 * leastStep))).toHaveLength(1);
    expect(indices(raised(0.5 * leastStep))).toEqual([]);
  });

  it('p is that of Mann and Whitney times the places that were looked at', () => {
    const values = stepped([100, 108]);
    const { changes } = changePoints(values);
    expect(changes).toHaveLength(1);
    const [{ index, pValue }] = changes as [(typeof changes)[number]];
    expect(pValue).toBeCloseTo(29 * mannWhitney(values.slice(0, index), values.slice(index)).pValue, 15);
    expect(pValue).toBeLessThan(1e-6);
  });
});
