import type { GeneratorLine } from '../lines/lines.ts';
import { Cell } from '../timeline/cell.ts';

/**
 * A second counts as contended when no CPU was idle, or tasks waited for one most of the time. Both are looked at: with
 * 2 busy neighbours on 2 cores the scheduler still serves the generator first, and pressure stayed at 0.12-0.25
 * (docs/accuracy.md).
 */
const BUSY = 0.95;
const CROWDED = 0.5;

/** What of several engines adds, and of what only the largest counts. */
const ADDED = [
  'cpuSeconds',
  'rss',
  'vus',
  'vusAllocated',
  'vuSeconds',
  'begun',
  'inFlightSum',
  'busySum',
  'busySeconds',
  'scheduled',
  'started',
  'dropped',
] as const;
const LARGEST = ['seconds', 'inFlightSeconds', 'lastSecond', 'silence', 'waitingSeconds', 'contendedSeconds'] as const;

/** What the generator itself did over some seconds: its health decides whether the rest may be believed. */
export class GeneratorCell {
  seconds = 0;
  /** The first second that has a line; infinite without any. */
  firstSecond = Number.POSITIVE_INFINITY;
  /**
   * The last second that has a line, and the longest row of seconds before it that have none; counted from second 0.
   */
  lastSecond = -1;
  silence = 0;
  cpuSeconds = 0;
  rss = 0;
  vus = 0;
  vusAllocated = 0;
  /** Seconds that users were active, added over all of them. */
  vuSeconds = 0;
  /** Iterations and HTTP requests that began; 0 where no ledger was kept. */
  begun = 0;
  /** Iterations that began; undefined where no ledger was kept. */
  iterationsBegun: number | undefined;
  /** HTTP requests that ended, and seconds at whose end some were in flight: undefined where no ledger was kept. */
  requestsEnded: number | undefined;
  /** HTTP requests in flight at the ends of seconds, added up, and how many seconds that were. */
  inFlightSum = 0;
  inFlightSeconds = 0;
  waitingSeconds = 0;
  busySum = 0;
  busySeconds = 0;
  pressureSum = 0;
  pressureSeconds = 0;
  /** Seconds in which other work left no CPU idle, or tasks waited for one most of the time. */
  contendedSeconds = 0;
  stealSum = 0;
  stealSeconds = 0;
  /**
   * Seconds for which the generator's threads were ready and waited for a CPU, over those in which that was measured.
   */
  runDelaySum = 0;
  runDelaySeconds = 0;
  /** How often a thread was given a CPU in the latter. */
  slices = 0;
  scheduled = 0;
  started = 0;
  dropped = 0;
  /** Whether the arrivals were counted at all (only our executor counts them). */
  counted = false;
  readonly lateness = new Cell('trend');
  /** How late the engine's canary was woken: what it suffers, requests suffer (docs/record.md). */
  readonly canary = new Cell('trend', 5);

  addLine(line: GeneratorLine): void {
    this.seconds += 1;
    this.silence = Math.max(this.silence, line.s - this.lastSecond - 1);
    this.firstSecond = Math.min(this.firstSecond, line.s);
    this.lastSecond = Math.max(this.lastSecond, line.s);
    this.cpuSeconds += line.cpu ?? 0;
    this.rss = Math.max(this.rss, line.rss ?? 0);
    this.vus = Math.max(this.vus, line.vus);
    this.vusAllocated = Math.max(this.vusAllocated, line.vusMax);
    this.vuSeconds += line.vus;
    if (line.iterations) {
      this.begun += line.iterations[0];
      this.iterationsBegun = (this.iterationsBegun ?? 0) + line.iterations[0];
    }
    if (line.requests) {
      const [begun, ended, inFlight] = line.requests;
      this.begun += begun;
      this.requestsEnded = (this.requestsEnded ?? 0) + ended;
      this.inFlightSum += inFlight;
      this.inFlightSeconds += 1;
      if (inFlight > 0) this.waitingSeconds += 1;
    }
    const pressure = pressureIn(line);
    if ((line.busy ?? 0) >= BUSY || (pressure ?? 0) > CROWDED) this.contendedSeconds += 1;
    if (line.busy !== null) {
      this.busySum += line.busy;
      this.busySeconds += 1;
    }
    if (pressure !== null) {
      this.pressureSum += pressure;
      this.pressureSeconds += 1;
    }
    this.addSuffered(line);
    if (line.scheduled === undefined) return;
    this.counted = true;
    this.scheduled += line.scheduled;
    this.started += line.started ?? 0;
    this.dropped += line.dropped ?? 0;
    if (line.late && line.late[0] > 0) this.lateness.addFrame([0, ...line.late]);
  }

