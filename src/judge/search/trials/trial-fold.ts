import { settlingSeconds, type TrialAsk, type TrialBatch, type TrialRun } from '../../../capacity/trials/trial.ts';
import { GeneratorCell } from '../../../metrics/generator/generator-cell.ts';
import { bucketMiddle } from '../../../metrics/histogram/histogram.ts';
import type { EncodedFrame, FrameLine, GeneratorLine, Series } from '../../../metrics/lines/lines.ts';
import { matches } from '../../../metrics/selector.ts';
import { Cell } from '../../../metrics/timeline/cell.ts';
import type { SearchedObjective } from '../../../result/capacity.ts';
import { doubtOfLoad } from '../../../validity/batch.ts';
import { requestsMade } from '../requests-made.ts';

/** What a trial is folded for. */
export interface TrialQuestion {
  /** Seconds beyond which a request is bad, null: only failed and dropped ones are; and of which requests. */
  readonly objectives: readonly Pick<SearchedObjective, 'limit' | 'where'>[];
  /** Requests of an iteration, as planned. */
  readonly requests: number;
  /** Seconds, for the trial's validity. */
  readonly tightest: number;
  /** Whether the target shares the generator's machine. */
  readonly hostsTarget: boolean;
}

/** What ended, or was dropped, within a second of a trial. */
interface Second {
  readonly time: Cell;
  readonly iteration: Cell;
  dropped: number;
  /** Of each objective: its requests, and those of them that failed or were over its limit. */
  readonly of: number[];
  readonly bad: number[];
}

/** The whole of what counts of a trial. */
interface Summary {
  readonly medianIteration: number;
  readonly iterations: number;
  readonly requests: number;
}

/**
 * A trial of a search by trials, from the lines of its k6. All that a stock k6 tells is what ended when: what is in
 * flight follows from the even arrivals and what ended, its mean by Little's law from how long iterations lasted.
 * Seconds are the record's.
 */
export class TrialFold {
  readonly ask: TrialAsk;
  /** When its load began; undefined before its first iteration. */
  begun: number | undefined;
  /** The second up to which everything is known. */
  known = 0;
  private readonly question: TrialQuestion;
  private readonly seconds = new Map<number, Second>();
  private readonly generator = new Map<number, GeneratorLine>();
  private ended: number | undefined;
  private summed: Summary | undefined;

  constructor(ask: TrialAsk, question: TrialQuestion) {
    this.ask = ask;
    this.question = question;
  }

  /** A frame of the load; `series` names those of it by id. Requests of setup() and teardown() carry no stage. */
  addFrame({ s, d }: FrameLine, series: ReadonlyMap<number, Series>): void {
    this.summed = undefined;
    for (const frame of d) {
      const of = series.get(frame[0]);
      if (of) this.count(s, frame, of);
    }
  }

  /** What ended before this second counts; undefined of a trial that did not come to its end. */
  get to(): number | undefined {
    return this.ended;
  }

  /** It came to its end. */
  close(to: number): void {
    this.ended = to;
    this.summed = undefined;
  }

  addGenerator(line: GeneratorLine): void {
    this.summed = undefined;
    this.generator.set(line.s, line);
    this.known = Math.max(this.known, line.s + 1);
  }

  /** Seconds of load, as far as they are known. */
  get load(): number {
    return this.begun === undefined ? 0 : Math.max(0, this.end - this.begun);
  }

  /** The trial as the search sees it: whole batches, up to its end or as far as everything is known. */
  run(cores: number): TrialRun {
    const { ask, begun = 0 } = this;
    const { medianIteration } = this.summary;
    return { ask, at: begun, batches: this.batches(), medianIteration, valid: this.doubt(cores) === undefined };
  }

  /** Why it proves nothing: the generator had too little CPU once the trial had settled, or made no request. */
  doubt(cores: number): string | undefined {
    const { begun } = this;
    if (begun === undefined) return this.to === undefined ? undefined : 'no iteration of it began';
    const { medianIteration, iterations, requests } = this.summary;
    const settled = begun + settlingSeconds(medianIteration);
    const cell = new GeneratorCell();
    for (const line of this.generator.values()) if (line.s >= settled && line.s < this.end) cell.addLine(line);
    if (iterations > 0 && requests === 0) return 'its iterations made no HTTP request';
    return cell.seconds === 0 ? undefined : doubtOfLoad(cell, cores, this.question.tightest, this.question.hostsTarget);
  }

  /** Durations of the requests that ended between two moments. */
  times(from: number, to: number): Cell {
    const all = new Cell('trend');
    for (const second of this.within(from, to)) all.merge(second.time);
    return all;
  }

