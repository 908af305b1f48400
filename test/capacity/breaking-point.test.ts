import { describe, expect, it } from 'vitest';
import {
  breakingPointOfOpenRamp,
  breakingPointOfRamp,
  breakingPointOfSteps,
  type LoadStep,
  type RampWindow,
} from '../../src/capacity/breaking-point.ts';

/** `'1x ok'`, `'2x broke'`, `'3x invalid'`: steps of a tier of 100 requests/s. */
function steps(...texts: string[]): LoadStep[] {
  return texts.map((text) => {
    const [name = '', fate] = text.split(' ');
    return { name, rate: Number.parseFloat(name) * 100, valid: fate !== 'invalid', broke: fate === 'broke' };
  });
}

describe('breakingPointOfSteps', () => {
  it.each([
    ['between the last that held and the first that broke', ['0.5x ok', '1x ok', '1.5x broke', '2x broke'], [100, 150]],
    ['the first that broke, though a later one held', ['0.5x ok', '1x broke', '1.5x ok', '2x broke'], [50, 100]],
    ['below the lowest', ['0.5x broke', '1x broke'], [0, 50]],
    ['above the highest', ['0.5x ok', '1x ok'], [100, null]],
    ['between valid steps only', ['0.5x ok', '1x invalid', '1.5x broke'], [50, 150]],
    ['not at an invalid step', ['0.5x ok', '1x ok', '1.5x invalid'], [100, null]],
    ['in whatever order they come', ['2x broke', '1x ok', '1.5x broke', '0.5x ok'], [100, 150]],
    ['at a single step that broke', ['1x broke'], [0, 100]],
  ])('lies %s', (_, texts, bounds) => {
    const estimate = breakingPointOfSteps(steps(...texts));
    expect([estimate?.lower, estimate?.upper]).toEqual(bounds);
    const [lower, upper] = bounds as [number, number | null];
    expect(estimate?.value).toBe(upper === null ? null : (lower + upper) / 2);
    expect(estimate).toMatchObject({ unit: 'requests/s', confidence: null, basis: 'steps' });
  });

  it('says what it does not know', () => {
    const caveats = (...texts: string[]) => breakingPointOfSteps(steps(...texts))?.caveats.map(({ text }) => text);
    expect(caveats('1x ok', '2x broke')).toEqual([]);
    expect(caveats('1x ok', '2x invalid', '3x broke')).toEqual(['not valid and so proving nothing: 2x']);
    expect(caveats('1x ok', '2x ok')).toEqual(['nothing broke up to 2x']);
    expect(caveats('1x broke')).toEqual(['the lowest step broke already']);
  });

  it('is undefined where no step was valid', () => {
    expect(breakingPointOfSteps(steps('1x invalid'))).toBeUndefined();
    expect(breakingPointOfSteps([])).toBeUndefined();
  });
});

const window = (users: number, throughput: number, broke = false): RampWindow => ({ users, throughput, broke });

describe('breakingPointOfRamp', () => {
  it('lies between the users of the window that broke and those of the one before', () => {
    const { breakingPoint: users, breakingPointThroughput: throughput } = breakingPointOfRamp([
      window(40, 80),
      window(44, 88),
      window(48, 85, true),
    ]);
    expect(users).toMatchObject({ lower: 44, upper: 48, value: 48, unit: 'users', confidence: null, caveats: [] });
    expect(throughput).toMatchObject({
      lower: 85,
      upper: 88,
      value: 85,
      unit: 'requests/s',
    });
  });

  it('is open where nothing broke', () => {
    const estimates = breakingPointOfRamp([window(40, 80), window(200, 300)]);
    expect(Object.keys(estimates)).toEqual(['breakingPoint']);
    expect(estimates.breakingPoint).toMatchObject({
      lower: 200,
      upper: null,
      value: null,
      caveats: [{ code: 'nothing-broke', text: 'nothing broke up to 200 users' }],
    });
  });

  it('starts at nobody where the first window broke', () => {
    const { breakingPoint: users, breakingPointThroughput: throughput } = breakingPointOfRamp([window(1, 10, true)]);
    expect(users).toMatchObject({
      lower: 0,
      upper: 1,
      caveats: [{ code: 'first-window-broke' }],
    });
    expect(throughput).toMatchObject({ lower: 10, upper: 10 });
  });

  it('never has its ends crossed, though users fell meanwhile', () => {
    const { breakingPoint: users } = breakingPointOfRamp([window(50, 80), window(48, 80, true)]);
    expect(users).toMatchObject({ lower: 48, upper: 48 });
  });

  it('is nothing without windows', () => {
    expect(breakingPointOfRamp([])).toEqual({});
  });
});

const INVALID = { code: 'invalid-stages', text: 'x' } as const;

describe('breakingPointOfOpenRamp', () => {
  it('lies between the rates at the ends of the first window of the row that broke', () => {
    expect(breakingPointOfOpenRamp(260, { rate: 266, name: 'API response' }, [])).toEqual({
      value: 263,
      lower: 260,
      upper: 266,
      confidence: null,
      unit: 'requests/s',
      basis: 'windows of the ramp, API response first',
      caveats: [],
    });
  });

  it('is open where nothing broke, up to where everything was seen to hold', () => {
    expect(breakingPointOfOpenRamp(1000, undefined, [INVALID])).toMatchObject({
      lower: 1000,
      upper: null,
      value: null,
      basis: 'windows of the ramp',
      caveats: [INVALID, { code: 'nothing-broke', text: 'nothing broke up to 1,000 requests/s' }],
    });
  });

  it('says when nothing ever held', () => {
    const caveats = [{ code: 'first-window-broke', text: 'the first window broke already' }];
    expect(breakingPointOfOpenRamp(0, { rate: 5, name: 'x' }, [])).toMatchObject({ lower: 0, upper: 5, caveats });
  });
});
