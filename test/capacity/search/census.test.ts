import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Census } from '../../../src/capacity/search/census.ts';
import { parseRecordLine } from '../../../src/capacity/search-lines.ts';
import type { CensusFound, CensusLine } from '../../../src/metrics/lines/census-line.ts';

const FIRST =
  '{"t":"census","scenario":"main","batch":0,"rate":2,"from":10,"to":14,"inFlight":[0,1],"arrivals":3,"dropped":1,' +
  '"departures":1,"late":[0.25,0.25],"at":[[0,1,0],[1,1,0],[2,2,1]],"found":[[0,0,1,2,4,1,0],[0,2,1,0,0,1,1]],' +
  '"requests":[11500000,2000000],"complete":12,"lost":0}';
const SECOND =
  '{"t":"census","scenario":"main","batch":1,"rate":5,"from":14,"to":16,"inFlight":[1,0],"arrivals":0,"dropped":0,' +
  '"departures":1,"late":[0,0],"at":[[0,1,0],[1,1,1]],"found":[[0,1,1,1,1,1,1]],"requests":[12100000,1000000,400000,7],' +
  '"complete":12.5,"lost":0}';

const read = (text: string) => parseRecordLine(text) as CensusLine;

function fold(lines: readonly CensusLine[], objectives = 2): Census {
  const census = new Census(objectives);
  for (const line of lines) census.add(line);
  return census;
}

describe('Census', () => {
  it('makes batches of lines, and adds what came late to the batch that it arrived in', () => {
    const census = fold([read(FIRST), read(SECOND)]);
    expect(census.batches()).toEqual([
      {
        rate: 2,
        start: 10,
        seconds: 4,
        arrivals: 3,
        departures: 1,
        inFlightAtStart: 0,
        inFlightAtEnd: 1,
        valid: true,
        secondsAt: [1, 1, 2],
        departuresFrom: [0, 0, 1],
        found: [1, 1, 1],
        lasted: [2, 1, 0],
        lastedSquared: [4, 1, 0],
        bad: [{ found: [1, 1, 1] }, { found: [0, 1, 1] }],
      },
      {
        rate: 5,
        start: 14,
        seconds: 2,
        arrivals: 0,
        departures: 1,
        inFlightAtStart: 1,
        inFlightAtEnd: 0,
        valid: true,
        secondsAt: [1, 1],
        departuresFrom: [0, 1],
        found: [],
        lasted: [],
        lastedSquared: [],
        bad: [{ found: [] }, { found: [] }],
      },
    ]);
    census.invalidate(0);
    expect(census.batches().map(({ valid }) => valid)).toEqual([false, true]);
  });

  it('gives requests in order as far as all are known', () => {
    const census = fold([read(FIRST)]);
    expect(census.log()).toEqual({ arrivals: [11.5], departures: [13.5] });
    census.add(read(SECOND));
    expect(census.log()).toEqual({ arrivals: [11.5, 12.1], departures: [13.5, 13.1] });
    census.add({ ...read(SECOND), from: 16, to: 17, requests: [], complete: 17 });
    expect(census.log()).toEqual({ arrivals: [11.5, 12.1, 12.5], departures: [13.5, 13.1, 12.500007] });
  });

  it('has no log where requests are missing', () => {
    const { requests: _, ...silent } = read(FIRST);
    expect(fold([silent]).log()).toBeUndefined();
    const census = fold([{ ...read(FIRST), lost: 1 }]);
    census.add(read(SECOND));
    expect(census.log()).toBeUndefined();
  });

  it('refuses lines out of order', () => {
    expect(() => fold([read(SECOND)])).toThrow('a census line of batch 1 after 0 batches');
    expect(() => fold([read(FIRST), read(SECOND), read(FIRST)])).toThrow('of batch 0 after 2 batches');
    expect(() => fold([{ ...read(FIRST), found: [[3, 0, 1, 1, 1, 0, 0]] }])).toThrow('batch 3, which never was');
  });

  it('is the same of lines that are split at any moment', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const joined = joinStretches(history);
        expect(fold(history).batches()).toEqual(fold(joined).batches());
        expect(fold(history).log()).toEqual(fold(joined).log());
      }),
    );
  });
});

/** A batch's stretches: each with its own counts, in whole numbers so that sums are exact, some of an earlier batch. */
const stretch = fc.record({
  seconds: fc.integer({ min: 1, max: 9 }),
  inFlight: fc.nat(9),
  arrivals: fc.nat(20),
  at: fc.array(fc.tuple(fc.nat(5), fc.nat(4), fc.nat(4)), { maxLength: 4 }),
  found: fc.array(fc.tuple(fc.nat(2), fc.nat(5), fc.nat(9), fc.nat(9), fc.nat(9), fc.nat(9), fc.nat(9)), {
    maxLength: 4,
  }),
  requests: fc.array(fc.tuple(fc.nat(5_000_000), fc.nat(3_000_000)), { maxLength: 5 }),
  known: fc.nat(4),
});

/** Lines of some batches, each in some stretches; no request starts before what was said to be complete. */
const histories = fc.array(fc.array(stretch, { minLength: 1, maxLength: 4 }), { maxLength: 5 }).map((batches) => {
  const lines: CensusLine[] = [];
  let [clock, inFlight, complete] = [0, 0, 0];
  batches.forEach((stretches, batch) => {
    for (const { seconds, at, found, requests, known, ...rest } of stretches) {
      const starts = requests.map(([start, lasted]) => [complete * 1e6 + start, lasted] as const);
      complete += known;
      lines.push({
        t: 'census',
        scenario: 'main',
        batch,
        rate: 10 + batch,
        from: clock,
        to: clock + seconds,
        inFlight: [inFlight, rest.inFlight],
        arrivals: rest.arrivals,
        dropped: 0,
        departures: inFlight + rest.arrivals - rest.inFlight,
        late: [0, 0],
        at,
        found: found.map(([back, ...counts]): CensusFound => [Math.max(0, batch - back), ...counts]),
        requests: encode(starts),
        complete,
        lost: 0,
      });
      clock += seconds;
      inFlight = rest.inFlight;
    }
  });
  return lines;
});

type Start = readonly [start: number, lasted: number];

function encode(requests: readonly Start[]): number[] {
  const sorted = requests.toSorted(([a], [b]) => a - b);
  return sorted.flatMap(([start, lasted], i) => [start - (sorted[i - 1]?.[0] ?? 0), lasted]);
}

function decode(requests: readonly number[]): Start[] {
  let start = 0;
  return requests.flatMap((value, i) => {
    if (i % 2 === 1) return [];
    start += value;
    return [[start, requests[i + 1]!] as const];
  });
}

/** One line for each batch, as if the engine had written none between. */
function joinStretches(lines: readonly CensusLine[]): CensusLine[] {
  const joined: CensusLine[] = [];
  for (const line of lines) {
    const before = joined.at(-1);
    if (before?.batch !== line.batch) {
      joined.push(line);
      continue;
    }
    joined[joined.length - 1] = {
      ...line,
      from: before.from,
      inFlight: [before.inFlight[0], line.inFlight[1]],
      arrivals: before.arrivals + line.arrivals,
      departures: before.departures + line.departures,
      at: [...before.at, ...line.at],
      found: [...before.found, ...line.found],
      requests: encode([...decode(before.requests!), ...decode(line.requests!)]),
    };
  }
  return joined;
}
