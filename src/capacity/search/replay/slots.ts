/** When each of c slots is free again, in seconds; the earliest at hand. A binary heap. */
export class Slots {
  readonly #free: Float64Array;

  constructor(count: number) {
    this.#free = new Float64Array(count);
  }

  /** The moment from which a slot is free. */
  get earliest(): number {
    return this.#free[0]!;
  }

  /** Takes the earliest free slot until a later moment. */
  occupy(until: number): void {
    const free = this.#free;
    const count = free.length;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= count) break;
      if (child + 1 < count && free[child + 1]! < free[child]!) child++;
      if (free[child]! >= until) break;
      free[at] = free[child]!;
      at = child;
    }
    free[at] = until;
  }
}