  private addSuffered({ steal = null, runDelay = null, slices = null, canary }: GeneratorLine): void {
    if (steal !== null) {
      this.stealSum += steal;
      this.stealSeconds += 1;
    }
    if (runDelay !== null && slices !== null) {
      this.runDelaySum += runDelay;
      this.runDelaySeconds += 1;
      this.slices += slices;
    }
    if (canary && canary[0] > 0) this.canary.addFrame([0, ...canary]);
  }

  /**
   * What several engines did over the same seconds: what they count adds, their seconds do not. Of how the machines
   * fared it is the worst one's. Users that were active in different seconds are added all the same: it is a bound.
   */
  static together(cells: readonly GeneratorCell[]): GeneratorCell {
    const [first, ...more] = cells;
    if (first && more.length === 0) return first;
    const all = new GeneratorCell();
    for (const cell of cells) all.join(cell);
    return all;
  }

  private join(other: GeneratorCell): void {
    for (const field of ADDED) this[field] += other[field];
    for (const field of LARGEST) this[field] = Math.max(this[field], other[field]);
    this.firstSecond = Math.min(this.firstSecond, other.firstSecond);
    if (other.iterationsBegun !== undefined) this.iterationsBegun = (this.iterationsBegun ?? 0) + other.iterationsBegun;
    if (other.requestsEnded !== undefined) this.requestsEnded = (this.requestsEnded ?? 0) + other.requestsEnded;
    this.counted ||= other.counted;
    if ((other.pressure ?? -1) > (this.pressure ?? -1)) {
      this.pressureSum = other.pressureSum;
      this.pressureSeconds = other.pressureSeconds;
    }
    if ((other.steal ?? -1) > (this.steal ?? -1)) {
      this.stealSum = other.stealSum;
      this.stealSeconds = other.stealSeconds;
    }
    if ((other.runDelay ?? -1) > (this.runDelay ?? -1)) {
      this.runDelaySum = other.runDelaySum;
      this.runDelaySeconds = other.runDelaySeconds;
      this.slices = other.slices;
    }
    this.lateness.merge(other.lateness);
    this.canary.merge(other.canary);
  }

  /** Gives back the memory of what changes no more. */
  pack(): void {
    this.lateness.histogram?.pack();
    this.canary.histogram?.pack();
  }

  /** HTTP requests in flight, in the mean; undefined where no ledger was kept. */
  get inFlight(): number | undefined {
    return this.inFlightSeconds > 0 ? this.inFlightSum / this.inFlightSeconds : undefined;
  }

  /** Mean share of the host's CPU time that its hypervisor gave to others; undefined where it was not measured. */
  get steal(): number | undefined {
    return this.stealSeconds > 0 ? this.stealSum / this.stealSeconds : undefined;
  }

  /** Seconds a second for which the generator's threads waited for a CPU; undefined where it was not measured. */
  get runDelay(): number | undefined {
    return this.runDelaySeconds > 0 ? this.runDelaySum / this.runDelaySeconds : undefined;
  }

  /**
   * Mean share of the time in which some task waited for a CPU that others had; undefined where it was not measured.
   */
  get pressure(): number | undefined {
    return this.pressureSeconds > 0 ? this.pressureSum / this.pressureSeconds : undefined;
  }

  /** Mean busy share of the host's CPUs; undefined where it was not measured. */
  get busy(): number | undefined {
    return this.busySeconds > 0 ? this.busySum / this.busySeconds : undefined;
  }
}

/**
 * The share of a second in which some task waited for a CPU that others had. A task that a CPU quota holds back counts
 * as waiting, too, however idle the CPUs are: that time is taken off. Over several CPUs at once it may be more than the
 * pressure itself.
 */
function pressureIn({ pressure, throttled }: GeneratorLine): number | null {
  return pressure === null ? null : Math.max(0, pressure - (throttled ?? 0));
}
