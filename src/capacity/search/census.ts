import type { CensusBad, CensusLine } from '../../metrics/lines/census-line.ts';
import { addToBatch, type Batch, type RequestLog } from './batch.ts';

/**
 * Folds the engine's census lines (docs/record.md) into the batches and the request log that the search reads. A
 * batch's number in the engine is its place here. Lines may be split and joined at any moment: the sums are the same.
 */
export class Census {
  private readonly folded: Batch[] = [];
  private readonly invalid = new Set<number>();
  private readonly requests = new Requests();
  private readonly objectives: number;

  /** `objectives` is how many limits the executor was given. */
  constructor(objectives: number) {
    this.objectives = objectives;
  }

  /**
   * Whether a line can be added: the one before it is there, and every batch that it tells of. Where one was lost, it
   * is not.
   */
  follows({ batch: current, found }: CensusLine): boolean {
    const expected = this.folded.length;
    if (current !== expected && current !== expected - 1) return false;
    return found.every(([batch]) => batch === current || this.folded[batch] !== undefined);
  }

  /**
   * Adds a line: a stretch of its batch, and what came in late of earlier ones. Throws RangeError on one out of order.
   */
  add(line: CensusLine): void {
    const { batch: current, found } = line;
    const expected = this.folded.length;
    if (current !== expected && current !== expected - 1)
      throw new RangeError(`a census line of batch ${current} after ${expected} batches`);
    const parts = new Map([[current, stretchOf(line, this.objectives)]]);
    for (const [batch] of found) {
      if (!parts.has(batch)) parts.set(batch, this.lateOf(batch));
    }
    for (const [batch, n, count, seconds, squares, ...bad] of found) {
      const part = parts.get(batch)!;
      put(part.found, n, count);
      put(part.lasted, n, seconds);
      put(part.lastedSquared, n, squares);
      for (const [objective, counts] of part.bad.entries()) addBad(counts, n, bad[objective] ?? 0);
    }
    for (const [batch, part] of parts) {
      const before = this.folded[batch];
      this.folded[batch] = before ? addToBatch(before, part) : part;
    }
    this.requests.add(line);
  }

  /** The generator, not the target, shaped a batch: it proves nothing. */
  invalidate(batch: number): void {
    this.invalid.add(batch);
  }

  /** Every batch with its counts as they are now; the last one may still be running. */
  batches(): readonly Batch[] {
    return this.folded.map((batch, at) => (this.invalid.has(at) ? { ...batch, valid: false } : batch));
  }

  /**
   * The requests whose predecessors are all known, in order of their starts; undefined where the engine does not say
   * them, or lost some. Valid until the next line is added.
   */
  log(): RequestLog | undefined {
    return this.requests.log();
  }

  private lateOf(batch: number): Part {
    const of = this.folded[batch];
    if (!of) throw new RangeError(`a census line tells of batch ${batch}, which never was`);
    return { ...emptyPart(this.objectives), rate: of.rate, start: of.start };
  }
}

type Counts = number[];
type ByLevel = 'secondsAt' | 'departuresFrom' | 'found' | 'lasted' | 'lastedSquared';
/** A batch that is being added up. */
type Part = Omit<Batch, ByLevel | 'bad'> & Readonly<Record<ByLevel, Counts>> & { readonly bad: readonly BadPart[] };
/** `of` from the first line on that has it: it has it of every level, or of none. */
interface BadPart {
  readonly found: Counts;
  of?: Counts;
}

function emptyPart(objectives: number): Part {
  return {
    rate: 0,
    start: 0,
    seconds: 0,
    arrivals: 0,
    departures: 0,
    inFlightAtStart: 0,
    inFlightAtEnd: 0,
    valid: true,
    secondsAt: [],
    departuresFrom: [],
    found: [],
    lasted: [],
    lastedSquared: [],
    bad: Array.from({ length: objectives }, (): BadPart => ({ found: [] })),
  };
}

function stretchOf({ rate, from, to, arrivals, departures, inFlight, at }: CensusLine, objectives: number): Part {
  const [inFlightAtStart, inFlightAtEnd] = inFlight;
  const empty = emptyPart(objectives);
  for (const [n, seconds, left] of at) {
    put(empty.secondsAt, n, seconds);
    put(empty.departuresFrom, n, left);
  }
  return { ...empty, rate, start: from, seconds: to - from, arrivals, departures, inFlightAtStart, inFlightAtEnd };
}

/** Adds the bad requests of an objective, and how many it is about where it is not about all. */
function addBad(counts: BadPart, n: number, bad: CensusBad): void {
  if (typeof bad === 'number') {
    put(counts.found, n, bad);
    return;
  }
  counts.of ??= [];
  put(counts.found, n, bad[0]);
  put(counts.of, n, bad[1]);
}

/** Adds to the count at n, which may lie beyond the array's end. */
function put(counts: Counts, n: number, value: number): void {
  while (counts.length <= n) counts.push(0);
  counts[n]! += value;
}

const MICROSECONDS = 1e6;

/** Requests as they come, which is in no order, and in order up to the moment that the engine says is complete. */
class Requests {
  private complete = true;
  private readonly arrivals: number[] = [];
  private readonly departures: number[] = [];
  private waiting: (readonly [start: number, end: number])[] = [];

  add({ requests, complete, lost }: CensusLine): void {
    if (requests === undefined || complete === undefined || (lost ?? 0) > 0) {
      this.complete = false;
      return;
    }
    let start = 0;
    for (let i = 0; i + 1 < requests.length; i += 2) {
      start += requests[i]!;
      this.waiting.push([start / MICROSECONDS, (start + requests[i + 1]!) / MICROSECONDS]);
    }
    const due = this.waiting.filter(([at]) => at < complete).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    if (due.length === 0) return;
    this.waiting = this.waiting.filter(([at]) => at >= complete);
    for (const [arrival, departure] of due) {
      this.arrivals.push(arrival);
      this.departures.push(departure);
    }
  }

  log(): RequestLog | undefined {
    return this.complete ? { arrivals: this.arrivals, departures: this.departures } : undefined;
  }
}
