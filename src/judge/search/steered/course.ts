import type { Batch } from '../../../capacity/search/batch.ts';
import { Census } from '../../../capacity/search/census.ts';
import { flightLimit } from '../../../capacity/search/flight-limit.ts';
import type { RecordedSearch, RecordedState } from '../../../capacity/search/judged-search.ts';
import type { EndReason } from '../../../capacity/search/outcome.ts';
import { type Ask, runsOf, type SearchEvidence } from '../../../capacity/search/search-state.ts';
import { plannedSettings, type SearchSettings, tightestLimit } from '../../../capacity/search/settings.ts';
import type { RecordLine } from '../../../capacity/search-lines.ts';
import { GeneratorCell } from '../../../metrics/generator/generator-cell.ts';
import type { CensusLine } from '../../../metrics/lines/census-line.ts';
import type { GeneratorLine } from '../../../metrics/lines/lines.ts';
import type { Timeline } from '../../../metrics/timeline/timeline.ts';
import type { SearchRun } from '../../../result/record.ts';
import { doubtOfBatch } from '../../../validity/batch.ts';
import type { Asking, Course } from '../course.ts';
import type { Findings } from '../findings.ts';
import { steeredFindings } from './findings.ts';
import type { SteeredSearch } from './steered-search.ts';

/** What is known of the load and the generator of a batch beside the counts. */
interface Offered {
  readonly cell: GeneratorCell;
  arrivals: number;
  dropped: number;
  late: number;
}

/**
 * The course of a steered search: what was asked for, the batches with their validity, and how it ended. Times are
 * engine seconds; those of the part of a search that this one goes on from are negative.
 */
export class SteeredCourse implements Course, SteeredSearch {
  readonly method = 'steered';
  readonly settings: SearchSettings;
  readonly asks: Ask[] = [];
  readonly states: (RecordedState | null)[] = [];
  ended: EndReason | undefined;
  elapsed: number | undefined;
  private readonly requests: number;
  private readonly census: Census;
  private readonly offered: Offered[] = [];
  private readonly doubts = new Map<number, string>();
  private readonly pending: GeneratorLine[] = [];
  private readonly hostsTarget: boolean;
  private cores = 1;
  /** The number of the first batch, negative in a search that goes on from another. */
  private base: number | undefined;

  /** `given` takes the place of settings that no record says. */
  constructor({ plan, search, provenance }: SearchRun, given: Partial<SearchSettings> = {}) {
    this.requests = plan.requestsPerIteration ?? 1;
    this.settings = { ...plannedSettings(search, this.requests), ...given };
    this.hostsTarget = provenance.machine.hostsTarget;
    this.census = new Census(search.objectives.length);
  }

  add(line: RecordLine | undefined): void {
    switch (line?.t) {
      case 'hello':
        if ('cores' in line) this.cores = line.cores;
        break;
      case 'earlier':
        this.add(line.line);
        break;
      case 'ask':
        this.asks.push(line.ask);
        this.states.push(line.state);
        break;
      case 'census':
        this.addCensus(line);
        break;
      case 'gen':
        this.addGenerator(line);
        break;
      case 'searched':
        this.ended = line.reason;
        this.elapsed = line.elapsed;
        break;
    }
  }

  /** How many batches the earlier part had, to which those of the engine that runs now are added. */
  get earlier(): number {
    return -(this.base ?? 0);
  }

  get batchCount(): number {
    return this.census.batches().length;
  }

  get load(): number {
    return this.census.batches().reduce((sum, { seconds }) => sum + seconds, 0);
  }

  /** The batch that is going on, as far as its lines reach; undefined before the first. */
  get current(): { readonly index: number; readonly batch: Batch } | undefined {
    const batches = this.census.batches();
    const batch = batches.at(-1);
    return batch && { index: batches.length - 1, batch };
  }

  evidence(): SearchEvidence {
    return { batches: this.census.batches().slice(0, this.asks.length), log: this.census.log() };
  }

  recorded(): RecordedSearch {
    const begun = Math.min(this.asks.length, this.census.batches().length);
    return { asks: this.asks.slice(0, begun), states: this.states.slice(0, begun), ended: this.ended };
  }

  get asking(): Asking | undefined {
    const ask = this.asks.at(-1);
    const rate = (value: number) => value * this.requests;
    const found = this.states.flatMap((state) => state?.latest ?? []);
    const estimates = found.map(({ value, lower, upper }) => ({
      value: rate(value),
      lower: rate(lower),
      upper: rate(upper),
    }));
    return ask && { phase: ask.phase, rate: rate(ask.rate), estimates };
  }

  doubt(index: number): string | undefined {
    return this.doubts.get(index);
  }

  dropped(index: number): number {
    return this.offered[index]?.dropped ?? 0;
  }

  findings(timeline: Timeline): Findings {
    return steeredFindings(this, this.requests, timeline);
  }

  private addCensus(line: CensusLine): void {
    this.base ??= line.batch;
    const { base } = this;
    const found = line.found.map(
      ([batch, ...rest]) => [batch - base, ...rest] as unknown as (typeof line.found)[number],
    );
    const index = line.batch - base;
    // The engine's last batch: what was asked for when it was stopped was never begun.
    if (line.rate === 0 && this.asks[index]?.phase !== 'stop') this.forget(index);
    const based = { ...line, batch: index, found };
    // A line before it was lost, which is counted: the record is not whole.
    if (!this.census.follows(based)) return;
    this.census.add(based);
    this.offered[index] ??= { cell: new GeneratorCell(), arrivals: 0, dropped: 0, late: 0 };
    const offered = this.offered[index];
    offered.arrivals += line.arrivals;
    offered.dropped += line.dropped;
    offered.late += line.late[0];
    this.place();
    this.examine(index);
  }

  private forget(from: number): void {
    this.asks.length = Math.min(this.asks.length, from);
    this.states.length = this.asks.length;
  }

  private addGenerator(line: GeneratorLine): void {
    this.pending.push(line);
    this.place();
  }

  /** Gives the generator's lines to the batches in which the middles of their seconds lie. */
  private place(): void {
    const batches = this.census.batches();
    for (let line = this.pending[0]; line; line = this.pending[0]) {
      const middle = line.s + 0.5;
      const end = batches.at(-1);
      if (!end || middle >= end.start + end.seconds) return;
      this.pending.shift();
      const index = batches.findLastIndex(({ start, seconds }) => seconds > 0 && middle >= start);
      if (index < 0) continue;
      this.offered[index]!.cell.addLine(line);
      this.examine(index);
    }
  }

  private examine(index: number): void {
    const { cell, ...offered } = this.offered[index]!;
    if (this.doubts.has(index) || index >= this.asks.length || this.asks[index]!.phase === 'stop') return;
    const doubt = doubtOfBatch(
      { ...offered, enoughUsers: offered.dropped === 0 || this.enoughUsers(cell, index) },
      cell,
      this.cores,
      tightestLimit(this.settings),
      this.hostsTarget,
    );
    if (doubt === undefined) return;
    this.doubts.set(index, doubt);
    this.census.invalidate(index);
  }

  /** Whether so many VUs carry the batch's rate while every request takes as long as the limits allow. */
  private enoughUsers({ seconds, vusAllocated }: GeneratorCell, index: number): boolean {
    if (seconds === 0) return true;
    const { batches } = this.evidence();
    const flight = flightLimit(this.settings, runsOf(this.asks.slice(0, batches.length), batches));
    return vusAllocated >= this.asks[index]!.rate * flight;
  }
}
