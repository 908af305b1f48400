import type { Batch } from '../batch.ts';

/** The counts of some batches for one objective, added up by number in flight. */
export interface Levels {
  /** τ[n], seconds */
  readonly seconds: Float64Array;
  /** D[n] */
  readonly departures: Float64Array;
  /** A[n], of the requests that the objective is about */
  readonly found: Float64Array;
  /** B[n] */
  readonly bad: Float64Array;
}

/** Adds up the batches' counts for one objective. */
export function poolLevels(batches: readonly Batch[], objective: number): Levels {
  const counted = batches.flatMap(({ secondsAt, departuresFrom, found, bad }) =>
    [secondsAt, departuresFrom, bad[objective]!.of ?? found, bad[objective]!.found].map((counts) => counts.length),
  );
  const length = counted.reduce((most, levels) => Math.max(most, levels), 0);
  const levels = emptyLevels(length);
  for (const batch of batches) {
    addCounts(levels.seconds, batch.secondsAt);
    addCounts(levels.departures, batch.departuresFrom);
    addCounts(levels.found, batch.bad[objective]!.of ?? batch.found);
    addCounts(levels.bad, batch.bad[objective]!.found);
  }
  return levels;
}

/** Both together. */
export function addLevels(a: Levels, b: Levels): Levels {
  const both = emptyLevels(Math.max(a.seconds.length, b.seconds.length));
  for (const { seconds, departures, found, bad } of [a, b]) {
    addCounts(both.seconds, seconds);
    addCounts(both.departures, departures);
    addCounts(both.found, found);
    addCounts(both.bad, bad);
  }
  return both;
}

function emptyLevels(length: number): Levels {
  return {
    seconds: new Float64Array(length),
    departures: new Float64Array(length),
    found: new Float64Array(length),
    bad: new Float64Array(length),
  };
}

function addCounts(into: Float64Array, counts: ArrayLike<number>): void {
  for (let n = 0; n < counts.length; n++) into[n]! += counts[n]!;
}
