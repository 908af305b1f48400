import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { traceparents } from '../../../src/scenario/tracing/traceparent.ts';

const RUN = '0a1b2c3d';
/** 2026-11-21T14:00:00.123Z. */
const NOW = 1_795_269_600_123;

function headers(share: number, requests: number, { seed = 7, vu = 1, run = RUN, now = NOW } = {}) {
  const next = traceparents({ share, run }, seed, vu, () => now);
  return Array.from({ length: requests }, next);
}

const parts = (header: string | undefined) => header!.split('-') as [string, string, string, string];
const placesOf = (all: (string | undefined)[]) => all.flatMap((header, at) => (header === undefined ? [] : [at]));

describe('traceparents', () => {
  test('are W3C Trace Context, version 00, sampled; the time and the run come first', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(20_000), fc.integer({ min: 1, max: 4e9 }), (seed, vu, seconds) => {
        for (const header of headers(1, 5, { seed, vu, now: seconds * 1000 + 999 })) {
          expect(header).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
          const [, trace, parent] = parts(header);
          expect(Number.parseInt(trace.slice(0, 8), 16)).toBe(seconds);
          expect(trace.slice(8, 16)).toBe(RUN);
          expect(parent).not.toMatch(/^0+$/);
        }
      }),
    );
  });

  test('repeat with the seed and the VU, and differ between them', () => {
    expect(headers(0.1, 1000)).toEqual(headers(0.1, 1000));
    expect(placesOf(headers(0.1, 1000, { run: 'ffffffff', now: NOW + 5000 }))).toEqual(placesOf(headers(0.1, 1000)));
    for (const other of [{ seed: 8 }, { vu: 2 }]) {
      expect(placesOf(headers(0.1, 1000, other))).not.toEqual(placesOf(headers(0.1, 1000)));
    }
  });

  test('no two are of the same trace', () => {
    const all = [1, 2, 3, 4].flatMap((vu) => headers(1, 2000, { vu }).map((header) => parts(header)[1]));
    expect(new Set(all).size).toBe(8000);
    const again = headers(1, 2000, { run: '11111111' }).map((header) => parts(header)[1]);
    expect(again.some((trace) => all.includes(trace))).toBe(false);
  });

  test.each([1e-4, 0.01, 0.3, 0.99])('a share of %d of the requests carries one', (share) => {
    const [vus, each] = [50, 2000];
    const traced = Array.from({ length: vus }, (_, vu) => placesOf(headers(share, each, { vu })).length);
    const count = traced.reduce((sum, n) => sum + n, 0);
    const [mean, deviation] = [vus * each * share, Math.sqrt(vus * each * share * (1 - share))];
    // The seeds are fixed: the count is, too.
    expect(Math.abs(count - mean)).toBeLessThan(4 * deviation);
  });

  test('a share of 1 is every request', () => {
    expect(headers(1, 100).every((header) => header !== undefined)).toBe(true);
  });

  test('the gaps between traced requests are those of chance', () => {
    const places = placesOf(headers(0.2, 50_000));
    const gaps = places.slice(1).map((at, i) => at - places[i]! - 1);
    for (const gap of [0, 1, 2, 5]) {
      const found = gaps.filter((each) => each === gap).length / gaps.length;
      expect(found).toBeCloseTo(0.2 * 0.8 ** gap, 1.7);
    }
  });
});
