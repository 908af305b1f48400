/** The stretch that a run's rates are of: from the beginning of its first iteration that ended to its last sample. */
export class LoadSpan {
  private from: number | undefined;
  private to = 0;

  /** A sample's time and, of an iteration's end, its length; seconds. */
  add(at: number, iteration: number | undefined): void {
    if (at > this.to) this.to = at;
    if (iteration === undefined) return;
    const began = Math.max(0, at - iteration);
    if (this.from === undefined || began < this.from) this.from = began;
  }

  /** Seconds since the start. */
  get ends(): readonly [from: number, to: number] {
    return [this.from ?? 0, this.to];
  }
}
