/** Requests in order of when they are due: a binary heap in typed arrays that grows. */
export class DueHeap {
  #due = new Float64Array(256);
  #request = new Int32Array(256);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** When the next is due; Infinity when nothing is. */
  get next(): number {
    return this.#size > 0 ? this.#due[0]! : Number.POSITIVE_INFINITY;
  }

  push(due: number, request: number): void {
    if (this.#size === this.#due.length) this.#grow();
    let at = this.#size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#due[parent]! <= due) break;
      this.#due[at] = this.#due[parent]!;
      this.#request[at] = this.#request[parent]!;
      at = parent;
    }
    this.#due[at] = due;
    this.#request[at] = request;
  }

  /** Takes out the request that is due next. */
  pop(): number {
    const first = this.#request[0]!;
    const size = --this.#size;
    const due = this.#due[size]!;
    const request = this.#request[size]!;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && this.#due[child + 1]! < this.#due[child]!) child++;
      if (due <= this.#due[child]!) break;
      this.#due[at] = this.#due[child]!;
      this.#request[at] = this.#request[child]!;
      at = child;
    }
    this.#due[at] = due;
    this.#request[at] = request;
    return first;
  }

  #grow(): void {
    const due = new Float64Array(2 * this.#size);
    const request = new Int32Array(2 * this.#size);
    due.set(this.#due);
    request.set(this.#request);
    this.#due = due;
    this.#request = request;
  }
}
