import type { GeneratorLine } from '../lines/lines.ts';

/** A stretch in which HTTP requests were in flight all the time and none ended; seconds of the engine. */
export interface Stall {
  readonly from: number;
  readonly to: number;
  /** In flight at its end. */
  readonly inFlight: number;
}

/** What is shorter is no stall: seconds are looked at whole. */
const LEAST_SECONDS = 3;
const MOST_KEPT = 100;

/** Finds stalls in the generator's lines as they come, in the order of their seconds. */
export class Stalls {
  private readonly found: Stall[] = [];
  private running: Stall | undefined;
  private waiting = false;

  add({ s, requests }: GeneratorLine): void {
    if (!requests) return;
    const [, ended, inFlight] = requests;
    const follows = this.running === undefined || this.running.to === s;
    if (this.waiting && ended === 0 && inFlight > 0 && follows) {
      this.running = { from: this.running?.from ?? s, to: s + 1, inFlight };
    } else {
      this.close();
    }
    this.waiting = inFlight > 0;
  }

  private close(): void {
    const { running } = this;
    this.running = undefined;
    if (running && running.to - running.from >= LEAST_SECONDS && this.found.length < MOST_KEPT)
      this.found.push(running);
  }

  /** All so far, one that goes on included. */
  get all(): readonly Stall[] {
    const { running } = this;
    const open = running && running.to - running.from >= LEAST_SECONDS ? [running] : [];
    return [...this.found, ...open];
  }
}
