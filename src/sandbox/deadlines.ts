/** What is to be done when: a binary min-heap; of equal times, in no particular order. */
export class Deadlines {
  readonly #heap: { readonly time: number; readonly due: () => void }[] = [];

  /** The earliest time; Infinity when nothing is left. */
  get next(): number {
    return this.#heap[0]?.time ?? Number.POSITIVE_INFINITY;
  }

  add(time: number, due: () => void): void {
    const heap = this.#heap;
    const entry = { time, due };
    let at = heap.push(entry) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (heap[parent]!.time <= time) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = entry;
  }

  /** Takes out the earliest if its time is not after `until`. */
  take(until: number): (() => void) | undefined {
    const heap = this.#heap;
    const first = heap[0];
    if (first === undefined || first.time > until) return undefined;
    const last = heap.pop()!;
    if (heap.length === 0) return first.due;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && heap[child + 1]!.time < heap[child]!.time) child++;
      if (heap[child]!.time >= last.time) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
    return first.due;
  }

  clear(): void {
    this.#heap.length = 0;
  }
}