  /** Requests of an iteration as they were made. */
  get requestsPerIteration(): number {
    return requestsMade(this.summary, this.question.requests);
  }

  /** What counts of it; made anew only when something has changed. */
  private get summary(): Summary {
    this.summed ??= this.sum();
    return this.summed;
  }

  private sum(): Summary {
    const lasted = new Cell('trend');
    let requests = 0;
    for (const second of this.within(this.begun ?? 0, this.end)) {
      lasted.merge(second.iteration);
      requests += second.time.count;
    }
    return { medianIteration: lasted.quantile(0.5) ?? 0, iterations: lasted.count, requests };
  }

  private within(from: number, to: number): Second[] {
    const seconds: Second[] = [];
    for (let s = Math.floor(from); s < to; s++) seconds.push(...(this.seconds.has(s) ? [this.seconds.get(s)!] : []));
    return seconds;
  }

  private get end(): number {
    return this.ended ?? this.known;
  }

  private batches(): TrialBatch[] {
    const { begun, ask } = this;
    if (begun === undefined) return [];
    const requests = this.requestsPerIteration;
    const iterationRate = ask.rate / this.question.requests;
    // Even arrivals: the first comes at once.
    const startedBy = (moment: number) => Math.floor((moment - begun) * iterationRate + 1e-6) + 1;
    const batches: TrialBatch[] = [];
    let [ended, dropped] = [0, 0];
    let from = begun;
    const first = Math.ceil(begun);
    for (let to = first + ask.batchSeconds; to <= this.end; to += ask.batchSeconds) {
      const counted = this.between(from, to);
      const due = startedBy(to) - (from === begun ? 0 : startedBy(from));
      ended += counted.iterations;
      dropped += counted.dropped;
      batches.push({
        at: from - begun,
        seconds: to - from,
        scheduled: due * requests,
        dropped: counted.dropped * requests,
        finished: counted.finished,
        bad: counted.bad.map((bad) => bad + counted.dropped * requests),
        of: counted.of.map((of, objective) =>
          this.question.objectives[objective]!.where ? of + counted.dropped * requests : undefined,
        ),
        inFlight: counted.lasted / (to - from),
        inFlightAtEnd: Math.max(0, startedBy(to) - dropped - ended),
      });
      from = to;
    }
    return batches;
  }

  private between(from: number, to: number) {
    const counted = { finished: 0, dropped: 0, iterations: 0, lasted: 0 };
    const bad = this.question.objectives.map(() => 0);
    const of = this.question.objectives.map(() => 0);
    for (const second of this.within(from, to)) {
      counted.finished += second.time.count;
      counted.dropped += second.dropped;
      counted.iterations += second.iteration.count;
      counted.lasted += second.iteration.sum;
      for (const [at, more] of second.bad.entries()) bad[at]! += more;
      for (const [at, more] of second.of.entries()) of[at]! += more;
    }
    return { ...counted, bad, of };
  }

  private count(s: number, frame: EncodedFrame, series: Series): void {
    const { metric, tags, bits = 9 } = series;
    if (metric === 'dropped_iterations') this.at(s).dropped += frame[2] as number;
    // The others carry a stage once an iteration has begun.
    if (tags['stage'] === undefined) return;
    if (metric === 'iteration_duration') this.at(s).iteration.addFrame(frame);
    if (metric !== 'request_time') return;
    const second = this.at(s);
    second.time.addFrame(frame);
    const failed = tags['expected_response'] === 'false';
    for (const [at, { limit, where }] of this.question.objectives.entries()) {
      if (where && !matches({ metric, where }, series)) continue;
      second.of[at]! += frame[1];
      second.bad[at]! += failed ? frame[1] : limit === null ? 0 : countAbove(frame, limit, bits);
    }
  }

  private at(s: number): Second {
    const known = this.seconds.get(s);
    if (known) return known;
    const { objectives } = this.question;
    const second = {
      time: new Cell('trend'),
      iteration: new Cell('trend'),
      dropped: 0,
      of: objectives.map(() => 0),
      bad: objectives.map(() => 0),
    };
    this.seconds.set(s, second);
    return second;
  }
}

/** How many of a frame's samples are over a limit, to the width of a bucket (0.1 %). */
function countAbove(frame: EncodedFrame, limit: number, bits: 9 | 5): number {
  const [, count, , min, max] = frame as unknown as readonly number[];
  if (max! <= limit) return 0;
  if (min! > limit) return count!;
  const encoded = frame[5] as readonly number[];
  let [index, above] = [0, 0];
  for (let i = 0; i < encoded.length; i += 2) {
    index += encoded[i]!;
    if (bucketMiddle(index, bits) > limit) above += encoded[i + 1]!;
  }
  return above;
}
