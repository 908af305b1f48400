import { describe, expect, it } from 'vitest';
import type { Batch } from '../../../../src/capacity/search/batch.ts';
import { badWhenAlone, overloaded, significantlyBad } from '../../../../src/capacity/search/phases/judgement.ts';

const objectives = [{ name: 'p95', allowed: 0.05, limit: 0.1 }];

function batch(found: readonly number[], bad: readonly number[], known: Partial<Batch> = {}): Batch {
  return {
    rate: 10,
    start: 0,
    seconds: 5,
    arrivals: 50,
    departures: 50,
    inFlightAtStart: 0,
    inFlightAtEnd: 0,
    valid: true,
    secondsAt: [],
    departuresFrom: [],
    found,
    lasted: [],
    lastedSquared: [],
    bad: [{ found: bad }],
    ...known,
  };
}

describe('overloaded', () => {
  it.each([
    ['piled up', batch([10], [0], { inFlightAtStart: 2, inFlightAtEnd: 23, arrivals: 60 }), true],
    ['few piled up', batch([10], [0], { inFlightAtStart: 2, inFlightAtEnd: 22, arrivals: 22 }), false],
    ['piled up a small share', batch([10], [0], { inFlightAtEnd: 30, arrivals: 101 }), false],
    ['mostly bad', batch([20, 10], [6, 10]), true],
    ['half bad', batch([20, 10], [5, 10]), false],
    ['mostly bad of few', batch([29], [29]), false],
  ])('%s', (_, one, expected) => {
    expect(overloaded(one)).toBe(expected);
  });
});

describe('significantlyBad', () => {
  // p·n + 3.1·√(p·n) + 3 of 200 at 5 %: 10 + 9.8 + 3 = 22.8
  it.each([
    [200, 22, false],
    [200, 23, true],
    [10, 3, false],
    [0, 0, false],
  ])('of %s, %s bad: %s', (finished, bad, expected) => {
    expect(significantlyBad([batch([finished], [bad])], objectives)).toBe(expected);
    expect(significantlyBad([batch([finished, 0], [0]), batch([0, 0], [0, bad])], objectives)).toBe(expected);
  });

  it('of any objective', () => {
    const both = { ...batch([200], [0]), bad: [{ found: [0] }, { found: [23] }] };
    expect(significantlyBad([both], [...objectives, ...objectives])).toBe(true);
  });
});

describe('badWhenAlone', () => {
  it('looks only at those who found nobody', () => {
    expect(badWhenAlone([batch([200, 200], [22, 200])], objectives)).toBe(false);
    expect(badWhenAlone([batch([200, 200], [23, 0])], objectives)).toBe(true);
    expect(badWhenAlone([batch([0, 200], [0, 200])], objectives)).toBe(false);
    expect(badWhenAlone([batch([], [])], objectives)).toBe(false);
  });
});
