import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addToBatch, type Batch, badOf, finishedOf } from '../../../src/capacity/search/batch.ts';
import { addLevels, poolLevels } from '../../../src/capacity/search/estimators/levels.ts';

const counts = fc.array(fc.nat(50), { maxLength: 8 });
const batches: fc.Arbitrary<Batch> = fc.record({
  rate: fc.constant(10),
  start: fc.nat(100),
  seconds: fc.integer({ min: 1, max: 9 }),
  arrivals: fc.nat(50),
  departures: fc.nat(50),
  inFlightAtStart: fc.nat(9),
  inFlightAtEnd: fc.nat(9),
  valid: fc.boolean(),
  secondsAt: counts,
  departuresFrom: counts,
  found: counts,
  lasted: counts,
  lastedSquared: counts,
  bad: fc.tuple(fc.record({ found: counts }), fc.record({ found: counts })),
});

describe('addToBatch', () => {
  it('adds every count, keeps the first start and the last end', () => {
    fc.assert(
      fc.property(batches, batches, (a, b) => {
        const both = addToBatch(a, b);
        expect(finishedOf(both)).toBe(finishedOf(a) + finishedOf(b));
        expect(badOf(both, 1)).toBe(badOf(a, 1) + badOf(b, 1));
        expect(both).toMatchObject({
          start: Math.min(a.start, b.start),
          seconds: a.seconds + b.seconds,
          arrivals: a.arrivals + b.arrivals,
          departures: a.departures + b.departures,
          inFlightAtStart: a.inFlightAtStart,
          inFlightAtEnd: b.inFlightAtEnd,
          valid: a.valid && b.valid,
        });
        expect(poolLevels([both], 1)).toEqual(poolLevels([a, b], 1));
        expect(poolLevels([both], 0)).toEqual(addLevels(poolLevels([a], 0), poolLevels([b], 0)));
      }),
    );
  });

  it('a late report of requests leaves the time and the end as they are', () => {
    const base = {
      rate: 5,
      start: 3,
      arrivals: 2,
      departures: 1,
      valid: true,
      secondsAt: [2, 3],
      departuresFrom: [0, 1],
    };
    const batch: Batch = {
      ...base,
      seconds: 5,
      inFlightAtStart: 0,
      inFlightAtEnd: 1,
      found: [1],
      lasted: [1],
      lastedSquared: [1],
      bad: [{ found: [0] }],
    };
    const counted = {
      arrivals: 0,
      departures: 0,
      inFlightAtStart: 0,
      inFlightAtEnd: 0,
      secondsAt: [],
      departuresFrom: [],
    };
    const durations = { lasted: [0, 2], lastedSquared: [0, 4] };
    const late: Batch = { ...batch, ...counted, ...durations, seconds: 0, found: [0, 1], bad: [{ found: [0, 1] }] };
    const known = { lasted: [1, 2], lastedSquared: [1, 4], found: [1, 1], bad: [{ found: [0, 1] }] };
    expect(addToBatch(batch, late)).toEqual({ ...batch, ...known });
  });

  it('refuses what is no part of the batch', () => {
    const [a] = fc.sample(batches, 1) as [Batch];
    expect(() => addToBatch(a, { ...a, rate: 11 })).toThrow(RangeError);
    expect(() => addToBatch(a, { ...a, bad: [] })).toThrow(RangeError);
  });
});
